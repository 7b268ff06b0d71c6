/* Finding topics, statements and flows by any of their words. */

import type { CurrentRelease, FlowView, StatementView, TopicView } from '../../api/types';

/** The parts of a release that fit. */
export interface Found {
  topics: TopicView[];
  statements: StatementView[];
  flows: FlowView[];
}

/** What of `release` holds all words of `wanted`. */
export function findInRelease(release: CurrentRelease, wanted: string): Found {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (...texts: (string | null | undefined)[]) => {
    const hay = texts.filter(Boolean).join('\n').toLowerCase();
    return words.every((word) => hay.includes(word));
  };
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
  return { id, kind: STEP_KINDS[kind] ?? kind, text: text ?? '' };
}

const STEP_KINDS: Record<string, string> = {
  say: 'says',
  ask: 'asks',
  choose: 'lets choose',
  remember: 'remembers',
  act: 'acts',
  branch: 'branches on',
  wait: 'waits',
  call: 'runs',
  hand_over: 'hands over',
  end: 'ends',
};
