//! One act on many conversations.

use rapport_domain::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment};

/// The same for many conversations.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActOnMany {
    /// Which conversations.
    #[schema(value_type = Vec<ids::ConversationId>, min_items = 1, max_items = 500)]
    pub conversations: Vec<ConversationId>,
    /// What is done.
    pub act: BulkAct,
}

/// What is done to many conversations.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum BulkAct {
    /// They are done.
    Resolve {},
    /// They are put aside.
    Snooze {
        /// Until when.
        until: Moment,
    },
    /// They get a tag.
    Tag {
        /// Which.
        #[schema(min_length = 1, max_length = 100, examples("refund"))]
        tag: String,
    },
    /// A tag is taken off.
    Untag {
        /// Which.
        #[schema(min_length = 1, max_length = 100, examples("refund"))]
        tag: String,
    },
    /// You take them over.
    TakeOver {
        /// Take those too that colleagues hold.
        #[serde(default)]
        from_colleague: bool,
    },
}

/// What came of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActedOnMany {
    /// Where it is done.
    #[schema(value_type = Vec<ids::ConversationId>)]
    pub done: Vec<ConversationId>,
    /// Where it could not be done.
    pub failed: Vec<NotDone>,
}

/// A conversation that stayed as it was.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NotDone {
    /// Which.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// Why, as a sentence.
    #[schema(examples("Ben holds this conversation now."))]
    pub reason: String,
}
