/* Statements' figures and conditions, as the pages speak of them. */

import type { EffectEstimate, FramingPart, StatementUse } from '../api/types';
import { CHANNELS } from './labels';

/** What each part of a framing is for. */
export const PART_MEANINGS: Record<FramingPart, string> = {
  acknowledge: 'Names what happened, to them.',
  accept: 'Takes the feeling as it is, without judging or defending.',
  act: 'Leads over to the answer or the deed.',
  check: 'Asks whether it is right, or whether to do it now.',
  next_step: 'Says who does what, and when.',
};

/** How sure a measured effect is. */
export type EffectKind = 'better' | 'worse' | 'unsure';

/** What a measured effect says: only an interval apart from nothing says anything. */
export function effectKind({ low, high }: EffectEstimate): EffectKind {
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'unsure';
}

export const EFFECT_WORDS: Record<EffectKind, string> = {
  better: 'Customers feel better after it',
  worse: 'Customers feel worse after it',
  unsure: 'No sure difference',
};

/** "+0.12", "−0.05": always with its sign, so that the direction is never guessed. */
export function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  if (rounded === 0) return '0.00';
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded).toFixed(2)}`;
}

/** "+0.12 (95 %: +0.03 to +0.21)" */
export function effectWords({ value, low, high }: EffectEstimate): string {
  return `${signed(value)} (95 %: ${signed(low)} to ${signed(high)})`;
}

/** How often something was said: "12 × by the assistant (chat 10, e-mail 2)"; nothing where it was not. */
export function useWords(uses: readonly StatementUse[]): string[] {
  return [false, true].flatMap((byAgent) => {
    const mine = uses.filter(({ by_agent }) => by_agent === byAgent);
    const total = mine.reduce((sum, use) => sum + use.total, 0);
    if (total === 0) return [];
    const ways = mine.map(({ channel, total: here }) => `${CHANNELS[channel].toLowerCase()} ${here}`);
    return [`${total} × by ${byAgent ? 'agents' : 'the assistant'} (${ways.join(', ')})`];
  });
}

/** How often in all. */
export function useTotal(uses: readonly StatementUse[]): number {
  return uses.reduce((sum, { total }) => sum + total, 0);
}

/** When it may come again. */
export function restWords(days: number): string {
  const rest = days === 0 ? 'no rest between conversations' : `rests ${days} ${days === 1 ? 'day' : 'days'}`;
  return `Never twice in a conversation; ${rest} for the same customer`;
}
