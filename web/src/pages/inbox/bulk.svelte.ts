/* The selected rows of the inbox, and one act on all of them. */

import * as calls from '../../api/calls';
import type { BulkAct, ConversationRow } from '../../api/types';
import { notices } from '../../notices.svelte';
import { teamTags } from '../../team-tags.svelte';
import { customerName } from '../../words/labels';
import { inbox } from './inbox.svelte';
import { among, NOTHING, ranged, toggled, type Chosen } from './selection';

/** Conversations of one call. */
const AT_ONCE = 100;

/** What came of an act, where not all of it worked. */
export interface Outcome {
  /** "3 resolved." */
  done: string;
  failed: { id: string; name: string; reason: string }[];
}

class Bulk {
  #chosen: Chosen = $state.raw(NOTHING);
  busy = $state(false);
  outcome: Outcome | undefined = $state.raw();

  readonly #order = $derived(inbox.rows.map(({ id }) => id));
  /** What is selected and still in the list. */
  readonly #present = $derived(among(this.#chosen, this.#order));
  readonly rows: ConversationRow[] = $derived(inbox.rows.filter(({ id }) => this.#present.ids.has(id)));
  readonly count = $derived(this.rows.length);
  /** The tags that selected conversations have. */
  readonly tags: string[] = $derived([...new Set(this.rows.flatMap(({ tags }) => tags))].sort());

  has(id: string): boolean {
    return this.#present.ids.has(id);
  }

  /** Selects a row or lets it go; with `range`, everything from the one before. */
  press(id: string, range = false): void {
    this.#chosen = range ? ranged(this.#present, this.#order, id) : toggled(this.#present, id);
  }

  all(): void {
    this.#chosen = { ids: new Set(this.#order), anchor: this.#order[0] };
  }

  clear(): void {
    this.#chosen = NOTHING;
  }

  resolve = () => this.#act({ kind: 'resolve' }, 'resolved');
  snooze = (until: Date) => this.#act({ kind: 'snooze', until: until.toISOString() }, 'put aside');
  takeOver = () => this.#act({ kind: 'take_over' }, 'with you');
  tag = (tag: string) => {
    teamTags.used(tag);
    return this.#act({ kind: 'tag', tag }, `tagged “${tag}”`);
  };
  untag = (tag: string) => this.#act({ kind: 'untag', tag }, `without “${tag}”`);

  async #act(act: BulkAct, word: string): Promise<void> {
    if (this.busy || this.count === 0) return;
    this.busy = true;
    const names = new Map(this.rows.map((row) => [row.id, customerName(row.customer)]));
    const ids = [...names.keys()];
    const failed: Outcome['failed'] = [];
    let done = 0;
    try {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const acted = await calls.actOnMany(ids.slice(from, from + AT_ONCE), act);
        done += acted.done.length;
        for (const { conversation, reason } of acted.failed) {
          failed.push({ id: conversation, name: names.get(conversation) ?? 'A conversation', reason });
        }
      }
      // What could not be done stays selected, to be looked at.
      const tags = act.kind === 'tag' || act.kind === 'untag';
      if (!tags) this.#chosen = { ids: new Set(failed.map(({ id }) => id)), anchor: undefined };
      const told = `${done} ${word}.`;
      if (failed.length === 0) notices.done(told);
      else this.outcome = { done: told, failed };
    } catch (error) {
      notices.problem(error);
    }
    this.busy = false;
    await inbox.read();
  }
}

export const bulk = new Bulk();
