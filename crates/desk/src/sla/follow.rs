//! Keeps a conversation's clock in the transaction of the events that move it.

use std::sync::Arc;

use rapport_domain::{
    ConversationId, Timestamp,
    content::Release,
    conversation::Status,
    event::{ConversationEvent, Recorded},
    sla::{MissReason, SlaClock, SlaRules, SlaState, SlaStep, SlaTarget, URGENT_FROM},
};
use rapport_storage::{ConversationRow, SlaFacts, SlaOutcome, StorageError, Tx};
use serde_json::json;

use super::calendar::Hours;
use crate::{
    queue::PRESENT_MS,
    webhooks::{Targets, Telling},
};

/// Who waits in the queue and is near to be let down is served at least so soon…
const NEAR_PRIORITY: f32 = 0.7;
/// …and who is, so soon; danger still comes before.
const MISSED_PRIORITY: f32 = 0.8;

/// The rules in force, and the hours that they count in.
#[derive(Debug, Clone)]
pub(crate) struct Sla {
    pub(super) rules: Arc<SlaRules>,
    /// Whose hours count; `None` where nothing is measured.
    pub(super) release: Option<Arc<Release>>,
}

/// The conversation whose clock is kept.
struct Kept<'a> {
    id: ConversationId,
    facts: &'a SlaFacts,
    told: &'a Targets,
    now: Timestamp,
}

impl Sla {
    /// Whether anything is measured.
    pub const fn is_set(&self) -> bool {
        self.release.is_some()
    }

    /// Moves the clock by what happened. `row` is the conversation right before it or after it.
    pub async fn follow(
        &self,
        tx: &mut Tx,
        row: &ConversationRow,
        recorded: &[Recorded],
        told: &Targets,
    ) -> Result<(), StorageError> {
        let Some(now) = recorded.last().map(|last| last.at) else { return Ok(()) };
        if self.release.is_none() || !concerns(row, recorded) {
            return Ok(());
        }
        let Some(facts) = tx.sla_facts(row.id).await? else { return Ok(()) };
        self.keep(tx, &Kept { id: row.id, facts: &facts, told, now }, recorded).await
    }

    /// Lets time pass up to `now`, and sets the clock by the rules and hours in force: what is near or missed by now
    /// is told.
    pub async fn look(
        &self,
        tx: &mut Tx,
        id: ConversationId,
        told: &Targets,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let Some(facts) = tx.sla_facts(id).await? else { return Ok(()) };
        self.keep(tx, &Kept { id, facts: &facts, told, now }, &[]).await
    }

    async fn keep(&self, tx: &mut Tx, kept: &Kept<'_>, recorded: &[Recorded]) -> Result<(), StorageError> {
        let Some(release) = &self.release else { return Ok(()) };
        let hours = Hours::of(&release.content.company);
        let (facts, now) = (kept.facts, kept.now);
        let known = facts.clock.clone().filter(|clock| clock.episode == facts.episode);
        let mut clock = match known {
            Some(clock) => clock,
            None if facts.status == Status::Open => self.begin(tx, kept, recorded.is_empty()).await?,
            None if facts.clock.is_some() => return tx.delete_sla_clock(kept.id).await,
            None => return Ok(()),
        };
        let mut steps = clock.pass(now);
        let happened = |fits: fn(&ConversationEvent) -> bool| recorded.iter().any(|one| fits(&one.event));
        if happened(|event| matches!(event, ConversationEvent::AgentReplied { .. })) {
            steps.extend(clock.reach(SlaTarget::FirstReply, now));
        }
        let resolved = facts.status == Status::Resolved;
        if resolved {
            steps.extend(clock.reach(SlaTarget::Resolution, now));
        }
        let used_us = clock.used_by(now, &hours);
        if resolved {
            tx.delete_sla_clock(kept.id).await?;
        } else {
            clock.urgent |= facts.urgent;
            clock.run(facts.waits_for_person(), now, &hours);
            clock.aim(self.rules.fitting(facts.channel, clock.urgent), &hours);
            // A rule or an urgency that came just now may have used up its time already.
            steps.extend(clock.pass(now));
            if facts.clock.as_ref() != Some(&clock) {
                tx.put_sla_clock(kept.id, &clock).await?;
            }
        }
        for step in steps {
            kept.tell(tx, step, used_us).await?;
        }
        Ok(())
    }

