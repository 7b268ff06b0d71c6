/* The nine feelings, as the pages speak of them: a word, a tone and a shape each, never colour alone. */

export const FEELINGS = [
  'calm',
  'pleased',
  'grateful',
  'confused',
  'anxious',
  'disappointed',
  'sad',
  'frustrated',
  'angry',
] as const;

export type FeelingName = (typeof FEELINGS)[number];

/** How a feeling weighs; it sets the tint beside the word. */
export type Tone = 'good' | 'even' | 'heavy';

const TONES: Record<FeelingName, Tone> = {
  calm: 'even',
  pleased: 'good',
  grateful: 'good',
  confused: 'even',
  anxious: 'heavy',
  disappointed: 'heavy',
  sad: 'heavy',
  frustrated: 'heavy',
  angry: 'heavy',
};

/** Whether a text from the server is one of the nine. */
export function isFeeling(text: unknown): text is FeelingName {
  return typeof text === 'string' && (FEELINGS as readonly string[]).includes(text);
}

/** The word for a feeling; an abstention is called *unclear*. */
export function feelingWord(feeling: string | null | undefined): string {
  return isFeeling(feeling) ? feeling : 'unclear';
}

/** The tone of a feeling; unclear is even. */
export function feelingTone(feeling: string | null | undefined): Tone {
  return isFeeling(feeling) ? TONES[feeling] : 'even';
}

/** "very frustrated", "a little anxious": the strength in words. */
export function strengthWord(feeling: string | null | undefined, intensity: number): string {
  const word = feelingWord(feeling);
  if (word === 'unclear' || word === 'calm') return word;
  if (intensity >= 0.75) return `very ${word}`;
  if (intensity < 0.35) return `a little ${word}`;
  return word;
}
