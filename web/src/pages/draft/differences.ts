/* What differs between two topics, field by field, as a comparison of releases tells it. */

import type { Topic } from '../../api/types';
import { tidy } from './topics';

/** A field that differs. */
export interface Difference {
  field: string;
  before?: string;
  after?: string;
}

/** The fields that differ between `before` and `after`. The version is counted by the server, so it is left out. */
export function differences(before: Topic, after: Topic): Difference[] {
  const [old, now] = [leaves(before), leaves(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields
    .filter((field) => old.get(field) !== now.get(field))
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }));
}

function leaves(topic: Topic): Map<string, string> {
  const { answer, impact, help, ...rest } = tidy(topic);
  const all: [string, unknown][] = [
    ...Object.entries(rest),
    ...Object.entries(answer ?? {}).map(([key, value]): [string, unknown] => [`answer.${key}`, value]),
    ...Object.entries(impact ?? {}).map(([key, value]): [string, unknown] => [`impact.${key}`, value]),
    ...Object.entries(help ?? {}).map(([key, value]): [string, unknown] => [`help.${key}`, value]),
  ];
  const texts = all
    .filter(([field]) => field !== 'id' && field !== 'answer.version')
    .map(([field, value]): [string, string] => [field, textOf(value)]);
  return new Map(texts.filter(([, text]) => text !== ''));
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  if (value === true) return 'yes';
  return typeof value === 'string' ? value : '';
}
