/* Statements as people write them: found, begun, cleaned, compared. Pure, so that it can be tested. */

import type { FramingPart, Statement, StatementEntry, StatementProposal } from '../../api/types';
import { holdsWords } from '../../words/find';
import type { Difference } from './differences';
import { nameFrom, NEW } from './topics';

/** A statement with nothing in it. */
export function blankStatement(author = ''): Statement {
  return {
    id: '',
    part: 'acknowledge',
    text: '',
    when: { feelings: [], min_intensity: 0, min_urgency: 0, repeated: false, decisions: [] },
    never_when: { feelings: [], hostile: true, assistant: false, topics: [], formal: false },
    author,
    rest_days: 7,
  };
}

/** What an agent proposed, as a statement to be completed. */
export function statementOf({ text, part, agent }: StatementProposal): Statement {
  return { ...blankStatement(agent.name), text, part };
}

/** The statement that already says what an agent proposed, if one does. */
export function holderOf(
  proposal: StatementProposal,
  entries: readonly StatementEntry[],
): StatementEntry | undefined {
  const { text, part } = tidyStatement(statementOf(proposal));
  return entries.find(({ statement }) => statement?.part === part && statement.text === text);
}

/** A name for a sentence that no other statement has. */
export function freeName(text: string, taken: readonly string[]): string {
  const wanted = nameFrom(text) || 'proposed';
  const names = [
    wanted,
    ...Array.from({ length: taken.length + 1 }, (_, n) => `${wanted.slice(0, 58)}-${n + 2}`),
  ];
  return names.find((name) => name !== NEW && !taken.includes(name)) ?? wanted;
}

/** What is missing before a statement can be saved; empty where nothing is. */
export function missingInStatement(statement: Statement): string {
  if (statement.text.trim() === '') return 'write the sentence';
  if (statement.author.trim() === '') return 'say who wrote it';
  return '';
}

/** A statement without what is empty, as the server gives it back. */
export function tidyStatement(statement: Statement): Statement {
  const line = (text: string) => text.split(/\s+/).filter(Boolean).join(' ');
  const text = line(statement.text);
  const spoken = line(statement.spoken ?? '');
  const { when, never_when: never } = statement;
  return {
    id: statement.id,
    part: statement.part,
    text,
    ...(spoken !== '' && spoken !== text ? { spoken } : {}),
    when: {
      feelings: when?.feelings ?? [],
      min_intensity: when?.min_intensity ?? 0,
      ...(when?.max_intensity == null ? {} : { max_intensity: when.max_intensity }),
      min_urgency: when?.min_urgency ?? 0,
      repeated: when?.repeated ?? false,
      decisions: when?.decisions ?? [],
    },
    never_when: {
      feelings: never?.feelings ?? [],
      ...(never?.min_urgency == null ? {} : { min_urgency: never.min_urgency }),
      hostile: never?.hostile ?? false,
      assistant: never?.assistant ?? false,
      topics: never?.topics ?? [],
      formal: never?.formal ?? false,
    },
    author: line(statement.author),
    rest_days: statement.rest_days,
  };
}

/** Whether two statements say the same. */
export function sameStatement(a: Statement, b: Statement): boolean {
  return JSON.stringify(tidyStatement(a)) === JSON.stringify(tidyStatement(b));
}

/** The fields that differ between `before` and `after`. */
export function statementDifferences(before: Statement, after: Statement): Difference[] {
  const [old, now] = [leaves(before), leaves(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({ field, before: old.get(field) ?? '', after: now.get(field) ?? '' }));
}

function leaves(statement: Statement): Map<string, string> {
  const { when, never_when, ...rest } = tidyStatement(statement);
  const all: [string, unknown][] = [
    ...Object.entries(rest),
    ...Object.entries(when ?? {}).map(([key, value]): [string, unknown] => [`when.${key}`, value]),
    ...Object.entries(never_when ?? {}).map(([key, value]): [string, unknown] => [
      `never_when.${key}`,
      value,
    ]),
  ];
  const texts = all.map(([field, value]): [string, string] => [field, textOf(value)]);
  return new Map(texts.filter(([field, text]) => field !== 'id' && text !== ''));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (value === true) return 'yes';
  if (typeof value === 'number') return value === 0 ? '' : String(value);
  return typeof value === 'string' ? value : '';
}

/** The entries that hold all words of `wanted`. */
export function findEntries(entries: readonly StatementEntry[], wanted: string): StatementEntry[] {
  return entries.filter(({ id, statement }) => {
    const texts = [id, statement?.part, statement?.text, statement?.spoken, statement?.author];
    return holdsWords([...texts, ...(statement?.when?.feelings ?? [])], wanted);
  });
}

/** Whether a part stands before the facts. */
export function standsBefore(part: FramingPart): boolean {
  return part === 'acknowledge' || part === 'accept' || part === 'act';
}
