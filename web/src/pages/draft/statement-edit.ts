/* A statement that is being edited. */

import * as calls from '../../api/calls';
import type { DraftStatement, Statement } from '../../api/types';
import { ItemEdit } from './item-edit.svelte';
import { keptStatements } from './kept-items';
import { blankStatement, missingInStatement, sameStatement, tidyStatement } from './statements';

export class StatementEdit extends ItemEdit<Statement, DraftStatement> {
  constructor(name: string) {
    super(name, {
      path: (statement) => `statements/${statement}.yaml`,
      read: calls.getDraftStatement,
      put: (statement, mark, keep) => calls.saveDraftStatement(tidyStatement(statement), mark, keep),
      itemOf: (open) => (open.statement ? tidyStatement(open.statement) : undefined),
      blank: blankStatement,
      missing: missingInStatement,
      same: sameStatement,
      kept: keptStatements,
    });
  }
}
