//! Who has seen what, and who is typing.

use rapport_domain::{AgentId, ConversationId, message::Author};
use rapport_event_bus::Notice;

use crate::{Desk, DeskError};

/// How long somebody counts as typing after a key press, in milliseconds.
const TYPING_MS: i64 = 6_000;

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

    async fn types(&self, conversation: ConversationId, who: Author) {
        let until = self.now().plus_ms(TYPING_MS);
        self.publish_to_bus(Notice::Typing { conversation, who, until }).await;
    }
}
