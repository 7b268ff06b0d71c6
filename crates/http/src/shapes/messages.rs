//! Messages, as both sides see them.

use rapport_domain::{AgentId, AttachmentId, MessageId, message};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment};

/// One message.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Message {
    /// Its id.
    #[schema(value_type = ids::MessageId)]
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// When it was accepted.
    pub at: Moment,
    /// The text, without any formatting.
    #[schema(examples("Delivery is free from €50 and €4.90 below that."))]
    pub text: String,
    /// The same text as a safe subset of HTML, where it has formatting: `p`, `br`, `strong`, `em`, `ul`,
    /// `ol`, `li`, `a`, `code`, `blockquote`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("<p>Delivery is <strong>free</strong> from €50 and €4.90 below that.</p>"))]
    pub rich: Option<String>,
    /// Files that came along.
    pub attachments: Vec<Attachment>,
    /// What the customer can press instead of typing; its `value` goes into `choice` of the next message.
    pub choices: Vec<Choice>,
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Author {
    /// Which kind of author.
    pub kind: AuthorKind,
    /// Their id, where it is an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ids::AgentId>)]
    pub id: Option<AgentId>,
    /// What they are called: the agent's name, or the assistant's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(examples("Ana"))]
    pub name: Option<String>,
}

/// Which kind of author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    /// The customer.
    Customer,
    /// The assistant, which is an AI and says so.
    Assistant,
    /// A person of the company.
    Agent,
    /// Rapport itself: who joined, who left.
    System,
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Its id.
    #[schema(value_type = ids::AttachmentId)]
    pub id: AttachmentId,
    /// Its name, cleaned.
    #[schema(examples("damaged-tent.jpg"))]
    pub name: String,
    /// The media type, found from the content.
    #[schema(examples("image/jpeg"))]
    pub media_type: String,
    /// Size in bytes.
    #[schema(examples(48213))]
    pub bytes: u64,
}

/// What the customer can press instead of typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// What stands on the button.
    #[schema(examples("Yes, please"))]
    pub label: String,
    /// What is sent when it is pressed.
    #[schema(examples("yes"))]
    pub value: String,
}

/// Something that the customer sees, at its place in the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct LiveEvent {
    /// Its place in the conversation: 1, 2, 3… Customers see only some of the numbers.
    #[schema(examples(7))]
    pub seq: u64,
    /// When it happened.
    pub at: Moment,
    /// What it is.
    #[serde(flatten)]
    pub body: LiveEventBody,
}

/// What a customer can see happen.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LiveEventBody {
    /// Somebody wrote.
    Message {
        /// What.
        message: Message,
        /// Whether it gives one approved answer, so that the customer can say whether that helped.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        #[schema(required = false)]
        is_answer: bool,
    },
}

impl From<&message::Attachment> for Attachment {
    fn from(from: &message::Attachment) -> Self {
        Self { id: from.id, name: from.name.clone(), media_type: from.media_type.clone(), bytes: from.bytes }
    }
}

impl From<&message::Choice> for Choice {
    fn from(from: &message::Choice) -> Self {
        Self { label: from.label.clone(), value: from.value.clone() }
    }
}
