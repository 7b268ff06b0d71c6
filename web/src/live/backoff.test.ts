import { expect, it } from 'vitest';

import { backoffMs } from './backoff';

it('waits longer after each failure, up to half a minute', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backoffMs(50, 1)).toBe(30_000);
});

it('spreads the attempts, so that not all consoles come back at once', () => {
  expect(backoffMs(3, 0)).toBe(2000);
  expect(backoffMs(3, 0.5)).toBe(3000);
});
