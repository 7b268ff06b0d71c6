import { describe, expect, it } from 'vitest';

import { completions, tidyTag } from './tags';

describe('tags', () => {
  it.each([
    [' Refund  late ', 'refund late'],
    ['#VIP', 'vip'],
    ['# ', ''],
  ])('%j is kept as %j', (typed, kept) => expect(tidyTag(typed)).toBe(kept));

  it('are completed from what the team uses, beginnings first, what is there already left out', () => {
    const known = ['vip', 'late refund', 'refund', 'repair'];
    expect(completions(known, 're', ['repair'])).toEqual(['refund', 'late refund']);
    expect(completions(known, '', [])).toEqual(known);
    expect(completions(known, 'zzz', [])).toEqual([]);
  });
});
