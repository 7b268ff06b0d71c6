/* Ids that this browser makes. */

/** A random id. `crypto.randomUUID` is missing on plain-HTTP addresses, where consoles on a local network live. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
