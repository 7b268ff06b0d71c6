/* The one WebSocket of the console. It comes back by itself and goes on where it stopped. */

import type { ClientFrame, ServerFrame } from '../api/types';
import { backoffMs } from './backoff';

type Listener = (frame: ServerFrame) => void;

/** How the connection stands. `waking` is the first attempt, when there is nothing to complain about yet. */
export type LiveState = 'off' | 'waking' | 'up' | 'down';

interface Watched {
  conversation: string;
  /** Read anew at each (re)connection, so that nothing is missed and nothing comes twice. */
  cursor: () => number;
}

// The server or a proxy may drop a silent connection; a ping that is not answered in time shows a dead one.
const PING_MS = 25_000;
const SILENT_MS = 40_000;

class LiveConnection {
  state: LiveState = $state('off');
  /** Counts the connections made; lists re-read themselves when it grows, for rows that changed meanwhile. */
  generation = $state(0);

  #socket: WebSocket | undefined;
  #listeners = new Set<Listener>();
  #watched: Watched | undefined;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;

  /** Opens the connection and keeps it open until `stop`. */
  start(): void {
    if (this.state !== 'off') return;
    this.state = 'waking';
    window.addEventListener('online', this.retryNow);
    document.addEventListener('visibilitychange', this.#onVisible);
    this.#open();
  }

  /** Closes it for good, as on signing out. */
  stop(): void {
    this.state = 'off';
    window.removeEventListener('online', this.retryNow);
    document.removeEventListener('visibilitychange', this.#onVisible);
    clearTimeout(this.#retry);
    clearInterval(this.#pulse);
    this.#watched = undefined;
    this.#socket?.close();
    this.#socket = undefined;
  }

  /** Calls `listener` with every frame; the answer ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows one conversation from its cursor. It takes the place of the one before; the answer ends it. */
  watch(conversation: string, cursor: () => number): () => void {
    const watched = { conversation, cursor };
    this.#watched = watched;
    this.send({ type: 'watch', conversation, after: cursor() });
    return () => {
      if (this.#watched !== watched) return;
      this.#watched = undefined;
      this.send({ type: 'unwatch' });
    };
  }

  /** Sends a frame if the connection is up; what matters is sent over HTTP, so a lost frame loses nothing. */
  send(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow = (): void => {
    if (this.state !== 'down') return;
    clearTimeout(this.#retry);
    this.#open();
  };

  #onVisible = (): void => {
    if (document.visibilityState === 'visible') this.retryNow();
  };

  #open(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/live`);
    this.#socket = socket;
    socket.onopen = () => this.#greet();
    socket.onmessage = (message) => this.#take(String(message.data));
    socket.onclose = () => {
      if (this.#socket === socket) this.#lost();
    };
  }

  #greet(): void {
    this.#heardAt = Date.now();
    this.send({ type: 'hello', after: 0 });
    if (this.#watched) {
      const { conversation, cursor } = this.#watched;
      this.send({ type: 'watch', conversation, after: cursor() });
    }
    clearInterval(this.#pulse);
    this.#pulse = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENT_MS) this.#socket?.close();
      else this.send({ type: 'ping' });
    }, PING_MS);
  }

  #take(text: string): void {
    this.#heardAt = Date.now();
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return;
    }
    if (frame.type === 'ready') {
      this.#attempt = 0;
      this.state = 'up';
      this.generation += 1;
    }
    for (const listener of this.#listeners) listener(frame);
  }

  #lost(): void {
    clearInterval(this.#pulse);
    if (this.state === 'off') return;
    this.state = 'down';
    this.#retry = setTimeout(() => this.#open(), backoffMs(this.#attempt, Math.random()));
    this.#attempt += 1;
  }
}

export const live = new LiveConnection();
