import { expect, it } from 'vitest';

import { profileInWords, skillsOf } from './profile';

const ana = {
  id: 'agt_1',
  name: 'Ana',
  email: 'ana@shop.example',
  role: 'agent' as const,
  available: true,
  created_at: '2026-11-18T09:00:00Z',
  languages: [],
  skills: [],
};

it('says in a line what somebody can do, and nothing where nothing is said', () => {
  expect(profileInWords(ana)).toBe('');
  const known = { ...ana, languages: ['de'], skills: ['refund'], capacity: 4 };
  expect(profileInWords(known)).toBe('Speaks German · knows refund · holds up to 4');
});

it('reads skills as tags, however they are typed', () => {
  expect(skillsOf(' Refund, #late  parcels,refund,')).toEqual(['refund', 'late parcels']);
});
