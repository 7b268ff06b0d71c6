/* What a release changes, in words: sums, groups, names of fields. Pure, so that it can be tested. */

import type { ItemChange, ItemKind } from '../../api/types';
import { idWords } from '../../words/labels';

/** The changes of one kind. */
export interface ChangeGroup {
  kind: ItemKind;
  title: string;
  changes: ItemChange[];
}

const KINDS: Record<ItemKind, { one: string; many: string }> = {
  topic: { one: 'topic', many: 'topics' },
  flow: { one: 'flow', many: 'flows' },
  statement: { one: 'statement', many: 'statements' },
  action: { one: 'action', many: 'actions' },
  company: { one: 'company', many: 'company' },
  wordings: { one: 'wordings', many: 'wordings' },
};

/** The changes by kind, in the order in which people look at them. */
export function groupsOf(changes: readonly ItemChange[]): ChangeGroup[] {
  const kinds = Object.keys(KINDS) as ItemKind[];
  return kinds
    .map((kind) => ({
      kind,
      title: idWords(KINDS[kind].many),
      changes: changes.filter((change) => change.kind === kind),
    }))
    .filter((group) => group.changes.length > 0);
}

/** Exactly what changes, a sentence for each kind: "2 topics are added, 1 is removed, 3 change." */
export function sentencesOf(changes: readonly ItemChange[]): string[] {
  return groupsOf(changes).map(({ kind, changes: own }) => {
    if (kind === 'company') return 'What is said about the company changes.';
    if (kind === 'wordings') return 'What Rapport itself says changes.';
    const count = (how: ItemChange['how']) => own.filter((change) => change.how === how).length;
    const parts = [
      { n: count('added'), one: 'is added', many: 'are added' },
      { n: count('removed'), one: 'is removed', many: 'are removed' },
      { n: count('changed'), one: 'changes', many: 'change' },
    ].filter(({ n }) => n > 0);
    const { one, many } = KINDS[kind];
    const said = parts.map(({ n, one: is, many: are }, at) => {
      const name = at === 0 ? ` ${n === 1 ? one : many}` : '';
      return `${n}${name} ${n === 1 ? is : are}`;
    });
    return `${said.join(', ')}.`;
  });
}

/** How many approved answers read differently. */
export function answersChanged(changes: readonly ItemChange[]): number {
  return changes.filter(
    ({ kind, how, fields }) =>
      kind === 'topic' && how === 'changed' && fields.some(({ field }) => ANSWER_TEXTS.has(field)),
  ).length;
}

const ANSWER_TEXTS = new Set(['answer.plain', 'answer.rich', 'answer.spoken', 'answer.next_step']);

const FIELDS: Record<string, string> = {
  'answer.plain': 'Answer',
  'answer.rich': 'Answer with formatting',
  'answer.spoken': 'Answer, spoken',
  'answer.next_step': 'Next step',
  'answer.offer': 'Offers the flow',
  'answer.sources': 'Sources',
  'answer.version': 'Answer version',
  'answer.validity.from': 'Holds from',
  'answer.validity.until': 'Holds until',
  'answer.validity.audience': 'Holds for',
  'impact.happened': 'What happened to the customer',
  'impact.cannot': 'What the customer cannot do',
  'impact.without': 'What the customer is without',
  examples: 'How customers ask',
  flow: 'Answered by the flow',
  owner: 'Looked after by',
  steps: 'Order of the steps',
  title: 'Title',
  offer: 'The question that offers it',
  text: 'Sentence',
};

/** A field's path as people say it: "answer.plain" as "Answer". */
export function fieldWords(field: string): string {
  const known = FIELDS[field];
  if (known) return known;
  const step = /^steps\.([^.]+)\.(.+)$/.exec(field);
  if (step) return `Step “${step[1]}”: ${(step[2] ?? '').replaceAll('.', ', ').replaceAll('_', ' ')}`;
  return idWords(field.replaceAll('.', ', '));
}

const FIRST = ['title', 'answer.plain', 'answer.rich', 'answer.spoken', 'answer.next_step', 'text'];

/** The fields with what customers read first. */
export function inReadingOrder(fields: ItemChange['fields']): ItemChange['fields'] {
  const place = (field: string) => {
    const at = FIRST.indexOf(field);
    return at < 0 ? FIRST.length : at;
  };
  return [...fields].sort((a, b) => place(a.field) - place(b.field));
}
