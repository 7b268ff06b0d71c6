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
    /// An agent looks at a conversation, writes in it, or is gone from it. Only colleagues are told.
    Presence {
        /// Where.
        conversation: ConversationId,
        /// Who.
        seat: Seat,
        /// What they do.
        what: Presence,
        /// Until when that holds, unless told again.
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
    /// The response times were set.
    SlaChanged {},
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

/// One of the windows in which an agent works: whoever closes one of two is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// Who.
    pub agent: AgentId,
    /// Which of their windows.
    pub window: u64,
}

/// What an agent does in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Nothing any more.
    Gone,
    /// Looks at it.
    Looking,
    /// Writes a note for colleagues.
    Noting,
    /// Writes a reply.
    Writing,
}
