/* The coach beside a draft: asked after a short pause, quiet about what this agent waves away. */

import { SvelteSet } from 'svelte/reactivity';

import * as calls from '../../api/calls';
import type { DraftCoaching, Hint } from '../../api/types';

/** So long nobody types before the draft is looked at. */
const PAUSE_MS = 450;
const SETTING = 'rapport.coach';

/** Whether hints are shown in this browser. */
class CoachSetting {
  on = $state(localStorage.getItem(SETTING) !== 'off');

  set(on: boolean): void {
    this.on = on;
    localStorage.setItem(SETTING, on ? 'on' : 'off');
  }
}

export const coachSetting = new CoachSetting();

/** What is said about the draft of one conversation. */
export class DraftCoach {
  readonly #conversation: string;
  #coaching: DraftCoaching | undefined = $state.raw();
  /** The draft that the hints speak of. */
  judged = $state('');
  #dismissed = new SvelteSet<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = 0;

  readonly #open = $derived(
    (coachSetting.on ? (this.#coaching?.hints ?? []) : []).filter((hint) => !this.#dismissed.has(hint.rule)),
  );
  readonly hints = $derived(this.#open.filter((hint) => !hint.quiet));
  /** Those that the agent has waved away so often that they keep in the background. */
  readonly quiet = $derived(this.#open.filter((hint) => hint.quiet));
  readonly manner = $derived(coachSetting.on ? (this.#coaching?.manner ?? []) : []);
  /** The sentences that promise something; they are found with the coach switched off, too. */
  readonly promises = $derived(this.#coaching?.promises ?? []);

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  /** Looks at the draft once nobody has typed for a moment. */
  look(draft: string): void {
    clearTimeout(this.#timer);
    if (draft.trim() === '') this.clear();
    else this.#timer = setTimeout(() => void this.#ask(draft), PAUSE_MS);
  }

  /** Looks at the draft now, after a wording was taken over. */
  lookNow(draft: string): void {
    clearTimeout(this.#timer);
    void this.#ask(draft);
  }

  /** Forgets the draft, as after sending. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#asking += 1;
    this.#coaching = undefined;
    this.judged = '';
  }

  /** Waves a hint away: it is gone here, and after a few times its rule keeps in the background. */
  dismiss(hint: Hint): void {
    this.#dismissed.add(hint.rule);
    // Should this get lost, the rule merely speaks up once more.
    calls.dismissRule(hint.rule).catch(() => undefined);
  }

  async #ask(draft: string): Promise<void> {
    const asking = ++this.#asking;
    try {
      const coaching = await calls.coachDraft(this.#conversation, draft);
      if (asking !== this.#asking) return;
      this.#coaching = coaching;
      this.judged = draft;
    } catch {
      // Writing goes on without hints; the next pause asks again.
      if (asking === this.#asking) this.clear();
    }
  }
}
