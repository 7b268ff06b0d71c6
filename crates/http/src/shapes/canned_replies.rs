//! Replies that agents keep at hand.

use rapport_domain::CannedReplyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ids;

/// A reply that you have at hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CannedReply {
    /// Its id.
    #[schema(value_type = ids::CannedReplyId)]
    pub id: CannedReplyId,
    /// By which it is found.
    #[schema(examples("Signing off"))]
    pub title: String,
    /// What is inserted; `{name}` becomes the customer's name.
    #[schema(examples("Thank you, {name}. Write to me here whenever you like."))]
    pub text: String,
    /// Whether the whole team has it at hand.
    pub shared: bool,
}

/// The replies that you have at hand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CannedReplies {
    /// Each reply, by title.
    pub items: Vec<CannedReply>,
}

/// What a reply is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteCannedReply {
    /// By which it is found.
    #[schema(min_length = 1, max_length = 80, examples("Signing off"))]
    pub title: String,
    /// What is inserted; `{name}` becomes the customer's name.
    #[schema(
        min_length = 1,
        max_length = 8000,
        examples("Thank you, {name}. Write to me here whenever you like.")
    )]
    pub text: String,
    /// Whether the whole team has it at hand; that needs a designer.
    #[serde(default)]
    pub shared: bool,
}
