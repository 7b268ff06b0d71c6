//! What every change of a conversation has in common: events appended, webhooks put into the outbox, and
//! everybody told afterwards.

use rapport_domain::{
    ConversationId, CustomerId, Timestamp,
    event::{ConversationEvent, Recorded},
};
use rapport_event_bus::Notice;
use rapport_storage::Expected;

use crate::{Desk, DeskError, Step};

/// What was committed, for those who are told.
#[derive(Debug, Clone)]
pub(crate) struct Committed {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Whose it is.
    pub customer: CustomerId,
    /// What happened.
    pub recorded: Vec<Recorded>,
}

impl Desk {
    /// Tells live connections and other nodes, after a commit. Losing this loses nothing: everybody reads
    /// the log when they reconnect.
    pub(crate) async fn tell(&self, committed: &Committed) {
        self.observe(Step::AfterCommit);
        let Some(last) = committed.recorded.last() else { return };
        let notice = Notice::ConversationChanged {
            conversation: committed.conversation,
            customer: committed.customer,
            seq: last.seq,
        };
        self.publish_to_bus(notice).await;
        self.shared.indexing.notify_one();
        if self.shared.webhooks.is_used() {
            self.shared.deliveries.notify_one();
        }
    }

    /// Publishes a notice; a bus that is away is reported by readiness and made good by reconnecting.
    pub(crate) async fn publish_to_bus(&self, notice: Notice) {
        if let Err(error) = self.parts().bus.publish(&notice).await {
            tracing::warn!(%error, "a notice could not be published");
        }
    }

    /// A conversation's state, folded from its events.
    pub(crate) async fn conversation_state(
        &self,
        id: ConversationId,
    ) -> Result<rapport_domain::conversation::Conversation, DeskError> {
        let events = self.store().read().await?.conversation_events(id).await?;
        let events = events.ok_or(DeskError::NotFound("conversation"))?;
        rapport_domain::conversation::Conversation::from_events(id, &events)
            .ok_or(DeskError::NotFound("conversation"))
    }
}

/// `events` as they would be recorded after `seq`, to look ahead of a commit.
pub(crate) fn as_recorded(seq: u64, events: &[ConversationEvent], at: Timestamp) -> Vec<Recorded> {
    let numbered = (seq + 1..).zip(events);
    numbered.map(|(seq, event)| Recorded { seq, at, event: event.clone() }).collect()
}

impl Desk {
    /// Appends what `decide` makes of the conversation's row, in one transaction, and tells everybody.
    /// Answers the sequence number of the last event.
    pub(crate) async fn record(
        &self,
        conversation: ConversationId,
        decide: impl FnOnce(&rapport_storage::ConversationRow) -> Result<Vec<ConversationEvent>, DeskError>
        + Send
        + 'static,
    ) -> Result<u64, DeskError> {
        let now = self.now();
        let webhooks = self.webhook_targets().await?;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    let events = decide(&row)?;
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok::<_, DeskError>(Committed { conversation, customer: row.customer, recorded })
                })
            })
            .await?;
        self.tell(&committed).await;
        Ok(committed.recorded.last().map_or(0, |last| last.seq))
    }

    /// Tells that a conversation's row changed without an event: somebody read it.
    pub(crate) async fn tell_row(&self, conversation: ConversationId) -> Result<(), DeskError> {
        let row = self.store().read().await?.conversation(conversation).await?;
        if let Some(row) = row {
            let (customer, seq) = (row.customer, row.seq);
            self.publish_to_bus(Notice::ConversationChanged { conversation, customer, seq }).await;
        }
        Ok(())
    }
}
