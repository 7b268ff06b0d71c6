//! Conversations, as agents see them.

use rapport_domain::{AgentId, AttachmentId, ConversationId, CustomerId, InboxId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    care::Limits,
    customers::CustomerDetails,
    ids,
    labels::{Channel, Direction, Feeling, HandoverReason, Status},
    messages::{Attachment, AuthorKind},
    primitives::Moment,
    promises::{PromiseMade, PromiseSaid},
    sla::SlaNext,
    teams::Handed,
    timeline::AgentEvent,
    widget::HolderKind,
};

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConversationRow {
    /// Its id.
    #[schema(value_type = ids::ConversationId)]
    pub id: ConversationId,
    /// Whose it is.
    pub customer: CustomerBrief,
    /// How it comes and goes.
    pub channel: Channel,
    /// Where it arrived.
    #[schema(value_type = ids::InboxId)]
    pub inbox: InboxId,
    /// Where it stands.
    pub status: Status,
    /// Who speaks for the company now.
    pub holder: Holder,
    /// How the customer feels now; absent while that is unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// Unpleasant −1 … pleasant 1.
    pub valence: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
    /// Since when the customer waits for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Moment>,
    /// How many customer messages no agent has seen.
    pub unread: u32,
    /// The beginning of the last message.
    #[schema(examples("Where is my order 100482? It should have…"))]
    pub preview: String,
    /// Who wrote the last message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_by: Option<AuthorKind>,
    /// Whether the last message is abuse or a threat, which nobody should come upon unprepared.
    pub preview_hostile: bool,
    /// Whether it is a hard conversation: abuse or a threat was written in this episode.
    pub hard: bool,
    /// When something was said last.
    pub last_at: Moment,
    /// The customer's rating, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5)]
    pub rating: Option<u8>,
    /// Who is served first: 0…1, higher first.
    pub priority: f32,
    /// The moment from which its place in the queue counts: since the customer waits, less a head start for the
    /// priority. The earliest is served first.
    pub counts_from: Moment,
    /// The person who is called for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// Who handed it to whom, until somebody there has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed: Option<Handed>,
    /// The language that the customer writes in, once it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("de"))]
    pub language: Option<String>,
    /// Changes with whoever speaks; a handover that carries an older one is refused.
    pub fence: u64,
    /// Until when it is put aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<Moment>,
    /// Its tags, in the order in which they were put on.
    #[schema(examples(json!(["refund", "tents"])))]
    pub tags: Vec<String>,
    /// How it stands with its response times; absent where none is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla: Option<SlaNext>,
    /// The sequence number of its last event.
    pub seq: u64,
}

/// A customer in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CustomerBrief {
    /// Their id.
    #[schema(value_type = ids::CustomerId)]
    pub id: CustomerId,
    /// Their name, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Mia Keller"))]
    pub name: Option<String>,
    /// Their address, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("mia@shop.example"))]
    pub email: Option<String>,
}

/// Who speaks for the company now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Holder {
    /// The assistant or an agent.
    pub kind: HolderKind,
    /// The agent's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ids::AgentId>)]
    pub id: Option<AgentId>,
    /// The agent's name, or the assistant's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Ana"))]
    pub name: Option<String>,
}

/// A person is called for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Handover {
    /// Why.
    pub reason: HandoverReason,
    /// What the person should know first.
    #[schema(examples("Wants a refund for a tent that leaks; third contact."))]
    pub note: String,
    /// Since when.
    pub since: Moment,
}

/// Which conversations to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationQuery {
    /// Which part of the inbox.
    #[serde(default)]
    #[param(inline)]
    pub view: ConversationView,
    /// Only where the customer feels so now.
    #[param(inline)]
    pub feeling: Option<Feeling>,
    /// Only with this tag.
    #[param(max_length = 100)]
    pub tag: Option<String>,
    /// Only those that this agent holds.
    #[param(value_type = Option<ids::AgentId>)]
    pub agent: Option<AgentId>,
    /// Only those that wait for this team or are held by one of its members.
    #[param(value_type = Option<ids::TeamId>)]
    pub team: Option<TeamId>,
    /// Only of this customer: their name or address, or a part of it.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
}

/// A part of the inbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConversationView {
    /// I hold it.
    Mine,
    /// A person is called and nobody has come yet.
    Waiting,
    /// Every conversation, resolved ones too.
    #[default]
    All,
    /// The assistant is answering.
    Assistant,
    /// Put aside.
    Snoozed,
    /// Done.
    Resolved,
    /// A response time runs; what is missed next comes first.
    Sla,
}

