/* How my day is: hard contacts, whether a break would be good; and for team leaders, how many incidents are open. */

import * as calls from './api/calls';
import type { MyDay } from './api/types';
import { live } from './live/connection.svelte';
import { notices } from './notices.svelte';
import { session } from './session.svelte';

/** Somebody who said "not now" is not asked again for so long. */
const QUIET_MS = 60 * 60_000;

class Care {
  day: MyDay | undefined = $state.raw();
  /** How many incidents are open; only team leaders are told. */
  incidents = $state(0);
  #quietUntil = $state(0);

  /** Whether a break is suggested on the screen. */
  suggestsBreak(now: number): boolean {
    return this.day?.suggests_break === true && session.agent?.available === true && now > this.#quietUntil;
  }

  /** Asks the server anew; nobody needs to hear of it where that fails. */
  async read(): Promise<void> {
    try {
      this.day = await calls.getMyDay();
    } catch {
      // The next hard contact, or the page itself, asks again.
    }
  }

  notNow(): void {
    this.#quietUntil = Date.now() + QUIET_MS;
  }

  /** Goes away for a while: no conversations are counted on, and nobody is told why. */
  async takeBreak(): Promise<void> {
    if (!session.agent) return;
    try {
      await calls.changeMe({ available: false });
      session.agent.available = false;
      notices.done('You are away. Come back whenever you like: by your name, below on the left.');
    } catch (error) {
      notices.problem(error);
    }
  }

  forget(): void {
    this.day = undefined;
    this.incidents = 0;
    this.#quietUntil = 0;
  }
}

export const care = new Care();

live.listen((frame) => {
  if (frame.type === 'incidents') care.incidents = frame.open;
});
