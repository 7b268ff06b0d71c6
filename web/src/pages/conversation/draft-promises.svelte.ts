/* The promises of a draft: found while it is written, confirmed or waved away by whoever writes it. Nothing is kept
   track of unless the agent says so. */

import { SvelteMap } from 'svelte/reactivity';

import type { FoundPromise, PromiseSaid } from '../../api/types';

/** What an agent has decided about a sentence. */
interface Decision {
  keep: boolean;
  by?: string | undefined;
}

/** A sentence of the draft, and what was decided about it. */
export interface DraftPromise {
  promise: string;
  by?: string | undefined;
  /** Whether it will be kept track of; undecided at first. */
  kept?: boolean | undefined;
}

/** A promise of before that the draft moves. */
export interface Move {
  of: number;
  promise: string;
  by: string;
}

export class DraftPromises {
  #found: readonly FoundPromise[] = $state.raw([]);
  #decided = new SvelteMap<string, Decision>();
  moves: Move[] = $state.raw([]);

  /** The sentences to be shown: undecided ones, and those that will be kept track of. */
  readonly shown: DraftPromise[] = $derived(
    this.#found.flatMap((found, at) => {
      // The same sentence twice is one promise.
      if (this.#found.findIndex((other) => other.promise === found.promise) < at) return [];
      const decision = this.#decided.get(found.promise);
      if (decision?.keep === false) return [];
      return [
        {
          promise: found.promise,
          by: decision ? decision.by : (found.by ?? undefined),
          kept: decision?.keep,
        },
      ];
    }),
  );
  /** The first that nothing was decided about. */
  readonly open: DraftPromise | undefined = $derived(this.shown.find((one) => one.kept === undefined));

  /** What was found in the draft, after it was looked at. */
  take(found: readonly FoundPromise[]): void {
    this.#found = found;
  }

  /** The agent confirms: it is kept track of once the draft is sent. */
  keep(promise: string, by: string | undefined): void {
    this.#decided.set(promise, { keep: true, by });
  }

  /** No promise after all. */
  dismiss(promise: string): void {
    this.#decided.set(promise, { keep: false });
  }

  /** The draft tells that an earlier promise takes until another moment. */
  move(move: Move): void {
    this.moves = [...this.moves.filter((other) => other.of !== move.of), move];
  }

  /** The draft does not tell so any more. */
  stay(of: number): void {
    this.moves = this.moves.filter((other) => other.of !== of);
  }

  /** What a text that is sent says of promises: only what was confirmed and still stands in it. */
  said(text: string): PromiseSaid[] {
    const made = [...this.#decided].flatMap(([promise, { keep, by }]): PromiseSaid[] =>
      keep && text.includes(promise) ? [{ kind: 'made', promise, ...(by && { by }) }] : [],
    );
    const moved = this.moves.map(({ of, by }): PromiseSaid => ({ kind: 'moved', of, by }));
    return [...made, ...moved];
  }

  /** A text comes back into the field with what was decided about it. `words` knows the promises of before. */
  restore(said: readonly PromiseSaid[], words: (of: number) => string | undefined): void {
    for (const one of said) {
      if (one.kind === 'made') this.keep(one.promise, one.by ?? undefined);
      else this.move({ of: one.of, promise: words(one.of) ?? 'An earlier promise', by: one.by });
    }
  }

  /** The text is sent. */
  clear(): void {
    this.#found = [];
    this.#decided.clear();
    this.moves = [];
  }
}
