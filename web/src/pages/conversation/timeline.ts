/* What happened in a conversation, arranged for reading: days, messages with what they showed and why they were
   said, and quiet marks for everything else. Pure, so that it can be tested without a screen. */

import type { AgentEvent, Call, Message, Perception, Why } from '../../api/types';
import { dayKey, fullTime } from '../../words/time';
import { HANDOVER_REASONS, idWords } from '../../words/labels';
import type { IconName } from '../../parts/Icon.svelte';

type Outcome = Extract<AgentEvent, { kind: 'action' }>['outcome'];
type Understood = Extract<AgentEvent, { kind: 'understood' }>;

/** A message to be read. */
export interface MessageItem {
  type: 'message';
  seq: number;
  at: string;
  message: Message;
  /** What the message showed, where a customer wrote it. */
  perception?: Perception;
  /** Why the assistant said it. */
  why?: Why;
  /** What the assistant understood before it said it. */
  understood?: Understood;
  /** Follows closely on one by the same author, whose name then need not stand there again. */
  joined: boolean;
}

/** A line of the timeline. */
export type Item =
  | { type: 'day'; at: string; key: string }
  | MessageItem
  | { type: 'note'; seq: number; at: string; message: Message }
  | { type: 'mark'; seq: number; at: string; icon: IconName; text: string; more?: string };

const JOINED_MS = 4 * 60_000;

/** The lines of a conversation, oldest first. */
export function timelineOf(events: readonly AgentEvent[]): Item[] {
  const perceptions = new Map<number, Perception>();
  const outcomes = new Map<string, Outcome>();
  for (const event of events) {
    if (event.kind === 'perceived') perceptions.set(event.of, event.perception);
    if (event.kind === 'action' && event.outcome) outcomes.set(event.call.id, event.outcome);
  }
  const items: Item[] = [];
  const told = new Set<string>();
  let day: string | undefined;
  let understood: Understood | undefined;
  let before: MessageItem | undefined;
  for (const event of events) {
    if (event.kind === 'understood') understood = event;
    const item = itemOf(event, { perceptions, outcomes, told, understood });
    if (!item) continue;
    const key = dayKey(item.at);
    if (key !== day) {
      items.push({ type: 'day', at: item.at, key });
      day = key;
      before = undefined;
    }
    if (item.type === 'message') {
      item.joined = before !== undefined && joins(before, item);
      before = item;
    } else {
      before = undefined;
    }
    items.push(item);
  }
  return items;
}

interface Known {
  perceptions: Map<number, Perception>;
  outcomes: Map<string, Outcome>;
  /** Calls that have their line already. */
  told: Set<string>;
  understood: Understood | undefined;
}

function joins(before: MessageItem, item: MessageItem): boolean {
  const sameAuthor =
    before.message.author.kind === item.message.author.kind &&
    before.message.author.id === item.message.author.id;
  return sameAuthor && Date.parse(item.at) - Date.parse(before.at) < JOINED_MS;
}

function itemOf(event: AgentEvent, known: Known): Exclude<Item, { type: 'day' }> | undefined {
  const place = { seq: event.seq, at: event.at };
  if (event.kind === 'message') {
    const said = event.message.author.kind === 'assistant';
    return {
      type: 'message',
      ...place,
      message: event.message,
      perception: known.perceptions.get(event.seq),
      why: event.why ?? undefined,
      understood: said ? known.understood : undefined,
      joined: false,
    };
  }
  if (event.kind === 'note') return { type: 'note', ...place, message: event.message };
  if (event.kind === 'action') {
    if (known.told.has(event.call.id)) return undefined;
    known.told.add(event.call.id);
    return {
      type: 'mark',
      ...place,
      icon: 'flow',
      ...actionMark(event.call, known.outcomes.get(event.call.id)),
    };
  }
  const mark = markOf(event);
  return mark && { type: 'mark', ...place, ...mark };
}

interface Mark {
  icon: IconName;
  text: string;
  more?: string;
}

