import { expect, it } from 'vitest';

import type { Assist, CannedReply } from '../../api/types';
import { filled, optionsOf } from './assist';

const nothing = { answers: [], statements: [], release: {} } as unknown as Assist;
const canned = (id: string, title: string, text: string): CannedReply => ({ id, title, text, shared: false });

it('fills the customer’s name, and leaves no gap where it is unknown', () => {
  expect(filled('Thank you, {name}. Bye, {name}!', 'Mia')).toBe('Thank you, Mia. Bye, Mia!');
  expect(filled('Thank you, {name}. Bye, {name}!', undefined)).toBe('Thank you. Bye!');
});

it('offers the canned replies that hold every word', () => {
  const all = [canned('a', 'Signing off', 'Bye, {name}.'), canned('b', 'Refund', 'It is booked.')];
  const keys = (words: string) => optionsOf(nothing, all, words, 'Mia').map((option) => option.key);
  expect(keys('')).toEqual(['canned-a', 'canned-b']);
  expect(keys('refund book')).toEqual(['canned-b']);
  expect(keys('tent')).toEqual([]);
  expect(optionsOf(nothing, all, 'sign', 'Mia')[0]?.text).toBe('Bye, Mia.');
});