    /// A clock for a conversation that needs a person from now on, or needed one before there were rules.
    async fn begin(&self, tx: &mut Tx, kept: &Kept<'_>, before: bool) -> Result<SlaClock, StorageError> {
        let facts = kept.facts;
        let since = facts.called_since.or(facts.waiting_since).filter(|_| before).unwrap_or(kept.now);
        let mut clock = SlaClock::new(facts.episode, since, tx.person_replied(kept.id).await?);
        clock.running_since = facts.waits_for_person().then_some(since);
        Ok(clock)
    }
}

impl Kept<'_> {
    /// Keeps what came of a target, and tells whoever wants to know.
    async fn tell(&self, tx: &mut Tx, step: SlaStep, used_us: i64) -> Result<(), StorageError> {
        let reason = match step.state {
            SlaState::Missed => Some(self.reason(tx).await?),
            _ => None,
        };
        if step.state != SlaState::Near {
            let (conversation, episode) = (self.id, self.facts.episode);
            tx.note_sla_outcome(&SlaOutcome { conversation, episode, step, reason, used_us }).await?;
        }
        let outcome = match step.state {
            SlaState::Near => "near",
            SlaState::Missed => "missed",
            SlaState::Met => "met",
            SlaState::Late | SlaState::Open => "late",
        };
        // Counted in the transaction: one that is rolled back at its very end counts too much, which is rare.
        metrics::counter!("rapport_sla_total", "target" => step.target.as_str(), "outcome" => outcome)
            .increment(1);
        let (name, priority) = match step.state {
            SlaState::Near => ("sla.near", NEAR_PRIORITY),
            SlaState::Missed => ("sla.missed", MISSED_PRIORITY),
            _ => return Ok(()),
        };
        tx.raise_priority(self.id, priority).await?;
        let data = json!({
            "conversation": self.id,
            "customer": self.facts.customer,
            "target": step.target,
            "due_at": step.at.to_string(),
            "agent": self.facts.holder,
            "reason": reason,
        });
        let telling = Telling {
            name,
            key: format!("{}:sla:{}:{}:{outcome}", self.id, self.facts.episode, step.target.as_str()),
            conversation: self.id,
            customer: self.facts.customer,
            at: self.now,
            data,
        };
        self.told.post(tx, &telling).await
    }

    /// What the conversation waits for.
    async fn reason(&self, tx: &mut Tx) -> Result<MissReason, StorageError> {
        if self.facts.holder.is_some() {
            return Ok(MissReason::Held);
        }
        if self.facts.passed_on {
            return Ok(MissReason::PassedOn);
        }
        let there = tx.available_agents(self.now.plus_ms(-PRESENT_MS)).await?;
        Ok(if there > 0 { MissReason::Waited } else { MissReason::NobodyThere })
    }
}

/// Whether the clock of a conversation may be moved: while the assistant answers, there is none that runs.
fn concerns(row: &ConversationRow, recorded: &[Recorded]) -> bool {
    if matches!(row.status, Status::Open | Status::Snoozed) {
        return recorded.iter().any(|recorded| moves(row, recorded));
    }
    recorded.iter().any(|recorded| {
        matches!(
            recorded.event,
            ConversationEvent::HandoverRequested { .. }
                | ConversationEvent::TakenOver { .. }
                | ConversationEvent::HandedOver { .. }
                | ConversationEvent::Resolved { .. }
                | ConversationEvent::EpisodeStarted { .. }
        )
    })
}

/// Whether an event moves a clock that runs; most messages of a customer who waits do not.
fn moves(row: &ConversationRow, recorded: &Recorded) -> bool {
    match &recorded.event {
        ConversationEvent::MessageReceived { .. } => {
            row.waiting_since.is_none_or(|since| since >= recorded.at)
        }
        ConversationEvent::Perceived { perception, .. } => f64::from(perception.urgency) >= URGENT_FROM,
        ConversationEvent::Noted { .. }
        | ConversationEvent::Tagged { .. }
        | ConversationEvent::Untagged { .. }
        | ConversationEvent::Rated { .. }
        | ConversationEvent::SystemSaid { .. } => false,
        _ => true,
    }
}
