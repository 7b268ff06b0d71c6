/* The library in its orders, and what of it holds some words. Pure, so that it can be tested. */

import type { FramingPart, LibraryStatement } from '../../api/types';
import { holdsWords } from '../../words/find';
import { FRAMING_ORDER } from '../../words/labels';
import { useTotal } from '../../words/statements';

export type StatementOrder = 'part' | 'used' | 'effect';

/** Statements under one heading; without a part they are all there are. */
export interface StatementGroup {
  key: string;
  part: FramingPart | undefined;
  statements: LibraryStatement[];
}

/** The statements that hold all words of `wanted`, in whatever is told of them. */
export function findStatements(all: readonly LibraryStatement[], wanted: string): LibraryStatement[] {
  return all.filter(({ id, part, text, spoken, author, fits_when, never_when }) => {
    const texts = [id, part, text, spoken, author, ...fits_when, ...never_when];
    return holdsWords(texts, wanted);
  });
}

/** The statements under their headings. Where nothing is measured, nothing is claimed: those come last. */
export function inOrder(statements: readonly LibraryStatement[], order: StatementOrder): StatementGroup[] {
  if (order === 'part') {
    return FRAMING_ORDER.map((part) => ({
      key: part,
      part,
      statements: statements.filter((one) => one.part === part),
    })).filter(({ statements: of }) => of.length > 0);
  }
  const effect = ({ effect: { change } }: LibraryStatement) => change?.value ?? -Infinity;
  const key = order === 'used' ? ({ uses }: LibraryStatement) => useTotal(uses) : effect;
  const sorted = [...statements].sort((a, b) => (key(a) === key(b) ? 0 : key(b) > key(a) ? 1 : -1));
  return sorted.length > 0 ? [{ key: order, part: undefined, statements: sorted }] : [];
}
