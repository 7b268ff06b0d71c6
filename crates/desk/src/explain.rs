//! Decides again on the stored events, and says whether it comes to the same.

use std::{collections::HashMap, sync::Arc};

use rapport_dialogue::{Compiled, explain};
use rapport_domain::{ConversationId, ReleaseId, event::ConversationEvent};

use crate::{Desk, DeskError};

pub use rapport_dialogue::Explained as Explanation;

impl Desk {
    /// Runs every decision of a conversation again.
    pub async fn explain(&self, id: ConversationId) -> Result<Vec<Explanation>, DeskError> {
        let events = self.store().read().await?.conversation_events(id).await?;
        let events = events.ok_or(DeskError::NotFound("conversation"))?;
        let mut releases: HashMap<ReleaseId, Arc<Compiled>> = HashMap::new();
        for recorded in &events {
            if let ConversationEvent::Replied { why, .. } = &recorded.event
                && !releases.contains_key(&why.release)
                && let Some(compiled) = self.compiled(why.release).await?
            {
                releases.insert(why.release, compiled);
            }
        }
        Ok(explain(id, &events, &|release| releases.get(&release).cloned()))
    }
}
