import { expect, it } from 'vitest';

import type { Counts } from '../api/types';
import { followUpNews } from './follow-ups';

const counts = (promises: number, mentions: number): Counts => ({
  mine: 0,
  waiting: 0,
  all: 0,
  assistant: 0,
  snoozed: 0,
  resolved: 0,
  promises,
  mentions,
});

it('tells what is new, and nothing when the page opens or something is done', () => {
  expect(followUpNews(undefined, counts(3, 1))).toBeUndefined();
  expect(followUpNews(counts(3, 1), counts(2, 0))).toBeUndefined();
  expect(followUpNews(counts(0, 0), counts(1, 0))?.address).toBe('/follow-up');
  expect(followUpNews(counts(0, 0), counts(0, 1))?.address).toBe('/follow-up/mentions');
});
