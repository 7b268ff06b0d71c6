/* A customer's timeline: conversations and orders in one order, the latest first. */

import type { CustomerVisit, Order } from '../../api/types';

/** Something on the timeline. */
export type Entry =
  { kind: 'visit'; at: number; visit: CustomerVisit } | { kind: 'order'; at: number; order: Order };

/** Visits and orders, the latest first. While older visits are still to be read, orders older than the last one that
    is shown wait, so that nothing is put in between later. */
export function entriesOf(
  visits: readonly CustomerVisit[],
  orders: readonly Order[],
  more: boolean,
): Entry[] {
  const shown: Entry[] = visits.map((visit) => ({ kind: 'visit', at: Date.parse(visit.row.last_at), visit }));
  const last = Math.min(...shown.map((entry) => entry.at));
  for (const order of orders) {
    const at = Date.parse(order.placed_on ?? '');
    if (Number.isNaN(at) || (more && at < last)) continue;
    shown.push({ kind: 'order', at, order });
  }
  return shown.sort((a, b) => b.at - a.at);
}

/** What came of a conversation. */
export function outcomeOf({ row, ended }: CustomerVisit, assistant: string): string {
  const who = row.holder.kind === 'agent' ? (row.holder.name ?? 'a colleague') : assistant;
  if (ended) return 'Ended because of hostile messages';
  switch (row.status) {
    case 'resolved':
      return `Resolved, last with ${who}`;
    case 'snoozed':
      return 'Put aside';
    case 'pending':
      return `With ${who}`;
    case 'open':
      return row.holder.kind === 'agent' ? `With ${who}` : 'Waiting for a person';
  }
}
