/* Topics as people write them: found, named, begun, cleaned. Pure, so that it can be tested. */

import type { Topic, TopicEntry } from '../../api/types';
import { holdsWords } from '../../words/find';

/** The name under which a new topic stands until it has one. */
export const NEW = 'new';

/** A topic with nothing in it. */
export function blankTopic(owner = ''): Topic {
  return {
    id: '',
    title: '',
    owner,
    examples: [],
    safety: false,
    impact: {},
    help: { hidden: false },
    answer: { version: 1, plain: '', sources: [] },
  };
}

/** "What delivery costs" as "what-delivery-costs". */
export function nameFrom(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

/** Why a name cannot be a topic's; empty where it can. */
export function nameProblem(name: string, taken: readonly string[]): string {
  if (name === '') return 'Give it a name.';
  if (!/^[a-z0-9_-]{1,64}$/.test(name)) return 'Small letters, digits, - and _, at most 64.';
  if (name === NEW) return 'This name is taken by the page for new topics.';
  if (taken.includes(name)) return 'Another topic has this name.';
  return '';
}

/** What is missing before a topic can be saved; empty where nothing is. */
export function missing(topic: Topic): string {
  if (topic.title.trim() === '') return 'give it a title';
  if (topic.answer && topic.answer.plain.trim() === '') return 'write the answer';
  if (!topic.answer && !topic.flow) return 'choose the flow';
  return '';
}

/** A pasted text as examples: one a line, without bullets, quotes and what is there already. */
export function examplesFrom(text: string, known: readonly string[] = []): string[] {
  const seen = new Set(known.map(normal));
  const lines = text.split(/\r?\n/).map((line) =>
    line
      .trim()
      .replace(/^(?:[-*•–]|\d+[.)])\s+/, '')
      .replace(/^["“](.*)["”]$/, '$1')
      .trim(),
  );
  return lines.filter((line) => {
    if (line === '' || seen.has(normal(line))) return false;
    seen.add(normal(line));
    return true;
  });
}

function normal(text: string): string {
  return text.trim().toLowerCase();
}

/** What may be a person's: an address, a long number, a link. A hint for whoever adds it, not a judgement. */
export function looksPersonal(text: string): boolean {
  return /\S@\S|https?:|\d{4,}|(?:\d[ -]?){7,}/.test(text);
}

/** The entries that hold all words of `wanted`. */
export function findTopics(entries: readonly TopicEntry[], wanted: string): TopicEntry[] {
  return entries.filter(({ id, topic }) => {
    const texts = [id, topic?.title, topic?.owner, ...(topic?.examples ?? []), topic?.answer?.plain];
    return holdsWords(texts, wanted);
  });
}

/** A topic without what is empty, as the server gives it back. */
export function tidy(topic: Topic): Topic {
  const field = (text: string | null | undefined) => text?.trim() || undefined;
  const list = (all: readonly string[] | undefined) => (all ?? []).map((one) => one.trim()).filter(Boolean);
  const { answer, impact, help } = topic;
  return {
    ...topic,
    title: topic.title.trim(),
    owner: topic.owner.trim(),
    examples: list(topic.examples),
    impact: {
      happened: field(impact?.happened),
      cannot: field(impact?.cannot),
      without: field(impact?.without),
    },
    help: {
      title: field(help?.title),
      category: field(help?.category),
      hidden: help?.hidden ?? false,
      text: answer ? undefined : field(help?.text),
    },
    answer: answer
      ? {
          ...answer,
          plain: answer.plain.trim(),
          rich: field(answer.rich),
          spoken: field(answer.spoken),
          next_step: field(answer.next_step),
          offer: field(answer.offer),
          sources: list(answer.sources),
          valid_from: field(answer.valid_from),
          valid_until: field(answer.valid_until),
          audience: answer.audience ?? 'all',
        }
      : undefined,
    flow: answer ? undefined : field(topic.flow),
  };
}

/** Whether two topics say the same, apart from the version that the server counts. */
export function sameTopic(a: Topic, b: Topic): boolean {
  const plain = (topic: Topic) => {
    const clean = tidy(topic);
    return JSON.stringify(sorted({ ...clean, answer: clean.answer && { ...clean.answer, version: 0 } }));
  };
  return plain(a) === plain(b);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  );
}
