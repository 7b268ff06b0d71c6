//! Puts a conversation aside until a moment, and brings it back.

use rapport_domain::{
    AgentId, ConversationId, Timestamp,
    conversation::{Holder, Status},
    event::ConversationEvent,
};

use crate::{Desk, DeskError, error::invalid};

/// The longest time aside: a year.
const LONGEST_MS: i64 = 366 * 24 * 3_600_000;

impl Desk {
    /// Puts the conversation aside until `until`. While a colleague holds it, only they may; while a customer
    /// waits for a person, nobody may: they would leave the queue without a word.
    pub async fn snooze(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        until: Timestamp,
    ) -> Result<(), DeskError> {
        let now = self.now();
        if until <= now || until.ms_since(now) > LONGEST_MS {
            return Err(invalid("until", "Choose a moment within the next year."));
        }
        self.send_held_of(conversation, agent).await?;
        self.record(conversation, move |row| match (row.status, row.holder) {
            (Status::Resolved, _) => Err(DeskError::WrongState("This conversation is resolved.")),
            (_, Holder::Agent { id }) if id != agent => Err(DeskError::HeldByOther { holder: None }),
            (Status::Open, Holder::Assistant) => {
                Err(DeskError::WrongState("The customer waits for a person. Take over first."))
            }
            _ => Ok(vec![ConversationEvent::Snoozed { agent, until }]),
        })
        .await?;
        self.shared.turns.set(self.now());
        Ok(())
    }

    /// Brings the conversation back now.
    pub async fn wake(&self, conversation: ConversationId) -> Result<(), DeskError> {
        self.record(conversation, |row| match row.status {
            Status::Snoozed => Ok(vec![ConversationEvent::Woken {}]),
            _ => Ok(vec![]),
        })
        .await?;
        Ok(())
    }

    /// Brings back what is due.
    pub(crate) async fn wake_due(&self) -> Result<(), DeskError> {
        let due = self.store().read().await?.snoozes_due(self.now(), 100).await?;
        for conversation in due {
            self.wake(conversation).await?;
        }
        Ok(())
    }
}
