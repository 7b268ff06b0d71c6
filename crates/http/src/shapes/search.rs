//! Search: what is asked for, and what was found.

use rapport_domain::{ConversationId, InboxId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    conversations::{ConversationRow, CustomerBrief},
    ids,
    labels::{Channel, Status},
    messages::Author,
    primitives::Moment,
};

/// What to search for, and where.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words, of which all must be there, in any form; `"quoted words"` stand word for word; the last word may
    /// be a beginning of three letters or more.
    #[param(max_length = 200, example = "\"broken zip\" refund")]
    #[serde(default)]
    pub q: String,
    /// Only where the conversation stands so.
    #[param(inline)]
    pub status: Option<Status>,
    /// Only in this inbox.
    #[param(value_type = Option<ids::InboxId>)]
    pub inbox: Option<InboxId>,
    /// Only where the conversation has this tag.
    #[param(max_length = 100)]
    pub tag: Option<String>,
    /// Only what they said.
    #[param(inline)]
    pub by: Option<Speaker>,
    /// Only what was said at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<Moment>,
    /// Only what was said before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Moment>,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// How many messages at most, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The customer.
    Customer,
    /// The assistant.
    Assistant,
    /// An agent, to the customer.
    Agent,
    /// An agent, to colleagues.
    Note,
}

impl From<Speaker> for rapport_desk::Speaker {
    fn from(speaker: Speaker) -> Self {
        match speaker {
            Speaker::Customer => Self::Customer,
            Speaker::Assistant => Self::Assistant,
            Speaker::Agent => Self::Agent,
            Speaker::Note => Self::Note,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SearchResults {
    /// Customers by name, address or id, each by their newest conversation that fits; on the first page, and
    /// where neither `by` nor a time is given.
    pub customers: Vec<ConversationRow>,
    /// Messages and notes, newest first. May hold less than `limit` where there is a next page.
    pub items: Vec<FoundMessage>,
    /// What to give as `cursor` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many conversations the index still has to take in, counted to 1000: while it is above a few, not
    /// everything can be found.
    pub behind: u64,
}

/// A message or note that was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundMessage {
    /// Its conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// Its place there.
    #[schema(examples(7))]
    pub seq: u64,
    /// When it was said.
    pub at: Moment,
    /// Who said it.
    pub author: Author,
    /// Whether it is a note that the customer does not see.
    pub note: bool,
    /// Whose conversation it is.
    pub customer: CustomerBrief,
    /// Where the conversation stands.
    pub status: Status,
    /// The conversation's tags.
    pub tags: Vec<String>,
    /// The part of the text that shows why it was found, in stretches.
    pub excerpt: Vec<ExcerptPiece>,
}

/// A stretch of a text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExcerptPiece {
    /// Its text.
    #[schema(examples("zip"))]
    pub text: String,
    /// Whether this is what was searched for.
    pub hit: bool,
}

/// An inbox, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InboxName {
    /// Its id.
    #[schema(value_type = ids::InboxId)]
    pub id: InboxId,
    /// What it is called.
    #[schema(examples("Shop"))]
    pub name: String,
    /// How conversations come in.
    pub channel: Channel,
}
