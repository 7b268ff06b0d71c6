/* Calling a colleague in a note: who is offered while `@` and a name are typed, and who is called in the end. */

import * as calls from '../../api/calls';
import { session } from '../../session.svelte';
import { mentioned, offered, typedMention, type Colleague } from './mentions';

/** Changes the field: from, to, what is put there. */
type Type = (start: number, end: number, put: string) => void;

export class Calling {
  #colleagues: Colleague[] = $state.raw([]);
  #text = $state('');
  #caret = $state(0);
  #place = $state(0);
  /** A mention that Escape has closed stays closed. */
  #closed: number | undefined = $state();
  #asked = false;

  readonly #typed = $derived(typedMention(this.#text, this.#caret));
  /** The colleagues who may be meant. */
  readonly offered: Colleague[] = $derived(
    this.#typed && this.#typed.start !== this.#closed ? offered(this.#colleagues, this.#typed.words) : [],
  );
  /** The place of the one that a key would choose. */
  readonly at = $derived(Math.max(0, Math.min(this.#place, this.offered.length - 1)));

  /** Asks once who can be called. */
  load(): void {
    if (this.#asked) return;
    this.#asked = true;
    // A note can be written without; the next one asks again.
    this.#read().catch(() => (this.#asked = false));
  }

  async #read(cursor?: string): Promise<void> {
    const { items, next } = await calls.listAgents(cursor);
    const others = items.filter((one) => !one.closed_at && one.id !== session.agent?.id);
    this.#colleagues = [...this.#colleagues, ...others.map(({ id, name }) => ({ id, name }))];
    if (next) await this.#read(next);
  }

  /** The text of the note; nothing where none is written. */
  see(text: string): void {
    this.#text = text;
  }

  /** Something was typed up to the caret. */
  typed(caret: number): void {
    this.#caret = caret;
    this.#place = 0;
  }

  /** Puts the colleague's whole name in. */
  choose({ name }: Colleague, type: Type): void {
    const typed = this.#typed;
    if (!typed) return;
    const put = `@${name} `;
    type(typed.start, this.#caret, put);
    this.typed(typed.start + put.length);
  }

  /** Whether the key was one for the list of colleagues. */
  press(event: KeyboardEvent, type: Type): boolean {
    if (this.offered.length === 0 || event.isComposing || event.ctrlKey || event.metaKey) return false;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const present = this.offered[this.at];
    if (step !== undefined) this.#place = (this.at + step + this.offered.length) % this.offered.length;
    else if ((event.key === 'Enter' || event.key === 'Tab') && present) this.choose(present, type);
    else if (event.key === 'Escape') this.#closed = this.#typed?.start;
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** The ids of those whom a text calls. */
  in(text: string): string[] {
    return mentioned(text, this.#colleagues);
  }
}
