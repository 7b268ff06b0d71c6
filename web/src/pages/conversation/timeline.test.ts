import { describe, expect, it } from 'vitest';

import type { AgentEvent } from '../../api/types';
import { minute, perceived, perception, said } from '../../test-events';
import { evidenceParts, isHostile, quotesHostile, timelineOf } from './timeline';

const lines = (events: AgentEvent[]) =>
  timelineOf(events).map((item) => {
    if (item.type === 'day') return 'day';
    if (item.type === 'mark') return item.more ? `${item.text} | ${item.more}` : item.text;
    return `${item.message.author.kind}: ${item.message.text}`;
  });

describe('timelineOf', () => {
  it('puts what a message showed to the message, not on a line of its own', () => {
    const items = timelineOf([said(1, 'customer', 'Hello?'), perceived(2, 1, { feeling: 'anxious' })]);
    expect(items).toHaveLength(2);
    expect(items[1]).toMatchObject({ type: 'message', perception: { feeling: 'anxious' } });
  });

  it('separates days', () => {
    const events = [
      said(1, 'customer', 'a', 0),
      said(2, 'customer', 'b', 24 * 60),
      said(3, 'customer', 'c', 24 * 60 + 1),
    ];
    expect(lines(events)).toEqual(['day', 'customer: a', 'day', 'customer: b', 'customer: c']);
  });

  it('joins what one author says in one go, and nothing else', () => {
    const joined = (events: AgentEvent[]) =>
      timelineOf(events).flatMap((item) => (item.type === 'message' ? [item.joined] : []));
    expect(
      joined([said(1, 'customer', 'a', 1), said(2, 'customer', 'b', 2), said(3, 'assistant', 'c', 2)]),
    ).toEqual([false, true, false]);
    expect(joined([said(1, 'customer', 'a', 1), said(2, 'customer', 'b', 30)])).toEqual([false, false]);
    expect(joined([said(1, 'agent', 'a', 1, 'agt_a'), said(2, 'agent', 'b', 1, 'agt_b')])).toEqual([
      false,
      false,
    ]);
  });

  it('tells an action once, with what came of it', () => {
    const call = { id: 'act_1', action: 'start-return', title: 'start the return', arguments: {} };
    const at = minute(1);
    expect(
      lines([
        { kind: 'action', seq: 1, at, call },
        { kind: 'action', seq: 2, at, call, outcome: { outcome: 'refused', reason: 'too_late' } },
      ]),
    ).toEqual(['day', 'Start the return: refused | Too late']);
    expect(lines([{ kind: 'action', seq: 1, at, call }])).toEqual(['day', 'Start the return: running']);
  });

  it('says from which article of the help centre a customer came', () => {
    const came = {
      kind: 'came_from',
      seq: 1,
      at: minute(1),
      topic: 'delivery-cost',
      title: 'What delivery costs',
    } as const;
    expect(lines([came])).toEqual(['day', 'The customer came from the help article “What delivery costs”']);
  });

  it('names who did what', () => {
    const agent = { id: 'agt_1', name: 'Ana' };
    const at = minute(1);
    expect(
      lines([
        { kind: 'handover_requested', seq: 1, at, reason: 'asked', note: 'Third contact', priority: 1 },
        { kind: 'taken_over', seq: 2, at, agent },
        { kind: 'handed_back', seq: 3, at, agent, note: '' },
        { kind: 'rated', seq: 4, at, score: 5, comment: 'lovely' },
      ]),
    ).toEqual([
      'day',
      'A person is called: asked for a person | Third contact',
      'Ana took over',
      'Ana handed back to the assistant',
      'The customer rated it 5 of 5 | lovely',
    ]);
  });

  it('gives a reply what was understood before it', () => {
    const candidates = [{ topic: 'returns', title: 'Returns', confidence: 0.8 }];
    const items = timelineOf([
      said(1, 'customer', 'back?'),
      {
        kind: 'understood',
        seq: 2,
        at: minute(2),
        through: 1,
        dialogue_act: 'inform',
        in_scope: 0.9,
        candidates,
      },
      said(3, 'assistant', 'Yes.'),
    ]);
    expect(items.at(-1)).toMatchObject({ understood: { candidates } });
  });
});

describe('evidenceParts', () => {
  const parts = (text: string, ...evidence: [number, number][]) =>
    evidenceParts(
      text,
      evidence.map(([start, end]) => ({ start, end, emotion: 'anger' })),
    ).map((part) => (part.emotion ? `[${part.text}]` : part.text));

  it('marks the stretches that carried the decision', () => {
    expect(parts('I am so angry now', [8, 13])).toEqual(['I am so ', '[angry]', ' now']);
  });

  it('counts code points, so that an emoji before does not shift the mark', () => {
    expect(parts('😡😡 late again', [3, 7])).toEqual(['😡😡 ', '[late]', ' again']);
  });

  it('never loses or repeats text, also where spans overlap or run over the end', () => {
    const text = 'never again, ever';
    for (const spans of [
      [
        [0, 8],
        [4, 11],
      ],
      [[6, 99]],
      [[50, 60]],
      [[3, 3]],
      [[9, 4]],
    ] as [number, number][][]) {
      expect(
        parts(text, ...spans)
          .join('')
          .replace(/[[\]]/g, ''),
      ).toBe(text);
    }
  });
});

it('hides attacks on people, not mere rudeness', () => {
  expect(isHostile(perception({ hostility: 'abusive' }))).toBe(true);
  expect(isHostile(perception({ hostility: 'threat' }))).toBe(true);
  expect(isHostile(perception({ hostility: 'rude' }))).toBe(false);
  expect(isHostile(undefined)).toBe(false);
});

it('hides notes that repeat a hostile message, whole or cut', () => {
  const events = [
    said(1, 'customer', 'You are all useless idiots, every one of you'),
    perceived(2, 1, { hostility: 'abusive' }),
    said(3, 'customer', 'Where is my tent?'),
  ];
  expect(quotesHostile('The customer wrote: “You are all useless idiots, ev…”', events)).toBe(true);
  expect(quotesHostile('The customer wrote: “Where is my tent?”', events)).toBe(false);
});
