/* Every call that the console makes, by name. Pages use these and never an address. */

import { api, ASKS, take } from './client';
import type {
  Agent,
  BulkAct,
  Channel,
  ContentFile,
  ConversationView,
  Feeling,
  Flow,
  FramingPart,
  ImportIntoDraft,
  IncidentKind,
  Limit,
  LookAtImport,
  MacroAct,
  PreviewDraftStatement,
  PromiseAct,
  PromiseSaid,
  Receiver,
  Role,
  Scope,
  SearchQuery,
  Statement,
  SlaRule,
  Topic,
  WebhookEvent,
} from './types';

const at = (id: string) => ({ params: { path: { id } } });

// Signing in, and me

export const signIn = (email: string, password: string) =>
  take(api.POST('/api/v1/sign-in', { body: { email, password } }));
export const signOut = () => take(api.POST('/api/v1/sign-out', {}));
export const getMe = () => take(api.GET('/api/v1/me', {}));
export const changeMe = (body: {
  available?: boolean;
  name?: string;
  password?: { old: string; new: string };
}) => take(api.PATCH('/api/v1/me', { body }));
export const askPasswordReset = (email: string) =>
  take(api.POST('/api/v1/password-resets', { body: { email } }));
export const resetPassword = (token: string, password: string) =>
  take(api.POST('/api/v1/password-resets/{token}', { params: { path: { token } }, body: { password } }));
export const getInvitation = (token: string) =>
  take(api.GET('/api/v1/invitations/{token}', { params: { path: { token } } }));
export const acceptInvitation = (token: string, name: string, password: string) =>
  take(api.POST('/api/v1/invitations/{token}', { params: { path: { token } }, body: { name, password } }));

// Conversations

export interface ListQuery {
  view: ConversationView;
  feeling?: Feeling;
  tag?: string;
  agent?: string;
  team?: string;
  q?: string;
  cursor?: string;
  limit?: number;
}

export const listConversations = (query: ListQuery) =>
  take(api.GET('/api/v1/conversations', { params: { query } }));
export const getConversation = (id: string) => take(api.GET('/api/v1/conversations/{id}', at(id)));
/** Also from the colleague who holds it, where that is meant. */
export const takeOver = (id: string, from_colleague = false) =>
  take(
    api.POST('/api/v1/conversations/{id}/take-over', {
      params: { path: { id }, query: from_colleague ? { from_colleague } : {} },
    }),
  );
export const handBack = (id: string, note: string) =>
  take(api.POST('/api/v1/conversations/{id}/hand-back', { ...at(id), body: { note } }));
/** Who could go on with a conversation instead of me. */
export const listReceivers = (id: string) => take(api.GET('/api/v1/conversations/{id}/receivers', at(id)));
/** Hands it to a colleague or a team, unless somebody else speaks than `fence` says. */
export const handOver = (id: string, body: { to: Receiver; note: string; fence?: number }) =>
  take(api.POST('/api/v1/conversations/{id}/hand-over', { ...at(id), body }));
export const snooze = (id: string, until: Date) =>
  take(api.POST('/api/v1/conversations/{id}/snooze', { ...at(id), body: { until: until.toISOString() } }));
export const wake = (id: string) => take(api.POST('/api/v1/conversations/{id}/wake', at(id)));
export const resolve = (id: string) => take(api.POST('/api/v1/conversations/{id}/resolve', at(id)));
/** The same for many conversations; the answer tells what came of each. */
export const actOnMany = (conversations: string[], act: BulkAct) =>
  take(api.POST('/api/v1/conversations/bulk', { body: { conversations, act } }));
export const tagConversation = (id: string, tag: string) =>
  take(api.POST('/api/v1/conversations/{id}/tags', { ...at(id), body: { tag } }));
export const untagConversation = (id: string, tag: string) =>
  take(api.DELETE('/api/v1/conversations/{id}/tags/{tag}', { params: { path: { id, tag } } }));
/** The tags that the team uses, the most used first. */
export const listTags = () => take(api.GET('/api/v1/tags', { params: { query: { limit: 100 } } }));
export const markRead = (id: string) => take(api.POST('/api/v1/conversations/{id}/read', at(id)));
export const sayTyping = (id: string) => take(api.POST('/api/v1/conversations/{id}/typing', at(id)));

