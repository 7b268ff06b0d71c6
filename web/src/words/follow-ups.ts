/* What is new to follow up, in words. */

import type { Counts } from '../api/types';

/** News and where it is shown. */
export interface FollowUpNews {
  text: string;
  address: string;
}

/** What has come to be followed up since the counts were told before; nothing where they are told for the first time. */
export function followUpNews(before: Counts | undefined, now: Counts): FollowUpNews | undefined {
  if (!before) return undefined;
  if (now.promises > before.promises)
    return { text: 'A promise of yours is due soon.', address: '/follow-up' };
  if (now.mentions > before.mentions)
    return { text: 'A colleague calls you in a note.', address: '/follow-up/mentions' };
  return undefined;
}
