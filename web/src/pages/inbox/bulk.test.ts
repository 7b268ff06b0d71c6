import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { notices } from '../../notices.svelte';
import { conversationRow } from '../../test-events';
import { bulk } from './bulk.svelte';
import { inbox } from './inbox.svelte';

vi.mock('../../api/calls');

const rows = ['a', 'b', 'c'].map((id) => conversationRow({ id, customer: { id: `cus_${id}`, name: id } }));

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(calls.listConversations).mockResolvedValue({ items: rows });
  inbox.rows = rows;
  bulk.clear();
  bulk.outcome = undefined;
});

it('acts on what is selected, and tells how many', async () => {
  const done = vi.spyOn(notices, 'done');
  vi.mocked(calls.actOnMany).mockResolvedValue({ done: ['a', 'b'], failed: [] });
  bulk.press('a');
  bulk.press('b', true);
  await bulk.resolve();
  expect(calls.actOnMany).toHaveBeenCalledExactlyOnceWith(['a', 'b'], { kind: 'resolve' });
  expect(done).toHaveBeenCalledWith('2 resolved.');
  expect(bulk.count).toBe(0);
});

it('keeps selected what could not be done, and says why', async () => {
  const failed = [{ conversation: 'c', reason: 'Ben holds this conversation now.' }];
  vi.mocked(calls.actOnMany).mockResolvedValue({ done: ['a', 'b'], failed });
  bulk.all();
  await bulk.takeOver();
  expect(bulk.outcome).toEqual({
    done: '2 with you.',
    failed: [{ id: 'c', name: 'c', reason: 'Ben holds this conversation now.' }],
  });
  expect(bulk.rows.map(({ id }) => id)).toEqual(['c']);
});

it('lets go of rows that leave the list', () => {
  bulk.all();
  inbox.rows = rows.slice(1);
  expect(bulk.count).toBe(2);
});