/** What an agent sends. The same `client_id` is the same message, however often it is sent. */
export interface Outgoing {
  client_id: string;
  text: string;
  attachments: string[];
  /** The last event that was seen when it was begun; where somebody else has replied since, it is refused. */
  seen?: number;
  /** What it says of promises, as the agent has confirmed. */
  promises: PromiseSaid[];
}

export const sendReply = (id: string, body: Outgoing) =>
  take(
    api.POST('/api/v1/conversations/{id}/messages', {
      ...at(id),
      body,
      headers: { 'Idempotency-Key': body.client_id },
    }),
  );
/** The same, but it waits `hold_ms` and can be taken back until then. */
export const holdReply = (id: string, body: Outgoing & { hold_ms: number }) =>
  take(
    api.POST('/api/v1/conversations/{id}/held-replies', {
      ...at(id),
      body,
    }),
  );
/** Takes back a reply that waits. Nobody has seen anything of it. */
export const takeBackReply = (id: string, clientId: string) =>
  take(
    api.DELETE('/api/v1/conversations/{id}/held-replies/{client_id}', {
      params: { path: { id, client_id: clientId } },
    }),
  );
export const writeNote = (id: string, text: string, mentions: string[], key: string) =>
  take(
    api.POST('/api/v1/conversations/{id}/notes', {
      ...at(id),
      body: { text, mentions },
      headers: { 'Idempotency-Key': key },
    }),
  );

/** Puts a file where a reply can take it from. */
export const uploadAttachment = (conversation: string, file: File) => {
  const form = new FormData();
  form.append('file', file, file.name);
  return take(
    api.POST('/api/v1/attachments', {
      params: { query: { conversation } },
      body: form as never,
      bodySerializer: (body: unknown) => body as FormData,
    }),
  );
};

/** Where the bytes of a file are. */
export const attachmentAddress = (id: string) => `/api/v1/attachments/${encodeURIComponent(id)}`;

/** What could be better in a draft. Nothing of it is kept, so it carries no key. */
export const coachDraft = (id: string, draft: string) =>
  take(api.POST('/api/v1/conversations/{id}/coach', { ...at(id), body: { draft }, headers: ASKS }));
/** Answers and statements at hand, for what the customer said last or for words. */
export const assist = (id: string, words?: string) =>
  take(api.POST('/api/v1/conversations/{id}/assist', { ...at(id), body: { words }, headers: ASKS }));
/** A draft of the language model for what the customer said last, or why there is none. */
export const suggestReply = (id: string) =>
  take(api.POST('/api/v1/conversations/{id}/suggestion', { ...at(id), headers: ASKS }));
export const reportKnowledgeGap = (id: string, words: string, key: string) =>
  take(
    api.POST('/api/v1/conversations/{id}/knowledge-gaps', {
      ...at(id),
      body: { words },
      headers: { 'Idempotency-Key': key },
    }),
  );

// Promises and mentions

export const listPromises = (query: { whose: 'me' | 'everybody'; closed?: boolean; cursor?: string }) =>
  take(api.GET('/api/v1/promises', { params: { query: { ...query, limit: 50 } } }));
/** Keeps track of something that I promised, for instance by phone. */
export const addPromise = (id: string, promise: string, by: Date | undefined, key: string) =>
  take(
    api.POST('/api/v1/conversations/{id}/promises', {
      ...at(id),
      body: { promise, ...(by && { by: by.toISOString() }) },
      headers: { 'Idempotency-Key': key },
    }),
  );
/** Says what became of a promise. */
export const actOnPromise = (id: string, seq: number, act: PromiseAct) =>
  take(api.POST('/api/v1/conversations/{id}/promises/{seq}', { params: { path: { id, seq } }, body: act }));
export const listMyMentions = (cursor?: string) =>
  take(api.GET('/api/v1/me/mentions', { params: { query: { cursor, limit: 50 } } }));
export const readMyMentions = (id: string) =>
  take(api.POST('/api/v1/conversations/{id}/mentions/read', at(id)));

/** Why the assistant said what it said, decision by decision. */
export const explain = (id: string) => take(api.GET('/api/v1/conversations/{id}/explain', at(id)));

// Care

/** Warns the customer or ends the conversation, in authored words. */
export const setLimit = (id: string, limit: Limit) =>
  take(api.POST('/api/v1/conversations/{id}/limit', { ...at(id), body: { limit } }));
