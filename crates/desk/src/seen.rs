//! Who has seen what, and who is typing.

use rapport_domain::{AgentId, ConversationId, event::ConversationEvent, message::Author, why::DecisionKind};
use rapport_event_bus::{Notice, Presence, Seat};
use rapport_storage::Tx;

use crate::{Desk, DeskError};

/// How long somebody counts as typing after a key press, in milliseconds.
const TYPING_MS: i64 = 6_000;
/// Events that are looked through for a reply by somebody else.
const LOOKED_BACK: u32 = 1_000;
/// How long somebody counts as looking who does not say so again, in milliseconds: as when their machine went
/// to sleep. A window says so every twenty seconds.
const LOOKING_MS: i64 = 45_000;

impl Desk {
    /// The customer has seen everything up to `seq`.
    pub async fn mark_seen(&self, conversation: ConversationId, seq: u64) -> Result<(), DeskError> {
        self.store().write(move |tx| Box::pin(async move { tx.mark_seen(conversation, seq).await })).await?;
        Ok::<(), DeskError>(())
    }

    /// An agent has read everything up to `seq`.
    pub async fn mark_read(&self, conversation: ConversationId, seq: u64) -> Result<(), DeskError> {
        let changed: bool = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.mark_read(conversation, seq).await.map_err(DeskError::from) })
            })
            .await?;
        if changed {
            self.tell_row(conversation).await?;
        }
        Ok(())
    }

    /// The customer is typing.
    pub async fn customer_types(&self, conversation: ConversationId) {
        self.types(conversation, Author::Customer).await;
    }

    /// An agent is typing to the customer.
    pub async fn agent_types(&self, conversation: ConversationId, agent: AgentId) {
        self.types(conversation, Author::Agent { id: agent }).await;
    }

    /// A seat for a window that an agent has just opened.
    pub fn new_seat(&self, agent: AgentId) -> Seat {
        let mut bytes = [0; 8];
        self.entropy().fill(&mut bytes);
        Seat { agent, window: u64::from_be_bytes(bytes) }
    }

    /// An agent looks at a conversation, writes in it, or is gone from it: colleagues are told, customers are not.
    /// Nothing of it is kept.
    pub async fn attend(&self, conversation: ConversationId, seat: Seat, what: Presence) {
        let lasts = if what == Presence::Looking { LOOKING_MS } else { TYPING_MS };
        let until = self.now().plus_ms(lasts);
        self.publish_to_bus(Notice::Presence { conversation, seat, what, until }).await;
    }

    async fn types(&self, conversation: ConversationId, who: Author) {
        let until = self.now().plus_ms(TYPING_MS);
        self.publish_to_bus(Notice::Typing { conversation, who, until }).await;
    }
}

/// Refuses where a colleague or the assistant has replied after `seen`, the last event that the agent had seen
/// when they began to write.
pub(crate) async fn nobody_replied_since(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
    seen: Option<u64>,
) -> Result<(), DeskError> {
    let Some(seen) = seen else { return Ok(()) };
    let since = tx.events_after(conversation, seen, LOOKED_BACK).await?;
    let by = match since.iter().find_map(|recorded| reply_of_other(&recorded.event, agent)) {
        None => return Ok(()),
        Some(None) => None,
        Some(Some(id)) => Some(tx.agent(id).await?.map(|agent| agent.name).unwrap_or_default()),
    };
    Err(DeskError::RepliedMeanwhile { by })
}

/// Whether the event is a reply that `agent` did not write, and by which colleague; `None` inside is the assistant.
/// Its word that a message has arrived while a person is awaited answers nothing.
fn reply_of_other(event: &ConversationEvent, agent: AgentId) -> Option<Option<AgentId>> {
    match event {
        ConversationEvent::Replied { why, .. } => {
            let answers = !matches!(why.decision, DecisionKind::Waiting | DecisionKind::HandedOver);
            answers.then_some(None)
        }
        ConversationEvent::AgentReplied { message, .. } => match message.author {
            Author::Agent { id } if id != agent => Some(Some(id)),
            _ => None,
        },
        _ => None,
    }
}
