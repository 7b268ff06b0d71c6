/* The open conversation: read once, followed live, acted upon. */

import * as calls from '../../api/calls';
import { asProblem, type Problem } from '../../api/client';
import type {
  AgentEvent,
  Attachment,
  ConversationDetails,
  ConversationRow,
  Felt,
  Limit,
  PromiseAct,
  PromiseSaid,
  Receiver,
} from '../../api/types';
import { care } from '../../care.svelte';
import { clock } from '../../clock.svelte';
import { live } from '../../live/connection.svelte';
import { cursorAfter, mergeEvents } from '../../live/merge';
import { notices } from '../../notices.svelte';
import { session } from '../../session.svelte';
import { teamTags } from '../../team-tags.svelte';
import { newId } from '../../words/ids';
import { customerName } from '../../words/labels';
import { inbox } from '../inbox/inbox.svelte';
import { outbox, unsettled, withHeld, type Pending } from './outgoing';
import { Attendance } from './presence.svelte';
import { isHostile, timelineOf } from './timeline';
import { undoSend } from './undo-send.svelte';

const TYPING_MS = 6_000;
const SUMMARY_MS = 600;

/** Who is writing at this moment. */
interface Typing {
  who: 'customer' | 'agent' | 'assistant';
  name: string;
  until: number;
}

export class OpenConversation {
  readonly id: string;
  /** Who else is here. */
  readonly attendance: Attendance;
  details: ConversationDetails | undefined = $state.raw();
  row: ConversationRow | undefined = $state.raw();
  events: AgentEvent[] = $state.raw([]);
  problem: Problem | undefined = $state.raw();
  gone = $state(false);
  /** An act that is under way; its button waits. */
  busy = $state(false);

  #pending: Pending[] = $state([]);
  #typing: Typing | undefined = $state();
  #cursor = 0;
  #isOpen = false;
  #watching = false;
  #ends: (() => void)[] = [];
  #summaryTimer: ReturnType<typeof setTimeout> | undefined;
  #saidTypingAt = 0;
  #reading = 0;
  #mentionsRead = false;

