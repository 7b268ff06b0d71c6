import { expect, it } from 'vitest';

import { isNewsTo, people } from './people.svelte';
import { conversationRow, minute } from './test-events';

const handed = (to: { kind: 'agent' | 'team'; id: string; name: string }, minutes: number) =>
  conversationRow({ handed: { by: { id: 'agt_ana', name: 'Ana' }, to, note: '', at: minute(minutes) } });
const now = (minutes: number) => Date.parse(minute(minutes));

it('tells whoever is handed a conversation, once and only them', () => {
  const row = handed({ kind: 'agent', id: 'agt_me', name: 'Me' }, 3);
  expect(isNewsTo(row, 'agt_other', now(3))).toBe(false);
  expect(isNewsTo(row, 'agt_me', now(3))).toBe(true);
  expect(isNewsTo(row, 'agt_me', now(3))).toBe(false);
  expect(isNewsTo(handed({ kind: 'agent', id: 'agt_me', name: 'Me' }, 4), 'agt_me', now(9))).toBe(false);
});

it('tells the members of a team, save who handed it over', () => {
  people.teams = [{ id: 'tem_1', name: 'Returns', members: ['agt_me', 'agt_ana'], offered_first_minutes: 5 }];
  const row = handed({ kind: 'team', id: 'tem_1', name: 'Returns' }, 5);
  expect(isNewsTo(row, 'agt_ana', now(5))).toBe(false);
  expect(isNewsTo(row, 'agt_stranger', now(5))).toBe(false);
  expect(isNewsTo(row, 'agt_me', now(5))).toBe(true);
});
