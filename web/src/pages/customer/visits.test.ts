import { expect, it } from 'vitest';

import type { CustomerVisit, Order } from '../../api/types';
import { entriesOf, outcomeOf } from './visits';

const visit = (last_at: string, more: object = {}) =>
  ({
    row: { id: last_at, last_at, status: 'resolved', holder: { kind: 'assistant' }, ...more },
  }) as CustomerVisit;
const order = (placed_on: string) => ({ number: placed_on, placed_on }) as Order;

it('puts orders between the conversations, the latest first', () => {
  const visits = [visit('2026-11-20T10:00:00Z'), visit('2026-11-10T10:00:00Z')];
  const entries = entriesOf(visits, [order('2026-11-15'), order('2026-10-01')], false);
  expect(entries.map((entry) => entry.kind)).toEqual(['visit', 'order', 'visit', 'order']);
});

it('lets older orders wait while older conversations are still to be read', () => {
  const entries = entriesOf([visit('2026-11-20T10:00:00Z')], [order('2026-10-01')], true);
  expect(entries.map((entry) => entry.kind)).toEqual(['visit']);
});

it('tells what came of a conversation', () => {
  expect(outcomeOf(visit('x'), 'Robin')).toBe('Resolved, last with Robin');
  const ana = { kind: 'agent', name: 'Ana' };
  expect(outcomeOf(visit('x', { status: 'open', holder: ana }), 'Robin')).toBe('With Ana');
  expect(outcomeOf(visit('x', { status: 'open' }), 'Robin')).toBe('Waiting for a person');
  expect(outcomeOf({ ...visit('x'), ended: true }, 'Robin')).toBe('Ended because of hostile messages');
});
