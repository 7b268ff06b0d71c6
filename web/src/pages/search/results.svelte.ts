/* What was found, kept while somebody looks into a conversation and comes back. */

import * as calls from '../../api/calls';
import { asProblem, type Problem } from '../../api/client';
import type { ConversationRow, FoundMessage } from '../../api/types';
import { isEnough, queryOf, searchAddress, type SearchChoice } from './choice';

const PAGE = 30;
/** Pages on which nothing fits that are read over before somebody is asked whether to look further. */
const PAGES_AT_ONCE = 5;

class Results {
  customers: ConversationRow[] = $state.raw([]);
  messages: FoundMessage[] = $state.raw([]);
  /** How many conversations the index still has to take in. */
  behind = $state(0);
  loading = $state(false);
  problem: Problem | undefined = $state.raw();
  /** The search that these answer; nothing while there is none. */
  answers: string | undefined = $state();
  #next: string | undefined = $state();
  #asked: string | undefined;
  #asking = 0;

  readonly more = $derived(this.#next !== undefined);
  /** Nothing was found, and everything was looked through. */
  readonly empty = $derived(this.customers.length === 0 && this.messages.length === 0 && !this.more);

  /** Searches, unless this search stands there already. */
  async show(choice: SearchChoice): Promise<void> {
    const address = searchAddress(choice);
    if (address === this.#asked) return;
    this.#asked = address;
    await this.#ask(choice, address);
  }

  /** Looks whether something is new, where what stands there is the first page. */
  async renew(choice: SearchChoice): Promise<void> {
    if (this.answers === searchAddress(choice) && this.messages.length <= PAGE) await this.again(choice);
  }

  /** Forgets everything. */
  clear(): void {
    this.#asked = undefined;
    this.#asking++;
    this.#take(undefined, [], [], undefined);
  }

  /** Searches again. */
  async again(choice: SearchChoice): Promise<void> {
    await this.#ask(choice, searchAddress(choice));
  }

  /** Reads on until there is more to show; a page may hold nothing and still have a next one. */
  async readMore(choice: SearchChoice): Promise<void> {
    if (this.loading) return;
    const asking = this.#asking;
    const shown = this.messages.length;
    this.problem = undefined;
    this.loading = true;
    try {
      for (let page = 0; page < PAGES_AT_ONCE; page++) {
        const cursor = this.#next;
        if (cursor === undefined || this.messages.length > shown) break;
        const found = await calls.search({ ...queryOf(choice), limit: PAGE, cursor });
        if (asking !== this.#asking) return;
        this.messages = [...this.messages, ...found.items];
        this.#next = found.next ?? undefined;
      }
    } catch (error) {
      if (asking !== this.#asking) return;
      this.problem = asProblem(error);
    }
    this.loading = false;
  }

  async #ask(choice: SearchChoice, address: string): Promise<void> {
    const asking = ++this.#asking;
    this.problem = undefined;
    if (!isEnough(choice.q)) {
      this.#take(undefined, [], [], undefined);
      return;
    }
    this.loading = true;
    try {
      const found = await calls.search({ ...queryOf(choice), limit: PAGE });
      // An answer to a question that is no longer asked.
      if (asking !== this.#asking) return;
      this.behind = found.behind;
      this.#take(address, found.customers, found.items, found.next ?? undefined);
    } catch (error) {
      if (asking !== this.#asking) return;
      this.#asked = undefined;
      this.problem = asProblem(error);
      this.#take(undefined, [], [], undefined);
    }
    if (this.more && this.messages.length === 0) await this.readMore(choice);
  }

  #take(
    answers: string | undefined,
    customers: ConversationRow[],
    messages: FoundMessage[],
    next: string | undefined,
  ): void {
    this.answers = answers;
    this.customers = customers;
    this.messages = messages;
    this.#next = next;
    this.loading = false;
  }
}

export const results = new Results();
