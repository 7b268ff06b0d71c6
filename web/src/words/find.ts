/* Finding things by any of their words. */

/** Whether texts, taken together, hold every word of `wanted`; nothing wanted is found everywhere. */
export function holdsWords(texts: readonly (string | null | undefined)[], wanted: string): boolean {
  const hay = texts.filter(Boolean).join('\n').toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => hay.includes(word));
}
