/* What the widget and the server say to each other: the part of the API that the widget uses. */

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
}

export interface Choice {
  label: string;
  value: string;
}

export interface Author {
  kind: 'customer' | 'assistant' | 'agent' | 'system';
  id?: string;
  name?: string;
}

export interface Message {
  id: string;
  author: Author;
  at: string;
  text: string;
  rich?: string;
  attachments: Attachment[];
  choices: Choice[];
}

export interface LiveEvent {
  seq: number;
  at: string;
  kind: 'message';
  message: Message;
  /** Whether it gives one approved answer, which can be said to have helped. */
  is_answer?: boolean;
}

export interface Conversation {
  id: string;
  status: 'open' | 'pending' | 'snoozed' | 'resolved';
  holder: { kind: 'assistant' | 'agent'; name?: string };
  rating?: number;
  awaiting_person: boolean;
  /** Where whoever waits for a person stands. */
  queue?: { place: number; wait_minutes?: number; open_now: boolean; opens: string };
  /** It was ended by policy; until then the customer is answered elsewhere only. */
  ended?: { other_ways: string; until: string };
  /** Words of thanks of which the customer is asked whether the team may see them. */
  may_share?: { id: string; words: string };
}

export interface Customer {
  id: string;
  name?: string;
  email?: string;
  /** They took their address back and want no mail. */
  mail_declined?: boolean;
  verified: boolean;
}

export interface Identity {
  external_id: string;
  email?: string;
  name?: string;
  signature: string;
}

export interface Session {
  visitor_token: string;
  customer: Customer;
  conversation?: Conversation;
  company: { name: string; assistant: string };
  wordings: { person: string; rate: string; yes: string; no: string; ai_notice: string };
  accepted_files: string[];
  max_file_bytes: number;
  max_text_chars?: number;
}

export interface History {
  conversation?: Conversation;
  events: LiveEvent[];
  seq: number;
  more?: boolean;
}

/** What the server sends over the live connection. Kinds that are not listed are not for customers. */
export type ServerFrame =
  | { type: 'ready'; seq: number }
  | { type: 'event'; event: LiveEvent }
  | { type: 'typing'; who: Author['kind']; name?: string }
  | { type: 'state'; conversation: Conversation }
  | { type: 'pong' }
  | { type: 'error'; detail: string };
