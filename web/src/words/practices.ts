/* The practices of empathic conversation and what is compared of a draft, for people. */

import type { AspectKind, Practice } from '../api/types';

export const PRACTICES: Record<Practice, { name: string; means: string }> = {
  acceptance: { name: 'Accept', means: 'No debate whether the feeling is justified.' },
  not_reactive: { name: 'Stay calm', means: 'Hostility is never mirrored.' },
  not_defensive: { name: 'Don’t defend', means: 'No excuses, no blame.' },
  heard: { name: 'Show you heard', means: 'What happened is named, in the customer’s terms.' },
  matched: { name: 'Match', means: 'Length, pace, formality, energy and urgency fit the customer.' },
  checked: { name: 'Check', means: 'Paraphrases and asks when not certain.' },
  no_claimed_feeling: { name: 'Theirs, not ours', means: 'Never “I know how you feel”.' },
  empathy_with_action: { name: 'Empathy with action', means: 'Never bare sympathy.' },
};

export const ASPECTS: Record<AspectKind, string> = {
  length: 'Length',
  formality: 'Formality',
  energy: 'Energy',
  urgency: 'Urgency',
};
