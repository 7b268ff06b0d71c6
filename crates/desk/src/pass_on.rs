//! Nobody waits for somebody who is gone: what such an agent holds goes back to the queue, and the customer is
//! told.

use rapport_dialogue::wait::{person_comes, told};
use rapport_domain::{
    AgentId, ConversationId, MessageId,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    message::{Author, Message},
};
use rapport_storage::Expected;

use crate::{Desk, DeskError, commit::Committed, queue::PRESENT_MS};

/// How long a customer waits for an agent who is not there before somebody else is called.
const PATIENCE_MS: i64 = 10 * 60_000;
/// The least priority of one who has waited for nothing: above a plain request for a person.
const PRIORITY: f32 = 0.6;

impl Desk {
    /// Passes on what is held by agents who are not there: at once where their account is closed, else when the
    /// customer has waited ten minutes.
    pub(crate) async fn pass_on_stranded(&self) -> Result<(), DeskError> {
        let now = self.now();
        let (waited, seen) = (now.plus_ms(-PATIENCE_MS), now.plus_ms(-PRESENT_MS));
        let stranded = self.store().read().await?.stranded(waited, seen).await?;
        for (conversation, agent) in stranded {
            self.pass_on(conversation, agent).await?;
        }
        Ok(())
    }

    async fn pass_on(&self, conversation: ConversationId, agent: AgentId) -> Result<(), DeskError> {
        let now = self.now();
        let name = self.agent(agent).await?.name;
        let release = self.release().await?;
        let content = &release.release().content;
        let outlook = self.outlook(conversation, &content.company, now).await?;
        let away = told(&content.company, &outlook, &content.wordings.agent_away, &|placeholder| {
            (placeholder == "agent").then(|| name.clone())
        });
        let line = format!("{away} {}", person_comes(content, &outlook));
        let said = Message::plain(MessageId::mint(now, self.entropy()), Author::System, now, line);
        let webhooks = self.webhook_targets().await?;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    // They may be back, or another colleague may have been quicker.
                    if row.holder != (Holder::Agent { id: agent }) || row.status != Status::Open {
                        return Ok(None);
                    }
                    #[expect(clippy::cast_possible_truncation, reason = "0 to 1")]
                    let urgency = row.urgency as f32;
                    let events = [
                        ConversationEvent::HandedBack { agent, note: String::new(), fence: row.fence + 1 },
                        ConversationEvent::HandoverRequested {
                            reason: HandoverReason::Away,
                            note: format!("{name} held it and is not there."),
                            priority: PRIORITY.max(urgency),
                        },
                        ConversationEvent::SystemSaid { message: said },
                    ];
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok::<_, DeskError>(Some(Committed { conversation, customer: row.customer, recorded }))
                })
            })
            .await?;
        if let Some(committed) = committed {
            self.tell(&committed).await;
        }
        Ok(())
    }
}
