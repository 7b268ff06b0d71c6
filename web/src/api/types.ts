/* Short names for the shapes of the API. The shapes themselves are generated: `npm run generate`. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type Agent = Schemas['Agent'];
export type AgentEvent = Schemas['AgentEvent'];
export type AnswerView = Schemas['AnswerView'];
export type Attachment = Schemas['Attachment'];
export type Author = Schemas['Author'];
export type Call = Schemas['Call'];
export type Candidate = Schemas['Candidate'];
export type Channel = Schemas['Channel'];
export type ChosenStatement = Schemas['ChosenStatement'];
export type ClientFrame = Schemas['ClientFrame'];
export type CompanyBrief = Schemas['CompanyBrief'];
export type ConversationDetails = Schemas['ConversationDetails'];
export type ConversationRow = Schemas['ConversationRow'];
export type Counts = Schemas['Counts'];
export type CreatedInbox = Schemas['CreatedInbox'];
export type CreatedToken = Schemas['CreatedToken'];
export type CreatedWebhook = Schemas['CreatedWebhook'];
export type CurrentRelease = Schemas['CurrentRelease'];
export type CustomerDetails = Schemas['CustomerDetails'];
export type DecisionKind = Schemas['DecisionKind'];
export type Delivery = Schemas['Delivery'];
export type DeliveryState = Schemas['DeliveryState'];
export type Direction = Schemas['Direction'];
export type EvidenceSpan = Schemas['EvidenceSpan'];
export type Feeling = Schemas['Feeling'];
export type FeelingCount = Schemas['FeelingCount'];
export type FeelingMove = Schemas['FeelingMove'];
export type Felt = Schemas['Felt'];
export type FlowView = Schemas['FlowView'];
export type FramingPart = Schemas['FramingPart'];
export type HandoverReason = Schemas['HandoverReason'];
export type HostilityLevel = Schemas['HostilityLevel'];
export type Inbox = Schemas['Inbox'];
export type Invitation = Schemas['Invitation'];
export type Message = Schemas['Message'];
export type Moment = Schemas['Moment'];
export type Order = Schemas['Order'];
export type Orders = Schemas['Orders'];
export type Outcome = Schemas['Outcome'];
export type Perception = Schemas['Perception'];
export type Problem = Schemas['Problem'];
export type PromiseMade = Schemas['PromiseMade'];
export type ReleaseRow = Schemas['ReleaseRow'];
export type Role = Schemas['Role'];
export type SentInvitation = Schemas['SentInvitation'];
export type Scope = Schemas['Scope'];
export type ServerFrame = Schemas['ServerFrame'];
export type StatementView = Schemas['StatementView'];
export type Status = Schemas['Status'];
export type Summary = Schemas['Summary'];
export type Today = Schemas['Today'];
export type Token = Schemas['Token'];
export type TopicView = Schemas['TopicView'];
export type UrgencyReason = Schemas['UrgencyReason'];
export type Webhook = Schemas['Webhook'];
export type WebhookEvent = Schemas['WebhookEvent'];
export type Why = Schemas['Why'];

/** A part of the inbox. */
export type ConversationView = keyof Omit<Schemas['Counts'], 'unread'>;
