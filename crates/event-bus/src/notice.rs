//! What is told: ids and numbers, never text.

use rapport_domain::{
    AgentId, ConversationId, CustomerId, DeliveryId, InboxId, ReleaseId, Timestamp, message::Author,
};
use serde::{Deserialize, Serialize};

/// Something changed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A conversation has new events, up to `seq`.
    ConversationChanged {
        /// Which.
        conversation: ConversationId,
        /// Whose.
        customer: CustomerId,
        /// The sequence number of its last event.
        seq: u64,
    },
    /// The customer has seen, or an agent has read, a conversation up to `seq`.
    ConversationSeen {
        /// Which.
        conversation: ConversationId,
        /// Whose.
        customer: CustomerId,
        /// Up to where.
        seq: u64,
        /// Whether it was the customer.
        by_customer: bool,
    },
    /// Somebody is writing.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        who: Author,
        /// Until when to show it, unless told again.
        until: Timestamp,
    },
    /// Another release is in force.
    ReleasePublished {
        /// Which.
        release: ReleaseId,
    },
    /// An agent came, went, or changed.
    AgentChanged {
        /// Which.
        agent: AgentId,
    },
    /// Teams were added, changed or removed.
    TeamsChanged {},
    /// An inbox was added or changed.
    InboxChanged {
        /// Which.
        inbox: InboxId,
    },
    /// A webhook was added, changed or removed.
    WebhooksChanged {},
    /// Something was put into the outbox.
    DeliveryQueued {
        /// What.
        delivery: DeliveryId,
    },
    /// A report of an incident was opened or closed.
    IncidentsChanged {},
    /// A customer was erased: drop whatever is held of them.
    CustomerErased {
        /// Who.
        customer: CustomerId,
    },
}
