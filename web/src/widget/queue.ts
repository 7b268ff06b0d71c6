/* Messages that the customer wrote and the server has not acknowledged yet. They survive a reload. */
import type { Keep } from './keep';
import type { Attachment, LiveEvent } from './shapes';

export interface Unsent {
  /** Our id of the message: sending it twice is sending it once. */
  client_id: string;
  text: string;
  attachments: Attachment[];
  choice?: string;
  /** The article of the help centre that it is about. */
  article?: string;
  at: string;
  /** The cursor when it was first tried; from then on it may be in the log already. */
  tried_at?: number;
  /** Why the server does not want it. It stays until the customer tries again or discards it. */
  refused?: string;
}

const NAME = 'queue';

export class SendQueue {
  constructor(private readonly keep: Keep) {}

  get all(): Unsent[] {
    return this.keep.get<Unsent[]>(NAME) ?? [];
  }

  /** The next to be sent. */
  get next(): Unsent | undefined {
    return this.all.find((unsent) => unsent.refused === undefined);
  }

  add(unsent: Unsent): void {
    this.keep.set(NAME, [...this.all, unsent]);
  }

  tried(id: string, cursor: number): void {
    this.change(id, (unsent) => ({ ...unsent, tried_at: unsent.tried_at ?? cursor }));
  }

  refuse(id: string, why: string): void {
    this.change(id, (unsent) => ({ ...unsent, refused: why, tried_at: undefined }));
  }

  retry(id: string): void {
    this.change(id, (unsent) => ({ ...unsent, refused: undefined }));
  }

  remove(id: string): void {
    this.keep.set(
      NAME,
      this.all.filter((unsent) => unsent.client_id !== id),
    );
  }

  /**
   * What of the log is shown beside the queue. While a message is on its way the stream may bring it back
   * before its acknowledgement does; showing both would show it twice.
   */
  beside(events: LiveEvent[]): LiveEvent[] {
    const since = this.next?.tried_at;
    if (since === undefined) return events;
    return events.filter((event) => event.seq <= since || event.message.author.kind !== 'customer');
  }

  private change(id: string, to: (unsent: Unsent) => Unsent): void {
    this.keep.set(
      NAME,
      this.all.map((unsent) => (unsent.client_id === id ? to(unsent) : unsent)),
    );
  }
}
