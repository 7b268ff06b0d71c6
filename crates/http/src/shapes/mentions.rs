//! Mentions: notes in which a colleague calls you by name.

use rapport_domain::ConversationId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{conversations::CustomerBrief, ids, messages::Message, primitives::Moment};

/// A note that calls you by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Mention {
    /// The conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// The note's place in it.
    #[schema(examples(17))]
    pub seq: u64,
    /// Whose conversation it is.
    pub customer: CustomerBrief,
    /// The note; its author calls you.
    pub note: Message,
    /// When it was written.
    pub at: Moment,
    /// Whether you have read it.
    pub read: bool,
}
