/* Replies by somebody else that landed while one was being written. */

import type { AgentEvent } from '../../api/types';

/** A reply by somebody else. */
export interface Landed {
  seq: number;
  /** Who wrote it. */
  by: string;
}

/** What a colleague or the assistant replied last after event `seen`. The assistant's word that a message has
    arrived, while a person is awaited, answers nothing. */
export function landedSince(
  events: readonly AgentEvent[],
  seen: number,
  me: string | undefined,
): Landed | undefined {
  const landed = events.findLast((event) => {
    if (event.kind !== 'message' || event.seq <= seen) return false;
    const { author } = event.message;
    if (author.kind === 'agent') return author.id !== me;
    const decision = event.why?.decision;
    return author.kind === 'assistant' && decision !== 'waiting' && decision !== 'handed_over';
  });
  if (landed?.kind !== 'message') return undefined;
  return { seq: landed.seq, by: landed.message.author.name ?? 'Somebody' };
}
