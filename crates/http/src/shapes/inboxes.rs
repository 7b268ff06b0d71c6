//! Inboxes: where conversations of one channel arrive.

use rapport_domain::InboxId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, labels::Channel, primitives::Moment};

/// An inbox.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Inbox {
    /// Its id.
    #[schema(value_type = ids::InboxId)]
    pub id: InboxId,
    /// What it is called.
    #[schema(examples("Shop"))]
    pub name: String,
    /// How conversations come in.
    pub channel: Channel,
    /// What the snippet names.
    #[schema(examples("demo-shop"))]
    pub key: String,
    /// The pages that may show the widget: `https://shop.example`.
    #[schema(examples(json!(["https://shop.example"])))]
    pub allowed_origins: Vec<String>,
    /// Whether the shop signs who its customers are.
    pub has_identity_secret: bool,
    /// Whether conversations may arrive.
    pub active: bool,
    /// When it was made.
    pub created_at: Moment,
}

/// A new inbox. The identity secret is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedInbox {
    /// The inbox.
    pub inbox: Inbox,
    /// With what the shop signs who its customers are.
    pub identity_secret: String,
    /// What goes into the shop's pages.
    pub snippet: String,
}

/// Makes an inbox.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInbox {
    /// What it is called.
    #[schema(min_length = 1, max_length = 100, examples("Shop"))]
    pub name: String,
    /// How conversations come in.
    pub channel: Channel,
    /// The pages that may show the widget.
    #[serde(default)]
    #[schema(max_items = 50, examples(json!(["https://shop.example"])))]
    pub allowed_origins: Vec<String>,
}

/// What changes about an inbox.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInbox {
    /// What it is called.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// The pages that may show the widget.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub allowed_origins: Option<Vec<String>>,
    /// Whether conversations may arrive.
    #[serde(default)]
    pub active: Option<bool>,
    /// Makes a new identity secret; the old one is void at once.
    #[serde(default)]
    pub new_identity_secret: bool,
}

/// An inbox after a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedInbox {
    /// The inbox.
    pub inbox: Inbox,
    /// The new identity secret, where one was asked for; shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_secret: Option<String>,
}
