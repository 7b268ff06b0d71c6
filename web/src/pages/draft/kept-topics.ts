/* Topics that are being written and are not in the draft yet, kept in this browser, so that no typing is lost. */

import type { Topic } from '../../api/types';

const PREFIX = 'rapport.topic.';

/** A topic as it was typed, and the text in the draft that it was typed over. */
export interface KeptTopic {
  topic: Topic;
  mark: string;
}

/** The topics in one storage; a test gives its own. */
export class KeptTopics {
  readonly #storage: Storage;

  constructor(storage: Storage = localStorage) {
    this.#storage = storage;
  }

  /** What was typed under a name; `new` for a topic that has none yet. */
  get(name: string): KeptTopic | undefined {
    try {
      const kept = JSON.parse(this.#storage.getItem(PREFIX + name) ?? 'null') as KeptTopic | null;
      return Array.isArray(kept?.topic?.examples) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  set(name: string, kept: KeptTopic): void {
    try {
      this.#storage.setItem(PREFIX + name, JSON.stringify(kept));
    } catch {
      // The storage is full or closed. The text still stands on the page, so nothing is lost by going on.
    }
  }

  forget(name: string): void {
    this.#storage.removeItem(PREFIX + name);
  }

  /** Forgets all: on signing out nothing stays behind. */
  clear(): void {
    for (const key of Object.keys(this.#storage)) {
      if (key.startsWith(PREFIX)) this.#storage.removeItem(key);
    }
  }
}

export const keptTopics = new KeptTopics();
