/* Short notices at the edge of the screen, and what screen readers are told. */

import { asProblem } from './api/client';

export interface Notice {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  /** A way to act on it, such as undoing. */
  act?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;

class Notices {
  shown: Notice[] = $state([]);
  /** What is read out next; messages that arrive go here. */
  spoken = $state('');
  #next = 1;

  /** Tells that something is done. It goes away by itself. */
  done(text: string, act?: Notice['act']): void {
    const id = this.#show({ text, kind: 'done', act });
    setTimeout(() => this.dismiss(id), SHOWN_MS);
  }

  /** Tells that something failed. It stays until it is dismissed. */
  problem(error: unknown): void {
    const message = typeof error === 'string' ? error : asProblem(error).message;
    if (this.shown.some((notice) => notice.text === message)) return;
    this.#show({ text: message, kind: 'problem' });
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }

  /** Has a screen reader say something when it is free. */
  say(text: string): void {
    // The same text twice is only read again when it differs; a trailing space is not heard.
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  #show(notice: Omit<Notice, 'id'>): number {
    const id = this.#next++;
    this.shown = [...this.shown.slice(-3), { id, ...notice }];
    return id;
  }
}

export const notices = new Notices();
