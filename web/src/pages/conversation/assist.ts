/* What the list of answers, statements and canned replies offers, in its order. */

import type { Assist, CannedReply, FoundAnswer, SuggestedStatement } from '../../api/types';
import { EFFECT_WORDS, effectKind, effectWords } from '../../words/statements';

/** A line of the list; without a text there is nothing to insert. */
export type AssistOption = { key: string; text?: string | undefined } & (
  | { kind: 'answer'; answer: FoundAnswer }
  | { kind: 'statement'; statement: SuggestedStatement }
  | { kind: 'canned'; canned: CannedReply }
);

/** The groups in their order: whoever types words knows what they look for, and it may be words of their own. */
export function groupsOf(words: string): readonly AssistOption['kind'][] {
  return words === '' ? ['answer', 'statement', 'canned'] : ['canned', 'answer', 'statement'];
}

/** Everything that can be said, group by group; statements and canned replies must hold the words. */
export function optionsOf(
  found: Assist,
  canned: readonly CannedReply[],
  words: string,
  customer: string | undefined,
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
        .filter((statement) => holds(statement.text, words))
        .map((statement) => ({
          kind: 'statement',
          key: `statement-${statement.rule.statement}`,
          text: statement.text,
          statement,
        })),
    canned: () =>
      canned
        .filter((one) => holds(`${one.title} ${one.text}`, words))
        .map((one) => ({
          kind: 'canned',
          key: `canned-${one.id}`,
          text: filled(one.text, customer),
          canned: one,
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

/** A canned reply with the customer's name in its blank; without a name the blank goes with its comma. */
export function filled(text: string, customer: string | undefined): string {
  if (customer !== undefined) return text.replaceAll('{name}', customer);
  return text.replace(/,?[ \t]*\{name\}/gu, '');
}

function holds(text: string, words: string): boolean {
  const hay = text.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => hay.includes(word));
}
