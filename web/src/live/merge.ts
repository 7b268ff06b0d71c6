/* Puts what arrives over the live connection into what is there already: in order, nothing twice. */

interface Placed {
  seq: number;
}

/** `log` with `incoming` added: ordered by sequence number, each number once, the first version kept. */
export function mergeEvents<T extends Placed>(log: readonly T[], incoming: readonly T[]): T[] {
  const last = log.at(-1)?.seq ?? 0;
  const fresh = incoming.filter((event) => event.seq > last);
  const ordered = fresh.every((event, at) => at === 0 || event.seq > (fresh[at - 1]?.seq ?? 0));
  // Almost always events come in order and behind all others; only then may the log grow without a search.
  if (ordered && fresh.length === incoming.length) return fresh.length === 0 ? [...log] : [...log, ...fresh];
  const bySeq = new Map<number, T>();
  for (const event of [...log, ...incoming]) if (!bySeq.has(event.seq)) bySeq.set(event.seq, event);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** The cursor after these events: a reader resumes from it without a gap and without a double. */
export function cursorAfter(cursor: number, events: readonly Placed[]): number {
  return events.reduce((highest, event) => Math.max(highest, event.seq), cursor);
}
