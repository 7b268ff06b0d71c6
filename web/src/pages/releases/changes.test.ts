import { describe, expect, it } from 'vitest';

import type { ItemChange } from '../../api/types';
import { answersChanged, fieldWords, groupsOf, inReadingOrder, sentencesOf } from './changes';

const change = (kind: ItemChange['kind'], how: ItemChange['how'], ...fields: string[]): ItemChange => ({
  kind,
  how,
  id: 'delivery-cost',
  title: 'What delivery costs',
  fields: fields.map((field) => ({ field, before: 'a', after: 'b' })),
});

describe('what a release changes, in words', () => {
  const changes = [
    change('flow', 'changed', 'steps'),
    change('topic', 'added'),
    change('topic', 'added'),
    change('topic', 'removed'),
    change('topic', 'changed', 'answer.plain'),
    change('topic', 'changed', 'examples'),
    change('company', 'changed', 'hours.mon'),
  ];

  it('counts every kind', () => {
    expect(sentencesOf(changes)).toEqual([
      '2 topics are added, 1 is removed, 2 change.',
      '1 flow changes.',
      'What is said about the company changes.',
    ]);
    expect(sentencesOf([])).toEqual([]);
  });

  it('tells how many answers read differently', () => {
    expect(answersChanged(changes)).toBe(1);
  });

  it('puts topics first', () => {
    expect(groupsOf(changes).map(({ title, changes }) => `${title} ${changes.length}`)).toEqual([
      'Topics 5',
      'Flows 1',
      'Company 1',
    ]);
  });

  it.each([
    ['answer.plain', 'Answer'],
    ['steps.ask-order.ask.text', 'Step “ask-order”: ask, text'],
    ['hours.mon', 'Hours, mon'],
    ['did_not_know', 'Did not know'],
  ])('%s reads %s', (field, words) => expect(fieldWords(field)).toBe(words));

  it('shows what customers read first', () => {
    const { fields } = change('topic', 'changed', 'answer.version', 'examples', 'answer.plain', 'title');
    expect(inReadingOrder(fields).map(({ field }) => field)).toEqual([
      'title',
      'answer.plain',
      'answer.version',
      'examples',
    ]);
  });
});
