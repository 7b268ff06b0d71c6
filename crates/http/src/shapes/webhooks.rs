//! Outgoing webhooks, signed by Standard Webhooks.

use rapport_domain::{DeliveryId, WebhookId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment};

/// What a webhook can tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum WebhookEvent {
    /// A conversation began.
    #[serde(rename = "conversation.started")]
    ConversationStarted,
    /// A customer wrote.
    #[serde(rename = "message.received")]
    MessageReceived,
    /// The assistant or an agent replied.
    #[serde(rename = "message.sent")]
    MessageSent,
    /// A person is called for.
    #[serde(rename = "handover.requested")]
    HandoverRequested,
    /// An agent took over.
    #[serde(rename = "conversation.taken_over")]
    ConversationTakenOver,
    /// The assistant has it back.
    #[serde(rename = "conversation.handed_back")]
    ConversationHandedBack,
    /// An agent handed a conversation to a colleague or a team.
    #[serde(rename = "conversation.handed_over")]
    ConversationHandedOver,
    /// A conversation is done.
    #[serde(rename = "conversation.resolved")]
    ConversationResolved,
    /// A customer rated.
    #[serde(rename = "conversation.rated")]
    ConversationRated,
    /// A customer was warned, or the conversation ended, because of hostility.
    #[serde(rename = "conversation.protected")]
    ConversationProtected,
    /// A response time is near its end.
    #[serde(rename = "sla.near")]
    SlaNear,
    /// A response time was missed.
    #[serde(rename = "sla.missed")]
    SlaMissed,
    /// Somebody tries the webhook out.
    #[serde(rename = "test")]
    Test,
}

impl WebhookEvent {
    /// The name on the wire.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => name,
            _ => String::new(),
        }
    }

    /// The event of this name.
    pub fn of(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}

/// A subscription.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Webhook {
    /// Its id.
    #[schema(value_type = ids::WebhookId)]
    pub id: WebhookId,
    /// Where it posts to.
    #[schema(examples("https://shop.example/rapport"))]
    pub url: String,
    /// What it tells of; everything where this is empty.
    pub events: Vec<WebhookEvent>,
    /// Whether it is on.
    pub enabled: bool,
    /// When it was made.
    pub created_at: Moment,
}

/// Makes a subscription.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateWebhook {
    /// Where it posts to.
    #[schema(max_length = 2000, examples("https://shop.example/rapport"))]
    pub url: String,
    /// What it tells of; everything where this is empty.
    #[serde(default)]
    pub events: Vec<WebhookEvent>,
}

/// A new subscription. Its secret is shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedWebhook {
    /// The subscription.
    pub webhook: Webhook,
    /// With what its posts are signed.
    #[schema(examples("whsec_…"))]
    pub secret: String,
}

/// What changes about a subscription.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeWebhook {
    /// Where it posts to.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub url: Option<String>,
    /// What it tells of; everything where this is empty.
    #[serde(default)]
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether it is on.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// Makes a new secret. Posts carry signatures of both until the next change.
    #[serde(default)]
    pub rotate_secret: bool,
}

/// A subscription after a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedWebhook {
    /// The subscription.
    pub webhook: Webhook,
    /// The new secret, where one was asked for; shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// One post, or the attempts at it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Delivery {
    /// Its id, which is also `webhook-id` on the wire.
    #[schema(value_type = ids::DeliveryId)]
    pub id: DeliveryId,
    /// What it tells.
    #[schema(examples("message.received"))]
    pub event: String,
    /// How it stands.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// The status of the last answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples(204))]
    pub last_status: Option<u16>,
    /// What went wrong last, as a short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("timed-out"))]
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it is tried next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Moment>,
}

/// How a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits for its next attempt.
    Pending,
    /// It arrived.
    Sent,
    /// It was tried too often; it can be retried by hand.
    Dead,
    /// It is not wanted any more.
    Cancelled,
}
