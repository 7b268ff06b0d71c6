/* Response times in words: how much time is left, or since when it is missed. "Now" is always a parameter. */

import type { MissReason, SlaNext, SlaTarget } from '../api/types';
import { clockTime, dayWord, spokenSpan, waitSpan } from './time';

export const SLA_TARGETS: Record<SlaTarget, string> = {
  first_reply: 'First reply',
  resolution: 'Resolution',
};

export const MISS_REASONS: Record<MissReason, string> = {
  waited: 'It waited in the queue while agents were there',
  nobody_there: 'Nobody was there to take it',
  held: 'An agent held it and the customer was waiting',
  passed_on: 'It came back from an agent who had gone',
};

/** How pressing a response time is: `still` is one that does not run now. */
export type SlaLevel = 'fine' | 'near' | 'missed' | 'still';

export interface SlaWords {
  level: SlaLevel;
  /** For the screen. */
  short: string;
  /** In full, for tooltips and screen readers. */
  full: string;
}

const HOUR = 60 * 60_000;

/** How a conversation stands with the response time that is due next. */
export function slaWords(sla: SlaNext, now: number, locale?: string): SlaWords {
  const what = sla.target === 'first_reply' ? 'Reply' : 'Resolve';
  const target = SLA_TARGETS[sla.target];
  if (!sla.due_at) {
    if (sla.missed) return { level: 'missed', short: `${what}: missed`, full: `${target} was missed.` };
    const left = spokenSpan((sla.left_s ?? 0) * 1000);
    return {
      level: 'still',
      short: `${what}: paused`,
      full: `${target}: the time stands still while nobody waits for us; ${left} of business hours left.`,
    };
  }
  const due = Date.parse(sla.due_at);
  const left = due - now;
  if (sla.missed || left <= 0) {
    const ago = Math.max(0, -left);
    return {
      level: 'missed',
      short: `${what}: missed ${ago < 60_000 ? 'now' : waitSpan(ago)}`,
      full: `${target} was due ${at(due, now, locale)} and is missed.`,
    };
  }
  const near = sla.near_at ? Date.parse(sla.near_at) <= now : false;
  return {
    level: near ? 'near' : 'fine',
    short: left < HOUR ? `${what}: ${waitSpan(left)} left` : `${what} by ${moment(due, now, locale)}`,
    full: `${target} is due ${at(due, now, locale)}, in ${spokenSpan(left)}${near ? '. That is near.' : '.'}`,
  };
}

/** A time of today alone, any other with its day. */
function moment(due: number, now: number, locale?: string): string {
  const day = dayWord(due, now, locale);
  return day === 'Today' ? clockTime(due, locale) : `${day.toLowerCase()} ${clockTime(due, locale)}`;
}

function at(due: number, now: number, locale?: string): string {
  const day = dayWord(due, now, locale);
  return day === 'Today'
    ? `at ${clockTime(due, locale)}`
    : `${day.toLowerCase()} at ${clockTime(due, locale)}`;
}

/** Minutes as people write them in the settings: `45` minutes, `8` hours. */
export interface Length {
  amount: string;
  unit: 'minutes' | 'hours';
}

/** Whole hours as hours, everything else as minutes. */
export function lengthOf(minutes: number | null | undefined): Length {
  if (minutes == null) return { amount: '', unit: 'minutes' };
  if (minutes >= 60 && minutes % 60 === 0) return { amount: String(minutes / 60), unit: 'hours' };
  return { amount: String(minutes), unit: 'minutes' };
}

/** The minutes of a length; nothing where none is given, `NaN` where it is no time. */
export function minutesOf({ amount, unit }: Length): number | undefined {
  if (amount.trim() === '') return undefined;
  const minutes = Number(amount.trim().replace(',', '.')) * (unit === 'hours' ? 60 : 1);
  return Number.isInteger(minutes) && minutes >= 1 ? minutes : NaN;
}
