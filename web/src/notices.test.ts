import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { notices } from './notices.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const { id } of notices.shown) notices.dismiss(id);
  vi.useRealTimers();
});

const texts = () => notices.shown.map((notice) => notice.text);

it('leaves what can be undone longer than what is only told', () => {
  notices.done('Resolved.');
  notices.done('The address is removed.', { label: 'Undo', run: () => undefined });
  vi.advanceTimersByTime(7_000);
  expect(texts()).toEqual(['The address is removed.']);
  vi.advanceTimersByTime(14_000);
  expect(texts()).toEqual([]);
});

it('keeps a notice while somebody is at it', () => {
  notices.done('The address is removed.', { label: 'Undo', run: () => undefined });
  const [notice] = notices.shown;
  notices.hold(notice!);
  vi.advanceTimersByTime(60_000);
  expect(texts()).toHaveLength(1);
  notices.letGo(notice!);
  vi.advanceTimersByTime(21_000);
  expect(texts()).toEqual([]);
});
