/* A visitor's conversation against a small server: nothing lost, nothing doubled, whatever the network does. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Chat } from './chat';
import { Keep } from './keep';
import type { LiveEvent, Message } from './shapes';

const at = '2026-11-22T09:30:00Z';

/** A conversation that is done, as the customer sees it. */
const CLOSED = { id: 'cnv_1', status: 'resolved', holder: { kind: 'assistant' }, awaiting_person: false };

/** A server that keeps messages by their client id, and a network that can be cut. */
class FakeServer {
  log: LiveEvent[] = [];
  sockets: FakeSocket[] = [];
  received: string[] = [];
  articles: unknown[] = [];
  helped: unknown[] = [];
  agreed: unknown[] = [];
  isDown = false;
  losesAnswers = 0;
  refuses = '';
  private readonly byClientId = new Map<string, LiveEvent>();

  answer(path: string, body: Record<string, unknown>): [number, unknown] {
    if (path === 'sessions') return [200, this.session(body)];
    if (path.startsWith('conversation')) {
      const after = Number(path.split('=')[1]);
      const seq = this.log.at(-1)?.seq ?? 0;
      return [200, { events: this.log.filter((event) => event.seq > after), seq, more: false }];
    }
    if (path === 'helpful') this.helped.push(body);
    if (path === 'kind-words') return [200, { ...CLOSED, agreed: this.agreed.push(body) }];
    if (path === 'messages') this.articles.push(body['article']);
    if (path === 'messages') return this.take(String(body['client_id']), String(body['text']));
    if (path === 'contact') return [200, this.contact(body)];
    return [204, undefined];
  }

  /** Keeps the address, or takes it away where none comes. */
  private contact({ email }: Record<string, unknown>): unknown {
    return { id: 'visitor', verified: false, mail_declined: email === undefined, email };
  }

  say(text: string): void {
    this.add('assistant', text);
  }

  private session(body: Record<string, unknown>): unknown {
    const identity = body['identity'] as { external_id: string } | undefined;
    return {
      visitor_token: `token of ${identity?.external_id ?? 'a visitor'}`,
      customer: { id: identity?.external_id ?? 'visitor', verified: identity !== undefined },
      company: { name: 'Tarn & Fell', assistant: 'Wren' },
      wordings: { person: 'A person, please', rate: 'How?', yes: 'Yes', no: 'No', ai_notice: 'I am an AI.' },
      accepted_files: ['image/png'],
      max_file_bytes: 1_000,
    };
  }

  private take(id: string, text: string): [number, unknown] {
    this.received.push(text);
    if (this.refuses) return [422, { title: 'Not taken', detail: this.refuses }];
    const event = this.byClientId.get(id) ?? this.add('customer', text);
    this.byClientId.set(id, event);
    return [201, { seq: event.seq, message: event.message }];
  }

  private add(kind: 'customer' | 'assistant', text: string): LiveEvent {
    const seq = (this.log.at(-1)?.seq ?? 0) + 2;
    const message: Message = { id: `m${seq}`, author: { kind }, at, text, attachments: [], choices: [] };
    const event: LiveEvent = { seq, at, kind: 'message', message };
    this.log.push(event);
    this.sockets.forEach((socket) => socket.receive({ type: 'event', event }));
    return event;
  }
}

class FakeSocket {
  static readonly OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;

