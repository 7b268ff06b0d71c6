/* Calling a colleague in a note: who is offered while `@` and a name are typed, and who is called in the end. */

import * as calls from '../../api/calls';
import { answersCustomers } from '../../people.svelte';
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
  /** Whether the caret is in the field. */
  #there = $state(false);
  #loading: Promise<void> | undefined;

  readonly #typed = $derived(this.#there ? typedMention(this.#text, this.#caret) : undefined);
  /** The colleagues who may be meant. */
  readonly offered: Colleague[] = $derived(
    this.#typed && this.#typed.start !== this.#closed ? offered(this.#colleagues, this.#typed.words) : [],
  );
  /** The place of the one that a key would choose. */
  readonly at = $derived(Math.max(0, Math.min(this.#place, this.offered.length - 1)));

  /** Asks once who can be called. */
  load(): void {
    // A note can be written without; whoever needs it asks again.
    this.#load().catch(() => undefined);
  }

  #load(): Promise<void> {
    this.#loading ??= this.#read().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #read(): Promise<void> {
    const agents = await calls.listAgents();
    this.#colleagues = agents.filter((one) => answersCustomers(one) && one.id !== session.agent?.id);
  }

  /** The text of the note; nothing where none is written. */
  see(text: string): void {
    this.#text = text;
  }

  /** Something was typed up to the caret. */
  typed(caret: number): void {
    this.#there = true;
    this.#caret = caret;
    this.#place = 0;
  }

  /** The caret may stand elsewhere now. */
  moved(caret: number): void {
    if (caret !== this.#caret) this.typed(caret);
  }

  /** The field is left: nobody is offered any more. */
  leave(): void {
    this.#there = false;
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

  /** The ids of those whom a text calls. It fails where it cannot be known: a note that calls nobody would be sent. */
  async in(text: string): Promise<string[]> {
    if (!text.includes('@')) return [];
    await this.#load();
    return mentioned(text, this.#colleagues);
  }
}
