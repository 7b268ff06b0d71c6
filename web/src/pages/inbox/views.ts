/* The parts of the inbox, and which conversations belong to each. */

import type { ConversationRow, ConversationView, Counts, Feeling } from '../../api/types';
import { isFeeling } from '../../words/feelings';

/** A part of the inbox as people see it. */
export interface View {
  id: ConversationView;
  label: string;
  /** The key after `g`. */
  key: string;
  /** What stands there when it is empty. */
  empty: { title: string; text: string };
}

export const VIEWS: readonly View[] = [
  {
    id: 'waiting',
    label: 'Waiting',
    key: 'w',
    empty: {
      title: 'Nobody is waiting',
      text: 'When a customer asks for a person, or the assistant is not certain, the conversation appears here with what was said, felt and tried.',
    },
  },
  {
    id: 'mine',
    label: 'Mine',
    key: 'm',
    empty: {
      title: 'You hold no conversation',
      text: 'Open one that is waiting and press T to take it over. It stays here until you hand it back or resolve it.',
    },
  },
  {
    id: 'sla',
    label: 'Due next',
    key: 'n',
    empty: {
      title: 'No response time runs',
      text: 'Conversations in which a customer waits for a person appear here, the one whose response time is up next first. Only business hours count.',
    },
  },
  {
    id: 'all',
    label: 'All',
    key: 'i',
    empty: {
      title: 'No conversations yet',
      text: 'Put the widget on a page (Settings, Inboxes) and write the first message yourself.',
    },
  },
  {
    id: 'assistant',
    label: 'With the assistant',
    key: 'a',
    empty: {
      title: 'The assistant is idle',
      text: 'Conversations that the assistant is answering appear here. You can read along and step in at any time.',
    },
  },
  {
    id: 'snoozed',
    label: 'Snoozed',
    key: 'z',
    empty: {
      title: 'Nothing is put aside',
      text: 'Press S in a conversation to put it aside. It comes back by itself at the time you choose, or when the customer writes.',
    },
  },
  {
    id: 'resolved',
    label: 'Resolved',
    key: 'e',
    empty: {
      title: 'Nothing is resolved yet',
      text: 'Conversations that are done stay here, with their rating. A customer who writes again opens a new episode.',
    },
  },
];

/** The parts that are shown: response times only where some are set. */
export function shownViews(counts: Counts | undefined): readonly View[] {
  return counts?.sla == null ? VIEWS.filter((view) => view.id !== 'sla') : VIEWS;
}

/** The part of the inbox that an address asks for. */
export function viewOf(query: URLSearchParams): ConversationView {
  const asked = query.get('view');
  return VIEWS.find((view) => view.id === asked)?.id ?? 'all';
}

/** The feeling that an address filters by. */
export function feelingOf(query: URLSearchParams): Feeling | undefined {
  const asked = query.get('feeling');
  return isFeeling(asked) ? asked : undefined;
}

/** What the inbox shows: its part and its filters. */
export interface InboxChoice {
  view: ConversationView;
  feeling?: Feeling | undefined;
  tag?: string | undefined;
  /** Whoever holds it, by id. */
  agent?: string | undefined;
  /** The team that it waits for, or whose member holds it, by id. */
  team?: string | undefined;
  q?: string | undefined;
}

/** The address of the inbox, or of a conversation beside it, that keeps the list as it is. */
export function inboxAddress(choice: InboxChoice, conversation?: string): string {
  const query = new URLSearchParams();
  if (choice.view !== 'all') query.set('view', choice.view);
  if (choice.feeling) query.set('feeling', choice.feeling);
  if (choice.tag) query.set('tag', choice.tag);
  if (choice.agent) query.set('agent', choice.agent);
  if (choice.team) query.set('team', choice.team);
  if (choice.q) query.set('q', choice.q);
  const path = conversation === undefined ? '/inbox' : `/conversations/${encodeURIComponent(conversation)}`;
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Whether a conversation belongs to a part of the inbox, for the agent `me`. */
export function belongs(row: ConversationRow, view: ConversationView, me: string | undefined): boolean {
  switch (view) {
    case 'mine':
      return row.status === 'open' && row.holder.kind === 'agent' && row.holder.id === me;
    case 'waiting':
      return row.status === 'open' && row.holder.kind === 'assistant';
    case 'all':
      return true;
    case 'assistant':
      return row.status === 'pending';
    case 'snoozed':
      return row.status === 'snoozed';
    case 'resolved':
      return row.status === 'resolved';
    case 'sla':
      return row.sla?.due_at != null;
  }
}

/** The order of a part: who waits is served as their place in the queue counts, what is due next comes first among
    response times, all else newest first. */
export function sortRows(rows: readonly ConversationRow[], view: ConversationView): ConversationRow[] {
  const newest = (a: ConversationRow, b: ConversationRow) => Date.parse(b.last_at) - Date.parse(a.last_at);
  const first = (a: ConversationRow, b: ConversationRow) =>
    Date.parse(a.counts_from) - Date.parse(b.counts_from) ||
    Date.parse(a.waiting_since ?? a.last_at) - Date.parse(b.waiting_since ?? b.last_at);
  const due = (row: ConversationRow) => (row.sla?.due_at ? Date.parse(row.sla.due_at) : Infinity);
  const next = (a: ConversationRow, b: ConversationRow) => due(a) - due(b);
  return [...rows].sort(view === 'waiting' ? first : view === 'sla' ? next : newest);
}

/** Whether a conversation waits for a team or is held by one of its members. */
function isOf(
  row: ConversationRow,
  team: string,
  isIn: (team: string, agent: string | undefined) => boolean,
): boolean {
  const waits = row.status === 'open' && row.holder.kind === 'assistant' && row.handed?.to.id === team;
  return waits || isIn(team, row.holder.id ?? undefined);
}

/** The list after a conversation changed: moved, renewed, added or gone. */
export function withRow(
  rows: readonly ConversationRow[],
  row: ConversationRow,
  choice: InboxChoice,
  me: string | undefined,
  isIn: (team: string, agent: string | undefined) => boolean = () => false,
): ConversationRow[] {
  const known = rows.some((other) => other.id === row.id);
  const others = rows.filter((other) => other.id !== row.id);
  const fits =
    belongs(row, choice.view, me) &&
    (!choice.feeling || row.feeling === choice.feeling) &&
    (!choice.tag || row.tags.includes(choice.tag)) &&
    (!choice.agent || row.holder.id === choice.agent) &&
    (!choice.team || isOf(row, choice.team, isIn));
  // Whether a conversation fits the words that were searched for is the server's to say.
  if (!fits || (!known && choice.q)) return known ? others : [...rows];
  return sortRows([...others, row], choice.view);
}
