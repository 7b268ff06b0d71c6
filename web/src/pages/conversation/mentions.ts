/* Mentions in a note: completed while they are typed, found again in what is sent. */

/** A colleague who can be called. */
export interface Colleague {
  id: string;
  name: string;
}

/** A mention that is being typed: where it begins, and the letters after its sign. */
export interface Typed {
  start: number;
  words: string;
}

const LONGEST = 40;
const MOST_OFFERED = 6;

/** The mention that is typed at the caret, if one is. */
export function typedMention(text: string, caret: number): Typed | undefined {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || start >= caret || caret - start > LONGEST) return undefined;
  // An address is no mention: the sign begins a word.
  if (start > 0 && !/[\s(]/u.test(text[start - 1] ?? '')) return undefined;
  const words = text.slice(start + 1, caret);
  return /[\n,;:!?]/u.test(words) || words.startsWith(' ') ? undefined : { start, words };
}

/** The colleagues whose name holds what is typed, those first whose name begins with it. */
export function offered(colleagues: readonly Colleague[], words: string): Colleague[] {
  const wanted = words.toLowerCase();
  const rank = ({ name }: Colleague) => {
    const lower = name.toLowerCase();
    if (lower.startsWith(wanted)) return 0;
    return lower.split(' ').some((part) => part.startsWith(wanted)) ? 1 : 2;
  };
  return colleagues
    .filter((one) => rank(one) < 2 && one.name.toLowerCase() !== wanted)
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST_OFFERED);
}

/** The ids of the colleagues whom a text calls by their whole name; of names that begin alike, the longest counts. An
    address such as `info@ana-shop.com` calls nobody. */
export function mentioned(text: string, colleagues: readonly Colleague[]): string[] {
  let rest = text.toLowerCase();
  const found: string[] = [];
  for (const { id, name } of [...colleagues].sort((a, b) => b.name.length - a.name.length)) {
    const quoted = name.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const sign = new RegExp(`(?<![\\p{L}\\p{N}_.+-])@${quoted}(?![\\p{L}\\p{N}_-]|\\.[\\p{L}\\p{N}])`, 'gu');
    const without = rest.replace(sign, ' ');
    if (without === rest) continue;
    found.push(id);
    rest = without;
  }
  return found;
}
