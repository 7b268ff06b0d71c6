import { expect, it } from 'vitest';

import type { CurrentRelease } from '../../api/types';
import { findInRelease, stepWords } from './search';

const release = {
  release: { id: 'rel_1', number: 1, published_at: '', published_by: 'Dora', current: true },
  topics: [
    { id: 'delivery-cost', title: 'What delivery costs', owner: 'Care', examples: ['How much is postage?'] },
    {
      id: 'returns',
      title: 'Returning an item',
      owner: 'Care',
      examples: ['Send it back'],
      flow: 'return-an-item',
    },
  ],
  statements: [{ id: 'seen', part: 'acknowledge', text: 'I can see that {happened}.', author: 'Ana' }],
  flows: [
    {
      id: 'return-an-item',
      title: 'returning',
      offer: 'Shall I?',
      steps: [{ id: 'a', say: { text: 'Done' } }],
    },
  ],
} satisfies CurrentRelease;

it('finds topics by the words that customers use', () => {
  expect(findInRelease(release, 'postage').topics.map(({ id }) => id)).toEqual(['delivery-cost']);
  expect(findInRelease(release, 'BACK send').topics.map(({ id }) => id)).toEqual(['returns']);
});

it('shows everything while nothing is asked for', () => {
  const { topics, statements, flows } = findInRelease(release, '  ');
  expect([topics.length, statements.length, flows.length]).toEqual([2, 1, 1]);
});

it('puts authored steps into words, also those it does not know', () => {
  expect(stepWords({ id: 'go', act: { action: 'start-return', confirm: 'Shall I start it?' } })).toEqual({
    id: 'go',
    kind: 'acts',
    text: 'Shall I start it?',
  });
  expect(stepWords({ id: 'x', dance: {} })).toEqual({ id: 'x', kind: 'dance', text: '' });
  expect(stepWords(null)).toEqual({ id: '', kind: '', text: '' });
});
