/* What an agent has begun to write, kept in this browser until it is sent: one draft a conversation. */

import type { PromiseSaid } from '../../api/types';

export type DraftKind = 'reply' | 'note';

export interface Draft {
  kind: DraftKind;
  text: string;
  /** The last event that was there when it was begun. */
  seen?: number;
  /** What was confirmed of the promises in it, and those of before that it moves. */
  promises?: PromiseSaid[];
}

const PREFIX = 'rapport.draft.';
const KEPT_MS = 30 * 24 * 60 * 60_000;

interface Kept extends Draft {
  at: number;
}

/** The drafts in one storage; a test gives its own. */
export class Drafts {
  readonly #storage: Storage;

  constructor(storage: Storage = localStorage) {
    this.#storage = storage;
  }

  /** What was begun in a conversation. */
  get(conversation: string): Draft | undefined {
    const kept = this.#read(PREFIX + conversation);
    if (!kept) return undefined;
    const { kind, text, seen, promises } = kept;
    return {
      kind,
      text,
      ...(seen !== undefined && { seen }),
      ...(Array.isArray(promises) && { promises }),
    };
  }

  /** Keeps what was begun; an empty text is forgotten. */
  set(conversation: string, draft: Draft, now: number): void {
    if (draft.text.trim() === '') {
      this.#storage.removeItem(PREFIX + conversation);
      return;
    }
    try {
      this.#storage.setItem(PREFIX + conversation, JSON.stringify({ ...draft, at: now } satisfies Kept));
    } catch {
      // The storage is full or closed. The text still stands in the field, so nothing is lost by going on.
    }
  }

  /** Forgets drafts that nobody came back to, or all of them: on signing out nothing personal stays behind. */
  clear(which: 'old' | 'all', now: number): void {
    for (const key of Object.keys(this.#storage)) {
      if (!key.startsWith(PREFIX)) continue;
      const at = this.#read(key)?.at ?? 0;
      if (which === 'all' || now - at > KEPT_MS) this.#storage.removeItem(key);
    }
  }

  #read(key: string): Kept | undefined {
    try {
      const kept = JSON.parse(this.#storage.getItem(key) ?? 'null') as Kept | null;
      return typeof kept?.text === 'string' ? kept : undefined;
    } catch {
      return undefined;
    }
  }
}

export const drafts = new Drafts();
