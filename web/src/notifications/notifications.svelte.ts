/* Desktop notifications that respect the focus: only while no page of this browser has it, and only what was
   chosen. Without them the page's title still counts. */

import { SvelteSet } from 'svelte/reactivity';

import * as calls from '../api/calls';
import type { ConversationRow } from '../api/types';
import { live } from '../live/connection.svelte';
import { router } from '../router.svelte';
import { session } from '../session.svelte';
import { News, saidOf, type Around } from './news';
import { isQuiet, notificationSettings, type NewsKind } from './settings.svelte';

/** Where pages of this browser tell each other which of them has the focus. */
const FOCUSED = 'rapport.focused';
const FOCUSED_EVERY_MS = 5_000;
const FOCUSED_FOR_MS = 7_000;

class Notifications {
  /** Conversations with news that came while the page did not have the focus. */
  readonly unseen = new SvelteSet<string>();
  #news = new News(Date.now());

  /** Listens for an agent until the answer is called. */
  start(agent: string): () => void {
    notificationSettings.of(agent);
    const news = new News(Date.now());
    this.#news = news;
    void this.#readMine(news);
    const end = live.listen((frame) => {
      if (frame.type === 'conversation') this.#take(frame.conversation);
    });
    const pulse = setInterval(this.#sayFocus, FOCUSED_EVERY_MS);
    window.addEventListener('focus', this.#onFocus);
    window.addEventListener('blur', this.#onBlur);
    this.#sayFocus();
    return () => {
      end();
      clearInterval(pulse);
      window.removeEventListener('focus', this.#onFocus);
      window.removeEventListener('blur', this.#onBlur);
      this.unseen.clear();
      notificationSettings.of(undefined);
    };
  }

  /** Asks the browser, which asks the person; only ever in answer to a click. Says whether they may be shown. */
  async ask(): Promise<boolean> {
    if (!('Notification' in window)) return false;
    if (Notification.permission === 'default') await Notification.requestPermission();
    return Notification.permission === 'granted';
  }

  // What is mine already is no news.
  async #readMine(news: News): Promise<void> {
    try {
      const mine = await calls.listConversations({ view: 'mine', limit: 100 });
      for (const row of mine.items) news.known(row, around());
    } catch {
      // The first change of each may then be told once too often.
    }
  }

  #take(row: ConversationRow): void {
    const kind = this.#news.of(row, around());
    if (kind === undefined || document.hasFocus()) return;
    if (kind !== 'waiting') this.unseen.add(row.id);
    if (!focusedElsewhere()) this.#show(kind, row);
  }

  #show(kind: NewsKind, row: ConversationRow): void {
    const { wanted } = notificationSettings;
    if (!wanted.on || !wanted.kinds[kind] || isQuiet(wanted, new Date())) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const { title, body } = saidOf(kind, row, wanted.words, session.counts?.waiting);
    try {
      // One of a kind at a time: a newer one takes the place of the older, in every window.
      const tag = kind === 'waiting' ? 'rapport-waiting' : `rapport-${row.id}`;
      const shown = new Notification(title, { body, tag, icon: '/icon.svg' });
      shown.onclick = () => {
        window.focus();
        router.go(`/conversations/${encodeURIComponent(row.id)}`);
        shown.close();
      };
    } catch {
      // Some phones have the name and not the thing; the title counts all the same.
    }
  }

  #sayFocus = (): void => {
    if (document.hasFocus()) localStorage.setItem(FOCUSED, String(Date.now()));
  };

  #onFocus = (): void => {
    this.unseen.clear();
    this.#sayFocus();
  };

  #onBlur = (): void => {
    localStorage.removeItem(FOCUSED);
  };
}

function around(): Around {
  return { me: session.agent?.id, available: session.agent?.available === true, now: Date.now() };
}

/** Whether another page of this browser has the focus: whoever looks at that one sees it there. */
function focusedElsewhere(): boolean {
  return Date.now() - Number(localStorage.getItem(FOCUSED) ?? 0) < FOCUSED_FOR_MS;
}

export const notifications = new Notifications();
