//! A take-over: one transaction in which the agent becomes the only voice.

use rapport_domain::{
    AgentId, ConversationId, Timestamp,
    event::{ConversationEvent, Recorded},
};

use crate::{conversations::Expected, error::StorageError, store::Tx};

/// What a take-over did.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeOver {
    /// The event.
    pub recorded: Recorded,
    /// The new fencing token: a reply that carries an older one is refused.
    pub fence: u64,
    /// How many of the assistant's unsent deliveries were cancelled.
    pub cancelled: u64,
}

impl Tx {
    /// Lets an agent take over: a new fencing token, the event, the assistant's unsent deliveries
    /// cancelled, its turn dropped. From here no reply of the assistant is stored.
    pub async fn take_over(
        &mut self,
        id: ConversationId,
        agent: AgentId,
        now: Timestamp,
    ) -> Result<TakeOver, StorageError> {
        let (row, _) = self.locked_row(id).await?;
        let fence = row.fence + 1;
        let event = ConversationEvent::TakenOver { agent, fence };
        let recorded = self.append(id, Expected::default(), &[event], now).await?;
        let cancelled = self.cancel_assistant(id).await?;
        self.drop_turn(id).await?;
        let recorded = recorded.into_iter().next().ok_or(StorageError::NoSuchConversation(id))?;
        Ok(TakeOver { recorded, fence, cancelled })
    }

    /// Takes the word from the assistant where a colleague is given the conversation: its unsent deliveries are
    /// cancelled, its turn is dropped.
    pub async fn silence_assistant(&mut self, id: ConversationId) -> Result<(), StorageError> {
        self.cancel_assistant(id).await?;
        self.drop_turn(id).await
    }
}
