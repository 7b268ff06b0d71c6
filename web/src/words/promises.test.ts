import { expect, it } from 'vitest';

import type { PromiseMade } from '../api/types';
import { dueWord, movedText, nearness } from './promises';

const now = new Date(2026, 10, 23, 10, 0).getTime();
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const promise = (by: string | undefined, state: PromiseMade['state'] = 'open'): PromiseMade => ({
  seq: 1,
  promise: 'I will call you.',
  at: at(-1),
  state,
  ...(by && { by }),
});

it('tells how near a promise is to its moment', () => {
  expect(nearness(promise(at(-1)), now)).toBe('overdue');
  expect(nearness(promise(at(1)), now)).toBe('soon');
  expect(nearness(promise(at(5)), now)).toBe('later');
  expect(nearness(promise(undefined), now)).toBe('later');
  expect(nearness(promise(at(-1), 'kept'), now)).toBe('later');
});

it('tells when it is due', () => {
  expect(dueWord(at(26), now, 'en-GB')).toBe('Tomorrow 12:00, in 1 day');
  expect(dueWord(at(-2), now, 'en-GB')).toBe('Today 08:00, 2 hours ago');
  expect(dueWord(undefined, now)).toBe('no time named');
});

it('helps to tell honestly that it takes longer', () => {
  const text = movedText('I will call you.', new Date('2026-11-24T11:00:00Z'), 'Europe/Berlin');
  expect(text).toContain('“I will call you.”');
  expect(text).toMatch(/by Tuesday,? 24 November at 12:00\.$/u);
});