/// How many conversations each part of the inbox holds. Counting stops at 1000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// I hold them.
    pub mine: u64,
    /// A person is called and nobody has come yet.
    pub waiting: u64,
    /// Every conversation, resolved ones too.
    pub all: u64,
    /// The assistant is answering.
    pub assistant: u64,
    /// Put aside.
    pub snoozed: u64,
    /// Done.
    pub resolved: u64,
    /// A response time runs; absent where none is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sla: Option<u64>,
    /// Promises of mine that are due soon, as I was reminded, or overdue.
    pub promises: u64,
    /// Notes that call me and that I have not read.
    pub mentions: u64,
}

/// A conversation with everything that an agent needs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConversationDetails {
    /// As in the list.
    pub row: ConversationRow,
    /// What happened, oldest first.
    pub events: Vec<AgentEvent>,
    /// How the customer felt, message by message.
    pub trajectory: Vec<Felt>,
    /// Where that is heading.
    pub direction: Direction,
    /// What a colleague needs to know first.
    pub summary: Summary,
    /// The customer, with what they wrote about before.
    pub customer: CustomerDetails,
    /// Replies that wait for their moment, or could not go out, in the order in which they were sent.
    pub held: Vec<HeldReply>,
    /// Where it stands with its limits.
    pub limits: Limits,
    /// The cursor from which the live connection goes on.
    #[schema(examples(21))]
    pub seq: u64,
}

/// What one message showed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Felt {
    /// The message's place in the conversation.
    pub seq: u64,
    /// When it came.
    pub at: Moment,
    /// The feeling; absent when unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// Unpleasant −1 … pleasant 1.
    pub valence: f32,
    /// Strength 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
}

/// What a colleague needs to know first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Summary {
    /// How the customer came: the first feeling that could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<Feeling>,
    /// How the customer is now: the last feeling that could be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Feeling>,
    /// What the customer came with, in their own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("My tent leaks at the seam, and the trip is on Friday."))]
    pub asked: Option<String>,
    /// What was tried, in short sentences.
    pub tried: Vec<String>,
    /// What was promised.
    pub promised: Vec<PromiseMade>,
    /// The topics that were answered, by title.
    pub topics: Vec<String>,
    /// The person who is called for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<Handover>,
    /// The flow that a person's coming interrupted: handed back, the customer can go on with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupted: Option<InterruptedFlow>,
}

/// Where a flow stands that a person's coming interrupted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InterruptedFlow {
    /// The flow, in words that complete "we were …".
    #[schema(examples("starting your return"))]
    pub title: String,
    /// What the customer was asked last, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Which item do you want to send back?"))]
    pub question: Option<String>,
    /// What the customer has told so far, each as “order number 100482”.
    pub known: Vec<String>,
}

/// How a conversation is taken over.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TakeOver {
    /// Take it even where a colleague holds it.
    #[serde(default)]
    pub from_colleague: bool,
}

/// Gives a conversation back to the assistant.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandBack {
    /// What colleagues should know.
    #[serde(default)]
    #[schema(max_length = 2000, examples("Refund is booked; only the delivery question is left."))]
    pub note: String,
}

/// Tells a flow that something happened.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowEvent {
    /// What, by the name that the flow's waiting step gives it.
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9_-]{1,64}$", examples("parcel-arrived"))]
    pub event: String,
}

/// Puts a conversation aside.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    /// Until when; it comes back by itself then, or when the customer writes.
    pub until: Moment,
}

/// A note that the customer does not see.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteNote {
    /// The text.
    #[schema(min_length = 1, max_length = 8000, examples("Spoke with the warehouse: ships tomorrow."))]
    pub text: String,
    /// The colleagues whom it calls by name; they find it among their mentions.
    #[serde(default)]
    #[schema(value_type = Vec<ids::AgentId>, max_items = 20)]
    pub mentions: Vec<AgentId>,
}

