//! How long it would take until a person answers: told to the customer, so it has to be honest.

use rapport_domain::{ConversationId, Timestamp, content::Company, why::QueueOutlook};

use crate::{Desk, DeskError, hours::opening};

/// Minutes that one conversation takes an agent, where nothing is known yet.
const MINUTES_PER_CONVERSATION: u32 = 5;
/// How long after an agent was last seen they count as there: a few times as long as an open console is silent.
pub(crate) const PRESENT_MS: i64 = 5 * 60_000;

impl Desk {
    /// What a customer who asks for a person now would be told.
    pub(crate) async fn outlook(
        &self,
        conversation: ConversationId,
        company: &Company,
        now: Timestamp,
    ) -> Result<QueueOutlook, DeskError> {
        let opening = opening(company, now);
        let (ahead, available) = {
            let mut reader = self.store().read().await?;
            (
                reader.waiting_ahead(conversation).await?,
                reader.available_agents(now.plus_ms(-PRESENT_MS)).await?,
            )
        };
        let place = u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1);
        let agents = u32::try_from(available).unwrap_or(u32::MAX);
        Ok(QueueOutlook {
            place,
            // With nobody there no time can be told honestly.
            wait_minutes: (agents > 0 && opening.open).then(|| wait_minutes(place, agents)),
            open_now: opening.open,
            opens: opening.opens,
        })
    }
}

/// Whole minutes, rounded up: a wait that turns out shorter disappoints nobody.
fn wait_minutes(place: u32, agents: u32) -> u32 {
    place.saturating_mul(MINUTES_PER_CONVERSATION).div_ceil(agents).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_with_the_queue_and_shrinks_with_agents() {
        assert_eq!(wait_minutes(1, 1), 5);
        assert_eq!(wait_minutes(4, 2), 10);
        assert_eq!(wait_minutes(1, 50), 1);
    }
}
