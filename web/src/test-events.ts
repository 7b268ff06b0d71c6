/* Events of a conversation, made for tests. */

import type { AgentEvent, Author, Message, Perception } from './api/types';

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
