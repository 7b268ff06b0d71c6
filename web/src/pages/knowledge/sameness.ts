/* Periods of days, and the answers of one as a spreadsheet. */

import type { GivenAnswer } from '../../api/types';

/** The day so many days before `now`, as a date field writes it, in the reader's own time zone. */
export function daysAgo(days: number, now: Date): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** From the beginning of one day to the end of another; nothing where a field is empty or they are the wrong way. */
export function period(from: string, until: string): { from: string; until: string } | undefined {
  const start = new Date(`${from}T00:00:00`);
  const last = new Date(`${until}T00:00:00`);
  if (Number.isNaN(start.getTime()) || Number.isNaN(last.getTime()) || last < start) return undefined;
  const end = new Date(last.getFullYear(), last.getMonth(), last.getDate() + 1);
  return { from: start.toISOString(), until: end.toISOString() };
}

/** Comma-separated, one answer a line. Every value is an id, a number or a time, so nothing needs quotes. */
export function tableOf(answers: readonly GivenAnswer[]): string {
  const lines = answers.map(({ at, customer, conversation, seq, channel, version, release }) =>
    [at, customer, conversation, seq, channel, version, release].join(','),
  );
  return ['at,customer,conversation,seq,channel,version,release', ...lines, ''].join('\r\n');
}
