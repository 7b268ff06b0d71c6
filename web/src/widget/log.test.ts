/* The cursor never skips what was not read, and nothing stands twice. */
import { describe, expect, it } from 'vitest';

import { MessageLog } from './log';
import type { LiveEvent } from './shapes';

function event(seq: number): LiveEvent {
  const at = '2026-11-22T09:30:00Z';
  const author = { kind: 'assistant' as const };
  return {
    seq,
    at,
    kind: 'message',
    message: { id: `m${seq}`, author, at, text: `${seq}`, attachments: [], choices: [] },
  };
}

const shown = (log: MessageLog): number[] => log.events.map(({ seq }) => seq);

describe('the message log', () => {
  it('shows what came live and by polling once, in order', () => {
    const log = new MessageLog();
    log.stream([event(2), event(5)], 6);
    const fresh = log.stream([event(5), event(9)]);
    expect(shown(log)).toEqual([2, 5, 9]);
    expect(fresh.map(({ seq }) => seq)).toEqual([9]);
    expect(log.cursor).toBe(9);
  });

  it('does not move the cursor past what an acknowledgement jumped over', () => {
    const log = new MessageLog();
    log.stream([event(3)]);
    log.acknowledge(event(8));
    expect(log.cursor).toBe(3);
    log.stream([event(5), event(8)]);
    expect(shown(log)).toEqual([3, 5, 8]);
    expect(log.cursor).toBe(8);
  });

  it('never goes back', () => {
    const log = new MessageLog();
    log.stream([event(4)], 12);
    log.stream([], 7);
    log.stream([event(4)]);
    expect(log.cursor).toBe(12);
    log.clear();
    expect([log.cursor, shown(log)]).toEqual([0, []]);
  });
});
