/* Which desktop notifications an agent wants, and when not: kept in this browser, for this agent. */

/** What there can be a notification about. */
export type NewsKind = 'handed' | 'message' | 'waiting' | 'due';

export const NEWS_KINDS: readonly { id: NewsKind; label: string; help: string }[] = [
  { id: 'handed', label: 'A conversation is mine now', help: 'Somebody handed it to me.' },
  { id: 'message', label: 'A new message in mine', help: 'A customer wrote in a conversation that I hold.' },
  { id: 'waiting', label: 'Somebody waits for a person', help: 'Only while I take conversations.' },
  { id: 'due', label: 'A response time of mine is near its end', help: 'Before it is missed.' },
];

export interface Wanted {
  /** Whether there are any at all. */
  on: boolean;
  kinds: Record<NewsKind, boolean>;
  /** Whether the customer's name and words may stand on the screen. */
  words: boolean;
  /** Whether there are quiet hours. */
  quiet: boolean;
  /** `HH:MM`, in this machine's time. */
  from: string;
  to: string;
  /** Until when nothing is shown. */
  mutedUntil: number;
}

const USUAL: Wanted = {
  on: false,
  kinds: { handed: true, message: true, waiting: true, due: true },
  words: false,
  quiet: false,
  from: '18:00',
  to: '08:00',
  mutedUntil: 0,
};

const PREFIX = 'rapport.notifications.';

/** Whether nothing is to be shown at a moment: muted, or within the quiet hours, which may go over midnight. */
export function isQuiet(wanted: Wanted, now: Date): boolean {
  if (wanted.mutedUntil > now.getTime()) return true;
  if (!wanted.quiet || wanted.from === wanted.to) return false;
  const time = `${String(now.getHours()).padStart(2, '0')}:${String(now.getMinutes()).padStart(2, '0')}`;
  return wanted.from < wanted.to
    ? wanted.from <= time && time < wanted.to
    : wanted.from <= time || time < wanted.to;
}

class NotificationSettings {
  wanted: Wanted = $state.raw(USUAL);
  #agent: string | undefined;

  /** Takes what this agent has chosen in this browser. */
  of(agent: string | undefined): void {
    this.#agent = agent;
    this.wanted = agent === undefined ? USUAL : read(agent);
  }

  change(change: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...change };
    if (this.#agent !== undefined) localStorage.setItem(PREFIX + this.#agent, JSON.stringify(this.wanted));
  }
}

function read(agent: string): Wanted {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + agent) ?? '{}') as Partial<Wanted>;
    return { ...USUAL, ...kept, kinds: { ...USUAL.kinds, ...kept.kinds } };
  } catch {
    return USUAL;
  }
}

export const notificationSettings = new NotificationSettings();
