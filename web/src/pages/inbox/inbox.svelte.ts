/* The list of conversations: read once, then kept up to date by what the live connection says. */

import * as calls from '../../api/calls';
import { asProblem, type Problem } from '../../api/client';
import type { ConversationRow } from '../../api/types';
import { live } from '../../live/connection.svelte';
import { people } from '../../people.svelte';
import { session } from '../../session.svelte';
import { sortRows, withRow, type InboxChoice } from './views';

class InboxList {
  rows: ConversationRow[] = $state.raw([]);
  choice: InboxChoice = $state.raw({ view: 'all' });
  /** Whether the list is being read for the first time or for another choice. */
  loading = $state(true);
  problem: Problem | undefined = $state.raw();
  #next: string | undefined = $state();
  #reading = 0;

  readonly more = $derived(this.#next !== undefined);

  constructor() {
    live.listen((frame) => {
      if (frame.type === 'conversation') this.apply(frame.conversation);
    });
  }

  /** Shows another part or filter. */
  async show(choice: InboxChoice): Promise<void> {
    this.choice = choice;
    this.loading = true;
    this.rows = [];
    this.#next = undefined;
    await this.read();
  }

  /** Reads the first page anew; what stands there stays until the answer is here. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    try {
      const page = await calls.listConversations(query(this.choice));
      // An answer to a question that is no longer asked.
      if (reading !== this.#reading) return;
      this.rows = sortRows(page.items, this.choice.view);
      this.#next = page.next ?? undefined;
      this.problem = undefined;
    } catch (error) {
      if (reading === this.#reading) this.problem = asProblem(error);
    }
    if (reading === this.#reading) this.loading = false;
  }

  /** Reads the next page. */
  async readMore(): Promise<void> {
    if (this.#next === undefined) return;
    const reading = this.#reading;
    const cursor = this.#next;
    this.#next = undefined;
    try {
      const page = await calls.listConversations({ ...query(this.choice), cursor });
      if (reading !== this.#reading) return;
      const known = new Set(this.rows.map((row) => row.id));
      this.rows = [...this.rows, ...page.items.filter((row) => !known.has(row.id))];
      this.#next = page.next ?? undefined;
    } catch (error) {
      this.#next = cursor;
      this.problem = asProblem(error);
    }
  }

  /** Takes in that a conversation stands differently. */
  apply(row: ConversationRow): void {
    const isIn = (team: string, agent: string | undefined) => people.isIn(team, agent);
    this.rows = withRow(this.rows, row, this.choice, session.agent?.id, isIn);
  }

  /** Shows a conversation as read before the server says so. */
  markRead(id: string): void {
    this.rows = this.rows.map((row) => (row.id === id ? { ...row, unread: 0 } : row));
  }

  /** The conversation `step` places after `id`, or the first one. */
  neighbour(id: string | undefined, step: 1 | -1): ConversationRow | undefined {
    const at = this.rows.findIndex((row) => row.id === id);
    if (at < 0) return this.rows[0];
    return this.rows[Math.min(Math.max(at + step, 0), this.rows.length - 1)];
  }
}

function query({ view, feeling, tag, agent, team, q }: InboxChoice): calls.ListQuery {
  return {
    view,
    ...(feeling && { feeling }),
    ...(tag && { tag }),
    ...(agent && { agent }),
    ...(team && { team }),
    ...(q && { q }),
  };
}

export const inbox = new InboxList();
