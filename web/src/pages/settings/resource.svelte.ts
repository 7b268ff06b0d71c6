/* A list from the server that a page shows: read when it is shown, and again after a change. */

import { asProblem, type Problem } from '../../api/client';

export class Resource<T> {
  value: T | undefined = $state.raw();
  problem: Problem | undefined = $state.raw();
  readonly #read: () => Promise<T>;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Reads it anew; what stands there stays until the answer is here. */
  load = async (): Promise<void> => {
    try {
      this.value = await this.#read();
      this.problem = undefined;
    } catch (error) {
      this.problem = asProblem(error);
    }
  };
}
