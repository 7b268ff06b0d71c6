/* Who else is in the open conversation, and what they are told of me. Nothing of it is kept anywhere. */

import type { Colleague } from '../../api/types';
import { clock } from '../../clock.svelte';
import { live } from '../../live/connection.svelte';
import { notices } from '../../notices.svelte';
import { presenceWords, type Attending } from '../../words/presence';

/** Whoever stays says so again; colleagues forget who does not. */
const STILL_THERE_MS = 20_000;
/** Writing is told again at most so often. */
const WRITING_MS = 3_000;
/** So long after the last key somebody counts as writing. */
const STOPPED_MS = 6_000;

interface Heard extends Attending {
  id: string;
  until: number;
}

export class Attendance {
  readonly #conversation: string;
  #heard: Heard[] = $state.raw([]);
  #told = 0;
  #state: 'looking' | 'noting' | 'writing' = 'looking';
  #wroteAt = 0;
  #pulse: ReturnType<typeof setInterval> | undefined;

  /** The colleagues who are here now. */
  readonly colleagues: readonly Attending[] = $derived(this.#heard.filter((one) => one.until > clock.now));
  readonly words = $derived(presenceWords(this.colleagues));

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  /** Says that I am here and hears who else is, until the answer is called. */
  start(): () => void {
    const end = live.listen((frame) => {
      // The connection is new: nobody knows of me any more.
      if (frame.type === 'ready') this.#tell(true);
      else if (frame.type === 'presence' && frame.conversation === this.#conversation)
        this.#hear(frame.colleagues);
    });
    document.addEventListener('visibilitychange', this.#onVisible);
    this.#pulse = setInterval(() => this.#tell(true), STILL_THERE_MS);
    this.#tell(true);
    return () => {
      end();
      clearInterval(this.#pulse);
      document.removeEventListener('visibilitychange', this.#onVisible);
      live.send({ type: 'presence', state: 'gone' });
    };
  }

  /** I press keys: in a reply, or in a note. */
  writes(what: 'noting' | 'writing'): void {
    const changed = this.#state !== what;
    this.#state = what;
    this.#wroteAt = Date.now();
    this.#tell(changed);
  }

  /** I have sent it or given it up. */
  stops(): void {
    if (this.#state === 'looking') return;
    this.#state = 'looking';
    this.#tell(true);
  }

  #onVisible = (): void => {
    if (document.visibilityState === 'visible') this.#tell(true);
    else live.send({ type: 'presence', state: 'gone' });
  };

  #tell(now: boolean): void {
    if (document.visibilityState !== 'visible') return;
    if (this.#state !== 'looking' && Date.now() - this.#wroteAt > STOPPED_MS) this.#state = 'looking';
    if (!now && Date.now() - this.#told < WRITING_MS) return;
    this.#told = Date.now();
    live.send({ type: 'presence', state: this.#state });
  }

  #hear(colleagues: readonly Colleague[]): void {
    const before = this.#heard;
    this.#heard = colleagues.flatMap(({ agent, state, for_ms }) =>
      state === 'gone' ? [] : [{ id: agent.id, name: agent.name, state, until: Date.now() + for_ms }],
    );
    const wrote = (id: string) => before.some((one) => one.id === id && one.state === 'writing');
    for (const one of this.#heard)
      if (one.state === 'writing' && !wrote(one.id)) notices.say(`${one.name} is writing a reply.`);
  }
}
