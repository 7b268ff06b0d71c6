/* The messages of the conversation, merged from every source into one order without gaps or doubles. */
import type { LiveEvent } from './shapes';

export class MessageLog {
  private readonly bySeq = new Map<number, LiveEvent>();
  private readUpTo = 0;

  /** Everything up to here has been read from the server's ordered stream; reading resumes after it. */
  get cursor(): number {
    return this.readUpTo;
  }

  /** All messages in the order of the conversation. */
  get events(): LiveEvent[] {
    return [...this.bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Takes what came in order, live or by polling; answers what was new. */
  stream(events: LiveEvent[], upTo = 0): LiveEvent[] {
    const fresh = events.filter((event) => this.put(event));
    for (const event of events) this.readUpTo = Math.max(this.readUpTo, event.seq);
    this.readUpTo = Math.max(this.readUpTo, upTo);
    return fresh;
  }

  /**
   * Takes one message that the server acknowledged out of order. The cursor stays: something else may
   * stand between it and this message that has not been read yet.
   */
  acknowledge(event: LiveEvent): void {
    this.put(event);
  }

  clear(): void {
    this.bySeq.clear();
    this.readUpTo = 0;
  }

  private put(event: LiveEvent): boolean {
    if (this.bySeq.has(event.seq)) return false;
    this.bySeq.set(event.seq, event);
    return true;
  }
}
