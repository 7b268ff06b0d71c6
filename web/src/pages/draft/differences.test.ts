import { expect, it } from 'vitest';

import { differences } from './differences';
import { blankTopic } from './topics';

it('tells only what differs, and never the counted version', () => {
  const before = { ...blankTopic('Ana'), title: 'Delivery', examples: ['a', 'b'] };
  const after = { ...before, title: 'Postage', answer: { version: 9, plain: 'Free.', sources: [] } };
  expect(differences(before, before)).toEqual([]);
  expect(differences(before, { ...before, examples: ['a'], safety: true })).toEqual([
    { field: 'examples', before: 'a\nb', after: 'a' },
    { field: 'safety', before: undefined, after: 'yes' },
  ]);
  expect(differences(before, after).map(({ field }) => field)).toEqual(['title', 'answer.plain']);
});
