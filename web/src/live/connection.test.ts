import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { ClientFrame, ServerFrame } from '../api/types';
import { live } from './connection.svelte';

/** A socket that the test drives by hand. */
class HandSocket {
  static readonly OPEN = 1;
  static all: HandSocket[] = [];
  readyState = 0;
  sent: ClientFrame[] = [];
  onopen: (() => void) | undefined;
  onmessage: ((message: { data: string }) => void) | undefined;
  onclose: (() => void) | undefined;

  constructor(readonly address: string) {
    HandSocket.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientFrame);
  }

  close() {
    this.readyState = 3;
    this.onclose?.();
  }

  connect() {
    this.readyState = 1;
    this.onopen?.();
    this.say({ type: 'ready', seq: 0 });
  }

  say(frame: ServerFrame) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

const newest = () => HandSocket.all.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  HandSocket.all = [];
  vi.stubGlobal('WebSocket', HandSocket);
});

afterEach(() => {
  live.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('says hello, and is up when the server is ready', () => {
  live.start();
  expect(newest().address).toMatch(/^ws:.*\/live$/);
  newest().connect();
  expect(newest().sent[0]).toEqual({ type: 'hello', after: 0 });
  expect(live.state).toBe('up');
});

it('comes back by itself and follows from the cursor of that moment', () => {
  let cursor = 4;
  live.start();
  newest().connect();
  live.watch('cnv_1', () => cursor);
  expect(newest().sent.at(-1)).toEqual({ type: 'watch', conversation: 'cnv_1', after: 4 });

  cursor = 9;
  newest().close();
  expect(live.state).toBe('down');
  vi.advanceTimersByTime(1000);
  expect(HandSocket.all).toHaveLength(2);
  newest().connect();
  expect(newest().sent).toEqual([
    { type: 'hello', after: 0 },
    { type: 'watch', conversation: 'cnv_1', after: 9 },
  ]);
  expect(live.state).toBe('up');
});

it('does not follow any more what was left while the connection was away', () => {
  live.start();
  newest().connect();
  const leave = live.watch('cnv_1', () => 1);
  newest().close();
  leave();
  vi.advanceTimersByTime(1000);
  newest().connect();
  expect(newest().sent).toEqual([{ type: 'hello', after: 0 }]);
});

it('notices a connection that has gone silent', () => {
  live.start();
  newest().connect();
  vi.advanceTimersByTime(25_000);
  expect(newest().sent.at(-1)).toEqual({ type: 'ping' });
  vi.advanceTimersByTime(25_000);
  expect(live.state).toBe('down');
});

it('tries at once when asked to', () => {
  live.start();
  newest().connect();
  newest().close();
  live.retryNow();
  expect(HandSocket.all).toHaveLength(2);
});

it('stays away after signing out', () => {
  live.start();
  newest().connect();
  live.stop();
  vi.advanceTimersByTime(120_000);
  expect(HandSocket.all).toHaveLength(1);
  expect(live.state).toBe('off');
});

it('gives frames to those who listen, and takes no harm from what is no frame', () => {
  const heard: string[] = [];
  live.start();
  const end = live.listen((frame) => heard.push(frame.type));
  newest().connect();
  newest().onmessage?.({ data: 'not json' });
  newest().say({ type: 'pong' });
  end();
  newest().say({ type: 'pong' });
  expect(heard).toEqual(['ready', 'pong']);
});
