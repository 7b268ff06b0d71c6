import { describe, expect, it } from 'vitest';

import { cursorAfter, mergeEvents } from './merge';

const events = (...seqs: number[]) => seqs.map((seq) => ({ seq, text: `event ${seq}` }));
const seqs = (log: { seq: number }[]) => log.map((event) => event.seq);

describe('mergeEvents', () => {
  it('appends what comes in order', () => {
    expect(seqs(mergeEvents(events(1, 2), events(3, 4)))).toEqual([1, 2, 3, 4]);
  });

  it('takes nothing twice when a resumed connection repeats events', () => {
    expect(seqs(mergeEvents(events(1, 2, 3), events(2, 3, 4)))).toEqual([1, 2, 3, 4]);
  });

  it('puts an event that was overtaken into its place', () => {
    // The answer to sending a reply (7) arrives before the live event of the take-over (6).
    const withReply = mergeEvents(events(5), events(7));
    expect(seqs(mergeEvents(withReply, events(6, 7)))).toEqual([5, 6, 7]);
  });

  it('keeps the version that it had first', () => {
    const merged = mergeEvents([{ seq: 1, text: 'kept' }], [{ seq: 1, text: 'again' }]);
    expect(merged).toEqual([{ seq: 1, text: 'kept' }]);
  });

  it('allows numbers that only machines read to be missing', () => {
    expect(seqs(mergeEvents(events(1, 4), events(9)))).toEqual([1, 4, 9]);
  });

  it('leaves both inputs as they were', () => {
    const log = events(2);
    mergeEvents(log, events(1));
    expect(seqs(log)).toEqual([2]);
  });

  it('ends the same whatever the order of arrival and however often parts repeat', () => {
    const all = events(1, 2, 3, 4, 5, 6, 7, 8);
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = linear(seed);
      let log: { seq: number; text: string }[] = [];
      const parts = Array.from({ length: 30 }, () => {
        const from = Math.floor(random() * 8);
        return all.slice(from, from + 1 + Math.floor(random() * 4));
      });
      for (const part of [...parts, all]) log = mergeEvents(log, part);
      expect(log).toEqual(all);
    }
  });
});

describe('cursorAfter', () => {
  it('moves forward and never back', () => {
    expect(cursorAfter(5, events(3, 4))).toBe(5);
    expect(cursorAfter(5, events(6, 9))).toBe(9);
    expect(cursorAfter(5, [])).toBe(5);
  });
});

/** A small generator of numbers 0…1, so that every run is the same. */
function linear(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
