/* What a macro does, in words. */

import type { MacroAct } from '../api/types';

/** How long a conversation can be put aside by a macro, in minutes. */
export const ASIDE: readonly { minutes: number; label: string }[] = [
  { minutes: 60, label: 'one hour' },
  { minutes: 3 * 60, label: 'three hours' },
  { minutes: 24 * 60, label: 'one day' },
  { minutes: 2 * 24 * 60, label: 'two days' },
  { minutes: 3 * 24 * 60, label: 'three days' },
  { minutes: 7 * 24 * 60, label: 'one week' },
];

/** What can be chosen, in the order in which it is offered. */
export const ACTS: readonly { kind: Exclude<MacroAct['kind'], 'reply'>; label: string }[] = [
  { kind: 'tag', label: 'Put a tag on' },
  { kind: 'untag', label: 'Take a tag off' },
  { kind: 'note', label: 'Write a note' },
  { kind: 'snooze', label: 'Snooze' },
  { kind: 'hand_back', label: 'Hand back to the assistant' },
  { kind: 'resolve', label: 'Resolve' },
];

/** An act in words: "Put on the tag “refund”". */
export function actWords(act: MacroAct): string {
  switch (act.kind) {
    case 'reply':
      return `Send “${act.text}”`;
    case 'note':
      return `Note for colleagues: “${act.text}”`;
    case 'tag':
      return `Put on the tag “${act.tag}”`;
    case 'untag':
      return `Take off the tag “${act.tag}”`;
    case 'snooze':
      return `Snooze for ${asideWords(act.minutes)}`;
    case 'hand_back':
      return act.note ? `Hand back to the assistant: “${act.note}”` : 'Hand back to the assistant';
    case 'resolve':
      return 'Resolve';
  }
}

function asideWords(minutes: number): string {
  const known = ASIDE.find((one) => one.minutes === minutes);
  if (known) return known.label;
  if (minutes % (24 * 60) === 0) return `${minutes / (24 * 60)} days`;
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/** Whether nothing can follow an act: the conversation is done, aside or with the assistant. */
export const ends = (act: MacroAct) =>
  act.kind === 'snooze' || act.kind === 'hand_back' || act.kind === 'resolve';