/** Takes over the conversation that is next for me, if there is one. */
export const takeNext = () => take(api.POST('/api/v1/conversations/next', {}));
export const getMyDay = () => take(api.GET('/api/v1/me/day', {}));

/** What is reported of what should not have happened. */
export interface Report {
  kind: IncidentKind;
  happened: string;
  message?: number;
}

export const reportIncident = (id: string, body: Report, key: string) =>
  take(
    api.POST('/api/v1/conversations/{id}/incidents', {
      ...at(id),
      body,
      headers: { 'Idempotency-Key': key },
    }),
  );
export const listIncidents = (open: boolean, cursor?: string) =>
  take(api.GET('/api/v1/incidents', { params: { query: { open, cursor, limit: 50 } } }));
export const closeIncident = (id: string, came_of_it: string) =>
  take(api.POST('/api/v1/incidents/{id}/close', { ...at(id), body: { came_of_it } }));
/** How hard contacts are spread over the team. */
export const listHardContacts = () => take(api.GET('/api/v1/reports/hard-contacts', {}));
export const listMyKindWords = (cursor?: string) =>
  take(api.GET('/api/v1/me/kind-words', { params: { query: { cursor, limit: 50 } } }));
/** The kind words that the team may see. */
export const listKindWords = (cursor?: string) =>
  take(api.GET('/api/v1/kind-words', { params: { query: { cursor, limit: 50 } } }));
export const shareKindWords = (id: string, shared: boolean) =>
  take(api.PATCH('/api/v1/kind-words/{id}', { ...at(id), body: { shared } }));
export const praise = (colleague: string, words: string, key: string) =>
  take(
    api.POST('/api/v1/agents/{id}/praise', {
      ...at(colleague),
      body: { words },
      headers: { 'Idempotency-Key': key },
    }),
  );

// Search

/** Messages, notes and customers over all conversations. */
export const search = (query: SearchQuery) => take(api.GET('/api/v1/search', { params: { query } }));
/** What the inboxes are called, to filter by. */
export const listInboxNames = () =>
  take(api.GET('/api/v1/inbox-names', { params: { query: { limit: 100 } } }));

// Customers

/** Corrects a name or an address; null takes it away. */
export const changeCustomer = (id: string, body: { name?: string | null; email?: string | null }) =>
  take(api.PATCH('/api/v1/customers/{id}', { ...at(id), body }));
export const getOrders = (id: string) => take(api.GET('/api/v1/customers/{id}/orders', at(id)));
export const getCustomer = (id: string) => take(api.GET('/api/v1/customers/{id}', at(id)));
/** A customer's conversations on every channel, the latest first. */
export const listCustomerVisits = (id: string, cursor?: string) =>
  take(
    api.GET('/api/v1/customers/{id}/timeline', {
      params: { path: { id }, query: { cursor, limit: 20 } },
    }),
  );
export const exportCustomer = (id: string) => take(api.POST('/api/v1/customers/{id}/export', at(id)));
export const eraseCustomer = (id: string) => take(api.POST('/api/v1/customers/{id}/erase', at(id)));

// Macros

/** What a macro is to be. */
export interface MacroDraft {
  title: string;
  text: string;
  acts: MacroAct[];
  shared: boolean;
}

export const listMacros = () => take(api.GET('/api/v1/macros', {}));
export const addMacro = (body: MacroDraft) => take(api.POST('/api/v1/macros', { body }));
export const changeMacro = (id: string, body: MacroDraft) =>
  take(api.PATCH('/api/v1/macros/{id}', { ...at(id), body }));
export const deleteMacro = (id: string) => take(api.DELETE('/api/v1/macros/{id}', at(id)));
/** Does one act after the other; the answer tells what came of each. */
export const runActs = (id: string, acts: MacroAct[], key: string) =>
  take(
    api.POST('/api/v1/conversations/{id}/acts', {
      ...at(id),
      body: { client_id: key, acts },
      headers: { 'Idempotency-Key': key },
    }),
  );

// My coach

export const getMyCoaching = () => take(api.GET('/api/v1/me/coaching', {}));
export const dismissRule = (rule: string) =>
  take(api.POST('/api/v1/me/coaching/dismissals', { body: { rule } }));
