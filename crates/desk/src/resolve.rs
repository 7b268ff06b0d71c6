//! A conversation is done.

use rapport_domain::{
    AgentId, ConversationId,
    conversation::{Holder, Status},
    event::ConversationEvent,
};

use crate::{Desk, DeskError};

impl Desk {
    /// Resolves the conversation. While a colleague holds it, only they may.
    pub async fn resolve(
        &self,
        conversation: ConversationId,
        agent: Option<AgentId>,
    ) -> Result<(), DeskError> {
        if let Some(agent) = agent {
            self.send_held_of(conversation, agent).await?;
        }
        self.record(conversation, move |row| match (row.status, row.holder) {
            (Status::Resolved, _) => Ok(vec![]),
            (_, Holder::Agent { id }) if Some(id) != agent => Err(DeskError::HeldByOther { holder: None }),
            _ => Ok(vec![ConversationEvent::Resolved { agent }]),
        })
        .await?;
        Ok(())
    }
}
