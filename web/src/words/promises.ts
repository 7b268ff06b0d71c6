/* Promises in words: when they are due, what became of them. */

import type { PromiseMade, PromiseState } from '../api/types';
import { clockTime, dayWord, spokenSpan } from './time';

export const PROMISE_STATES: Record<PromiseState, string> = {
  open: 'to be kept',
  kept: 'kept',
  broken: 'not kept',
  withdrawn: 'taken back',
};

/** A promise that is due within so long calls for attention. */
const SOON_MS = 2 * 60 * 60_000;

/** How near an open promise is to its moment. */
export function nearness(promise: PromiseMade, now: number): 'overdue' | 'soon' | 'later' {
  if (promise.state !== 'open' || !promise.by) return 'later';
  const left = Date.parse(promise.by) - now;
  if (left <= 0) return 'overdue';
  return left <= SOON_MS ? 'soon' : 'later';
}

/** When it is due, in words: "Tomorrow 12:00, in 20 hours". */
export function dueWord(by: string | null | undefined, now: number, locale?: string): string {
  if (!by) return 'no time named';
  const left = Date.parse(by) - now;
  const span = left > 0 ? `in ${spokenSpan(left)}` : `${spokenSpan(-left)} ago`;
  return `${dayWord(by, now, locale)} ${clockTime(by, locale)}, ${span}`;
}

/** What an agent may write who needs longer than they promised. */
export function movedText(promise: string, by: Date, zone: string | undefined): string {
  // The words are English, whatever the browser speaks, and the customer lives by the company's clock.
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(by);
  return `I wrote to you: “${promise}” I cannot keep that time. I will have it for you by ${when}.`;
}