  constructor() {
    queueMicrotask(() => {
      if (server.isDown) return this.onclose?.();
      this.readyState = FakeSocket.OPEN;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; after: number };
    if (frame.type !== 'hello') return;
    server.sockets.push(this);
    this.receive({ type: 'ready', seq: server.log.at(-1)?.seq ?? 0 });
    server.log
      .filter((event) => event.seq > frame.after)
      .forEach((event) => this.receive({ type: 'event', event }));
  }

  receive(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    server.sockets = server.sockets.filter((socket) => socket !== this);
    this.onclose?.();
  }
}

let server: FakeServer;
const chats: Chat[] = [];

function visit(): Chat {
  const keep = new Keep('rapport:key:');
  const options = { origin: 'https://help.example', inbox: 'key', locale: 'en', keep };
  const chat = new Chat({ ...options, changed: () => undefined, arrived: () => undefined });
  chats.push(chat);
  return chat;
}

/** What the customer sees, from top to bottom. */
function seen(chat: Chat): string[] {
  return [...chat.events.map((event) => event.message.text), ...chat.unsent.map(({ text }) => `(${text})`)];
}

const pass = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server = new FakeServer();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', async (address: string, init: { body?: string }) => {
    await Promise.resolve();
    if (server.isDown) throw new TypeError('no network');
    const path = address.replace('https://help.example/api/v1/widget/', '');
    const [status, body] = server.answer(path, JSON.parse(init.body ?? '{}') as Record<string, unknown>);
    if (path === 'messages' && server.losesAnswers-- > 0) throw new TypeError('the connection broke');
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  });
});

