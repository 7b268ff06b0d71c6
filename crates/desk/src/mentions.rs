//! Mentions: a note calls a colleague by name, who finds it among their mentions.

use rapport_domain::{AgentId, ConversationId};
use rapport_storage::Cursor;

use crate::{Desk, DeskError, Page, error::invalid};

pub use rapport_storage::Mention;

/// The most colleagues whom one note calls.
const MOST: usize = 20;

impl Desk {
    /// The notes that call an agent, the latest first.
    pub async fn mentions(
        &self,
        agent: AgentId,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Mention>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.mentions(agent, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// An agent has read the notes of a conversation that call them.
    pub async fn read_mentions(&self, agent: AgentId, conversation: ConversationId) -> Result<(), DeskError> {
        let now = self.now();
        let changed: bool = self
            .store()
            .write(move |tx| {
                Box::pin(
                    async move { tx.read_mentions(agent, conversation, now).await.map_err(DeskError::from) },
                )
            })
            .await?;
        if changed {
            self.tell_row(conversation).await?;
        }
        Ok(())
    }

    /// The colleagues whom a note calls, each once.
    pub(crate) async fn checked_mentions(&self, mentions: &[AgentId]) -> Result<Vec<AgentId>, DeskError> {
        let mut checked: Vec<AgentId> = vec![];
        for id in mentions.iter().copied() {
            if checked.contains(&id) {
                continue;
            }
            let known = self.store().read().await?.agent(id).await?;
            if known.is_none_or(|agent| agent.closed_at.is_some()) {
                return Err(invalid("mentions", "One of these colleagues is not here any more."));
            }
            checked.push(id);
        }
        if checked.len() > MOST {
            return Err(invalid("mentions", format!("A note calls at most {MOST} colleagues.")));
        }
        Ok(checked)
    }
}
