//! Tokens with which programs use this API.

use rapport_domain::TokenId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment};

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Read conversations, customers, reports.
    Read,
    /// Begin conversations, pass on and send messages.
    Write,
    /// Everything that an admin may do.
    Admin,
}

/// A token, without its secret.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Token {
    /// Its id.
    #[schema(value_type = ids::TokenId)]
    pub id: TokenId,
    /// What it is for.
    #[schema(examples("Replay of last week's chats"))]
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was used last, to the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Moment>,
}

/// Makes a token.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100, examples("Replay of last week's chats"))]
    pub name: String,
    /// What it may do.
    #[schema(min_items = 1)]
    pub scopes: Vec<Scope>,
}

/// A new token. Its secret is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedToken {
    /// The token.
    pub token: Token,
    /// What to send as `Authorization: Bearer …`.
    #[schema(examples("rpt_…"))]
    pub secret: String,
}
