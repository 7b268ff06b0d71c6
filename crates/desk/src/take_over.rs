//! An agent takes over: from the commit on, the assistant is silent.

use rapport_domain::{
    AgentId, ConversationId, MessageId,
    conversation::{Holder, Status},
    event::ConversationEvent,
    message::{Author, Message},
};
use rapport_storage::Expected;

use crate::{Desk, DeskError, commit::Committed};

impl Desk {
    /// Gives the conversation to `agent`. Refused where another agent holds it, unless `from_other` says
    /// that taking it from a colleague is meant.
    pub async fn take_over(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        from_other: bool,
    ) -> Result<(), DeskError> {
        let now = self.now();
        let name = self.agent(agent).await?.name;
        let line = self.wording(|wordings| &wordings.taken_over, &name).await?;
        let said = Message::plain(MessageId::mint(now, self.entropy()), Author::System, now, line);
        let webhooks = self.webhook_targets().await?;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    match row.holder {
                        Holder::Agent { id } if id == agent && row.status != Status::Resolved => {
                            return Ok(None);
                        }
                        Holder::Agent { id } if id != agent && !from_other && row.status == Status::Open => {
                            let holder = tx.agent(id).await?.map(|agent| agent.name);
                            return Err(DeskError::HeldByOther { holder });
                        }
                        _ => {}
                    }
                    let mut recorded = vec![];
                    if row.status == Status::Snoozed {
                        recorded = tx
                            .append(conversation, Expected::default(), &[ConversationEvent::Woken {}], now)
                            .await?;
                    }
                    // The assistant's unsent mails and its waiting turn end with the same commit.
                    recorded.push(tx.take_over(conversation, agent, now).await?.recorded);
                    let said = ConversationEvent::SystemSaid { message: said };
                    recorded.extend(tx.append(conversation, Expected::default(), &[said], now).await?);
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok(Some(Committed { conversation, customer: row.customer, recorded }))
                })
            })
            .await?;
        if let Some(committed) = committed {
            self.tell(&committed).await;
        }
        Ok(())
    }
}
