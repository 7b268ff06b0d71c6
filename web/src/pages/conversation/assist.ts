/* What the list of answers, statements and macros offers, in its order. */

import type { Assist, FoundAnswer, Macro, SuggestedStatement } from '../../api/types';
import { holdsWords } from '../../words/find';
import { EFFECT_WORDS, effectKind, effectWords } from '../../words/statements';

/** A line of the list; without a text there is nothing to insert. */
export type AssistOption = { key: string; text?: string | undefined } & (
  | { kind: 'answer'; answer: FoundAnswer }
  | { kind: 'statement'; statement: SuggestedStatement }
  | { kind: 'macro'; macro: Macro }
);

/** The groups in their order: whoever types words knows what they look for, and it may be words of their own. */
export function groupsOf(words: string): readonly AssistOption['kind'][] {
  return words === '' ? ['answer', 'statement', 'macro'] : ['macro', 'answer', 'statement'];
}

/** Everything that can be said, group by group; statements and macros must hold the words. Macros that do more than insert a
    text are run from their own list, where they are seen before. */
export function optionsOf(
  found: Assist,
  macros: readonly Macro[],
  words: string,
  names: Names,
): AssistOption[] {
  const of: Record<AssistOption['kind'], () => AssistOption[]> = {
    answer: () =>
      found.answers.map((answer) => ({
        kind: 'answer',
        key: `answer-${answer.topic.id}`,
        text: answer.topic.answer?.plain,
        answer,
      })),
    statement: () =>
      found.statements
        .filter((statement) => holdsWords([statement.text], words))
        .map((statement) => ({
          kind: 'statement',
          key: `statement-${statement.rule.statement}`,
          text: statement.text,
          statement,
        })),
    macro: () =>
      macros
        .filter((one) => one.acts.length === 0 && holdsWords([one.title, one.text], words))
        .map((one) => ({
          kind: 'macro',
          key: `macro-${one.id}`,
          text: filled(one.text, names),
          macro: one,
        })),
  };
  return groupsOf(words).flatMap((kind) => of[kind]());
}

/** Why a statement stands where it stands: how it fits, whether it is fresh, and what it did so far. */
export function reasonsOf({ rule, heard_days_ago, effect }: SuggestedStatement): string[] {
  const fits = rule.fits_when.length > 0 ? [`Fits: ${rule.fits_when.join(', ')}.`] : [];
  const fresh =
    heard_days_ago == null
      ? 'Fresh: not said to them in the last 90 days.'
      : `Said to them ${heard_days_ago} ${heard_days_ago === 1 ? 'day' : 'days'} ago, so fresher ones come first.`;
  const measured = effect
    ? `${EFFECT_WORDS[effectKind(effect)]}: ${effectWords(effect)}.`
    : 'Effect: too few to tell yet.';
  return [...fits, fresh, measured];
}

/** Who stands in the blanks of a text. */
export interface Names {
  /** What the customer said they are called. */
  name?: string | undefined;
  agent?: string | undefined;
  company?: string | undefined;
}

/** A text with its blanks filled at once, so that nothing in a name is filled again; a blank that nobody fills goes
    with its comma. */
export function filled(text: string, names: Names): string {
  return text.replace(
    /(?<gap>,?[ \t]*)\{(?<blank>name|agent|company)\}/gu,
    (_, gap: string, blank: keyof Names) => {
      const value = names[blank];
      return value === undefined ? '' : gap + value;
    },
  );
}
