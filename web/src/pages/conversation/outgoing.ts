/* Replies on their way: shown at once, sent until the server has them, never twice. */

import type { AgentEvent, Attachment, HeldReply, PromiseSaid } from '../../api/types';

/** A reply that the server may not have yet. */
export interface Pending {
  /** Made once; every attempt carries it, so that a repeated attempt is the same message. */
  clientId: string;
  text: string;
  attachments: Attachment[];
  /** What it says of promises; none in what an older page kept. */
  promises?: PromiseSaid[];
  /** Up to which event everything was there when it was written; every attempt says the same. */
  seen?: number;
  at: number;
  /** `held`: the server has it and sends it when its moment comes, unless it is taken back. */
  state: 'sending' | 'held' | 'failed';
  /** When a held one goes out. */
  dueAt?: number;
  /** Why it failed and what to do. */
  problem?: string;
}

const PREFIX = 'rapport.outgoing.';

/** Replies that are not through yet, kept in this browser, so that a closed page loses none of them. */
export class Outbox {
  readonly #storage: Storage;

  constructor(storage: Storage = localStorage) {
    this.#storage = storage;
  }

  /** Keeps what is on its way in a conversation; nothing on its way is nothing kept. */
  keep(conversation: string, all: readonly Pending[]): void {
    const key = PREFIX + conversation;
    // What the server holds needs no second keeper.
    const pending = all.filter((one) => one.state !== 'held');
    if (pending.length === 0) this.#storage.removeItem(key);
    else {
      try {
        this.#storage.setItem(key, JSON.stringify(pending));
      } catch {
        // The storage is full or closed; the reply still goes out while the page is open.
      }
    }
  }

  /** What was on its way when the page was closed. Sent again under its id, it is still the same message. */
  take(conversation: string): Pending[] {
    try {
      const kept = JSON.parse(this.#storage.getItem(PREFIX + conversation) ?? '[]') as Pending[];
      return kept.map((one) => ({
        ...one,
        state: 'failed' as const,
        problem: one.problem ?? 'The page was closed before it was through.',
      }));
    } catch {
      return [];
    }
  }

  /** Forgets everything, as on signing out. */
  clear(): void {
    for (const key of Object.keys(this.#storage)) if (key.startsWith(PREFIX)) this.#storage.removeItem(key);
  }
}

export const outbox = new Outbox();

/** What is on its way, after the server has told which replies of `me` it holds. */
export function withHeld(
  pending: readonly Pending[],
  held: readonly HeldReply[],
  me: string | undefined,
  now: number,
): Pending[] {
  const mine = held.filter((one) => one.agent === me);
  const known = new Set(mine.map((one) => one.client_id));
  // A held reply that the server no longer has went out: its event tells so.
  const others = pending.filter((one) => one.state !== 'held' && !known.has(one.clientId));
  const waiting = mine.map((one): Pending => {
    const before = pending.find((other) => other.clientId === one.client_id);
    const at = Date.parse(one.at);
    const base = {
      clientId: one.client_id,
      text: one.text,
      attachments: one.attachments,
      promises: one.promises,
      at,
      ...(before?.seen !== undefined && { seen: before.seen }),
    };
    if (one.refused) return { ...base, state: 'failed', problem: REFUSALS[one.refused] };
    // Clocks differ: it waits no longer than it was to wait from now.
    const dueAt = Math.min(Date.parse(one.due_at), now + Date.parse(one.due_at) - at);
    return { ...base, state: 'held', dueAt: before?.dueAt ?? dueAt };
  });
  return [...others, ...waiting];
}

const REFUSALS: Record<NonNullable<HeldReply['refused']>, string> = {
  held_by_other: 'Somebody else speaks in this conversation now.',
  invalid: 'A file of it is gone. Edit it and send it again.',
};

// Clocks of browser and server differ by a little.
const SKEW_MS = 60_000;

/** Those of `pending` that do not stand in `events` yet. The event may arrive before the answer to the call. */
export function unsettled(
  pending: readonly Pending[],
  events: readonly AgentEvent[],
  me: string | undefined,
): Pending[] {
  if (pending.length === 0) return [];
  const earliest = Math.min(...pending.map((one) => one.at)) - SKEW_MS;
  const mine: string[] = [];
  for (const event of events) {
    if (event.kind !== 'message' || event.message.author.kind !== 'agent') continue;
    if (event.message.author.id !== me || Date.parse(event.at) < earliest) continue;
    mine.push(keyOf(event.message.text, event.message.attachments));
  }
  return pending.filter((one) => {
    const at = mine.indexOf(keyOf(one.text, one.attachments));
    if (at < 0 || one.state === 'failed') return true;
    mine.splice(at, 1);
    return false;
  });
}

function keyOf(text: string, attachments: readonly Attachment[]): string {
  return JSON.stringify([text.trim(), attachments.map((file) => file.id)]);
}
