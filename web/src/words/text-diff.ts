/* What differs between two texts, word by word, for people to read. */

/** A stretch of a text: in both, only in the old one, or only in the new one. */
export interface Stretch {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

// Beyond this many comparisons a word by word look takes longer than it helps; the texts differ as a whole.
const MOST_COMPARISONS = 1_000_000;

/** The stretches of `before` and `after`, in reading order. */
export function diffWords(before: string, after: string): Stretch[] {
  const [old, fresh] = [wordsOf(before), wordsOf(after)];
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, fresh.length) - head;
  while (tail < most && old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]) tail++;
  const middle = diffMiddle(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail));
  const same = (words: string[]): Stretch[] => words.map((text) => ({ kind: 'same', text }));
  return joined([...same(old.slice(0, head)), ...middle, ...same(old.slice(old.length - tail))]);
}

// Words, the white space between them, and punctuation, so that a changed comma marks no word.
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/** By the longest common subsequence. */
function diffMiddle(old: string[], fresh: string[]): Stretch[] {
  const whole: Stretch[] = [
    { kind: 'removed', text: old.join('') },
    { kind: 'added', text: fresh.join('') },
  ];
  if (old.length === 0 || fresh.length === 0 || old.length * fresh.length > MOST_COMPARISONS) {
    return whole.filter(({ text }) => text !== '');
  }
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        old[row] === fresh[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found: Stretch[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < fresh.length) {
    const [was, is] = [old[row], fresh[column]];
    if (was !== undefined && was === is) {
      found.push({ kind: 'same', text: was });
      row++;
      column++;
    } else if (was !== undefined && (is === undefined || at(row + 1, column) >= at(row, column + 1))) {
      found.push({ kind: 'removed', text: was });
      row++;
    } else {
      found.push({ kind: 'added', text: is ?? '' });
      column++;
    }
  }
  return found;
}

function joined(stretches: Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const last = result.at(-1);
    if (last?.kind === stretch.kind) last.text += stretch.text;
    else result.push({ ...stretch });
  }
  return result;
}
