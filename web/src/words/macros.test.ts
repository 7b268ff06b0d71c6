import { expect, it } from 'vitest';

import { actWords, ends } from './macros';

it('tells what a macro does', () => {
  expect(actWords({ kind: 'tag', tag: 'refund' })).toBe('Put on the tag “refund”');
  expect(actWords({ kind: 'snooze', minutes: 1440 })).toBe('Snooze for one day');
  expect(actWords({ kind: 'snooze', minutes: 5 * 1440 })).toBe('Snooze for 5 days');
  expect(actWords({ kind: 'snooze', minutes: 90 })).toBe('Snooze for 90 minutes');
  expect(actWords({ kind: 'hand_back', note: '' })).toBe('Hand back to the assistant');
});

it('knows what nothing can follow', () => {
  expect(ends({ kind: 'resolve' })).toBe(true);
  expect(ends({ kind: 'note', text: 'x' })).toBe(false);
});