function markOf(event: AgentEvent): Mark | undefined {
  switch (event.kind) {
    case 'episode_started':
      return { icon: 'again', text: `The customer came back: episode ${event.number}` };
    case 'came_from':
      return { icon: 'book', text: `The customer came from the help article “${event.title}”` };
    case 'flow_started':
      return { icon: 'flow', text: `${idWords(event.flow)}: begun` };
    case 'flow_ended':
      return { icon: 'flow', text: `${idWords(event.flow)}: ${FLOW_ENDINGS[event.ending]}` };
    case 'confirmed':
      return { icon: 'check', text: `The customer agreed: ${event.call.title}` };
    case 'declined':
      return { icon: 'close', text: `The customer declined: ${event.call.title}. Nothing was done.` };
    case 'handover_requested':
      // Who handed it to which team stands above, with the same note.
      if (event.reason === 'colleague') return undefined;
      return {
        icon: 'person',
        text: `A person is called: ${HANDOVER_REASONS[event.reason].toLowerCase()}`,
        more: event.note,
      };
    case 'taken_over':
      return { icon: 'take', text: `${event.agent.name} took over` };
    case 'handed_back':
      return { icon: 'back', text: `${event.agent.name} handed back to the assistant`, more: event.note };
    case 'handed_over':
      return {
        icon: 'person',
        text: `${event.agent.name} handed over to ${event.to.name}`,
        more: event.note,
      };
    case 'snoozed':
      return { icon: 'clock', text: `${event.agent.name} put it aside until ${fullTime(event.until)}` };
    case 'woken':
      return { icon: 'clock', text: 'It came back from being put aside' };
    case 'resolved':
      return { icon: 'check', text: event.agent ? `${event.agent.name} resolved it` : 'Resolved' };
    case 'tagged':
      return { icon: 'tag', text: `${event.agent?.name ?? 'A program'} tagged it “${event.tag}”` };
    case 'untagged':
      return { icon: 'tag', text: `${event.agent?.name ?? 'A program'} took the tag “${event.tag}” off` };
    case 'rated':
      return {
        icon: 'star',
        text: `The customer rated it ${event.score} of 5`,
        more: event.comment ?? undefined,
      };
    case 'protected': {
      const who = event.agent?.name ?? 'The assistant';
      return {
        icon: 'shield',
        text: event.ended
          ? `${who} ended the conversation because of hostile messages; team leaders are told`
          : `${who} asked the customer to stay civil`,
      };
    }
    case 'promised': {
      const who = event.agent?.name ?? 'The assistant';
      return {
        icon: 'clock',
        text: `${who} promised: ${event.promise}`,
        more: event.by ? `By ${fullTime(event.by)}` : undefined,
      };
    }
    case 'promise_changed':
      return promiseMark(event);
    default:
      return undefined;
  }
}

function promiseMark(event: Extract<AgentEvent, { kind: 'promise_changed' }>): Mark {
  const who = event.agent?.name ?? 'Somebody';
  switch (event.change) {
    case 'reminded':
      return { icon: 'clock', text: 'A promise is due soon' };
    case 'fell_due':
      return { icon: 'warning', text: 'A promise fell due, and nobody has said that it is kept' };
    case 'kept':
      return { icon: 'check', text: `${who}: the promise is kept` };
    case 'moved':
      return {
        icon: 'clock',
        text: `${who} moved the promise`,
        more: event.by ? `To ${fullTime(event.by)}` : undefined,
      };
    case 'broken':
      return { icon: 'close', text: `${who}: the promise was not kept` };
    case 'withdrawn':
      return { icon: 'close', text: `${who} took the promise back` };
  }
}

const FLOW_ENDINGS = {
  finished: 'done',
  cancelled: 'stopped by the customer',
  handed_over: 'taken on by a person',
  withdrawn: 'no longer offered',
  silent: 'closed, since nothing was heard',
} as const;

function actionMark(call: Call, outcome: Outcome): { text: string; more?: string } {
  const title = idWords(call.title);
  switch (outcome?.outcome) {
    case 'done':
      return { text: `${title}: done` };
    case 'refused':
      return { text: `${title}: refused`, more: idWords(outcome.reason) };
    case 'blocked':
      return { text: `${title}: not made`, more: outcome.reason };
    case 'unknown':
      return {
        text: `${title}: no certain answer`,
        more: 'Look into the other system before doing it again.',
      };
    default:
      return { text: `${title}: running` };
  }
}

/** Whether a message is hidden until somebody chooses to read it. */
export function isHostile(perception: Perception | undefined): boolean {
  return perception?.hostility === 'abusive' || perception?.hostility === 'threat';
}

/** Whether a text repeats what a hostile message said, as a handover's note does. */
export function quotesHostile(text: string, events: readonly AgentEvent[]): boolean {
  const hostile = new Set(
    events.flatMap((e) => (e.kind === 'perceived' && isHostile(e.perception) ? [e.of] : [])),
  );
  return events.some((event) => {
    if (event.kind !== 'message' || !hostile.has(event.seq)) return false;
    const said = event.message.text.trim().slice(0, QUOTED_CHARS);
    return said !== '' && text.includes(said);
  });
}

// Notes may cut what they quote.
const QUOTED_CHARS = 24;

/** A stretch of text, and the emotion that it carries if it does. */
export interface TextPart {
  text: string;
  emotion?: string;
}

/** A text cut where evidence begins and ends. Positions count code points, as the server's do. */
export function evidenceParts(text: string, evidence: Perception['evidence'] | undefined): TextPart[] {
  if (!evidence || evidence.length === 0) return [{ text }];
  const points = Array.from(text);
  const parts: TextPart[] = [];
  let from = 0;
  for (const span of [...evidence].sort((a, b) => a.start - b.start)) {
    const start = Math.max(span.start, from);
    const end = Math.min(span.end, points.length);
    if (end <= start) continue;
    if (start > from) parts.push({ text: points.slice(from, start).join('') });
    parts.push({ text: points.slice(start, end).join(''), emotion: span.emotion });
    from = end;
  }
  if (from < points.length) parts.push({ text: points.slice(from).join('') });
  return parts;
}
