//! An agent gives a conversation back to the assistant; what was promised stays in the summary.

use rapport_domain::{
    AgentId, ConversationId, MessageId,
    conversation::Holder,
    event::ConversationEvent,
    message::{Author, Message},
    redact::redact,
};
use rapport_storage::Expected;

use crate::{
    Desk, DeskError, commit::Committed, error::invalid, flow_timers::set_flow_timer, reply::must_hold,
};

impl Desk {
    /// Gives the conversation back. The note is for colleagues; the customer is told that the assistant is
    /// back.
    pub async fn hand_back(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        note: &str,
    ) -> Result<(), DeskError> {
        if note.chars().count() > 2_000 {
            return Err(invalid("note", "A note may have at most 2,000 characters."));
        }
        self.send_held_of(conversation, agent).await?;
        let now = self.now();
        let name = self.agent(agent).await?.name;
        let line = self.wording(|wordings| &wordings.handed_back, &name).await?;
        let said = Message::plain(MessageId::mint(now, self.entropy()), Author::System, now, line);
        let note = redact(note.trim()).into_owned();
        let (release, webhooks) = (self.release().await?, self.webhook_targets().await?);
        let (committed, due) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    must_hold(tx, &row, agent).await?;
                    debug_assert!(row.holder == Holder::Agent { id: agent }, "checked by must_hold");
                    let fence = row.fence + 1;
                    let events = [
                        ConversationEvent::HandedBack { agent, note, fence },
                        ConversationEvent::SystemSaid { message: said },
                    ];
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    // A message that came in while the agent held it and was not answered is answered now.
                    let seq = recorded.last().map_or(row.seq, |last| last.seq);
                    if row.waiting_since.is_some() && row.last_inbound > 0 {
                        tx.schedule_turn(conversation, seq.min(row.last_inbound), now, now).await?;
                    }
                    // What the person's coming interrupted can go on.
                    let due = set_flow_timer(tx, conversation, release.release()).await?;
                    Ok::<_, DeskError>((Committed { conversation, customer: row.customer, recorded }, due))
                })
            })
            .await?;
        self.tell(&committed).await;
        self.shared.turns.set(self.now());
        self.wake_flows_at(due);
        Ok(())
    }
}
