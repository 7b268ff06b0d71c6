import { expect, it } from 'vitest';

import type { LibraryStatement } from '../../api/types';
import { findStatements, inOrder } from './library';

function statement(id: string, more: Partial<LibraryStatement> = {}): LibraryStatement {
  return {
    id,
    part: 'accept',
    text: `You are right, ${id}.`,
    author: 'Ana',
    fits_when: ['the customer is angry'],
    never_when: ['the message attacks a person'],
    rest_days: 7,
    uses: [],
    effect: { matched: 0, against: 0 },
    ...more,
  };
}

const of = (value: number) => ({
  matched: 40,
  against: 90,
  change: { value, low: value - 0.1, high: value + 0.1 },
});

it('finds by words of the sentence and of its rule', () => {
  const all = [statement('one'), statement('two', { fits_when: ['the customer is sad'] })];
  expect(findStatements(all, 'right SAD').map(({ id }) => id)).toEqual(['two']);
  expect(findStatements(all, 'attacks').length).toBe(2);
});

it('orders by part, use and effect, and claims nothing of what is not measured', () => {
  const all = [
    statement('unknown'),
    statement('worse', { effect: of(-0.2), uses: [{ by_agent: true, channel: 'widget', total: 4 }] }),
    statement('better', { effect: of(0.2), part: 'act' }),
  ];
  const ids = (order: 'part' | 'used' | 'effect') =>
    inOrder(all, order).flatMap(({ statements }) => statements.map(({ id }) => id));
  expect(ids('part')).toEqual(['unknown', 'worse', 'better']);
  expect(ids('used')[0]).toBe('worse');
  expect(ids('effect')).toEqual(['better', 'worse', 'unknown']);
  expect(inOrder([], 'used')).toEqual([]);
});
