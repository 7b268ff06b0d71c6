import { expect, it } from 'vitest';

import { effectKind, effectWords, restWords, signed, useWords } from './statements';

it('claims a direction only where the interval leaves nothing out', () => {
  expect(effectKind({ value: 0.1, low: 0.02, high: 0.18 })).toBe('better');
  expect(effectKind({ value: -0.1, low: -0.18, high: -0.02 })).toBe('worse');
  expect(effectKind({ value: 0.1, low: -0.02, high: 0.22 })).toBe('unsure');
});

it('always shows the sign', () => {
  expect([signed(0.124), signed(-0.05), signed(-0.001)]).toEqual(['+0.12', '−0.05', '0.00']);
  expect(effectWords({ value: 0.12, low: 0.03, high: 0.21 })).toBe('+0.12 (95 %: +0.03 to +0.21)');
});

it('tells who said it where', () => {
  expect(
    useWords([
      { by_agent: false, channel: 'widget', total: 10 },
      { by_agent: false, channel: 'email', total: 2 },
      { by_agent: true, channel: 'widget', total: 3 },
    ]),
  ).toEqual(['12 × by the assistant (chat 10, e-mail 2)', '3 × by agents (chat 3)']);
  expect(useWords([])).toEqual([]);
});

it('says when it may come again', () => {
  expect(restWords(1)).toBe('Never twice in a conversation; rests 1 day for the same customer');
});
