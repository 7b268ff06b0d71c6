import { expect, it } from 'vitest';

import type { Statement } from '../../api/types';
import {
  blankStatement,
  findEntries,
  freeName,
  holderOf,
  missingInStatement,
  sameStatement,
  statementDifferences,
  statementOf,
  tidyStatement,
} from './statements';

const written: Statement = { ...blankStatement('Ana'), id: 'one', text: 'One wait too many.' };

it('says what is missing', () => {
  expect(missingInStatement(blankStatement('Ana'))).toBe('write the sentence');
  expect(missingInStatement({ ...written, author: ' ' })).toBe('say who wrote it');
  expect(missingInStatement(written)).toBe('');
});

it('takes what is typed and what the server gives back as the same', () => {
  const typed: Statement = { ...written, text: ' One wait\n too many. ', spoken: 'One wait too many.' };
  expect(sameStatement(typed, written)).toBe(true);
  expect(tidyStatement(typed)).not.toHaveProperty('spoken');
  expect(sameStatement(written, { ...written, when: { ...written.when, repeated: true } })).toBe(false);
});

it('tells what differs, field by field', () => {
  const other: Statement = {
    ...written,
    text: 'Other words.',
    when: { feelings: ['sad'], min_intensity: 0.4 },
  };
  expect(statementDifferences(written, other)).toEqual([
    { field: 'text', before: 'One wait too many.', after: 'Other words.' },
    { field: 'when.feelings', before: '', after: 'sad' },
    { field: 'when.min_intensity', before: '', after: '0.4' },
  ]);
});

it('begins a statement with what an agent proposed', () => {
  const proposal = {
    id: 'spr_1',
    text: 'One wait too many.',
    part: 'accept' as const,
    note: '',
    agent: { id: 'agt_1', name: 'Ana' },
    at: '2026-01-01T00:00:00Z',
  };
  expect(statementOf(proposal)).toMatchObject({ text: 'One wait too many.', part: 'accept', author: 'Ana' });
});

it('finds a name that nothing has', () => {
  expect(freeName('One wait too many.', [])).toBe('one-wait-too-many');
  expect(freeName('One wait too many.', ['one-wait-too-many'])).toBe('one-wait-too-many-2');
  expect(freeName('New', [])).toBe('new-2');
  expect(freeName('你好', [])).toBe('proposed');
});

it('finds entries by their words', () => {
  const entries = [
    { id: 'one', statement: written, path: 'statements/one.yaml', conflict: false, findings: [] },
    { id: 'two', path: 'statements/two.yaml', conflict: false, findings: [] },
  ];
  expect(findEntries(entries, 'WAIT many').map(({ id }) => id)).toEqual(['one']);
  expect(findEntries(entries, '').length).toBe(2);
});

it('finds the statement that a proposal has become already', () => {
  const proposal = {
    id: 'prp_1',
    text: 'One wait  too many.',
    part: 'acknowledge',
    agent: { id: 'agt_ana', name: 'Ana' },
  } as Parameters<typeof holderOf>[0];
  const entry = { id: 'one', path: 'statements/one.yaml', findings: [], statement: written };
  const entries = [entry] as unknown as Parameters<typeof holderOf>[1];
  expect(holderOf(proposal, entries)?.id).toBe('one');
  expect(holderOf({ ...proposal, part: 'check' }, entries)).toBeUndefined();
  expect(holderOf({ ...proposal, text: 'Another.' }, entries)).toBeUndefined();
});
