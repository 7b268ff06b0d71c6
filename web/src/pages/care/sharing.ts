/* What stands beside kind words about who sees them. */

import type { KindWords } from '../../api/types';

/** Whether the team sees the words, and if not, why. */
export function sharingOf(words: Pick<KindWords, 'shared' | 'agreed' | 'colleague'>): string {
  if (words.colleague) return words.shared ? 'On the team board.' : 'Only you see it.';
  if (words.agreed === false) return 'The customer prefers to keep it between you.';
  if (words.agreed === true)
    return words.shared ? 'On the team board, without the customer’s name.' : 'The customer agrees.';
  return words.shared
    ? 'On the team board as soon as the customer agrees; they are asked in the chat.'
    : 'The customer is asked in the chat.';
}
