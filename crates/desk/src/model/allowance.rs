//! What a model may still be asked: budgets of the conversation and the day, and a circuit breaker for each
//! conversation and for the node.
//!
//! What a conversation has used stands in its own log, so every node counts the same. The day and the node's breaker
//! are counted by each node for itself.

use rapport_domain::{
    Timestamp,
    event::{ConversationEvent, Recorded},
    proposal::{NoProposal, ProposalOutcome},
};

use super::ModelSettings;

const DAY_MS: i64 = 24 * 3_600_000;
/// Past its time-out, a question whose outcome nobody has told is lost.
const TRY_MS: i64 = 5_000;

/// What a conversation has asked of the model so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Tokens, in and out.
    pub tokens: u64,
    /// Failures running.
    pub failures: u32,
    /// When the last failed.
    pub failed_at: Option<Timestamp>,
}

/// What the log of a conversation tells of it.
pub(crate) fn spent(events: &[Recorded]) -> Spent {
    let mut spent = Spent::default();
    for recorded in events {
        let ConversationEvent::Replied { why, .. } = &recorded.event else { continue };
        let Some(proposal) = why.surroundings.as_ref().and_then(|known| known.proposal.as_deref()) else {
            continue;
        };
        spent.tokens += u64::from(proposal.tokens);
        match &proposal.outcome {
            ProposalOutcome::Nothing { because } if because.is_failure() => {
                spent.failures += 1;
                spent.failed_at = Some(recorded.at);
            }
            ProposalOutcome::Nothing { because: NoProposal::Resting } => {}
            _ => (spent.failures, spent.failed_at) = (0, None),
        }
    }
    spent
}

/// What a node may still ask.
#[derive(Debug, Clone, Default)]
pub(super) struct Allowance {
    day: i64,
    tokens: u64,
    failures: u32,
    rests_until: Option<Timestamp>,
    /// After a rest one question is let through; until what came of it is known, or it is lost, the others wait.
    trying_until: Option<Timestamp>,
}

impl Allowance {
    /// Lets a question through, or says why not. Whoever is let through tells what came of it with
    /// [`Self::done`]. `estimate` are the tokens that it may use.
    pub fn ask(
        &mut self,
        settings: &ModelSettings,
        spent: Spent,
        (now, estimate): (Timestamp, u64),
    ) -> Result<(), NoProposal> {
        if spent.tokens + estimate > settings.conversation_tokens {
            return Err(NoProposal::ConversationSpent);
        }
        if self.tokens_of(now) + estimate > settings.day_tokens {
            return Err(NoProposal::DaySpent);
        }
        let rest_ms = i64::from(settings.rest_s) * 1_000;
        let rests = spent.failures >= settings.failures
            && spent.failed_at.is_some_and(|at| now.ms_since(at) < rest_ms);
        if rests || self.is_resting(now) || self.trying_until.is_some_and(|until| now < until) {
            return Err(NoProposal::Resting);
        }
        self.trying_until = self.rests_until.map(|_| now.plus_ms(i64::from(settings.timeout_ms) + TRY_MS));
        // Taken at once, so that questions asked at the same time cannot pass the limit together.
        self.day = day_of(now);
        self.tokens = self.tokens_of(now) + estimate;
        Ok(())
    }

    /// What came of a question that was let through; `used` replaces the estimate.
    pub fn done(
        &mut self,
        settings: &ModelSettings,
        failed: bool,
        (now, estimate, used): (Timestamp, u64, u64),
    ) {
        if self.day == day_of(now) {
            self.tokens = self.tokens.saturating_sub(estimate) + used;
        }
        self.trying_until = None;
        if !failed {
            (self.failures, self.rests_until) = (0, None);
            return;
        }
        self.failures += 1;
        if self.failures >= settings.failures {
            self.rests_until = Some(now.plus_ms(i64::from(settings.rest_s) * 1_000));
        }
    }

    /// Tokens used today.
    pub fn tokens_of(&self, now: Timestamp) -> u64 {
        if self.day == day_of(now) { self.tokens } else { 0 }
    }

    /// Whether the model is left alone now.
    pub fn is_resting(&self, now: Timestamp) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }
}

const fn day_of(now: Timestamp) -> i64 {
    now.as_micros() / 1_000 / DAY_MS
}

#[cfg(test)]
mod tests {
    use rapport_outbound::ModelEndpoint;

    use super::*;

    fn settings() -> ModelSettings {
        ModelSettings {
            endpoint: ModelEndpoint { url: "https://m.example/v1".into(), key: None, model: "m".into() },
            draft: true,
            suggest: false,
            timeout_ms: 1_000,
            reply_tokens: 100,
            conversation_tokens: 1_000,
            day_tokens: 3_000,
            failures: 2,
            rest_s: 60,
        }
    }

    const NOW: Timestamp = Timestamp::from_micros(1_795_000_000_000_000);

    #[test]
    fn budgets_end_and_the_day_begins_anew() {
        let mut allowance = Allowance::default();
        let ask = |allowance: &mut Allowance, spent, now| {
            let spent = Spent { tokens: spent, ..Spent::default() };
            let asked = allowance.ask(&settings(), spent, (now, 500));
            if asked.is_ok() {
                allowance.done(&settings(), false, (now, 500, 900));
            }
            asked
        };
        assert_eq!(ask(&mut allowance, 600, NOW), Err(NoProposal::ConversationSpent));
        for _ in 0..3 {
            assert_eq!(ask(&mut allowance, 0, NOW), Ok(()));
        }
        assert_eq!(allowance.tokens_of(NOW), 2_700);
        assert_eq!(ask(&mut allowance, 0, NOW), Err(NoProposal::DaySpent));
        assert_eq!(ask(&mut allowance, 0, NOW.plus_ms(DAY_MS)), Ok(()));
    }

    #[test]
    fn failures_open_the_breaker_and_one_question_tries_it_again() {
        let mut allowance = Allowance::default();
        let none = Spent::default();
        for _ in 0..2 {
            assert_eq!(allowance.ask(&settings(), none, (NOW, 1)), Ok(()));
            allowance.done(&settings(), true, (NOW, 1, 0));
        }
        assert_eq!(allowance.ask(&settings(), none, (NOW.plus_ms(59_000), 1)), Err(NoProposal::Resting));
        let later = NOW.plus_ms(60_000);
        assert_eq!(allowance.ask(&settings(), none, (later, 1)), Ok(()));
        assert_eq!(allowance.ask(&settings(), none, (later, 1)), Err(NoProposal::Resting));
        allowance.done(&settings(), true, (later, 1, 0));
        assert_eq!(allowance.ask(&settings(), none, (later.plus_ms(1_000), 1)), Err(NoProposal::Resting));
        let again = later.plus_ms(60_000);
        assert_eq!(allowance.ask(&settings(), none, (again, 1)), Ok(()));
        allowance.done(&settings(), false, (again, 1, 1));
        assert_eq!(allowance.ask(&settings(), none, (again, 1)), Ok(()));
    }

    #[test]
    fn a_conversation_rests_by_itself() {
        let mut allowance = Allowance::default();
        let spent = Spent { tokens: 0, failures: 2, failed_at: Some(NOW) };
        assert_eq!(allowance.ask(&settings(), spent, (NOW.plus_ms(1_000), 1)), Err(NoProposal::Resting));
        assert_eq!(allowance.ask(&settings(), Spent::default(), (NOW.plus_ms(1_000), 1)), Ok(()));
    }
}