  readonly items = $derived(timelineOf(this.events));
  /** Replies that are on their way or did not get through. */
  readonly pending = $derived(unsettled(this.#pending, this.events, session.agent?.id));
  readonly typing = $derived(this.#typing && this.#typing.until > clock.now ? this.#typing : undefined);
  /** What each message showed, the newest included before the server has summed it up. */
  readonly trajectory: Felt[] = $derived(
    this.events.flatMap((event) => {
      if (event.kind !== 'perceived') return [];
      const { feeling, valence, intensity, urgency } = event.perception;
      return [{ seq: event.of, at: event.at, feeling, valence, intensity, urgency }];
    }),
  );
  readonly mine = $derived(this.row?.holder.kind === 'agent' && this.row.holder.id === session.agent?.id);
  /** The colleague who holds it, if one does. */
  readonly colleague = $derived(
    this.row?.holder.kind === 'agent' && !this.mine ? (this.row.holder.name ?? 'A colleague') : undefined,
  );

  constructor(id: string) {
    this.id = id;
    this.attendance = new Attendance(id);
    this.#pending = outbox.take(id);
  }

  /** Reads it and follows it until the answer is called. */
  open(): () => void {
    this.#ends.push(
      live.listen((frame) => {
        if (frame.type === 'agent_event' && frame.conversation === this.id) this.#take(frame.event);
        else if (frame.type === 'typing' && frame.conversation === this.id)
          this.#hearTyping(frame.who, frame.name);
        else if (frame.type === 'conversation' && frame.conversation.id === this.id) {
          this.row = frame.conversation;
          // A reply that waited may have been refused; the row's news is all that tells.
          if (this.#pending.some((one) => one.state === 'held')) this.#sumUpSoon();
        } else if (frame.type === 'gone' && frame.conversation === this.id) this.gone = true;
      }),
    );
    this.#isOpen = true;
    void this.read();
    return () => {
      this.#isOpen = false;
      clearTimeout(this.#summaryTimer);
      for (const end of this.#ends.splice(0)) end();
      this.#watching = false;
    };
  }

  /** Reads it anew; events that came over the live connection meanwhile stay. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const details = await calls.getConversation(this.id);
      // A newer reading is under way and knows more.
      if (reading !== this.#reading) return;
      this.details = details;
      this.row = details.row;
      this.events = mergeEvents(details.events, this.events);
      this.#cursor = cursorAfter(Math.max(this.#cursor, details.seq), this.events);
      this.#pending = withHeld(this.#pending, details.held, session.agent?.id, Date.now());
      this.problem = undefined;
      this.#watch();
      this.seen();
    } catch (error) {
      if (reading !== this.#reading) return;
      const problem = asProblem(error);
      if (problem.status === 404 || problem.status === 410) this.gone = true;
      else if (!this.details) this.problem = problem;
    }
  }

  /** Tells the server that what is on the screen has been seen. */
  markRead(): void {
    // Who only reads takes nothing off the agents' list.
    if (session.readsOnly) return;
    if (document.visibilityState !== 'visible' || !this.row || this.row.unread === 0) return;
    this.row = { ...this.row, unread: 0 };
    inbox.markRead(this.id);
    // A lost mark is made up for by the next one, and nobody needs to hear of it.
    calls.markRead(this.id).catch(() => undefined);
  }

  /** What is on the screen is seen once the page is. */
  seen(): void {
    this.markRead();
    this.#readMentions();
  }

  /** Whoever has a conversation before them has read the notes that call them. */
  #readMentions(): void {
    if (document.visibilityState !== 'visible') return;
    const me = session.agent?.id;
    const called = this.events.some((event) => event.kind === 'note' && event.mentions.includes(me ?? ''));
    if (this.#mentionsRead || !called) return;
    this.#mentionsRead = true;
    // Lost, it is made up for by the next visit.
    calls.readMyMentions(this.id).catch(() => undefined);
  }

  /** Lets colleagues see that somebody is writing, and the customer where it is a reply of the one who holds it;
      at most every three seconds. */
  sayTyping(note = false): void {
    this.attendance.writes(note ? 'noting' : 'writing');
    if (note || !this.mine || Date.now() - this.#saidTypingAt < 3_000) return;
    this.#saidTypingAt = Date.now();
    live.send({ type: 'typing' });
  }

  takeOver = () => this.#act(() => calls.takeOver(this.id));
  snooze = (until: Date) =>
    this.#act(() => calls.snooze(this.id, until), 'Put aside. It comes back by itself.');
  wake = () => this.#act(() => calls.wake(this.id));
  resolve = () => this.#act(() => calls.resolve(this.id), 'Resolved. The customer is asked for a rating.');

  // What follows is asked for in a dialogue, which says itself why it was refused.

  handBack = (note: string) =>
    this.#do(() => calls.handBack(this.id, note), 'The assistant goes on from here.');
  /** Hands it to a colleague or a team, as it stood when the agent looked. */
  handOver = (to: Receiver, name: string, note: string, fence: number) =>
    this.#do(
      () => calls.handOver(this.id, { to, note, fence }),
      to.kind === 'agent' ? `${name} goes on from here.` : `It waits for ${name} now.`,
    );
  /** Sets a limit in authored words. */
  setLimit = (limit: Limit) =>
    this.#do(
      () => calls.setLimit(this.id, limit),
      limit === 'warn' ? 'The customer is warned.' : 'Ended, and reported to team leaders.',
    );
  reportIncident = (report: calls.Report, key: string) =>
    this.#do(() => calls.reportIncident(this.id, report, key), 'Reported. Team leaders are told.');

  /** Keeps track of something that was promised, for instance by phone. */
  addPromise = (promise: string, by: Date | undefined, key: string) =>
    this.#do(() => calls.addPromise(this.id, promise, by, key), 'Kept track of. You are reminded in time.');
  /** Says what became of a promise. */
  actOnPromise = (seq: number, act: PromiseAct) => this.#do(() => calls.actOnPromise(this.id, seq, act));

  /** Puts a tag on; it stands there at once. */
  tag(tag: string): Promise<void> {
    teamTags.used(tag);
    return this.#setTags(
      (tags) => (tags.includes(tag) ? tags : [...tags, tag]),
      () => calls.tagConversation(this.id, tag),
    );
  }

  /** Takes a tag off; it is gone at once. */
  untag(tag: string): Promise<void> {
    return this.#setTags(
      (tags) => tags.filter((other) => other !== tag),
      () => calls.untagConversation(this.id, tag),
    );
  }

  /** Sends a reply: it stands there at once, and goes out under the same id until it is through. Where somebody
      else has replied after the event `seen`, it does not go out. */
  async reply(
    text: string,
    attachments: Attachment[],
    promises: PromiseSaid[] = [],
    seen?: number,
  ): Promise<void> {
    const clientId = newId();
    const known = seen === undefined ? {} : { seen };
    this.#pending.push({
      clientId,
      text,
      attachments,
      promises,
      ...known,
      at: Date.now(),
      state: 'sending',
    });
    this.attendance.stops();
    await this.#send(clientId);
  }

  /** Tries again to send a reply that did not get through. */
  retry = (clientId: string): Promise<void> => this.#send(clientId);

  /** Takes back a reply that waits or did not get through, to be written anew. */
  async withdraw(clientId: string): Promise<Pending | undefined> {
    const withdrawn = this.#find(clientId);
    if (!withdrawn) return undefined;
    try {
      await calls.takeBackReply(this.id, clientId);
    } catch (error) {
      // Only one that never reached the server is taken back here alone.
      if (asProblem(error).status !== 404) {
        notices.problem(error);
        void this.read();
        return undefined;
      }
    }
    this.#pending = this.#pending.filter((one) => one.clientId !== clientId);
    this.#keep();
    return $state.snapshot(withdrawn);
  }

  /** The reply that was sent last and can still be taken back. */
  get latestHeld(): Pending | undefined {
    return this.#pending.findLast((one) => one.state === 'held');
  }

  /** Reads anew what was just changed, and lets the list show it too. */
  async changed(): Promise<void> {
    await this.read();
    if (this.row) inbox.apply(this.row);
  }

