/* Places in a draft: the server counts code points, the browser counts UTF-16 units. */

import type { Hint } from '../../api/types';

/** A stretch of a draft; `rule` where a hint speaks of it. */
export interface DraftPart {
  text: string;
  rule?: string;
}

/** A change of a draft in UTF-16 units, as a text field takes it. */
export interface FieldEdit {
  start: number;
  end: number;
  text: string;
}

/** The draft cut at what the hints speak of; a hint whose words have changed since `judged` marks nothing. */
export function draftParts(draft: string, judged: string, hints: readonly Hint[]): DraftPart[] {
  const now = Array.from(draft);
  const then = Array.from(judged);
  const parts: DraftPart[] = [];
  let from = 0;
  const spans = hints.filter((hint) => !hint.missing).sort((a, b) => a.start - b.start);
  for (const { start, end, rule } of spans) {
    if (start < from || end <= start || end > now.length) continue;
    if (now.slice(0, end).join('') !== then.slice(0, end).join('')) continue;
    if (start > from) parts.push({ text: now.slice(from, start).join('') });
    parts.push({ text: now.slice(start, end).join(''), rule });
    from = end;
  }
  parts.push({ text: now.slice(from).join('') });
  return parts;
}

/** The words that a hint speaks of. */
export function quoted(judged: string, hint: Hint): string {
  return Array.from(judged).slice(hint.start, hint.end).join('');
}

/** The hint's change as the field takes it; nothing where the draft has changed before its end. */
export function fieldEdit(draft: string, judged: string, hint: Hint): FieldEdit | undefined {
  const { edit } = hint;
  if (!edit) return undefined;
  const end = Array.from(judged).slice(0, edit.end).join('').length;
  if (draft.slice(0, end) !== judged.slice(0, end)) return undefined;
  const start = Array.from(judged).slice(0, edit.start).join('').length;
  return { start, end, text: edit.text };
}

/** A text that is put in at `at`, with the space that it needs to its neighbours. */
export function insertion(draft: string, at: number, text: string): string {
  const before = draft.slice(0, at);
  const after = draft.slice(at);
  const lead = before !== '' && !/\s$/u.test(before) ? ' ' : '';
  const trail = after !== '' && !/^\s/u.test(after) ? ' ' : '';
  return lead + text + trail;
}
