//! The customer says how it was.

use rapport_domain::{
    ConversationId, KindWordsId,
    event::{ConversationEvent, Recorded},
    redact::redact,
};
use rapport_storage::Expected;

use crate::{Desk, DeskError, commit::Committed, error::invalid};

/// From here on words beside a rating are thanks for the agent who helped.
const GOOD: u8 = 4;

impl Desk {
    /// Records a rating of 1 to 5, with the customer's own words if they gave any. Good ones find the agent who
    /// helped.
    pub async fn rate(
        &self,
        conversation: ConversationId,
        score: u8,
        comment: Option<&str>,
    ) -> Result<(), DeskError> {
        if !(1..=5).contains(&score) {
            return Err(invalid("score", "A rating goes from 1 to 5."));
        }
        let comment = comment.map(str::trim).filter(|comment| !comment.is_empty());
        if comment.is_some_and(|comment| comment.chars().count() > 2_000) {
            return Err(invalid("comment", "A comment may have at most 2,000 characters."));
        }
        let comment = comment.map(|comment| redact(comment).into_owned());
        let helped_by = self.conversation_state(conversation).await?.helped_by;
        let thanked = helped_by.filter(|_| score >= GOOD && comment.is_some());
        let now = self.now();
        let id = KindWordsId::mint(now, self.entropy());
        let webhooks = self.webhook_targets().await?;
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    let rated = ConversationEvent::Rated { score, comment };
                    let recorded = tx.append(conversation, Expected::default(), &[rated], now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    if let (Some((agent, _)), Some(Recorded { seq, .. })) = (thanked, recorded.last()) {
                        tx.create_customer_thanks((id, agent), conversation, *seq, now).await?;
                    }
                    Ok::<_, DeskError>(Committed { conversation, customer: row.customer, recorded })
                })
            })
            .await?;
        self.tell(&committed).await;
        Ok(())
    }
}
