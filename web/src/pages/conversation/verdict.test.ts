import { expect, it } from 'vitest';

import { maySeeVerdict, quoted, wordingFrom } from './verdict';

it('quotes by code points, each once', () => {
  const spans = [
    { start: 2, end: 6 },
    { start: 2, end: 6 },
    { start: 0, end: 1 },
    { start: 3, end: 3 },
  ];
  expect(quoted('😀 calm down', spans)).toEqual(['calm', '😀']);
});

it('is for the writer and for leaders, and of the assistant for everybody', () => {
  const agent = { kind: 'agent' as const, id: 'agt_1' };
  expect(maySeeVerdict(agent, 'agt_1', false)).toBe(true);
  expect(maySeeVerdict(agent, 'agt_2', false)).toBe(false);
  expect(maySeeVerdict(agent, 'agt_2', true)).toBe(true);
  expect(maySeeVerdict({ kind: 'assistant' }, 'agt_2', false)).toBe(true);
  expect(maySeeVerdict({ kind: 'customer' }, 'agt_2', true)).toBe(false);
});

it('proposes the words that are marked in the message, else the message', () => {
  expect(wordingFrom('I hear you. Your parcel comes.', ' I hear you. ')).toBe('I hear you.');
  expect(wordingFrom('I hear you.', 'marked elsewhere')).toBe('I hear you.');
  expect(wordingFrom('x'.repeat(400), '').length).toBe(300);
});
