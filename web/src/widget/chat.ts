/* The conversation of one visitor: what is known, what is on its way, and what the customer can do. No pages. */
import { backoffMs } from '../live/backoff';
import { asEvent, Calls, Problem } from './calls';
import type { Keep } from './keep';
import { Live, type Line } from './live';
import { MessageLog } from './log';
import { SendQueue, type Unsent } from './queue';
import type {
  Attachment,
  Choice,
  Conversation,
  Customer,
  Identity,
  LiveEvent,
  ServerFrame,
  Session,
} from './shapes';
import { fill, type Words, wordsFor } from './words';

/** A file that is chosen and not sent yet. */
export interface Draft {
  id: string;
  name: string;
  attachment?: Attachment;
  stop: AbortController;
}

/** An article of the help centre that the customer asks about. */
export interface About {
  article: string;
  title: string;
}

const TYPING_FADES_MS = 6_000;
const TYPING_AGAIN_MS = 3_000;
const MAX_FILES = 10;
const MOST_REMEMBERED = 50;
const SENDING_LOCK = 'rapport-send-';

export interface ChatOptions {
  origin: string;
  inbox: string;
  locale: string;
  keep: Keep;
  /** Called after every change; the page draws what is new. */
  changed: () => void;
  /** Called for each message that arrives while the page is open. */
  arrived: (event: LiveEvent) => void;
}

export class Chat {
  session: Session | undefined;
  conversation: Conversation | undefined;
  customer: Customer | undefined;
  line: Line = 'off';
  isOpen = false;
  drafts: Draft[] = [];
  typist: { name?: string; until: number } | undefined;
  problem = '';
  notice = '';
  /** What the next message is about, where the customer came from an article. */
  about: About | undefined;
  words: Words;
  locale: string;
  /** Whether the history has been read once, so that what comes now is new. */
  isCaughtUp = false;

  private readonly calls: Calls;
  private readonly log = new MessageLog();
  private readonly queue: SendQueue;
  private readonly live: Live;
  private identity: Identity | undefined;
  private opening: Promise<Session> | undefined;
  /** Whether the customer asked to leave an address. */
  private wantsContact = false;
  private isSending = false;
  private sendFailures = 0;
  private typedAt = 0;
  private readonly unwatch: () => void;

  constructor(private readonly options: ChatOptions) {
    this.locale = options.locale;
    this.words = wordsFor(options.locale);
    this.calls = new Calls(options.origin);
    this.queue = new SendQueue(options.keep);
    this.live = new Live({
      address: `${options.origin.replace(/^http/, 'ws')}/live`,
      token: () => this.calls.token,
      cursor: () => this.log.cursor,
      received: (frame) => this.received(frame),
      changed: (line) => this.became(line),
      poll: () => this.readOn(),
      watching: () => this.isOpen && !document.hidden,
    });
    this.unwatch = options.keep.watch((name) => this.changedElsewhere(name));
  }

  /** The messages, oldest first. */
  get events(): LiveEvent[] {
    return this.queue.beside(this.log.events);
  }

  /** What is on its way. */
  get unsent(): Unsent[] {
    return this.queue.all;
  }

  /** Whether somebody was here before, so that there may be news for them. */
  get isKnown(): boolean {
    return this.identity !== undefined || this.options.keep.get('token') !== undefined;
  }

  /** How many messages the customer has not seen. What they wrote themselves they have seen. */
  get unread(): number {
    const events = this.log.events;
    const own = events.filter((event) => event.message.author.kind === 'customer').at(-1)?.seq ?? 0;
    const seen = Math.max(own, this.options.keep.get<number>('seen') ?? 0);
    return events.filter((event) => event.seq > seen && event.message.author.kind !== 'system').length;
  }

  /** Where the customer can be reached is asked once there is something to wait for. */
  get asksContact(): boolean {
    if (!this.customer || this.customer.email || !this.waits) return false;
    if (this.wantsContact) return true;
    return !this.customer.mail_declined && !this.options.keep.get('no-contact');
  }

  /** The address that answers go to, to be taken back by whoever left it. */
  get reachedAt(): string | undefined {
    return this.waits ? this.customer?.email : undefined;
  }

  /** Whether the customer took their address back, and may leave one again. */
  get hasDeclined(): boolean {
    return this.waits && !this.asksContact && !this.customer?.email && !!this.customer?.mail_declined;
  }

