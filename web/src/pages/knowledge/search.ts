/* Finding topics, statements and flows by any of their words. */

import type { CurrentRelease, FlowView, StatementView, TopicView } from '../../api/types';
import { holdsWords } from '../../words/find';
import { isStepKind, KINDS } from '../draft/flows';

/** The parts of a release that fit. */
export interface Found {
  topics: TopicView[];
  statements: StatementView[];
  flows: FlowView[];
}

/** What of `release` holds all words of `wanted`. */
export function findInRelease(release: CurrentRelease, wanted: string): Found {
  const fits = (...texts: (string | null | undefined)[]) => holdsWords(texts, wanted);
  return {
    topics: release.topics.filter(({ id, title, owner, examples, answer }) =>
      fits(id, title, owner, ...examples, answer?.plain, answer?.next_step),
    ),
    statements: release.statements.filter(({ id, text, part, author }) => fits(id, text, part, author)),
    flows: release.flows.filter(({ id, title, offer, steps }) =>
      fits(id, title, offer, JSON.stringify(steps)),
    ),
  };
}

/** What a step of a flow does, and its text if it has one. Steps come as they are authored. */
export function stepWords(step: unknown): { id: string; kind: string; text: string } {
  const fields = typeof step === 'object' && step !== null ? (step as Record<string, unknown>) : {};
  const id = typeof fields['id'] === 'string' ? fields['id'] : '';
  const [kind, body] = Object.entries(fields).find(([name]) => name !== 'id') ?? ['', undefined];
  const inside = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = ['text', 'confirm', 'reason', 'action', 'flow', 'on', 'value']
    .map((name) => inside[name])
    .find((value): value is string => typeof value === 'string');
  return { id, kind: isStepKind(kind) ? KINDS[kind].verb : kind, text: text ?? '' };
}
