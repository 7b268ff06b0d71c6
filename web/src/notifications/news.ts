/* What a conversation's change means for one agent, and how a notification says it. */

import type { ConversationRow } from '../api/types';
import { customerName } from '../words/labels';
import type { NewsKind } from './settings.svelte';

interface Known {
  mine: boolean;
  lastAt: number;
  calledAt: string | undefined;
  near: boolean;
}

export interface Around {
  me: string | undefined;
  available: boolean;
  now: number;
}

/** The clocks of browser and server differ by a little. */
const SKEW_MS = 60_000;
const CUT = 140;

/** Tells news from what was there before. */
export class News {
  readonly #since: number;
  #known = new Map<string, Known>();

  constructor(since: number) {
    this.#since = since;
  }

  /** A conversation that stood so when it began. */
  known(row: ConversationRow, around: Around): void {
    this.#known.set(row.id, standing(row, around));
  }

  /** What is new for me about a conversation that stands differently; nothing, mostly. */
  of(row: ConversationRow, around: Around): NewsKind | undefined {
    const before = this.#known.get(row.id);
    const after = standing(row, around);
    this.#known.set(row.id, after);
    if (after.mine && before?.mine !== true) return 'handed';
    if (after.mine) {
      const wrote = row.preview_by === 'customer' && row.unread > 0;
      if (wrote && after.lastAt > (before?.lastAt ?? this.#since - SKEW_MS)) return 'message';
      if (after.near && before?.near !== true) return 'due';
      return undefined;
    }
    if (!around.available || after.calledAt === undefined || after.calledAt === before?.calledAt)
      return undefined;
    return Date.parse(after.calledAt) >= this.#since - SKEW_MS ? 'waiting' : undefined;
  }
}

function standing(row: ConversationRow, { me, now }: Around): Known {
  const calls = row.status === 'open' && row.holder.kind === 'assistant';
  const near = row.sla?.near_at;
  return {
    mine: row.status === 'open' && row.holder.kind === 'agent' && row.holder.id === me,
    lastAt: Date.parse(row.last_at),
    calledAt: calls ? row.handover?.since : undefined,
    near: near != null && Date.parse(near) <= now + SKEW_MS / 4,
  };
}

const PLAIN: Record<NewsKind, string> = {
  handed: 'A conversation is yours now',
  message: 'New message in a conversation of yours',
  waiting: 'Somebody is waiting for a person',
  due: 'A response time of yours is near its end',
};

/** What a notification says. The customer's name and words only where the agent chose so; what is hostile never. */
export function saidOf(
  kind: NewsKind,
  row: ConversationRow,
  words: boolean,
  waiting = 1,
): { title: string; body: string } {
  const plain =
    kind === 'waiting' && waiting > 1 ? `${waiting} customers are waiting for a person` : PLAIN[kind];
  if (!words) return { title: plain, body: 'Open Rapport to read it.' };
  if (kind === 'waiting' && waiting > 1) return { title: plain, body: `Last: ${customerName(row.customer)}` };
  const text = row.preview_hostile ? 'Hostile message, hidden' : row.preview;
  const cut = text.length > CUT ? `${text.slice(0, CUT - 1)}…` : text;
  return { title: `${customerName(row.customer)}: ${plain.toLowerCase()}`, body: cut };
}
