import { describe, expect, it } from 'vitest';

import type { Hint } from '../../api/types';
import { draftParts, fieldEdit, insertion, quoted } from './draft-marks';

const hint = (start: number, end: number, more: Partial<Hint> = {}): Hint => ({
  rule: 'claimed-feeling',
  title: 'Claiming to know how they feel',
  practice: 'no_claimed_feeling',
  start,
  end,
  missing: false,
  message: 'Nobody can know how someone else feels.',
  better: 'I can understand why you feel that way.',
  quiet: false,
  ...more,
});

const DRAFT = 'Oh 😀 I know how you feel. Bye.';

describe('a draft with hints', () => {
  it('is cut at the words that a hint speaks of, counted in code points', () => {
    expect(draftParts(DRAFT, DRAFT, [hint(5, 24)])).toEqual([
      { text: 'Oh 😀 ' },
      { text: 'I know how you feel', rule: 'claimed-feeling' },
      { text: '. Bye.' },
    ]);
    expect(quoted(DRAFT, hint(5, 24))).toBe('I know how you feel');
  });

  it('keeps its marks while the text after them grows, and loses them when the words change', () => {
    expect(draftParts(`${DRAFT} More`, DRAFT, [hint(5, 24)])).toHaveLength(3);
    expect(draftParts(DRAFT.replace('know', 'knew'), DRAFT, [hint(5, 24)])).toHaveLength(1);
    expect(draftParts(DRAFT, DRAFT, [hint(0, 30, { missing: true })])).toHaveLength(1);
  });

  it('takes a wording over at its place, and only while that place is the same', () => {
    const change = hint(5, 24, { edit: { start: 5, end: 25, text: 'I see.' } });
    expect(fieldEdit(DRAFT, DRAFT, change)).toEqual({ start: 6, end: 26, text: 'I see.' });
    expect(fieldEdit(`So. ${DRAFT}`, DRAFT, change)).toBeUndefined();
    expect(fieldEdit(DRAFT, DRAFT, hint(5, 24))).toBeUndefined();
  });
});

describe('what is put in', () => {
  it('keeps a space to its neighbours', () => {
    expect(insertion('', 0, 'It is £3.')).toBe('It is £3.');
    expect(insertion('Hi Mia,', 7, 'It is £3.')).toBe(' It is £3.');
    expect(insertion('Hi Mia, bye', 8, 'It is £3.')).toBe('It is £3. ');
  });
});
