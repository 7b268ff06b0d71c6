/* Short notices at the edge of the screen, and what screen readers are told. */

import { asProblem } from './api/client';

export interface Notice {
  id: number;
  text: string;
  kind: 'done' | 'problem';
  /** A way to act on it, such as undoing. */
  act?: { label: string; run: () => void };
  /** How long it is shown; without it, until it is dismissed. */
  shownMs?: number;
}

const SHOWN_MS = 6_000;
/** Who gets there by keyboard or switch needs longer than who only reads. */
const SHOWN_WITH_ACT_MS = 20_000;

class Notices {
  shown: Notice[] = $state([]);
  /** What is read out next; messages that arrive go here. */
  spoken = $state('');
  #next = 1;
  #leaving = new Map<number, ReturnType<typeof setTimeout>>();

  /** Tells that something is done. It goes away by itself. */
  done(text: string, act?: Notice['act']): void {
    this.letGo(this.#show({ text, kind: 'done', act, shownMs: act ? SHOWN_WITH_ACT_MS : SHOWN_MS }));
  }

  /** Tells that something failed. It stays until it is dismissed. */
  problem(error: unknown): void {
    const message = typeof error === 'string' ? error : asProblem(error).message;
    if (this.shown.some((notice) => notice.text === message)) return;
    this.#show({ text: message, kind: 'problem' });
  }

  /** Keeps a notice for as long as somebody points at it or has the focus in it. */
  hold({ id }: Notice): void {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
  }

  /** Lets a notice go after its time, counted from now. */
  letGo(notice: Notice): void {
    this.hold(notice);
    if (notice.shownMs === undefined) return;
    this.#leaving.set(
      notice.id,
      setTimeout(() => this.dismiss(notice.id), notice.shownMs),
    );
  }

  dismiss(id: number): void {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    this.shown = this.shown.filter((notice) => notice.id !== id);
  }

  /** Has a screen reader say something when it is free. */
  say(text: string): void {
    // The same text twice is only read again when it differs; a trailing space is not heard.
    this.spoken = this.spoken === text ? `${text}\u00a0` : text;
  }

  #show(given: Omit<Notice, 'id'>): Notice {
    const notice = { id: this.#next++, ...given };
    this.shown = [...this.shown.slice(-3), notice];
    return notice;
  }
}

export const notices = new Notices();
