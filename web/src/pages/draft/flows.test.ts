import { expect, it } from 'vitest';

import type { Flow } from '../../api/types';
import {
  blankFlow,
  blankStep,
  completed,
  copyOf,
  exitsOf,
  flowLines,
  flowOf,
  formOf,
  inWords,
  lanesOf,
  missingInFlow,
  renamed,
  sameFlow,
  stepName,
  stepProblem,
} from './flows';

const FLOW: Flow = {
  id: 'return-it',
  title: 'starting your return',
  offer: 'Shall I start it?',
  silence: { remind_minutes: 5, close_minutes: 15 },
  steps: [
    {
      id: 'ask',
      ask: { slot: 'order', type: 'order_number', text: 'Which?', retry: 'Six digits.', tries: 2 },
    },
    {
      id: 'look',
      act: { action: 'find', with: { number: '{order}' }, save: 'order', refused: { otherwise: 'lost' } },
    },
    { id: 'by', branch: { on: 'order.state', cases: { sent: 'told' }, otherwise: 'lost' } },
    { id: 'told', say: { text: 'It is sent.', next: 'end' } },
    { id: 'lost', hand_over: { reason: 'Lost.', text: 'A person looks.' } },
    {
      id: 'pick',
      choose: { slot: 'why', text: 'Why?', options: [{ label: 'A', value: 'a', synonyms: ['first'] }] },
    },
    {
      id: 'pay',
      ask: {
        slot: 'pay',
        type: 'amount',
        text: 'How much?',
        retry: 'An amount.',
        tries: 3,
        least: '1',
        most: '{order.total}',
        currency: 'GBP',
        known: ['earlier'],
      },
    },
    {
      id: 'which',
      ask: {
        slot: 'which',
        type: 'product',
        text: 'Which one?',
        retry: 'One of them.',
        tries: 3,
        among: ['boots', 'socks'],
        among_from: 'order.items',
      },
    },
    { id: 'hold', wait: { text: 'I write here.', minutes: 90, event: 'parcel-arrived', late: 'lost' } },
    { id: 'clear', remember: { slot: 'order', value: '' } },
    { id: 'inner', call: { flow: 'other' } },
    { id: 'end', end: {} },
  ],
};

it('goes into the form and comes back the same', () => {
  expect(flowOf(formOf(FLOW))).toEqual(FLOW);
  expect(sameFlow(formOf(FLOW), formOf(structuredClone(FLOW)))).toBe(true);
});

it('leads on to a step under its new name', () => {
  const steps = renamed(formOf(FLOW).steps, 'lost', 'gone');
  expect(flowOf({ ...formOf(FLOW), steps }).steps).toMatchObject({
    1: { act: { refused: { otherwise: 'gone' } } },
    2: { branch: { otherwise: 'gone', cases: { sent: 'told' } } },
    4: { id: 'gone' },
  });
});

it('keeps only what the type of a value can have', () => {
  const { steps } = formOf(FLOW);
  const pay = { ...steps[6]!, type: 'email' as const, known: ['email' as const, 'name' as const] };
  expect(flowOf({ ...formOf(FLOW), steps: [pay] }).steps[0]?.ask).toEqual({
    slot: 'pay',
    type: 'email',
    text: 'How much?',
    retry: 'An amount.',
    tries: 3,
    known: ['email'],
  });
});

it('says minutes as people do', () => {
  expect([1, 90, 1440, 1530].map(inWords)).toEqual([
    '1 minute',
    '1 hour and 30 minutes',
    '1 day',
    '1 day and 1 hour and 30 minutes',
  ]);
});

it('names new steps and copies', () => {
  const { steps } = formOf(FLOW);
  expect(stepName('ask', steps)).toBe('ask-2');
  expect(stepName('hand_over', steps)).toBe('hand-over');
  const copy = copyOf(steps[3]!, [...steps, blankStep('say', 'told-2')]);
  expect(copy).toMatchObject({ id: 'told-3', text: 'It is sent.' });
  expect(copy.key).not.toBe(steps[3]?.key);
});

it('says what must be there before it is saved', () => {
  expect(missingInFlow(blankFlow())).toBe('give it a title');
  expect(missingInFlow(formOf(FLOW))).toBe('');
  const { steps } = formOf(FLOW);
  expect(stepProblem({ ...steps[0]!, slot: 'Order Number' }, steps)).toContain('under which name');
  expect(stepProblem({ ...blankStep('say', 'told') }, [...steps, blankStep('say', 'told')])).toContain(
    'another step',
  );
  const open = { ...steps[2]!, cases: [{ name: 'sent', value: '' }] };
  expect(stepProblem(open, steps)).toContain('which step follows');
});

it('tells every way out of a step', () => {
  const { steps } = formOf(FLOW);
  expect(exitsOf(steps[1]!, 'by')).toEqual([
    { to: 'by', when: '' },
    { to: 'lost', when: 'refused' },
  ]);
  expect(exitsOf(steps[8]!, 'clear')).toEqual([
    { to: 'clear', when: '' },
    { to: 'lost', when: 'not in time' },
  ]);
  expect(exitsOf(steps[11]!, undefined)).toEqual([]);
  expect(flowLines(formOf(FLOW))).toContain('by branches: by order.state\n  sent → told\n  otherwise → lost');
});

it('draws one line for each step that is led to, and none for just going on', () => {
  const lanes = lanesOf(formOf(FLOW).steps);
  expect(lanes.map(({ to, from }) => [to, from])).toEqual([
    [3, [2]],
    [4, [1, 2, 8]],
    [11, [3]],
  ]);
  // What stands beside each other has lanes of its own.
  expect(new Set(lanes.map(({ lane }) => lane)).size).toBe(3);
});

it('completes a flow that was kept by an older version', () => {
  const kept = blankFlow();
  const { key, id, kind, text } = blankStep('ask', 'size');
  const step = { key, id, kind, text, slot: 'size' } as ReturnType<typeof blankStep>;
  const { steps } = completed({ ...kept, steps: [step] });
  expect(steps[0]).toMatchObject({ id: 'size', slot: 'size', known: [], among: [], least: '' });
  expect(blankStep('say', 'next').key).not.toBe(steps[0]?.key);
});