  /** Whether there is something to wait for. */
  private get waits(): boolean {
    const hasWritten = this.log.events.some((event) => event.message.author.kind === 'customer');
    return hasWritten && this.conversation !== undefined && this.conversation.status !== 'resolved';
  }

  get asksRating(): boolean {
    const { conversation } = this;
    return conversation?.status === 'resolved' && conversation.rating === undefined && !conversation.ended;
  }

  /** The customer's words of thanks, where they are asked whether the team may see them. */
  get thanks(): { id: string; words: string } | undefined {
    return this.conversation?.may_share;
  }

  get hasSound(): boolean {
    return this.options.keep.get<boolean>('sound') ?? false;
  }

  /** Opens the session if it is not open, and the live connection. */
  async start(): Promise<void> {
    try {
      await this.ensureSession();
    } catch {
      // It was told, and is tried again.
    }
  }

  identify(identity: Identity): void {
    if (JSON.stringify(identity) === JSON.stringify(this.identity)) return;
    const before = this.options.keep.get<string>('who');
    // Somebody else at the same computer must not come into the conversation of the one before.
    if (before !== undefined && before !== identity.external_id) this.forget();
    this.identity = identity;
    this.restart();
  }

  setLocale(locale: string): void {
    this.locale = locale;
    this.words = wordsFor(locale);
    this.options.changed();
  }

  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (isOpen) void this.start();
    this.options.changed();
  }

  /** The customer came from an article of the help centre to ask about it. */
  askAbout(about: About | undefined): void {
    this.about = about;
    this.options.changed();
  }

  /** Whether the customer has said of an answer that it helped, or did not. */
  hasSaidOf(seq: number): boolean {
    return (this.options.keep.get<string[]>('helped') ?? []).includes(this.markOf(seq));
  }

  /** The customer says whether an answer helped. */
  sayHelped(seq: number, helpful: boolean): Promise<boolean> {
    return this.attempt(async () => {
      await this.authorised(() => this.calls.post('helpful', { seq, helpful }));
      const said = this.options.keep.get<string[]>('helped') ?? [];
      this.options.keep.set('helped', [...said, this.markOf(seq)].slice(-MOST_REMEMBERED));
    });
  }

  /** Another customer at the same computer has other answers at the same places. */
  private markOf(seq: number): string {
    return `${this.conversation?.id ?? ''}:${seq}`;
  }

  send(text: string, choice?: Choice): void {
    const ready = this.drafts.flatMap((draft) => draft.attachment ?? []);
    const attachments = choice ? [] : ready;
    const trimmed = text.trim();
    if (!trimmed && attachments.length === 0) return;
    if (!choice) this.drafts = [];
    this.problem = this.notice = '';
    const article = this.about?.article;
    this.about = undefined;
    const unsent = { client_id: newId(), text: trimmed, attachments, choice: choice?.value, article };
    this.queue.add({ ...unsent, at: new Date().toISOString() });
    this.options.changed();
    void this.start().then(() => this.flush());
  }

  retry(id: string): void {
    this.queue.retry(id);
    this.options.changed();
    void this.start().then(() => this.flush());
  }

  discard(id: string): void {
    this.queue.remove(id);
    this.options.changed();
  }

  attach(files: Iterable<File>): void {
    for (const file of files) void this.attachOne(file);
  }

  detach(id: string): void {
    this.drafts.find((draft) => draft.id === id)?.stop.abort();
    this.drafts = this.drafts.filter((draft) => draft.id !== id);
    this.options.changed();
  }

  download(id: string): Promise<Blob> {
    return this.calls.download(id);
  }

  typed(): void {
    if (!this.session || Date.now() - this.typedAt < TYPING_AGAIN_MS) return;
    this.typedAt = Date.now();
    if (!this.live.say({ type: 'typing' }) && this.line === 'polling') {
      // Nobody misses a typing sign that did not arrive.
      this.calls.post('typing', {}).catch(() => undefined);
    }
  }

  /** The customer has the newest message before their eyes. */
  saw(): void {
    const last = this.log.events.at(-1)?.seq ?? 0;
    if (last <= (this.options.keep.get<number>('seen') ?? 0)) return;
    this.options.keep.set('seen', last);
    if (!this.live.say({ type: 'seen', seq: last })) {
      this.calls.post('seen', { seq: last }).catch(() => undefined);
    }
    this.options.changed();
  }

  askPerson(): Promise<boolean> {
    return this.attempt(async () => {
      await this.ensureSession();
      await this.flush();
      this.conversation = await this.calls.post<Conversation>('person', {});
      await this.readOn();
    });
  }

  rate(score: number, comment: string): Promise<boolean> {
    return this.attempt(async () => {
      const rating = comment ? { score, comment } : { score };
      this.conversation = await this.calls.post<Conversation>('rating', rating);
      this.notice = this.words.rated;
    });
  }

  /** The customer lets the team see their words of thanks, or not. */
  share(id: string, agrees: boolean): Promise<boolean> {
    return this.attempt(async () => {
      this.conversation = await this.calls.post<Conversation>('kind-words', { id, agrees });
      this.notice = agrees ? this.words.sharedThanks : '';
    });
  }

  contact(email: string): Promise<boolean> {
    return this.attempt(async () => {
      this.customer = await this.calls.post<Customer>('contact', { email });
      this.wantsContact = false;
      this.notice = fill(this.words.saved, { email });
    });
  }

  /** The customer wants no mail any more. */
  takeBackContact(): Promise<boolean> {
    const email = this.customer?.email ?? '';
    return this.attempt(async () => {
      this.customer = await this.authorised(() => this.calls.delete<Customer>('contact'));
      this.notice = fill(this.words.stopped, { email });
    });
  }

  /** The customer changed their mind and wants to leave an address. */
  offerContact(): void {
    this.wantsContact = true;
    this.problem = this.notice = '';
    this.options.changed();
  }

  declineContact(): void {
    this.wantsContact = false;
    this.options.keep.set('no-contact', true);
    this.options.changed();
  }

  setSound(on: boolean): void {
    this.options.keep.set('sound', on);
    this.options.changed();
  }

  dismissProblem(): void {
    this.problem = this.notice = '';
    this.options.changed();
  }

  /** Forgets the visitor on this device. */
  shutdown(): void {
    this.unwatch();
    this.live.stop();
    this.identity = undefined;
    this.forget();
  }

  private forget(): void {
    this.about = undefined;
    for (const name of ['token', 'who', 'seen', 'queue', 'no-contact', 'helped'])
      this.options.keep.remove(name);
    this.reset();
  }

  private reset(): void {
    this.live.stop();
    this.calls.token = undefined;
    this.session = this.conversation = this.customer = this.opening = this.typist = undefined;
    this.drafts.forEach((draft) => draft.stop.abort());
    this.drafts = [];
    this.isCaughtUp = false;
    this.log.clear();
    this.options.changed();
  }

  private restart(): void {
    this.live.stop();
    this.session = this.opening = undefined;
    void this.start();
  }

  private ensureSession(): Promise<Session> {
    this.opening ??= this.openSession().catch((error: unknown) => {
      this.opening = undefined;
      this.tell(error, this.words.cannotOpen);
      if (!(error instanceof Problem) || error.mayPass) this.later(() => void this.start());
      throw error;
    });
    return this.opening;
  }

  private async openSession(): Promise<Session> {
    const { keep, inbox } = this.options;
    const session = await this.calls.open({
      inbox_key: inbox,
      visitor_token: keep.get<string>('token'),
      identity: this.identity,
      locale: this.locale,
    });
    // A signed identity can lead to another customer, whose conversation is another one.
    if (this.customer && this.customer.id !== session.customer.id) this.log.clear();
    this.sendFailures = 0;
    this.problem = '';
    this.session = session;
    this.customer = session.customer;
    this.conversation = session.conversation;
    this.calls.token = session.visitor_token;
    keep.set('token', session.visitor_token);
    if (this.identity) keep.set('who', this.identity.external_id);
    this.options.changed();
    await this.readOn();
    this.live.start();
    void this.flush();
    return session;
  }

  /** Reads what is new over HTTP. */
  private async readOn(): Promise<void> {
    for (let more = true; more;) {
      const history = await this.authorised(() => this.calls.history(this.log.cursor));
      const fresh = this.log.stream(history.events, history.seq);
      if (history.conversation) this.conversation = history.conversation;
      if (this.isCaughtUp) fresh.forEach((event) => this.heard(event));
      more = history.more ?? false;
    }
    this.isCaughtUp = true;
    this.options.changed();
  }

  private received(frame: ServerFrame): void {
    if (frame.type === 'event') {
      for (const event of this.log.stream([frame.event])) this.heard(event);
    } else if (frame.type === 'state') {
      this.conversation = frame.conversation;
    } else if (frame.type === 'typing' && frame.who !== 'customer') {
      this.typist = { name: frame.name, until: Date.now() + TYPING_FADES_MS };
      setTimeout(() => this.options.changed(), TYPING_FADES_MS + 50);
    } else if (frame.type === 'error') {
      this.problem = frame.detail;
    }
    this.options.changed();
  }

  private heard(event: LiveEvent): void {
    if (event.message.author.kind === 'customer') return;
    this.typist = undefined;
    this.options.arrived(event);
  }

  private became(line: Line): void {
    const wasAway = this.line === 'offline' || this.line === 'polling' || this.line === 'connecting';
    this.line = line;
    // Messages are resumed by the cursor; how the conversation stands is asked again.
    if (line === 'live' && wasAway && this.isCaughtUp) void this.readOn().catch(() => undefined);
    if (line === 'live' || line === 'polling') void this.flush();
    this.options.changed();
  }

  /** Sends what is queued, in order, in one tab at a time. */
  private async flush(): Promise<void> {
    if (this.isSending || !this.queue.next || !this.session) return;
    this.isSending = true;
    try {
      const locks = 'locks' in navigator ? navigator.locks : undefined;
      if (locks) await locks.request(SENDING_LOCK + this.options.inbox, () => this.sendAll());
      else await this.sendAll();
    } finally {
      this.isSending = false;
    }
  }

  private async sendAll(): Promise<void> {
    for (let unsent = this.queue.next; unsent; unsent = this.queue.next) {
      const { client_id, text, choice, article } = unsent;
      const attachments = unsent.attachments.map((attachment) => attachment.id);
      this.queue.tried(client_id, this.log.cursor);
      try {
        const sent = await this.authorised(() =>
          this.calls.send({ client_id, text, attachments, choice, article }),
        );
        this.log.acknowledge(asEvent(sent));
        this.queue.remove(client_id);
        this.sendFailures = 0;
      } catch (error) {
        if (!(error instanceof Problem) || error.mayPass) {
          this.later(() => void this.flush());
          return;
        }
        this.queue.refuse(client_id, error.message || this.words.failed);
      } finally {
        this.options.changed();
      }
    }
  }

  private later(act: () => void): void {
    setTimeout(act, backoffMs(this.sendFailures++, Math.random()));
  }

  /** Makes the call, and once more with a new token when the old one has expired. */
  private async authorised<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      const session = await this.calls.open({
        inbox_key: this.options.inbox,
        visitor_token: this.calls.token,
        identity: this.identity,
        locale: this.locale,
      });
      this.calls.token = session.visitor_token;
      this.options.keep.set('token', session.visitor_token);
      return call();
    }
  }

  private async attachOne(file: File): Promise<void> {
    const { words } = this;
    const name = file.name || 'image.png';
    if (this.drafts.length >= MAX_FILES) return this.say(words.tooMany);
    const limit = this.session?.max_file_bytes ?? 10 * 1024 * 1024;
    if (file.size > limit) {
      return this.say(fill(words.tooLarge, { name, limit: Math.floor(limit / 1024 / 1024) }));
    }
    const accepted = this.session?.accepted_files;
    if (accepted && file.type && !accepted.includes(file.type))
      return this.say(fill(words.wrongKind, { name }));
    const draft: Draft = { id: newId(), name, stop: new AbortController() };
    this.drafts = [...this.drafts, draft];
    this.problem = '';
    this.options.changed();
    try {
      await this.ensureSession();
      draft.attachment = await this.authorised(() => this.calls.upload(file, draft.stop.signal));
      this.options.changed();
    } catch (error) {
      if (draft.stop.signal.aborted) return;
      this.detach(draft.id);
      this.tell(error, fill(words.uploadOffline, { name }));
    }
  }

  private async attempt(act: () => Promise<void>): Promise<boolean> {
    this.problem = this.notice = '';
    try {
      await act();
      return true;
    } catch (error) {
      this.tell(error, this.words.failed);
      return false;
    } finally {
      this.options.changed();
    }
  }

  private tell(error: unknown, otherwise: string): void {
    this.say((error instanceof Problem && error.message) || otherwise);
  }

  private say(problem: string): void {
    this.problem = problem;
    this.options.changed();
  }

  private changedElsewhere(name: string): void {
    if (name === 'token' || name === '') {
      const token = this.options.keep.get<string>('token');
      // The other tab may have signed somebody out, or in.
      if (token === undefined) this.reset();
      else if (token !== this.calls.token) this.restart();
    }
    if (name === 'queue' && this.queue.next === undefined) void this.readOn().catch(() => undefined);
    this.options.changed();
  }
}

function newId(): string {
  // Pages without TLS have no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