afterEach(() => {
  chats.splice(0).forEach((chat) => chat.shutdown());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a conversation', () => {
  it('sends, and shows the answer that comes live', async () => {
    const chat = visit();
    chat.send('Where is my tent?');
    expect(seen(chat)).toEqual(['(Where is my tent?)']);
    await pass();
    server.say('On its way.');
    expect(seen(chat)).toEqual(['Where is my tent?', 'On its way.']);
    expect([chat.line, chat.unread]).toEqual(['live', 1]);
    chat.saw();
    expect(chat.unread).toBe(0);
  });

  it('shows a message once when its acknowledgement was lost', async () => {
    const chat = visit();
    await chat.start();
    server.losesAnswers = 2;
    chat.send('Hello?');
    await pass();
    expect(seen(chat)).toEqual(['(Hello?)']);
    await pass(10_000);
    expect(seen(chat)).toEqual(['Hello?']);
    expect(server.log).toHaveLength(1);
  });

  it('keeps what was written without a network, over a reload, and sends it in order', async () => {
    server.isDown = true;
    const before = visit();
    before.send('one');
    before.send('two');
    await pass(5_000);
    const after = visit();
    expect(seen(after)).toEqual(['(one)', '(two)']);
    server.isDown = false;
    void after.start();
    await pass(60_000);
    expect(seen(after)).toEqual(['one', 'two']);
    expect(server.log.map(({ message }) => message.text)).toEqual(['one', 'two']);
  });

  it('resumes after a lost connection without a gap', async () => {
    const chat = visit();
    chat.send('first');
    await pass();
    server.isDown = true;
    server.sockets.forEach((socket) => socket.close());
    await pass(3_000);
    expect(chat.line).toBe('offline');
    server.isDown = false;
    server.say('while away');
    await pass(60_000);
    expect(seen(chat)).toEqual(['first', 'while away']);
    expect(chat.line).toBe('live');
  });

  it('polls where WebSockets are blocked', async () => {
    vi.stubGlobal('WebSocket', function () {
      throw new DOMException('blocked');
    });
    const chat = visit();
    chat.setOpen(true);
    await pass(5_000);
    expect(chat.line).toBe('polling');
    server.say('heard by polling');
    await pass(5_000);
    expect(seen(chat)).toEqual(['heard by polling']);
  });

  it('keeps a refused message with the reason and lets the customer decide', async () => {
    const chat = visit();
    server.refuses = 'That is too long.';
    chat.send('long');
    await pass();
    expect(chat.unsent[0]?.refused).toBe('That is too long.');
    server.refuses = '';
    chat.retry(chat.unsent[0]!.client_id);
    await pass();
    expect(seen(chat)).toEqual(['long']);
  });

  it('does not show one customer what another wrote at the same computer', async () => {
    const first = visit();
    first.identify({ external_id: 'maya', signature: 'x' });
    first.send('private');
    await pass();
    const second = visit();
    second.identify({ external_id: 'tom', signature: 'y' });
    server.log = [];
    await pass();
    expect(seen(second)).toEqual([]);
    expect(new Keep('rapport:key:').get('token')).toBe('token of tom');
  });

  it('takes an address back, asks for none any more, and takes one again when the customer wants', async () => {
    const chat = visit();
    chat.send('Where is my order?');
    await pass();
    chat.conversation = {
      id: 'c',
      status: 'pending',
      holder: { kind: 'assistant' },
      awaiting_person: false,
    };
    expect([chat.asksContact, chat.reachedAt, chat.hasDeclined]).toEqual([true, undefined, false]);
    await chat.contact('mia@shop.example');
    expect([chat.asksContact, chat.reachedAt]).toEqual([false, 'mia@shop.example']);
    await chat.takeBackContact();
    expect(chat.notice).toContain('We do not write to mia@shop.example any more');
    expect([chat.asksContact, chat.reachedAt, chat.hasDeclined]).toEqual([false, undefined, true]);
    chat.offerContact();
    expect([chat.asksContact, chat.hasDeclined]).toEqual([true, false]);
    await chat.contact('mia@shop.example');
    expect([chat.asksContact, chat.reachedAt, chat.hasDeclined]).toEqual([false, 'mia@shop.example', false]);
  });

  it('tells once which article is asked about, also over a reload', async () => {
    server.isDown = true;
    const before = visit();
    before.askAbout({ article: 'delivery-cost', title: 'How much is delivery?' });
    before.send('Does that hold for sale items?');
    before.send('And for tents?');
    expect(before.about).toBeUndefined();
    await pass(5_000);
    server.isDown = false;
    const after = visit();
    void after.start();
    await pass(60_000);
    expect(server.articles).toEqual(['delivery-cost', undefined]);
  });

  it('remembers of which answer somebody has said that it helped', async () => {
    const chat = visit();
    chat.send('Where is my tent?');
    await pass();
    expect(chat.hasSaidOf(4)).toBe(false);
    await chat.sayHelped(4, true);
    expect(server.helped).toEqual([{ seq: 4, helpful: true }]);
    expect([chat.hasSaidOf(4), visit().hasSaidOf(4), chat.hasSaidOf(6)]).toEqual([true, true, false]);
  });

  it('says which file is too large before it is uploaded', async () => {
    const chat = visit();
    await chat.start();
    chat.attach([new File([new Uint8Array(2_000)], 'tent.png', { type: 'image/png' })]);
    expect(chat.problem).toContain('“tent.png” is larger');
    chat.attach([new File(['x'], 'run.exe', { type: 'application/x-msdownload' })]);
    expect(chat.problem).toContain('“run.exe” cannot be sent');
    expect(chat.drafts).toEqual([]);
  });
});

describe('what is asked at the end', () => {
  async function stands(conversation: object): Promise<Chat> {
    const chat = visit();
    chat.setOpen(true);
    await pass(50);
    server.sockets[0]?.receive({ type: 'state', conversation });
    return chat;
  }

  it('is no rating where the conversation was ended by policy', async () => {
    expect((await stands(CLOSED)).asksRating).toBe(true);
    const ended = { other_ways: 'Call us.', until: at };
    expect((await stands({ ...CLOSED, ended })).asksRating).toBe(false);
  });

  it('is whether the team may see thanks, once', async () => {
    const chat = await stands({ ...CLOSED, may_share: { id: 'kwd_1', words: 'You saved my holiday' } });
    expect(chat.thanks?.words).toBe('You saved my holiday');
    await chat.share('kwd_1', true);
    expect(server.agreed).toEqual([{ id: 'kwd_1', agrees: true }]);
    expect([chat.thanks, chat.notice]).toEqual([undefined, 'Thank you. It will make somebody’s day.']);
  });
});
