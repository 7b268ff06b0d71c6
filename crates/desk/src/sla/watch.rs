//! What only time brings: clocks that come near their end or run out, and clocks to be set anew because rules or
//! business hours have changed.

use rapport_domain::{ConversationId, Timestamp, content::Company, sla::SlaRules};
use sha2::{Digest as _, Sha256};

use crate::{Desk, DeskError};

/// Clocks looked at in a stretch.
const STRETCH: u32 = 100;
/// How long a node has the setting of all clocks to itself after each stretch, in milliseconds.
const CLAIM_MS: i64 = 60_000;
/// Stands between the mark that is being applied and until when somebody has it.
const CLAIMED: &str = " claimed until ";

impl Desk {
    /// Tells what is near or missed by now.
    pub(crate) async fn watch_clocks(&self) -> Result<(), DeskError> {
        let settings = self.store().read().await?.sla_settings().await?;
        let mut sla = self.sla().await?;
        if *sla.rules != settings.rules {
            // The notice of the change was lost.
            self.shared.sla.forget();
            sla = self.sla().await?;
        }
        let Some(release) = &sla.release else { return Ok(()) };
        let mark = mark(&sla.rules, &release.content.company);
        if settings.applied != mark && !self.is_claimed(&settings.applied, &mark) {
            self.set_all_clocks(settings.applied, mark).await?;
        }
        loop {
            let due = self.store().read().await?.sla_looks_due(self.now(), STRETCH).await?;
            self.look_at_clocks(&due).await?;
            if due.len() < STRETCH as usize {
                return Ok(());
            }
        }
    }

    /// Sets the clocks of all conversations that have one or need one by the rules and hours in force: on one node,
    /// and no further once they have changed again.
    async fn set_all_clocks(&self, mut applied: String, mark: String) -> Result<(), DeskError> {
        let (mut after, mut failed) = (String::new(), None);
        loop {
            let claim = format!("{mark}{CLAIMED}{}", self.now().plus_ms(CLAIM_MS).as_micros());
            if !self.mark_applied(applied, claim.clone()).await? {
                return Ok(());
            }
            applied = claim;
            let stretch = self.store().read().await?.sla_candidates(&after, STRETCH).await?;
            let Some(last) = stretch.last() else { break };
            after = last.to_string();
            if let Err(error) = self.look_at_clocks(&stretch).await {
                failed = Some(error);
            }
        }
        self.mark_applied(applied, mark).await?;
        failed.map_or(Ok(()), Err)
    }

    async fn mark_applied(&self, from: String, to: String) -> Result<bool, DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move { tx.mark_sla_applied(&from, &to).await.map_err(DeskError::from) })
            })
            .await
    }

    /// Whether somebody applies `mark` just now.
    fn is_claimed(&self, applied: &str, mark: &str) -> bool {
        let claim = applied.split_once(CLAIMED).filter(|(claimed, _)| *claimed == mark);
        claim.is_some_and(|(_, until)| {
            until.parse().is_ok_and(|until: i64| Timestamp::from_micros(until) > self.now())
        })
    }

    /// One that fails holds up no other.
    async fn look_at_clocks(&self, conversations: &[ConversationId]) -> Result<(), DeskError> {
        let mut failed = None;
        for conversation in conversations {
            let looked = async {
                self.look_at_clock(*conversation).await?;
                self.tell_row(*conversation).await
            };
            if let Err(error) = looked.await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
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
