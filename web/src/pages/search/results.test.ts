import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import type { FoundMessage, SearchResults } from '../../api/types';
import { minute } from '../../test-events';
import { results } from './results.svelte';

vi.mock('../../api/calls');

const message = (seq: number): FoundMessage => ({
  conversation: 'cnv_1',
  seq,
  at: minute(seq),
  author: { kind: 'customer' },
  note: false,
  customer: { id: 'cus_1' },
  status: 'open',
  tags: [],
  excerpt: [{ text: 'tent', hit: true }],
});
const found = (change: Partial<SearchResults>): SearchResults => ({
  customers: [],
  items: [],
  behind: 0,
  ...change,
});
const seqs = () => results.messages.map(({ seq }) => seq);

beforeEach(() => {
  vi.resetAllMocks();
  results.clear();
});

it('shows the answer to what was asked last, whichever comes last', async () => {
  let answer: (found: SearchResults) => void = () => undefined;
  const slow = new Promise<SearchResults>((resolve) => (answer = resolve));
  vi.mocked(calls.search)
    .mockReturnValueOnce(slow)
    .mockResolvedValueOnce(found({ items: [message(2)] }));
  const first = results.show({ q: 'ten' });
  await results.show({ q: 'tent' });
  answer(found({ items: [message(1)] }));
  await first;
  expect(seqs()).toEqual([2]);
  expect(results.answers).toBe('/search?q=tent');
});

it('asks once for the same, and reads on behind what is there', async () => {
  vi.mocked(calls.search)
    .mockResolvedValueOnce(found({ items: [message(3)], next: 'more', behind: 7 }))
    .mockResolvedValueOnce(found({ items: [message(2)] }));
  await results.show({ q: 'tent' });
  await results.show({ q: 'tent' });
  expect(calls.search).toHaveBeenCalledOnce();
  expect([results.more, results.behind]).toEqual([true, 7]);
  await results.readMore({ q: 'tent' });
  expect(calls.search).toHaveBeenLastCalledWith({ q: 'tent', limit: 30, cursor: 'more' });
  expect([seqs(), results.more]).toEqual([[3, 2], false]);
});

it('reads over pages on which nothing fits', async () => {
  vi.mocked(calls.search)
    .mockResolvedValueOnce(found({ next: 'a' }))
    .mockResolvedValueOnce(found({ next: 'b' }))
    .mockResolvedValueOnce(found({ items: [message(1)], next: 'c' }));
  await results.show({ q: 'tent', status: 'snoozed' });
  expect([seqs(), results.more, results.empty]).toEqual([[1], true, false]);
  expect(calls.search).toHaveBeenCalledTimes(3);
});

it('has found nothing only when everything was looked through', async () => {
  vi.mocked(calls.search).mockResolvedValue(found({ next: 'older' }));
  await results.show({ q: 'tent', status: 'snoozed' });
  expect([results.empty, results.more, results.loading]).toEqual([false, true, false]);
  const asked = vi.mocked(calls.search).mock.calls.length;
  expect(asked).toBeLessThan(10);
  vi.mocked(calls.search).mockResolvedValue(found({}));
  await results.readMore({ q: 'tent', status: 'snoozed' });
  expect([results.empty, results.more]).toEqual([true, false]);
});

it('asks nothing where nothing is searched for, and again after a failure', async () => {
  await results.show({ q: ' … ' });
  expect(calls.search).not.toHaveBeenCalled();
  vi.mocked(calls.search).mockRejectedValueOnce(new Problem({ status: 0 }));
  await results.show({ q: 'tent' });
  expect(results.problem?.status).toBe(0);
  vi.mocked(calls.search).mockResolvedValueOnce(found({ items: [message(1)] }));
  await results.show({ q: 'tent' });
  expect([seqs(), results.problem]).toEqual([[1], undefined]);
});
