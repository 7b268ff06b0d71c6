/* What is kept in this browser between pages: in localStorage, shared by all tabs of the site. */

/** Keeps JSON values under names; works, without keeping, where storage is forbidden or full. */
export class Keep {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly prefix: string,
    private readonly storage: () => Storage = () => localStorage,
  ) {}

  get<T>(name: string): T | undefined {
    const text = this.read(name);
    if (text === null) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      return undefined;
    }
  }

  set(name: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    try {
      this.storage().setItem(this.prefix + name, text);
    } catch {
      // Private windows and full disks: this page still remembers.
    }
  }

  remove(name: string): void {
    this.memory.delete(name);
    try {
      this.storage().removeItem(this.prefix + name);
    } catch {
      // As above.
    }
  }

  /** Calls back with the name of what another tab changed. */
  watch(changed: (name: string) => void): () => void {
    const listener = (event: StorageEvent): void => {
      if (event.key === null) this.memory.clear();
      const name = event.key?.startsWith(this.prefix) ? event.key.slice(this.prefix.length) : '';
      if (event.key === null || name) {
        this.memory.delete(name);
        changed(name);
      }
    };
    addEventListener('storage', listener);
    return () => removeEventListener('storage', listener);
  }

  private read(name: string): string | null {
    try {
      const text = this.storage().getItem(this.prefix + name);
      if (text !== null) return text;
    } catch {
      // As above.
    }
    return this.memory.get(name) ?? null;
  }
}
