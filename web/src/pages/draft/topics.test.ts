import { expect, it } from 'vitest';

import {
  blankTopic,
  examplesFrom,
  findTopics,
  looksPersonal,
  missing,
  nameFrom,
  nameProblem,
  sameTopic,
} from './topics';

it('makes names of titles and refuses what is none', () => {
  expect(nameFrom('What delivery costs?')).toBe('what-delivery-costs');
  expect(nameFrom('  Größe & Passform  ')).toBe('gro-e-passform');
  expect(nameProblem('', [])).not.toBe('');
  expect(nameProblem('Delivery', [])).not.toBe('');
  expect(nameProblem('new', [])).not.toBe('');
  expect(nameProblem('delivery', ['delivery'])).not.toBe('');
  expect(nameProblem('delivery', ['returns'])).toBe('');
});

it('takes a pasted list as examples', () => {
  const pasted = '- where is it?\r\n2. "Has it shipped"\n\n  WHERE IS IT?  \n• it is late';
  expect(examplesFrom(pasted)).toEqual(['where is it?', 'Has it shipped', 'it is late']);
  expect(examplesFrom(pasted, ['has it shipped'])).toEqual(['where is it?', 'it is late']);
});

it('warns of what may be personal', () => {
  for (const text of ['I am at ana@example.com', 'order 100482', 'call 0151 123 45 67'])
    expect(looksPersonal(text), text).toBe(true);
  for (const text of ['does it take 3 to 5 days?', 'free from £50'])
    expect(looksPersonal(text), text).toBe(false);
});

it('knows what is missing, and what is the same', () => {
  const topic = blankTopic();
  expect(missing(topic)).toBe('give it a title');
  expect(missing({ ...topic, title: 'Delivery' })).toBe('write the answer');
  expect(missing({ ...topic, title: 'Delivery', answer: undefined })).toBe('choose the flow');
  const written = { ...topic, title: 'Delivery', answer: { version: 3, plain: 'Free.', sources: [] } };
  expect(missing(written)).toBe('');
  const again = {
    ...written,
    title: ' Delivery',
    answer: { sources: [''], plain: 'Free. ', rich: '', version: 4 },
  };
  expect(sameTopic(written, again)).toBe(true);
  expect(sameTopic(written, { ...written, safety: true })).toBe(false);
});

it('finds topics by any of their words', () => {
  const entries = [
    {
      id: 'delivery',
      conflict: false,
      topic: { ...blankTopic(), title: 'Delivery', examples: ['postage please'] },
    },
    { id: 'returns', conflict: false },
  ];
  expect(findTopics(entries, 'postage').map(({ id }) => id)).toEqual(['delivery']);
  expect(findTopics(entries, '')).toHaveLength(2);
});
