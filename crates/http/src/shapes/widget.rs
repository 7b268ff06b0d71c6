//! What the customers' chat bubble sends and gets.

use rapport_domain::{AttachmentId, ConversationId, CustomerId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    care::{Ended, MayShare},
    ids,
    labels::Status,
    messages::{LiveEvent, Message},
};

/// Opens the widget on a page, or comes back to it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenSession {
    /// The key of the inbox, from its snippet.
    #[schema(max_length = 200, examples("demo-shop"))]
    pub inbox_key: String,
    /// The token that an earlier call gave; with it the customer comes back to their conversation.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub visitor_token: Option<String>,
    /// Who the customer is, vouched for by the shop.
    #[serde(default)]
    pub identity: Option<SignedIdentity>,
    /// BCP 47 code of the page's language.
    #[serde(default)]
    #[schema(max_length = 35, examples("en-GB"))]
    pub locale: Option<String>,
}

/// Who a customer is, signed by the shop with the inbox's identity secret.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedIdentity {
    /// The id under which the shop knows them.
    #[schema(min_length = 1, max_length = 200, examples("customer-4711"))]
    pub external_id: String,
    /// Their address.
    #[serde(default)]
    #[schema(max_length = 254, examples("mia@shop.example"))]
    pub email: Option<String>,
    /// Their name.
    #[serde(default)]
    #[schema(max_length = 200, examples("Mia Keller"))]
    pub name: Option<String>,
    /// HMAC-SHA-256 of `external_id` with the inbox's identity secret, in hexadecimal.
    #[schema(max_length = 64)]
    pub signature: String,
}

/// A session of the widget.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetSession {
    /// What to send as `Authorization: Bearer …` from now on, and to keep for the next visit.
    pub visitor_token: String,
    /// The customer, as far as they are known.
    pub customer: WidgetCustomer,
    /// Their conversation, if they have one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<WidgetConversation>,
    /// Who answers.
    pub company: WidgetCompany,
    /// What stands on the widget.
    pub wordings: WidgetWordings,
    /// Media types that can be attached.
    #[schema(examples(json!(["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"])))]
    pub accepted_files: Vec<String>,
    /// The largest file, in bytes.
    #[schema(examples(10485760))]
    pub max_file_bytes: u64,
    /// The longest text of one message, in characters.
    #[schema(examples(8000))]
    pub max_text_chars: u32,
}

/// A customer, as they see themselves.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetCustomer {
    /// Their id.
    #[schema(value_type = ids::CustomerId)]
    pub id: CustomerId,
    /// Their name, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Mia Keller"))]
    pub name: Option<String>,
    /// Where they can be written to, if they told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("mia@shop.example"))]
    pub email: Option<String>,
    /// Whether they took their address back and want no mail.
    pub mail_declined: bool,
    /// Whether the shop vouches for who they are.
    pub verified: bool,
}

/// A conversation, as the customer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WidgetConversation {
    /// Its id.
    #[schema(value_type = ids::ConversationId)]
    pub id: ConversationId,
    /// Where it stands.
    pub status: Status,
    /// Who speaks for the company now.
    pub holder: WidgetHolder,
    /// The customer's rating of it, 1 to 5, if they gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 5)]
    pub rating: Option<u8>,
    /// Whether a person is called and not here yet.
    pub awaiting_person: bool,
    /// That it was ended by policy, while that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// The customer's words of thanks, where they are asked whether the team may see them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may_share: Option<MayShare>,
    /// How long it takes until a person is here, where one is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<Queue>,
}

/// How long it takes until a person is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Queue {
    /// The place in the queue, from 1.
    pub place: u32,
    /// Minutes, where that can be told honestly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_minutes: Option<u32>,
    /// Whether people answer now.
    pub open_now: bool,
    /// When people answer again, in words that complete "we open …".
    #[schema(examples("tomorrow at 09:00"))]
    pub opens: String,
}

