import { describe, expect, it } from 'vitest';

import { diffWords } from './text-diff';

const told = (before: string, after: string) =>
  diffWords(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : `${kind === 'added' ? '+' : '-'}[${text}]`))
    .join('');

describe('what differs between two texts', () => {
  it.each([
    ['Delivery costs £4.', 'Delivery costs £5.', 'Delivery costs £-[4]+[5].'],
    ['It is free.', 'It is free.', 'It is free.'],
    ['', 'New text', '+[New text]'],
    ['Old text', '', '-[Old text]'],
    ['One two three', 'One three', 'One -[two ]three'],
    ['Yes, today', 'Yes today', 'Yes-[,] today'],
    ['', '', ''],
  ])('%j to %j', (before, after, expected) => expect(told(before, after)).toBe(expected));

  it('gives back both texts whole, whatever differs', () => {
    const before = 'We post on weekdays.\nOrders before 14:00 leave the same day — usually.';
    const after = 'We post every day.\n\nOrders before 16:00 leave on the same day, always 😀.';
    const stretches = diffWords(before, after);
    const only = (kind: string) => stretches.filter((s) => s.kind !== kind).map((s) => s.text);
    expect(only('added').join('')).toBe(before);
    expect(only('removed').join('')).toBe(after);
  });

  it('tells long texts that have nothing in common as a whole', () => {
    const long = (word: string) => Array.from({ length: 3_000 }, (_, at) => `${word}${at}`).join(' ');
    expect(diffWords(long('a'), long('b')).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});
