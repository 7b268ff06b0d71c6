/* The words that the pages use for the kinds of things the server sends. */

import type {
  ConversationRow,
  DecisionKind,
  DialogueAct,
  FramingPart,
  HandoverReason,
  IncidentKind,
  Role,
  UrgencyReason,
} from '../api/types';

export const DECISIONS: Record<DecisionKind, string> = {
  answered: 'Gave the approved answer',
  flow_step: 'Took a step of a flow',
  asked_back: 'Asked which topic is meant',
  did_not_know: 'Said that it does not know',
  handed_over: 'Called a person',
  courtesy: 'Courtesy',
  protected: 'Set a limit',
  waiting: 'Told that a person is on the way',
  drafted: 'Put approved answers together with a language model',
};

export const DIALOGUE_ACTS: Record<DialogueAct, string> = {
  inform: 'Asks or tells something.',
  affirm: 'Says yes.',
  deny: 'Says no.',
  greet: 'Says hello.',
  thank: 'Says thank you.',
  farewell: 'Says goodbye.',
  ask_for_person: 'Wants a person.',
  ask_if_ai: 'Asks whether this is a machine.',
  cancel: 'Wants to stop.',
  repeat: 'Wants to hear it again.',
  correct: 'Corrects what was understood.',
};

export const HANDOVER_REASONS: Record<HandoverReason, string> = {
  asked: 'Asked for a person',
  did_not_know: 'The assistant did not know',
  flow: 'The flow calls for a person',
  act_uncertain: 'The outcome of an act is not certain',
  feeling: 'The feeling calls for a person',
  hostility: 'Hostile messages',
  language: 'Another language',
  trouble: 'The assistant could not answer in time',
  away: 'The colleague who held it is away',
  colleague: 'A colleague handed it to a team',
  promise: 'A promise fell due',
};

export const INCIDENT_KINDS: Record<IncidentKind, string> = {
  abuse: 'Abuse',
  threat: 'Threat',
  other: 'Something else',
};

export const FRAMING_PARTS: Record<FramingPart, string> = {
  acknowledge: 'Acknowledge',
  accept: 'Accept',
  act: 'Act',
  check: 'Check',
  next_step: 'Next step',
};

/** The parts of a reply in the order in which they are said. */
export const FRAMING_ORDER = Object.keys(FRAMING_PARTS) as FramingPart[];

export const URGENCY_REASONS: Record<UrgencyReason, string> = {
  deadline: 'a deadline is near',
  locked_out: 'shut out',
  safety: 'health or safety',
  vulnerability: 'somebody depends on it',
  money: 'money is being lost',
  consequence: 'something else fails',
  stated: 'the customer says so',
};

export const UNSAID: Record<string, string> = {
  shorter: 'writes much shorter than usual',
  later: 'answers much later than usual',
  colder: 'is less warm than before',
  flat_agreement: 'agrees flatly after something went wrong',
  repeated_contact: 'came back about the same thing',
  unanswered_question: 'passed over our question',
};

export const ROLES: Record<Role, string> = {
  reader: 'Read-only',
  agent: 'Agent',
  designer: 'Designer',
  leader: 'Team leader',
  admin: 'Administrator',
};

export const ROLE_MEANINGS: Record<Role, string> = {
  reader: 'Reads what agents read and changes nothing.',
  agent: 'Answers customers.',
  designer: 'Also publishes topics, answers and flows.',
  leader: 'Also sees reports and invites colleagues.',
  admin: 'Everything, including tokens, webhooks and erasure.',
};

export const CHANNELS: Record<ConversationRow['channel'], string> = {
  widget: 'Chat',
  email: 'E-mail',
  api: 'API',
};

const ROLE_ORDER: Role[] = ['reader', 'agent', 'designer', 'leader', 'admin'];

/** Whether somebody with `role` may do what `needed` may; each role may do what the ones before it may. */
export function mayActAs(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && ROLE_ORDER.indexOf(role) >= ROLE_ORDER.indexOf(needed);
}

/** A name to call a customer by, also when they have told none. */
export function customerName(customer: { id: string; name?: string | null; email?: string | null }): string {
  return customer.name?.trim() || customer.email?.trim() || `Visitor ${customer.id.slice(-4)}`;
}

/** "delivery-cost" as "Delivery cost". */
export function idWords(id: string): string {
  const words = id.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A whole sentence as the rest of another: "The customer is sad." as "the customer is sad". */
export function withinSentence(sentence: string): string {
  const rest = sentence.trim().replace(/\.$/, '');
  // Names and abbreviations such as "AI" keep their capitals.
  return /^[A-Z][a-z]/.test(rest) ? rest.charAt(0).toLowerCase() + rest.slice(1) : rest;
}

/** 0.87 as "87 %". */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** 123456 as "121 kB". */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
