/* Who could go on with a conversation, in the words that an agent reads before choosing. */

import type { Receivers } from '../../api/types';

/** A colleague or a team that could go on. */
export interface Receiver {
  kind: 'agent' | 'team';
  id: string;
  name: string;
  /** How many of them are there. */
  there: number;
  /** What speaks for them, in a few words each. */
  fits: string[];
  /** A colleague: how many conversations they hold, and whether that is as many as they take. */
  held: number;
  full: boolean;
  /** A team: for how many minutes the conversation is offered to it alone. */
  minutes: number;
}

/** Colleagues as the server ranks them, then teams. */
export function receiversOf(found: Receivers): Receiver[] {
  const colleagues = found.colleagues.map(({ id, name, there, held, full, speaks, skills }): Receiver => ({
    kind: 'agent',
    id,
    name,
    there: there ? 1 : 0,
    fits: [...(speaks ? ['speaks the language'] : []), ...skills],
    held,
    full,
    minutes: 0,
  }));
  const teams = found.teams.map(({ id, name, there, offered_first_minutes }): Receiver => ({
    kind: 'team',
    id,
    name,
    there,
    fits: [],
    held: 0,
    full: false,
    minutes: offered_first_minutes,
  }));
  return [...colleagues, ...teams];
}

const minutesWord = (count: number) => (count === 1 ? 'a minute' : `${count} minutes`);

/** How it stands with them, in a line. */
export function stateOf(one: Receiver): string {
  if (one.kind === 'team') return one.there === 0 ? 'Team · nobody is there' : `Team · ${one.there} there`;
  const held = one.held === 0 ? 'holds none' : `holds ${one.held}`;
  return `${one.there ? 'Available' : 'Away'} · ${held}${one.full ? ', as many as they take' : ''}`;
}

/** What will come of it, told before it is done. */
export function beforeSending(one: Receiver): string {
  if (one.kind === 'team') {
    if (one.there === 0 || one.minutes === 0)
      return `${one.there === 0 ? `Nobody of ${one.name} is there now, so it` : 'It'} is offered to everybody at once.`;
    return `It is offered to ${one.name} first, and to everybody after ${minutesWord(one.minutes)}.`;
  }
  if (one.there === 0)
    return `${one.name} is away, and the customer is told so. Without an answer within ten minutes it goes back to the queue.`;
  if (one.full) return `${one.name} holds as many conversations as they take at a time; it may take a while.`;
  return `${one.name} holds it from then on, and you can read along.`;
}
