/* The files of a reply that is being written. */

import * as calls from '../../api/calls';
import { asProblem } from '../../api/client';
import type { Attachment } from '../../api/types';
import { notices } from '../../notices.svelte';
import { newId } from '../../words/ids';

/** What a reply takes. */
export const ACCEPTED = 'image/png,image/jpeg,image/gif,image/webp,application/pdf';
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 10;

/** A file of a reply. */
export interface Upload {
  id: string;
  name: string;
  bytes: number;
  /** As the server keeps it, once it has arrived. */
  file?: Attachment;
  /** Why it cannot be sent. */
  problem?: string;
}

export class DraftUploads {
  all: Upload[] = $state([]);
  readonly #conversation: string;
  /** Those that have arrived and go out with the reply. */
  readonly files: Attachment[] = $derived(this.all.flatMap(({ file }) => (file ? [file] : [])));
  /** Whether one is still on its way. */
  readonly uploading: boolean = $derived(this.all.some(({ file, problem }) => !file && !problem));

  constructor(conversation: string) {
    this.#conversation = conversation;
  }

  /** Begins to upload files. */
  take(files: Iterable<File>): void {
    for (const file of files) {
      if (this.all.length >= MAX_FILES) {
        notices.problem(`A message takes ${MAX_FILES} files at most. Send these first, then the others.`);
        return;
      }
      const id = newId();
      const upload: Upload = { id, name: file.name, bytes: file.size };
      if (file.size > MAX_BYTES) upload.problem = 'Larger than 10 MB';
      this.all.push(upload);
      if (!upload.problem) void this.#put(id, file);
    }
  }

  /** Files of a reply that comes back. */
  restore(files: readonly Attachment[]): void {
    const back = files.map((file) => ({ id: newId(), name: file.name, bytes: file.bytes, file }));
    this.all = [...this.all, ...back];
  }

  remove(id: string): void {
    this.all = this.all.filter((upload) => upload.id !== id);
  }

  /** The reply is sent. */
  clear(): void {
    this.all = [];
  }

  async #put(id: string, file: File): Promise<void> {
    const find = () => this.all.find((upload) => upload.id === id);
    try {
      const kept = await calls.uploadAttachment(this.#conversation, file);
      const upload = find();
      if (upload) upload.file = kept;
    } catch (error) {
      const upload = find();
      if (upload) upload.problem = asProblem(error).message;
    }
  }
}
