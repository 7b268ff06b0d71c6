/* A flow that is being edited. */

import * as calls from '../../api/calls';
import type { DraftFlow } from '../../api/types';
import { blankFlow, type FlowForm, flowOf, formOf, missingInFlow, sameFlow } from './flows';
import { ItemEdit } from './item-edit.svelte';
import { keptFlows } from './kept-items';

export class FlowEdit extends ItemEdit<FlowForm, DraftFlow> {
  constructor(name: string) {
    super(name, {
      path: (flow) => `flows/${flow}.yaml`,
      read: calls.getDraftFlow,
      put: (form, mark, keep) => calls.saveDraftFlow(flowOf(form), mark, keep),
      itemOf: (open) => (open.flow ? formOf(open.flow) : undefined),
      blank: blankFlow,
      missing: missingInFlow,
      same: sameFlow,
      kept: keptFlows,
    });
  }

  override async read(): Promise<void> {
    await super.read();
    // Whoever has not seen that remarks get lost must not lose them.
    this.held = this.open?.loses_remarks ?? false;
  }
}
