/* Times and stretches of time in the words that people use. The moment "now" is always a parameter. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A stretch of time, short: "now", "4 min", "2 h", "3 d". */
export function shortSpan(ms: number): string {
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** How long somebody has waited, to the second while that matters: "0:42", "12:05", "1 h 04". */
export function waitSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3600);
  if (hours < 24) return `${hours} h ${two(Math.floor((seconds % 3600) / 60))}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The same for screen readers: "waiting for 12 minutes". */
export function spokenSpan(ms: number): string {
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  if (ms < MINUTE) return 'less than a minute';
  if (ms < HOUR) return plural(Math.floor(ms / MINUTE), 'minute');
  if (ms < DAY) return plural(Math.floor(ms / HOUR), 'hour');
  return plural(Math.floor(ms / DAY), 'day');
}

/** Seconds as a person says them: "45 s", "3 min", "1 h 20 min". */
export function secondsWord(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.round((seconds % 3600) / 60);
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** The time of day. */
export function clockTime(at: string | number | Date, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** A moment in full, for tooltips and lists. */
export function fullTime(at: string | number | Date, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** The calendar day that a moment falls on here, as one comparable text. */
export function dayKey(at: string | number | Date): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** The day in words: "Today", "Yesterday", "Tuesday", "3 March", "3 March 2025". */
export function dayWord(at: string | number | Date, now: number, locale?: string): string {
  const date = new Date(at);
  const today = new Date(now);
  const midnight = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
  const days = Math.round((midnight(today) - midnight(date)) / DAY);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days === -1) return 'Tomorrow';
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(date);
  const year = date.getFullYear() === today.getFullYear() ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year }).format(date);
}

/** A choice of when a snoozed conversation comes back. */
export interface SnoozeChoice {
  label: string;
  until: Date;
}

/** Useful moments to come back to, all of them ahead of `now`, in order and none twice. */
export function snoozeChoices(now: number): SnoozeChoice[] {
  const at = (days: number, hour: number) => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date;
  };
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  const choices: SnoozeChoice[] = [
    { label: 'In one hour', until: new Date(now + HOUR) },
    { label: 'In three hours', until: new Date(now + 3 * HOUR) },
    { label: 'Tomorrow morning', until: at(1, 9) },
    { label: 'On Monday', until: at(toMonday, 9) },
    { label: 'In one week', until: at(7, 9) },
  ];
  const seen = new Set<number>();
  return choices.filter(({ until }) => !seen.has(until.getTime()) && seen.add(until.getTime()));
}

/** A moment as a field for date and time holds it, on this computer's clock. */
export function fieldValue(at: string | Date): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
