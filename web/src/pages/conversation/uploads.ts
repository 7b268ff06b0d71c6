/* A file of a reply that is being written. */
import type { Attachment } from '../../api/types';

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  /** As the server keeps it, once it has arrived. */
  file?: Attachment;
  /** Why it cannot be sent. */
  problem?: string;
}