/** Lets a rule speak up again. */
export const heedRule = (rule: string) =>
  take(api.DELETE('/api/v1/me/coaching/dismissals/{rule}', { params: { path: { rule } } }));

// Reports and knowledge

export const getToday = () => take(api.GET('/api/v1/reports/today', {}));
/** How often response times were met and missed in the last days, and why. */
export const getSlaReport = (days: number) =>
  take(api.GET('/api/v1/reports/sla', { params: { query: { days } } }));
export const getCurrentRelease = () => take(api.GET('/api/v1/releases/current', {}));

// Releases

export const listReleases = (cursor?: string) =>
  take(api.GET('/api/v1/releases', { params: { query: { cursor, limit: 50 } } }));
/** What changes where the release `id` follows on `against`, or on the one in force. */
export const diffReleases = (id: string, against?: string) =>
  take(api.GET('/api/v1/releases/{id}/diff', { params: { path: { id }, query: { against } } }));
export const getReleaseFiles = (id: string) => take(api.GET('/api/v1/releases/{id}/files', at(id)));
export const checkContent = (files: ContentFile[]) =>
  take(api.POST('/api/v1/releases/check', { body: { files } }));
/** Publishes, unless another release than `over` is in force by now. */
export const publishRelease = (files: ContentFile[], over: string | undefined, despite?: string) =>
  take(api.POST('/api/v1/releases', { body: { files, over, despite } }));
/** Publishes what an earlier release holds, unless another release than `over` is in force by now. */
export const restoreRelease = (id: string, over: string) =>
  take(api.POST('/api/v1/releases/{id}/restore', { params: { path: { id }, query: { over } } }));

// The draft

export const getDraft = () => take(api.GET('/api/v1/draft', {}));
/** Gives up everything that was changed, unless the draft is another than `version` by now. */
export const discardDraft = (version: number) =>
  take(api.DELETE('/api/v1/draft', { params: { query: { version } } }));
export const getDraftFile = (path: string) =>
  take(api.GET('/api/v1/draft/file', { params: { query: { path } } }));
/** Saves a file, or takes it away without `text`; refused when it holds another text than `mark` says. */
export const saveDraftFile = (body: { path: string; text?: string; mark: string; keep?: boolean }) =>
  take(api.PUT('/api/v1/draft/file', { body }));
export const discardDraftFile = (path: string, mark: string) =>
  take(api.DELETE('/api/v1/draft/file', { params: { query: { path, mark } } }));
/** Checks the draft, or waits for the check that is under way. */
export const checkDraft = () => take(api.POST('/api/v1/draft/check', { headers: ASKS }));
/** How far the check of the draft is. */
export const getDraftCheck = () => take(api.GET('/api/v1/draft/check', {}));
export const stopDraftCheck = () => take(api.DELETE('/api/v1/draft/check', {}));
/** Last week's questions that the draft would answer otherwise. */
export const listChangedQuestions = () => take(api.GET('/api/v1/draft/check/questions', {}));
/** Publishes the draft; where its tests fail, only with a reason to do so despite that. */
export const publishDraft = (version: number, despite?: string) =>
  take(api.POST('/api/v1/draft/publish', { body: { version, despite } }));
/** Prepares the draft to be published at a moment, unless it is another than `version` by now. */
export const scheduleDraft = (version: number, at: Date, despite?: string) =>
  take(api.POST('/api/v1/draft/schedule', { body: { version, due_at: at.toISOString(), despite } }));
export const listScheduledReleases = () => take(api.GET('/api/v1/releases/scheduled', {}));
/** Cancels a release that waits, or takes one away that was not published. */
export const cancelScheduledRelease = (id: string) =>
  take(api.DELETE('/api/v1/releases/scheduled/{id}', at(id)));
/** What another product's files would add to the draft. Nothing of it is kept. */
export const lookAtImport = (body: LookAtImport) =>
  take(api.POST('/api/v1/draft/import/check', { body, headers: ASKS }));
/** Adds another product's content, unless the draft is another than `version` by now. */
export const importIntoDraft = (body: ImportIntoDraft) => take(api.POST('/api/v1/draft/import', { body }));
export const listDraftTopics = () => take(api.GET('/api/v1/draft/topics', {}));
export const getDraftTopic = (id: string) => take(api.GET('/api/v1/draft/topics/{id}', at(id)));
/** Saves a topic; refused when its file holds another text than `mark` says. */
export const saveDraftTopic = (topic: Topic, mark: string, keep = false) =>
  take(api.PUT('/api/v1/draft/topics/{id}', { ...at(topic.id), body: { topic, mark, keep } }));
