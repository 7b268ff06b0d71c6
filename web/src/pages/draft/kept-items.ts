/* What is being written and is not in the draft yet, kept in this browser, so that no typing is lost. */

import type { Statement, Topic } from '../../api/types';
import { completed, type FlowForm } from './flows';

/** Something as it was typed, and the text in the draft that it was typed over. */
export interface KeptItem<Item> {
  item: Item;
  mark: string;
}

/** The things of one kind in one storage; a test gives its own. */
export class KeptItems<Item> {
  readonly #prefix: string;
  readonly #fits: (item: Partial<Item>) => boolean;
  readonly #complete: (item: Item) => Item;
  readonly #storage: Storage;

  /** `complete` adds what an item lacks that an older version has kept. */
  constructor(
    kind: string,
    fits: (item: Partial<Item>) => boolean,
    complete: (item: Item) => Item = (item) => item,
    storage: Storage = localStorage,
  ) {
    this.#prefix = `rapport.${kind}.`;
    this.#fits = fits;
    this.#complete = complete;
    this.#storage = storage;
  }

  /** What was typed under a name; `new` for what has none yet. */
  get(name: string): KeptItem<Item> | undefined {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#prefix + name) ?? 'null') as KeptItem<Item> | null;
      if (!kept?.item || !this.#fits(kept.item)) return undefined;
      return { ...kept, item: this.#complete(kept.item) };
    } catch {
      return undefined;
    }
  }

  set(name: string, kept: KeptItem<Item>): void {
    try {
      this.#storage.setItem(this.#prefix + name, JSON.stringify(kept));
    } catch {
      // The storage is full or closed. The text still stands on the page, so nothing is lost by going on.
    }
  }

  forget(name: string): void {
    this.#storage.removeItem(this.#prefix + name);
  }

  /** Forgets all: on signing out nothing stays behind. */
  clear(): void {
    for (const key of Object.keys(this.#storage)) {
      if (key.startsWith(this.#prefix)) this.#storage.removeItem(key);
    }
  }
}

export const keptTopics = new KeptItems<Topic>('topic', ({ examples }) => Array.isArray(examples));
export const keptFlows = new KeptItems<FlowForm>('flow', ({ steps }) => Array.isArray(steps), completed);
export const keptStatements = new KeptItems<Statement>(
  'statement',
  ({ rest_days }) => rest_days !== undefined,
);