/// A reply of an agent.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendAsAgent {
    /// An id that the sender makes; the same id is the same message.
    #[schema(min_length = 1, max_length = 100, examples("3f2b8a1e-6f0e-4d2c-9a55-0d6a1c2b7e11"))]
    pub client_id: String,
    /// The text. May be empty where files come along.
    #[serde(default)]
    #[schema(max_length = 8000, examples("I have booked the refund; you see it within three days."))]
    pub text: String,
    /// Files that were uploaded before.
    #[serde(default)]
    #[schema(value_type = Vec<ids::AttachmentId>, max_items = 10)]
    pub attachments: Vec<AttachmentId>,
    /// The last event that you had seen when you began to write. Where a colleague or the assistant has replied
    /// since, this one is refused with 409; leave `seen` out to send it all the same.
    #[serde(default)]
    #[schema(examples(21))]
    pub seen: Option<u64>,
    /// What it says of promises, as you have confirmed.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub promises: Vec<PromiseSaid>,
}

/// A reply of an agent that waits before it goes out, so that it can be taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldReply {
    /// An id that the sender makes; the same id is the same message.
    #[schema(min_length = 1, max_length = 100, examples("3f2b8a1e-6f0e-4d2c-9a55-0d6a1c2b7e11"))]
    pub client_id: String,
    /// The text. May be empty where files come along.
    #[serde(default)]
    #[schema(max_length = 8000, examples("I have booked the refund; you see it within three days."))]
    pub text: String,
    /// Files that were uploaded before.
    #[serde(default)]
    #[schema(value_type = Vec<ids::AttachmentId>, max_items = 10)]
    pub attachments: Vec<AttachmentId>,
    /// What it says of promises, as you have confirmed.
    #[serde(default)]
    #[schema(max_items = 10)]
    pub promises: Vec<PromiseSaid>,
    /// How long it waits, in milliseconds.
    #[schema(minimum = 0, maximum = 30000, examples(5000))]
    pub hold_ms: u32,
    /// The last event that you had seen when you began to write. Where a colleague or the assistant has replied
    /// since, this one is refused with 409; leave `seen` out to send it all the same.
    #[serde(default)]
    #[schema(examples(21))]
    pub seen: Option<u64>,
}

/// A reply that waits for its moment, or could not go out.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeldReply {
    /// The id that its sender gave it.
    pub client_id: String,
    /// Whose reply.
    #[schema(value_type = ids::AgentId)]
    pub agent: AgentId,
    /// The text.
    pub text: String,
    /// Files that come along.
    pub attachments: Vec<Attachment>,
    /// What it says of promises.
    pub promises: Vec<PromiseSaid>,
    /// When it was sent.
    pub at: Moment,
    /// When it goes out, unless it is taken back.
    pub due_at: Moment,
    /// Why it did not go out when its moment came. It waits for its sender to decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

/// Why a reply did not go out when its moment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody else speaks by now.
    HeldByOther,
    /// Something about it does not fit any more, such as a file that is gone.
    Invalid,
}

/// Begins a conversation for a program.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartConversation {
    /// The inbox; the first inbox of the channel where it is absent.
    #[serde(default)]
    #[schema(value_type = Option<ids::InboxId>)]
    pub inbox: Option<InboxId>,
    /// Whose it is. A customer with the same `external_id` is the same customer.
    pub customer: StartCustomer,
    /// How it comes and goes; only `api` can be begun this way.
    #[serde(default = "api")]
    pub channel: Channel,
}

const fn api() -> Channel {
    Channel::Api
}

/// The customer of a new conversation.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartCustomer {
    /// The id under which the calling program knows them.
    #[serde(default)]
    #[schema(max_length = 200, examples("customer-4711"))]
    pub external_id: Option<String>,
    /// Their address.
    #[serde(default)]
    #[schema(max_length = 254, examples("mia@shop.example"))]
    pub email: Option<String>,
    /// Their name.
    #[serde(default)]
    #[schema(max_length = 200, examples("Mia Keller"))]
    pub name: Option<String>,
}

/// A conversation that began.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StartedConversation {
    /// Its id.
    #[schema(value_type = ids::ConversationId)]
    pub id: ConversationId,
    /// Its customer.
    #[schema(value_type = ids::CustomerId)]
    pub customer: CustomerId,
}

/// A customer's message that a program passes on.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PassOnMessage {
    /// The id that the other system gave it; the same id is the same message.
    #[schema(min_length = 1, max_length = 200, examples("ticket-81-message-3"))]
    pub provider_id: String,
    /// The text.
    #[schema(min_length = 1, max_length = 8000, examples("Where is my order 100482?"))]
    pub text: String,
}

/// A change that took effect.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Changed {
    /// The sequence number of the conversation's last event.
    #[schema(examples(22))]
    pub seq: u64,
}

/// Which conversation a file is for.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForConversation {
    /// The conversation's id; the file is sealed with its customer's key.
    #[param(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
}