/** The reply to a customer who asks for a topic, saved or not. */
export const previewTopic = (topic: Topic, feeling: Feeling | undefined, text: string) =>
  take(api.POST('/api/v1/draft/preview', { body: { topic, feeling, text } }));
export const listDraftFlows = () => take(api.GET('/api/v1/draft/flows', {}));
export const getDraftFlow = (id: string) => take(api.GET('/api/v1/draft/flows/{id}', at(id)));
/** Saves a flow; refused when the draft holds another text of it than `mark` says. */
export const saveDraftFlow = (flow: Flow, mark: string, keep: boolean) =>
  take(api.PUT('/api/v1/draft/flows/{id}', { ...at(flow.id), body: { flow, mark, keep } }));
export const listDraftConflicts = () => take(api.GET('/api/v1/draft/conflicts', {}));
/** Plays a conversation with the draft from its beginning. */
export const tryDraft = (messages: { text: string; feeling?: Feeling }[]) =>
  take(api.POST('/api/v1/draft/conversation', { body: { messages } }));
/** What customers asked in the last days without getting an answer. */
export const listUnanswered = (days: number) =>
  take(api.GET('/api/v1/draft/unanswered', { params: { query: { days } } }));
/** How often answers were read in the last days and whether they helped, the worst first. */
export const listAnswerFigures = (days: number) =>
  take(api.GET('/api/v1/answer-figures', { params: { query: { days } } }));
export const getAnswerFigures = (id: string, days: number) =>
  take(api.GET('/api/v1/answer-figures/{id}', { params: { path: { id }, query: { days } } }));
/** Which versions of an answer customers got in a period, on each channel. */
export const getSameness = (id: string, period: { from: string; until: string }) =>
  take(api.GET('/api/v1/sameness/{id}', { params: { path: { id }, query: period } }));
export const listAnswersGiven = (id: string, period: { from: string; until: string }, cursor?: string) =>
  take(
    api.GET('/api/v1/sameness/{id}/answers', {
      params: { path: { id }, query: { ...period, cursor, limit: 100 } },
    }),
  );
/** Deletes the words that a reader left below an article; their yes or no still counts. */
export const deleteFeedbackWords = (id: string) =>
  take(api.DELETE('/api/v1/answer-feedback/{id}/words', at(id)));
/** What agents needed and did not find. */
export const listKnowledgeGaps = (cursor?: string) =>
  take(api.GET('/api/v1/knowledge-gaps', { params: { query: { cursor, limit: 50 } } }));
export const settleKnowledgeGap = (id: string) =>
  take(api.POST('/api/v1/knowledge-gaps/{id}/settle', at(id)));

// Statements

/** The library, with how often each statement was said in the last days and what it did. */
export const getStatementLibrary = (days: number) =>
  take(api.GET('/api/v1/statements', { params: { query: { days } } }));
export const proposeStatement = (body: {
  text: string;
  part: FramingPart;
  note?: string;
  conversation?: string;
}) => take(api.POST('/api/v1/statement-proposals', { body }));
/** What I have proposed, and what became of it. */
export const listMyProposals = () =>
  take(api.GET('/api/v1/me/statement-proposals', { params: { query: { limit: 20 } } }));
export const listProposals = (cursor?: string) =>
  take(api.GET('/api/v1/draft/statement-proposals', { params: { query: { cursor, limit: 50 } } }));
/** The proposal became this statement of the draft. */
export const approveProposal = (id: string, statement: string) =>
  take(api.POST('/api/v1/draft/statement-proposals/{id}/approve', { ...at(id), body: { statement } }));
/** Declines a proposal with a word that the agent gets. */
export const declineProposal = (id: string, word: string) =>
  take(api.POST('/api/v1/draft/statement-proposals/{id}/decline', { ...at(id), body: { word } }));
export const listDraftStatements = () => take(api.GET('/api/v1/draft/statements', {}));
export const getDraftStatement = (id: string) => take(api.GET('/api/v1/draft/statements/{id}', at(id)));
/** Saves a statement; refused when its file holds another text than `mark` says. */
export const saveDraftStatement = (statement: Statement, mark: string, keep = false) =>
  take(api.PUT('/api/v1/draft/statements/{id}', { ...at(statement.id), body: { statement, mark, keep } }));
