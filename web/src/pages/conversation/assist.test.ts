import { expect, it } from 'vitest';

import type { Assist, Macro, MacroAct } from '../../api/types';
import { filled, optionsOf, reasonsOf } from './assist';

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

it('says why a statement stands where it stands', () => {
  const statement = {
    text: 'I hear you.',
    rule: {
      statement: 'i-hear-you',
      part: 'acknowledge' as const,
      because: 'The customer is angry.',
      fits_when: ['the customer is angry'],
      never_when: [],
    },
  };
  expect(reasonsOf(statement)).toEqual([
    'Fits: the customer is angry.',
    'Fresh: not said to them in the last 90 days.',
    'Effect: too few to tell yet.',
  ]);
  const measured = { ...statement, heard_days_ago: 1, effect: { value: 0.12, low: 0.03, high: 0.21 } };
  expect(reasonsOf(measured).slice(1)).toEqual([
    'Said to them 1 day ago, so fresher ones come first.',
    'Customers feel better after it: +0.12 (95 %: +0.03 to +0.21).',
  ]);
});
