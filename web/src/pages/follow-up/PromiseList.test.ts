import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { Counts } from '../../api/types';
import { session } from '../../session.svelte';
import PromiseList from './PromiseList.svelte';

vi.mock('../../api/calls');

const counts = (promises: number, waiting: number) => ({ promises, waiting, mentions: 0 }) as Counts;

beforeEach(() => {
  vi.resetAllMocks();
  session.counts = counts(1, 0);
  const promise = { seq: 7, promise: 'I call you.', state: 'open', at: '2026-11-23T09:00:00Z' };
  vi.mocked(calls.listPromises).mockResolvedValue({
    items: [{ ...promise, conversation: 'cnv_1', customer: { id: 'cus_1', name: 'Mia' } }],
  } as unknown as Awaited<ReturnType<typeof calls.listPromises>>);
  render(PromiseList, { whose: 'me' });
});

it('leads to the place where it was promised', async () => {
  const link = await screen.findByRole('link', { name: /I call you/ });
  expect(link.getAttribute('href')).toBe('/conversations/cnv_1?at=7');
});

it('is read anew when the promises change, and not at other news', async () => {
  await screen.findByRole('link');
  session.counts = counts(1, 5);
  await tick();
  expect(calls.listPromises).toHaveBeenCalledOnce();
  session.counts = counts(2, 5);
  await tick();
  expect(calls.listPromises).toHaveBeenCalledTimes(2);
});
