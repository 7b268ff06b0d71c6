//! Messages: what customers, the assistant and agents write.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgentId, AttachmentId, MessageId},
    time::Timestamp,
};

/// The longest text that one message may carry, in characters.
pub const MAX_MESSAGE_CHARS: usize = 8_000;

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: Author,
    /// When it was accepted.
    pub at: Timestamp,
    /// Plain text; what every channel can show.
    pub text: String,
    /// The same in Markdown, where a channel can show it.
    pub rich: Option<String>,
    /// The same to be spoken, where it differs.
    pub spoken: Option<String>,
    /// Files sent along.
    pub attachments: Vec<Attachment>,
    /// What the customer can press instead of typing.
    pub choices: Vec<Choice>,
}

impl Message {
    /// A message of text alone.
    pub fn plain(id: MessageId, author: Author, at: Timestamp, text: impl Into<String>) -> Self {
        Self {
            id,
            author,
            at,
            text: text.into(),
            rich: None,
            spoken: None,
            attachments: Vec::new(),
            choices: Vec::new(),
        }
    }
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Customer,
    /// The assistant, which is an AI and says so.
    Assistant,
    /// A person of the company.
    Agent {
        /// Who.
        id: AgentId,
    },
    /// Rapport itself: "Ana has joined", queue places.
    System,
}

/// A file that somebody sent. Its bytes lie in storage, sealed under the customer's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The name that the sender gave, cleaned.
    pub name: String,
    /// The media type, found from the content, never from what the sender claimed.
    pub media_type: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What the customer can press instead of typing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What stands on the button.
    pub label: String,
    /// What is sent when it is pressed.
    pub value: String,
}
