/* What the list of answers and statements offers, in its order. */

import type { Assist, FoundAnswer, SuggestedStatement } from '../../api/types';

/** A line of the list; without a text there is nothing to insert. */
export type AssistOption = { key: string; text?: string | undefined } & (
  { kind: 'answer'; answer: FoundAnswer } | { kind: 'statement'; statement: SuggestedStatement }
);

/** The answers, then the statements. */
export function optionsOf(found: Assist): AssistOption[] {
  return [
    ...found.answers.map((answer): AssistOption => ({
      kind: 'answer',
      key: `answer-${answer.topic.id}`,
      text: answer.topic.answer?.plain,
      answer,
    })),
    ...found.statements.map((statement): AssistOption => ({
      kind: 'statement',
      key: `statement-${statement.rule.statement}`,
      text: statement.text,
      statement,
    })),
  ];
}
