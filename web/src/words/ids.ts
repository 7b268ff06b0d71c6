/* Ids and keys that this browser makes. */

/** A random id. `crypto.randomUUID` is missing on plain-HTTP addresses, where consoles on a local network live. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The key of an act that may be tried several times. The server answers a key that it knows as it did before, so the
    key stays while the same is tried again, and another body gets another one. */
export class AttemptKey {
  #key = '';
  #body: string | undefined;

  /** The key under which `body` is sent. */
  of(body: unknown): string {
    const text = JSON.stringify(body);
    if (text !== this.#body) [this.#body, this.#key] = [text, newId()];
    return this.#key;
  }

  /** It is through: the same again is another act. */
  done(): void {
    this.#body = undefined;
  }
}
