/* What is searched for, and where: in the address, so that it can be shared and gone back to. */

import type { SearchQuery, Speaker, Status } from '../../api/types';

/** What is searched for. Days are those of this browser: `2026-11-23`. */
export interface SearchChoice {
  q: string;
  status?: Status | undefined;
  inbox?: string | undefined;
  tag?: string | undefined;
  by?: Speaker | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const STATUSES: Record<Status, string> = {
  open: 'Open',
  pending: 'With the assistant',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
};

export const SPEAKERS: Record<Speaker, string> = {
  customer: 'The customer',
  assistant: 'The assistant',
  agent: 'An agent',
  note: 'A note',
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What an address asks for; what it cannot mean is left out. */
export function choiceOf(query: URLSearchParams): SearchChoice {
  const text = (name: string) => query.get(name)?.trim() || undefined;
  const [status, by] = [text('status'), text('by')];
  const day = (name: string) => {
    const given = text(name);
    return given !== undefined && DAY.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined;
  };
  return {
    q: query.get('q') ?? '',
    status: status !== undefined && status in STATUSES ? (status as Status) : undefined,
    inbox: text('inbox'),
    tag: text('tag'),
    by: by !== undefined && by in SPEAKERS ? (by as Speaker) : undefined,
    from: day('from'),
    to: day('to'),
  };
}

/** The address of a search. */
export function searchAddress(choice: SearchChoice): string {
  const query = new URLSearchParams();
  for (const name of ['q', 'status', 'inbox', 'tag', 'by', 'from', 'to'] as const) {
    const value = choice[name];
    if (value) query.set(name, value);
  }
  return query.size === 0 ? '/search' : `/search?${query}`;
}

/** What the server is asked: days as moments, the last one included. */
export function queryOf(choice: SearchChoice): SearchQuery {
  const { q, status, inbox, tag, by, from, to } = choice;
  return {
    q,
    ...(status && { status }),
    ...(inbox && { inbox }),
    ...(tag && { tag }),
    ...(by && { by }),
    ...(from && { from: midnight(from, 0) }),
    ...(to && { until: midnight(to, 1) }),
  };
}

/** How many filters are set. */
export function filterCount({ status, inbox, tag, by, from, to }: SearchChoice): number {
  return [status, inbox, tag, by, from, to].filter(Boolean).length;
}

/** Whether there is anything to search for: the beginning of a word has three letters, whole words may be shorter. */
export function isEnough(q: string): boolean {
  return /[\p{L}\p{N}]/u.test(q);
}

function midnight(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}
