/* The address of a reply's explanation: that of its conversation, with the reply's place in it. */

const NAME = 'why';

/** The address that opens the explanation of the reply at `seq`, or closes it where there is none. */
export function whyAddress(path: string, query: URLSearchParams, seq: number | undefined): string {
  const changed = new URLSearchParams(query);
  if (seq === undefined) changed.delete(NAME);
  else changed.set(NAME, String(seq));
  return changed.size === 0 ? path : `${path}?${changed}`;
}

/** The place of the reply that the address wants explained. */
export function whyOf(query: URLSearchParams): number | undefined {
  const text = query.get(NAME);
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