/// Who speaks for the company now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WidgetHolder {
    /// The assistant or an agent.
    pub kind: HolderKind,
    /// The agent's name, or the assistant's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Ana"))]
    pub name: Option<String>,
}

/// The assistant or an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// The assistant.
    Assistant,
    /// An agent.
    Agent,
}

/// Who answers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetCompany {
    /// The company's name.
    #[schema(examples("Trailfern"))]
    pub name: String,
    /// The assistant's name.
    #[schema(examples("Fern"))]
    pub assistant: String,
}

/// What stands on the widget.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetWordings {
    /// The label of "a person, please".
    pub person: String,
    /// Asks for a rating.
    pub rate: String,
    /// The label of yes.
    pub yes: String,
    /// The label of no.
    pub no: String,
    /// Says that this is an AI.
    pub ai_notice: String,
}

/// Where to go on reading.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AfterQuery {
    /// The `seq` up to which everything is known; 0 or absent for all.
    pub after: Option<u64>,
}

/// A conversation and what is new in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetHistory {
    /// The conversation; absent until the first message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<WidgetConversation>,
    /// What happened after the cursor, oldest first, at most 200.
    pub events: Vec<LiveEvent>,
    /// The cursor for the next call.
    #[schema(examples(9))]
    pub seq: u64,
    /// Whether there is more to read now.
    pub more: bool,
}

/// A message of the customer.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SendAsCustomer {
    /// An id that the sender makes, unique in the conversation. The same id is the same message: sending it
    /// again changes nothing and gives the same answer.
    #[schema(min_length = 1, max_length = 100, examples("3f2b8a1e-6f0e-4d2c-9a55-0d6a1c2b7e11"))]
    pub client_id: String,
    /// The text. May be empty where files come along.
    #[serde(default)]
    #[schema(max_length = 8000, examples("Where is my order 100482? It should have been here on Monday!"))]
    pub text: String,
    /// Files that were uploaded before.
    #[serde(default)]
    #[schema(value_type = Vec<ids::AttachmentId>, max_items = 10)]
    pub attachments: Vec<AttachmentId>,
    /// The value of the choice that was pressed.
    #[serde(default)]
    #[schema(max_length = 200, examples("yes"))]
    pub choice: Option<String>,
    /// The topic of the help centre's article that the customer came from to ask about it.
    #[serde(default)]
    #[schema(max_length = 64, examples("delivery-cost"))]
    pub article: Option<String>,
}

/// A message that is kept for good.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AcceptedMessage {
    /// Its place in the conversation.
    #[schema(examples(7))]
    pub seq: u64,
    /// The message as it was kept: card numbers and secrets are masked.
    pub message: Message,
}

/// How far the customer has read.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The last event that was on the screen.
    #[schema(examples(9))]
    pub seq: u64,
}

/// The customer's rating.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 1 (bad) … 5 (good).
    #[schema(minimum = 1, maximum = 5)]
    pub score: u8,
    /// In their words.
    #[serde(default)]
    #[schema(max_length = 2000, examples("Solved in two minutes, thank you!"))]
    pub comment: Option<String>,
}

/// Whether an answer helped.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerHelped {
    /// The place of the answer in the conversation.
    #[schema(examples(9))]
    pub seq: u64,
    /// Whether it helped.
    pub helpful: bool,
}

/// Where the customer can be reached when they leave.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Their address.
    #[schema(max_length = 254, examples("mia@shop.example"))]
    pub email: String,
    /// Their name.
    #[serde(default)]
    #[schema(max_length = 200, examples("Mia Keller"))]
    pub name: Option<String>,
}

/// A file to upload, as `multipart/form-data`.
#[derive(Debug, ToSchema)]
pub struct FileUpload {
    /// The file: PNG, JPEG, GIF, WebP or PDF, at most 10 MB. What it is is told from its content.
    #[schema(value_type = String, format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<u8>,
}

/// The inbox that a visitor token belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WidgetInbox {
    /// Its key, as the snippet names it.
    #[schema(examples("demo-shop"))]
    pub inbox_key: String,
}
