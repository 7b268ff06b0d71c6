/*
 * The live connection: a WebSocket that resumes at the cursor, or polling where a network blocks WebSockets.
 * It says only whether it is up; what it brings goes to `received`.
 */
import { backoffMs } from '../live/backoff';
import type { ServerFrame } from './shapes';

export type Line = 'off' | 'connecting' | 'live' | 'polling' | 'offline';

export interface LiveHost {
  address: string;
  token(): string | undefined;
  cursor(): number;
  received(frame: ServerFrame): void;
  changed(line: Line): void;
  /** Reads what is new over HTTP; fails when the server cannot be reached. */
  poll(): Promise<void>;
  /** Whether the customer looks at the conversation, so that polling hurries. */
  watching(): boolean;
}

const PING_MS = 25_000;
const SILENT_MS = 60_000;
const READY_MS = 10_000;
const TRY_SOCKET_AGAIN = 20;

export class Live {
  private socket: WebSocket | undefined;
  private failures = 0;
  private polls = 0;
  private line: Line = 'off';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heart: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;

  constructor(private readonly host: LiveHost) {}

  start(): void {
    if (this.line !== 'off') return;
    addEventListener('online', this.hurry);
    addEventListener('offline', this.lost);
    this.connect();
  }

  stop(): void {
    removeEventListener('online', this.hurry);
    removeEventListener('offline', this.lost);
    this.drop();
    this.failures = 0;
    this.become('off');
  }

  /** Sends a frame if the connection is up; else the caller has another way. */
  say(frame: object): boolean {
    if (this.line !== 'live' || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private readonly hurry = (): void => {
    if (this.line === 'live') return;
    this.drop();
    this.connect();
  };

  private readonly lost = (): void => {
    this.drop();
    this.failed();
  };

  private connect(): void {
    if (this.line !== 'polling') this.become('connecting');
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.host.address);
    } catch {
      this.failed();
      return;
    }
    this.socket = socket;
    this.timer = setTimeout(() => socket.close(), READY_MS);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'hello', token: this.host.token(), after: this.host.cursor() }));
    };
    socket.onmessage = (message) => {
      if (this.socket === socket) this.hear(String(message.data));
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.drop();
      this.failed();
    };
  }

  private hear(text: string): void {
    this.heardAt = Date.now();
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return;
    }
    if (frame.type === 'ready') {
      clearTimeout(this.timer);
      this.failures = 0;
      this.heart ??= setInterval(() => this.beat(), PING_MS);
      this.become('live');
    }
    this.host.received(frame);
  }

  private beat(): void {
    if (Date.now() - this.heardAt > SILENT_MS) this.lost();
    else this.say({ type: 'ping' });
  }

  /** A browser does not tell why a socket failed, so HTTP finds out: blocked sockets, or no network. */
  private failed(): void {
    if (this.line === 'off') return;
    this.failures += 1;
    const isPolling = this.line === 'polling';
    if (!isPolling) this.become(this.failures > 1 ? 'offline' : 'connecting');
    const wait = isPolling ? 1_000 : backoffMs(this.failures - 1, Math.random());
    this.later(wait, () => (this.failures > 1 ? void this.poll() : this.connect()));
  }

  private async poll(): Promise<void> {
    try {
      await this.host.poll();
    } catch {
      if (this.line !== 'off') {
        this.become('offline');
        this.failures += 1;
        this.later(backoffMs(this.failures, Math.random()), () => this.connect());
      }
      return;
    }
    if ((this.line as Line) === 'off' || this.socket) return;
    this.become('polling');
    this.polls += 1;
    const again = this.polls % TRY_SOCKET_AGAIN === 1;
    const wait = this.host.watching() ? 2_500 : 15_000;
    this.later(wait, () => (again ? this.connect() : void this.poll()));
  }

  private later(ms: number, act: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, ms);
  }

  private drop(): void {
    clearTimeout(this.timer);
    clearInterval(this.heart);
    this.heart = undefined;
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
  }

  private become(line: Line): void {
    if (this.line === line) return;
    this.line = line;
    this.host.changed(line);
  }
}
