/* One act at a time, with what went wrong beside it. */

import { asProblem, type Problem } from './api/client';

export class Act {
  busy = $state(false);
  problem: Problem | undefined = $state.raw();

  /** Does `work` unless another is under way; says whether it worked. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
