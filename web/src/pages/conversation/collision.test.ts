import { expect, it } from 'vitest';

import type { AgentEvent } from '../../api/types';
import { said } from '../../test-events';
import { landedSince } from './collision';

const ME = 'agt_me';

it('finds the last reply that somebody else wrote after one began', () => {
  const ben = said(4, 'agent', 'It is on its way.', 4, 'agt_ben');
  if (ben.kind === 'message') ben.message.author.name = 'Ben';
  const log: AgentEvent[] = [said(1, 'customer', 'Where is it?'), said(2, 'agent', 'I look.', 2, ME), ben];
  expect(landedSince(log, 2, ME)).toEqual({ seq: 4, by: 'Ben' });
  expect(landedSince(log, 4, ME)).toBeUndefined();
  expect(landedSince(log.slice(0, 2), 0, ME)).toBeUndefined();
});

it('leaves out what answers nothing', () => {
  const why = (decision: 'waiting' | 'answered') =>
    ({ decision }) as NonNullable<Extract<AgentEvent, { kind: 'message' }>['why']>;
  const waiting = { ...said(3, 'assistant', 'A person is on the way.'), why: why('waiting') } as AgentEvent;
  const answered = { ...said(5, 'assistant', 'It costs £3.95.'), why: why('answered') } as AgentEvent;
  const log = [said(2, 'customer', 'Hello?'), waiting, said(4, 'system', 'Ana joined.')];
  expect(landedSince(log, 0, ME)).toBeUndefined();
  expect(landedSince([...log, answered], 0, ME)?.seq).toBe(5);
});
