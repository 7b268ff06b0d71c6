import { expect, it } from 'vitest';

import { DraftPromises } from './draft-promises.svelte';

const call = { start: 0, end: 20, promise: 'I will call you.', by: '2026-11-24T12:00:00Z' };

it('keeps track of nothing that was not confirmed', () => {
  const promises = new DraftPromises();
  promises.take([call]);
  expect(promises.open?.promise).toBe(call.promise);
  expect(promises.said('I will call you.')).toEqual([]);
  promises.keep(call.promise, call.by);
  expect(promises.open).toBeUndefined();
  expect(promises.said('Hello. I will call you.')).toEqual([
    { kind: 'made', promise: call.promise, by: call.by },
  ]);
});

it('forgets a sentence that no longer stands in the draft', () => {
  const promises = new DraftPromises();
  promises.take([call]);
  promises.keep(call.promise, call.by);
  expect(promises.said('I will ring you.')).toEqual([]);
});

it('shows no sentence again that was waved away', () => {
  const promises = new DraftPromises();
  promises.take([call]);
  promises.dismiss(call.promise);
  promises.take([call]);
  expect(promises.shown).toEqual([]);
});

it('brings back what a reply that was taken back had confirmed', () => {
  const promises = new DraftPromises();
  const known = (of: number) => (of === 4 ? 'I look into it.' : undefined);
  promises.restore(
    [
      { kind: 'made', promise: call.promise },
      { kind: 'moved', of: 4, by: call.by },
    ],
    known,
  );
  expect(promises.moves[0]?.promise).toBe('I look into it.');
  expect(promises.said(call.promise)).toEqual([
    { kind: 'made', promise: call.promise },
    { kind: 'moved', of: 4, by: call.by },
  ]);
  promises.clear();
  expect(promises.said(call.promise)).toEqual([]);
});

it('keeps a promise without a time where the agent has taken the time away', () => {
  const promises = new DraftPromises();
  promises.take([call]);
  promises.keep(call.promise, undefined);
  expect(promises.shown).toEqual([{ promise: call.promise, by: undefined, kept: true }]);
});