  /** Writes a note; the answer says whether it is kept. */
  async note(text: string, mentions: string[], key: string): Promise<boolean> {
    this.attendance.stops();
    try {
      await calls.writeNote(this.id, text, mentions, key);
      return true;
    } catch (error) {
      notices.problem(error);
      return false;
    }
  }

  async #send(clientId: string): Promise<void> {
    const one = this.#find(clientId);
    if (!one) return;
    const { text, attachments, promises = [], seen } = $state.snapshot(one);
    one.state = 'sending';
    one.problem = undefined;
    this.#keep();
    try {
      // The button has said from whom.
      if (!this.mine) await calls.takeOver(this.id, this.colleague !== undefined);
      const files = attachments.map((file) => file.id);
      const reply = {
        client_id: clientId,
        text,
        attachments: files,
        promises,
        ...(seen !== undefined && { seen }),
      };
      if (undoSend.seconds > 0) await this.#hold(reply, undoSend.seconds * 1000);
      else {
        const { seq, message } = await calls.sendReply(this.id, reply);
        this.events = mergeEvents(this.events, [{ kind: 'message', seq, at: message.at, message }]);
        this.#pending = this.#pending.filter((pending) => pending.clientId !== clientId);
      }
    } catch (error) {
      // Meanwhile the list may have been read anew, so the reply is looked up again.
      const failed = this.#find(clientId);
      const problem = asProblem(error);
      if (failed) {
        failed.state = 'failed';
        failed.problem = problem.message;
      }
      // Somebody else speaks or has replied: what stands here is older than that.
      if (problem.status === 409) void this.read();
    }
    this.#keep();
  }

  async #hold(reply: calls.Outgoing, holdMs: number): Promise<void> {
    await calls.holdReply(this.id, { ...reply, hold_ms: holdMs });
    const held = this.#find(reply.client_id);
    if (!held) return;
    held.state = 'held';
    held.dueAt = Date.now() + holdMs;
  }

  #find(clientId: string): Pending | undefined {
    return this.#pending.find((pending) => pending.clientId === clientId);
  }

  #keep(): void {
    outbox.keep(this.id, $state.snapshot(this.#pending));
  }

  // Only after the first reading is there a cursor to follow from.
  #watch(): void {
    if (this.#watching || !this.#isOpen) return;
    this.#watching = true;
    this.#ends.push(live.watch(this.id, () => this.#cursor));
    this.#ends.unshift(this.attendance.start());
  }

  async #setTags(change: (tags: string[]) => string[], work: () => Promise<unknown>): Promise<void> {
    if (this.row) this.row = { ...this.row, tags: change(this.row.tags) };
    try {
      await work();
      if (this.row) inbox.apply(this.row);
    } catch (error) {
      notices.problem(error);
      await this.read();
    }
  }

  /** Does `work` unless something else is under way, and says whether it worked. */
  async #act(work: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (this.busy) return false;
    try {
      await this.#do(work, done);
      return true;
    } catch (error) {
      notices.problem(error);
      return false;
    }
  }

  /** Does `work` and reads what came of it, or of its refusal. */
  async #do(work: () => Promise<unknown>, done?: string): Promise<void> {
    this.busy = true;
    try {
      await work();
      if (done) notices.done(done);
      await this.changed();
    } catch (error) {
      await this.read();
      throw error;
    } finally {
      this.busy = false;
    }
  }

  #take(event: AgentEvent): void {
    this.events = mergeEvents(this.events, [event]);
    this.#cursor = cursorAfter(this.#cursor, [event]);
    if (event.kind === 'message') this.#announce(event);
    // A note that has just come may call, too.
    if (event.kind === 'note') this.#mentionsRead = false;
    if (event.kind === 'perceived' && this.mine && isHostile(event.perception)) void care.read();
    this.#sumUpSoon();
  }

  // Summary, promises and what was tried are the server's to say; several events ask for it once.
  #sumUpSoon(): void {
    clearTimeout(this.#summaryTimer);
    this.#summaryTimer = setTimeout(() => void this.read(), SUMMARY_MS);
  }

  #announce(event: Extract<AgentEvent, { kind: 'message' }>): void {
    const { author, text } = event.message;
    this.#typing = undefined;
    if (author.kind === 'agent' && author.id === session.agent?.id) return;
    if (author.kind !== 'customer') {
      notices.say(`${author.name ?? 'Rapport'}: ${text}`);
      return;
    }
    const name = this.row ? customerName(this.row.customer) : 'Customer';
    const hostile = this.events.some(
      (e) => e.kind === 'perceived' && e.of === event.seq && isHostile(e.perception),
    );
    notices.say(hostile ? `${name} sent a hostile message. It is hidden.` : `${name}: ${text}`);
  }

  #hearTyping(who: string, name: string | null | undefined): void {
    if (who !== 'customer' && who !== 'agent' && who !== 'assistant') return;
    if (who === 'agent' && name === session.agent?.name) return;
    const known = who === 'customer' && this.row ? customerName(this.row.customer) : undefined;
    this.#typing = { who, name: name ?? known ?? 'Somebody', until: Date.now() + TYPING_MS };
  }
}
