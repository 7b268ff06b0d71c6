/* The tags that the team uses, read when somebody is about to choose one. */

import * as calls from './api/calls';
import type { TagInUse } from './api/types';

/** How long what was read is good enough. */
const FRESH_MS = 30_000;

class TeamTags {
  all: readonly TagInUse[] = $state.raw([]);
  readonly names: readonly string[] = $derived(this.all.map(({ tag }) => tag));
  #readAt = -FRESH_MS;

  /** Reads them, unless that was done just now. Without an answer there is nothing to complete from. */
  async read(now: number): Promise<void> {
    if (now - this.#readAt < FRESH_MS) return;
    this.#readAt = now;
    try {
      this.all = (await calls.listTags()).items;
    } catch {
      this.#readAt = -FRESH_MS;
    }
  }

  /** Somebody has used a tag that may be new. */
  used(tag: string): void {
    if (!this.names.includes(tag)) this.all = [...this.all, { tag, conversations: 1 }];
  }
}

export const teamTags = new TeamTags();
