/* What was written is never lost and never shown twice. */
import { beforeEach, describe, expect, it } from 'vitest';

import { Keep } from './keep';
import { SendQueue, type Unsent } from './queue';
import type { Author, LiveEvent } from './shapes';

const at = '2026-11-22T09:30:00Z';

function unsent(id: string): Unsent {
  return { client_id: id, text: `text ${id}`, attachments: [], at };
}

function event(seq: number, kind: Author['kind']): LiveEvent {
  return {
    seq,
    at,
    kind: 'message',
    message: { id: `m${seq}`, author: { kind }, at, text: '', attachments: [], choices: [] },
  };
}

const open = (): SendQueue => new SendQueue(new Keep('rapport:key:'));

describe('the queue of unsent messages', () => {
  beforeEach(() => localStorage.clear());

  it('keeps the order and survives a reload', () => {
    const queue = open();
    ['a', 'b', 'c'].forEach((id) => queue.add(unsent(id)));
    queue.remove('a');
    expect(open().all.map(({ client_id }) => client_id)).toEqual(['b', 'c']);
    expect(open().next?.client_id).toBe('b');
  });

  it('goes on with the next when one is refused, and keeps the refused one with the reason', () => {
    const queue = open();
    ['a', 'b'].forEach((id) => queue.add(unsent(id)));
    queue.refuse('a', 'too long');
    expect(queue.next?.client_id).toBe('b');
    expect(queue.all[0]?.refused).toBe('too long');
    queue.retry('a');
    expect(queue.next?.client_id).toBe('a');
  });

  it('hides from the log only what may be the message that is on its way', () => {
    const queue = open();
    const log = [event(2, 'customer'), event(3, 'assistant'), event(6, 'customer'), event(7, 'agent')];
    expect(queue.beside(log)).toEqual(log);
    queue.add(unsent('a'));
    expect(queue.beside(log)).toEqual(log);
    queue.tried('a', 3);
    queue.tried('a', 99);
    expect(queue.beside(log).map(({ seq }) => seq)).toEqual([2, 3, 7]);
    queue.remove('a');
    expect(queue.beside(log)).toEqual(log);
  });

  it('works without storage, and starts anew where storage holds something else', () => {
    const refusing = new SendQueue(
      new Keep('x:', () => {
        throw new DOMException('no storage here');
      }),
    );
    refusing.add(unsent('a'));
    expect(refusing.next?.text).toBe('text a');
    localStorage.setItem('rapport:key:queue', '{not json');
    expect(open().all).toEqual([]);
  });
});
