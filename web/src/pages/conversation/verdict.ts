/* What the coach says of a sent reply, made ready to be shown. Pure, so that it can be tested. */

import type { Author, JudgedPractice } from '../../api/types';

/** The words of `text` that `spans` speak of, each once, in order. Positions count code points. */
export function quoted(text: string, spans: JudgedPractice['evidence']): string[] {
  const points = [...text];
  const words = spans.map(({ start, end }) => points.slice(start, end).join('').trim());
  return [...new Set(words)].filter((word) => word !== '');
}

/** Whether somebody may see the coach's verdict on a message of `author`. */
export function maySeeVerdict(author: Author, me: string | undefined, leads: boolean): boolean {
  if (author.kind === 'assistant') return true;
  return author.kind === 'agent' && (leads || author.id === me);
}

/** The longest wording that can be proposed. */
const LONGEST = 300;

/** What of a message is proposed: the words that are marked in it, or as much of it as a sentence may have. */
export function wordingFrom(text: string, marked = document.getSelection()?.toString() ?? ''): string {
  const words = marked.trim();
  return (words !== '' && text.includes(words) ? words : text).slice(0, LONGEST);
}
