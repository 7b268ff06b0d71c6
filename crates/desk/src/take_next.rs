//! The next conversation for an agent: by priority and wait, and among equals the one that suits them best.

use std::cmp::Reverse;

use rapport_domain::{AgentId, ConversationId};

use crate::{ConversationFilter, Desk, DeskError, View, floor::MINUTE_MS};

/// Waiting conversations that are looked through for the next one.
const LOOKED_THROUGH: u32 = 100;
/// Places in the queue that are so near to each other count as the same; then the better fit comes first.
const ALIKE_MICROS: i64 = 5 * MINUTE_MS * 1_000;

impl Desk {
    /// Takes over the conversation that is next for an agent. `None` where nobody waits, or what waits is offered to
    /// colleagues first; refused where the agent holds as many as they take at a time.
    pub async fn take_next(&self, agent: AgentId) -> Result<Option<ConversationId>, DeskError> {
        let floor = self.floor().await?;
        let me = floor.agent(agent).ok_or(DeskError::Forbidden("answer customers"))?;
        if floor.is_full(me) {
            return Err(DeskError::AtCapacity { held: floor.held_by(agent) });
        }
        let waiting = ConversationFilter::view(View::Waiting);
        let mut offered = self.conversations(waiting, None, LOOKED_THROUGH).await?.items;
        offered.retain(|row| floor.offers(row, me));
        // They come in the queue's order, which a stable sort keeps among equals.
        offered.sort_by_cached_key(|row| {
            (row.counts_from().as_micros().div_euclid(ALIKE_MICROS), Reverse(floor.fit(row, me)))
        });
        for row in offered {
            match self.take_over(row.id, agent, false).await {
                Ok(()) => return Ok(Some(row.id)),
                // A colleague was quicker.
                Err(DeskError::HeldByOther { .. } | DeskError::Erased) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
