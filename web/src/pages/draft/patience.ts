/* Waiting for an answer that takes longer than a connection waits. */

import { asProblem } from '../../api/client';
import { backoffMs } from '../../live/backoff';

/** A refusal that comes sooner is not a connection that gave up waiting: the server itself cannot answer. */
const QUICK_MS = 5_000;
const MOST_QUICK = 6;

/** The clock that a test gives. */
export interface Wait {
  now: () => number;
  sleep: (ms: number) => Promise<void>;
}

const CLOCK: Wait = {
  now: () => Date.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Asks until there is an answer, while somebody `wants` it. Where a connection gives up waiting it asks on; where the
    server refuses quickly it pauses, longer each time, and gives up after some. */
export async function patiently<T>(
  ask: () => Promise<T>,
  wants: () => boolean,
  { now, sleep }: Wait = CLOCK,
): Promise<T> {
  for (let quick = 0; ;) {
    const asked = now();
    try {
      return await ask();
    } catch (error) {
      const { status } = asProblem(error);
      if (!wants() || (status !== 503 && status !== 504)) throw error;
      quick = now() - asked < QUICK_MS ? quick + 1 : 0;
      if (quick >= MOST_QUICK) throw error;
      await sleep(backoffMs(quick, Math.random()));
      if (!wants()) throw error;
    }
  }
}
