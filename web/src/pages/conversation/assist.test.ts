import { expect, it } from 'vitest';

import type { Assist, Macro, MacroAct } from '../../api/types';
import { filled, optionsOf } from './assist';

const nothing = { answers: [], statements: [], release: {} } as unknown as Assist;
const macro = (id: string, title: string, text: string, acts: MacroAct[] = []): Macro => ({
  id,
  title,
  text,
  acts,
  shared: false,
});

it('fills the customer’s name, and leaves no gap where it is unknown', () => {
  expect(filled('Thank you, {name}. Bye, {name}!', { name: 'Mia' })).toBe('Thank you, Mia. Bye, Mia!');
  expect(filled('Thank you, {name}. Bye, {name}!', {})).toBe('Thank you. Bye!');
});

it('fills the other blanks, and nothing that stands in a name', () => {
  const names = { name: '{agent}', agent: 'Ana', company: 'Trailhead' };
  expect(filled('{name}, {agent} of {company}: {else}', names)).toBe('{agent}, Ana of Trailhead: {else}');
});

it('offers the macros with only a text that hold every word', () => {
  const all = [
    macro('a', 'Signing off', 'Bye, {name}.'),
    macro('b', 'Refund', 'It is booked.'),
    macro('c', 'Done', 'Bye', [{ kind: 'resolve' }]),
  ];
  const keys = (words: string) => optionsOf(nothing, all, words, { name: 'Mia' }).map((option) => option.key);
  expect(keys('')).toEqual(['macro-a', 'macro-b']);
  expect(keys('refund book')).toEqual(['macro-b']);
  expect(keys('tent')).toEqual([]);
  expect(optionsOf(nothing, all, 'sign', { name: 'Mia' })[0]?.text).toBe('Bye, Mia.');
});
