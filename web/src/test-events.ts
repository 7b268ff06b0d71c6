/* A conversation, its customer and its events, made for tests. */

import type {
  AgentEvent,
  Author,
  ConversationDetails,
  ConversationRow,
  CustomerDetails,
  Message,
  Perception,
} from './api/types';

/** A moment on the test's day, `minutes` after nine. */
export function minute(minutes: number): string {
  return new Date(Date.UTC(2026, 10, 18, 9, minutes)).toISOString();
}

/** A message by somebody. */
export function said(
  seq: number,
  author: Author['kind'],
  text: string,
  minutes = seq,
  id?: string,
): AgentEvent {
  const message: Message = {
    id: `msg_${seq}`,
    author: { kind: author, id },
    at: minute(minutes),
    text,
    attachments: [],
    choices: [],
  };
  return { kind: 'message', seq, at: minute(minutes), message };
}

/** What a message showed. */
export function perception(change: Partial<Perception>): Perception {
  return {
    feelings: {},
    emotions: [],
    valence: 0,
    intensity: 0.5,
    urgency: 0,
    hostility: 'none',
    confidence: 0.8,
    language: 'en',
    tier: 'full',
    unsaid: [],
    evidence: [],
    ...change,
  };
}

/** That message `of` was read for feeling. */
export function perceived(seq: number, of: number, change: Partial<Perception>): AgentEvent {
  return { kind: 'perceived', seq, at: minute(seq), of, perception: perception(change) };
}

/** How a conversation stands that has just begun. */
export function conversationRow(change: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: 'cnv_1',
    customer: { id: 'cus_1', name: 'Mia Keller' },
    channel: 'widget',
    inbox: 'inb_1',
    status: 'open',
    holder: { kind: 'assistant' },
    valence: 0,
    urgency: 0,
    unread: 0,
    preview: '',
    preview_hostile: false,
    hard: false,
    last_at: minute(0),
    priority: 0,
    counts_from: minute(0),
    fence: 0,
    tags: [],
    seq: 1,
    ...change,
  };
}

/** A customer who has just come. */
export function customerDetails(change: Partial<CustomerDetails> = {}): CustomerDetails {
  return {
    id: 'cus_1',
    name: 'Mia Keller',
    locale: 'en',
    verified: false,
    mail_declined: false,
    created_at: minute(0),
    previous: [],
    ...change,
  };
}

/** A conversation that has just begun. */
export function conversationDetails(change: Partial<ConversationDetails> = {}): ConversationDetails {
  return {
    row: conversationRow(),
    customer: customerDetails(),
    direction: 'steady',
    events: [],
    held: [],
    seq: 1,
    summary: { promised: [], topics: [], tried: [] },
    trajectory: [],
    limits: {
      warned: false,
      may_end: false,
      warning: 'Please stay civil.',
      ending: 'This ends here. Call us.',
    },
    ...change,
  };
}
