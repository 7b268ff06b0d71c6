//! What only time brings: clocks that come near their end or run out, and clocks to be set anew because rules or
//! business hours have changed.

use rapport_domain::{ConversationId, content::Company, sla::SlaRules};
use sha2::{Digest as _, Sha256};

use crate::{Desk, DeskError};

/// Clocks looked at in a stretch.
const STRETCH: u32 = 100;

impl Desk {
    /// Tells what is near or missed by now.
    pub(crate) async fn watch_clocks(&self) -> Result<(), DeskError> {
        let sla = self.sla().await?;
        let Some(release) = &sla.release else { return Ok(()) };
        let mark = mark(&sla.rules, &release.content.company);
        let applied = self.store().read().await?.sla_settings().await?.applied;
        if applied != mark {
            self.set_all_clocks().await?;
            self.store()
                .write(move |tx| {
                    Box::pin(async move { tx.mark_sla_applied(&mark).await.map_err(DeskError::from) })
                })
                .await?;
        }
        loop {
            let due = self.store().read().await?.sla_looks_due(self.now(), STRETCH).await?;
            for conversation in &due {
                self.look_at_clock(*conversation).await?;
                self.tell_row(*conversation).await?;
            }
            if due.len() < STRETCH as usize {
                return Ok(());
            }
        }
    }

    /// Sets the clocks of all conversations that have one or need one by the rules and hours in force.
    async fn set_all_clocks(&self) -> Result<(), DeskError> {
        let mut after = String::new();
        loop {
            let stretch = self.store().read().await?.sla_candidates(&after, STRETCH).await?;
            let Some(last) = stretch.last() else { return Ok(()) };
            after = last.to_string();
            for conversation in stretch {
                self.look_at_clock(conversation).await?;
                self.tell_row(conversation).await?;
            }
        }
    }

    async fn look_at_clock(&self, conversation: ConversationId) -> Result<(), DeskError> {
        let (told, now) = (self.webhook_targets().await?, self.now());
        let looked: Result<(), DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.lock_conversation(conversation).await?;
                    told.look_at_clock(tx, conversation, now).await.map_err(DeskError::from)
                })
            })
            .await;
        if self.shared.webhooks.is_used() {
            self.shared.deliveries.notify_one();
        }
        match looked {
            // Who was erased has no clock any more.
            Err(DeskError::Erased) => Ok(()),
            other => other,
        }
    }
}

/// Tells rules and hours from others.
fn mark(rules: &SlaRules, company: &Company) -> String {
    let all = (rules, &company.time_zone, &company.hours, &company.special_days);
    let text = serde_json::to_string(&all).unwrap_or_default();
    hex::encode(&Sha256::digest(text.as_bytes())[..8])
}
