/* Tags as the server has them, so that pages and server agree on which are the same. */

/** The longest tag, in characters. */
export const MAX_TAG_CHARS = 40;

/** A tag as it is kept: small letters, single spaces, no `#`. Empty where nothing is left. */
export function tidyTag(typed: string): string {
  return typed.trim().replace(/^#+/, '').trim().replace(/\s+/g, ' ').toLowerCase();
}

/** The tags that complete what is typed, those that begin with it first; none of `taken`. */
export function completions(known: readonly string[], typed: string, taken: readonly string[]): string[] {
  const wanted = tidyTag(typed);
  const free = known.filter((tag) => !taken.includes(tag) && tag.includes(wanted));
  const begins = (tag: string) => (tag.startsWith(wanted) ? 0 : 1);
  return free.sort((a, b) => begins(a) - begins(b)).slice(0, 8);
}
