/* The address of one message or note: that of its conversation, with its place in it. */

const NAME = 'at';

/** The address that opens a conversation at a message. */
export function messageAddress(conversation: string, seq: number): string {
  return `/conversations/${encodeURIComponent(conversation)}?${NAME}=${seq}`;
}

/** The place of the message that the address leads to. */
export function messageOf(query: URLSearchParams): number | undefined {
  const text = query.get(NAME);
  return text !== null && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