/** How a statement would be said in each feeling, saved or not. */
export const previewStatement = (body: PreviewDraftStatement) =>
  take(api.POST('/api/v1/draft/statement-preview', { body }));
/** What the coach says of a reply that was sent. */
export const coachReply = (id: string, seq: number) =>
  take(api.GET('/api/v1/conversations/{id}/replies/{seq}/coaching', { params: { path: { id, seq } } }));

// Settings

const listAgentsFrom = (cursor: string | undefined) =>
  take(api.GET('/api/v1/agents', { params: { query: { cursor, limit: 100 } } }));
/** Everybody who has or had an account, however many they are. */
export async function listAgents(): Promise<Agent[]> {
  const all: Agent[] = [];
  let cursor: string | undefined;
  do {
    const page = await listAgentsFrom(cursor);
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return all;
}
/** What an agent can do best, and how many at a time; a capacity of 0 is no limit. */
export interface AgentProfile {
  languages: string[];
  skills: string[];
  capacity: number;
}

export const changeAgent = (id: string, body: { role?: Role; closed?: boolean } | AgentProfile) =>
  take(api.PATCH('/api/v1/agents/{id}', { ...at(id), body }));
export const listTeams = () => take(api.GET('/api/v1/teams', { params: { query: { limit: 100 } } }));
/** What a team is to be. */
export interface TeamDraft {
  name: string;
  offered_first_minutes: number;
  members: string[];
}

export const createTeam = (body: TeamDraft) => take(api.POST('/api/v1/teams', { body }));
export const changeTeam = (id: string, body: TeamDraft) =>
  take(api.PATCH('/api/v1/teams/{id}', { ...at(id), body }));
export const deleteTeam = (id: string) => take(api.DELETE('/api/v1/teams/{id}', at(id)));
export const invite = (body: { email: string; name: string; role: Role }) =>
  take(api.POST('/api/v1/invitations', { body }));

/** The response times that are set. */
export const getSla = () => take(api.GET('/api/v1/sla', {}));
export const setSla = (rules: SlaRule[]) => take(api.PUT('/api/v1/sla', { body: { rules } }));
/** The language model, if there is one, and what came of it. */
export const readLanguageModel = () => take(api.GET('/api/v1/language-model', {}));
export const listTokens = () => take(api.GET('/api/v1/tokens', {}));
export const createToken = (name: string, scopes: Scope[]) =>
  take(api.POST('/api/v1/tokens', { body: { name, scopes } }));
export const deleteToken = (id: string) => take(api.DELETE('/api/v1/tokens/{id}', at(id)));

export const listAuditLog = (cursor?: string) =>
  take(api.GET('/api/v1/audit', { params: { query: cursor ? { cursor } : {} } }));
export const verifyAuditLog = () => take(api.GET('/api/v1/audit/verdict', {}));

export const listWebhooks = () => take(api.GET('/api/v1/webhooks', {}));
export const createWebhook = (url: string, events: WebhookEvent[]) =>
  take(api.POST('/api/v1/webhooks', { body: { url, events } }));
export const changeWebhook = (id: string, body: { enabled?: boolean; rotate_secret?: boolean }) =>
  take(api.PATCH('/api/v1/webhooks/{id}', { ...at(id), body }));
export const deleteWebhook = (id: string) => take(api.DELETE('/api/v1/webhooks/{id}', at(id)));
export const testWebhook = (id: string) => take(api.POST('/api/v1/webhooks/{id}/test', at(id)));
export const listDeliveries = (id: string) => take(api.GET('/api/v1/webhooks/{id}/deliveries', at(id)));
export const retryDelivery = (id: string, delivery: string) =>
  take(api.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/retry', { params: { path: { id, delivery } } }));

export const listInboxes = () => take(api.GET('/api/v1/inboxes', {}));
export const createInbox = (body: { name: string; channel: Channel; allowed_origins: string[] }) =>
  take(api.POST('/api/v1/inboxes', { body }));
export const changeInbox = (
  id: string,
  body: { name?: string; allowed_origins?: string[]; new_identity_secret?: boolean; active?: boolean },
) => take(api.PATCH('/api/v1/inboxes/{id}', { ...at(id), body }));
