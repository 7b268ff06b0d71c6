//! The frames of the live connection: JSON texts over a WebSocket at `/live`.

use rapport_domain::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    conversations::{ConversationRow, Counts},
    ids,
    labels::Presence,
    messages::{AuthorKind, LiveEvent},
    timeline::{AgentEvent, Somebody},
    widget::WidgetConversation,
};

/// What a client sends. The first frame is `hello`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Says who is there and what is known already. Customers give their visitor token; agents are known by
    /// their cookie and leave it out.
    Hello {
        /// The visitor token.
        #[serde(default)]
        token: Option<String>,
        /// The `seq` up to which everything is known.
        #[serde(default)]
        after: u64,
    },
    /// I am typing.
    Typing {},
    /// I have read up to here.
    Seen {
        /// The last event that was on the screen.
        seq: u64,
    },
    /// Agents: tell me what happens in this conversation. It takes the place of the one before.
    Watch {
        /// Which.
        #[schema(value_type = ids::ConversationId)]
        conversation: ConversationId,
        /// The `seq` up to which everything is known.
        #[serde(default)]
        after: u64,
    },
    /// Agents: no conversation any more.
    Unwatch {},
    /// Agents: what I do in the watched conversation, for colleagues. Say it again every twenty seconds while it
    /// lasts, and every few seconds while you write.
    Presence {
        /// What.
        state: Presence,
    },
    /// Are you there?
    Ping {},
}

/// What the server sends.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The connection is up; what happened after the cursor follows.
    Ready {
        /// The last event now.
        seq: u64,
    },
    /// Customers: something happened.
    Event {
        /// What.
        event: LiveEvent,
    },
    /// Agents: something happened in the watched conversation.
    AgentEvent {
        /// In which.
        #[schema(value_type = ids::ConversationId)]
        conversation: ConversationId,
        /// What.
        event: AgentEvent,
    },
    /// Somebody is typing. It fades after six seconds.
    Typing {
        /// In which conversation.
        #[schema(value_type = ids::ConversationId)]
        conversation: ConversationId,
        /// Who.
        who: AuthorKind,
        /// Their name, if known.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Agents: which colleagues look at the watched conversation or write in it, all of them each time.
    Presence {
        /// Which conversation.
        #[schema(value_type = ids::ConversationId)]
        conversation: ConversationId,
        /// Who.
        colleagues: Vec<Colleague>,
    },
    /// Customers: the conversation stands differently.
    State {
        /// How it stands now.
        conversation: WidgetConversation,
    },
    /// Agents: a conversation of the list stands differently.
    Conversation {
        /// How it stands now.
        conversation: Box<ConversationRow>,
    },
    /// Agents: how many conversations each part of the inbox holds.
    Counts {
        /// The numbers.
        counts: Counts,
    },
    /// Team leaders: how many incidents are open.
    Incidents {
        /// How many.
        open: u64,
    },
    /// The watched conversation cannot be shown.
    Gone {
        /// Which.
        #[schema(value_type = ids::ConversationId)]
        conversation: ConversationId,
    },
    /// Here I am.
    Pong {},
    /// A frame could not be taken; the connection stays up unless it is closed right after.
    Error {
        /// What is wrong with it.
        detail: String,
    },
}

/// A colleague who looks at the same conversation or writes in it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Colleague {
    /// Who.
    pub agent: Somebody,
    /// What they do.
    pub state: Presence,
    /// How long that holds, in milliseconds, unless it is told again.
    pub for_ms: u32,
}
