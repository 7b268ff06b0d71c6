//! Tags on conversations.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Puts a tag on a conversation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutTag {
    /// The tag; small and capital letters and a `#` before it make no difference.
    #[schema(min_length = 1, max_length = 100, examples("refund"))]
    pub tag: String,
}

/// A tag that the team uses.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagInUse {
    /// The tag.
    #[schema(examples("refund"))]
    pub tag: String,
    /// How many conversations have it.
    pub conversations: u64,
}
