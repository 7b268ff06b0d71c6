//! The customer says how it was.

use rapport_domain::{ConversationId, event::ConversationEvent, redact::redact};

use crate::{Desk, DeskError, error::invalid};

impl Desk {
    /// Records a rating of 1 to 5, with the customer's own words if they gave any.
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
        self.record(conversation, move |_| Ok(vec![ConversationEvent::Rated { score, comment }])).await?;
        Ok(())
    }
}
