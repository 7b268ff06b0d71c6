//! Promises: what somebody said would be done for a customer, by whom and until when.
//!
//! A promise *is* its events in the conversation: the one that made it, whose sequence number names it, and those that
//! tell what became of it.

use serde::{Deserialize, Serialize};

use crate::{id::AgentId, time::Timestamp};

/// The most characters of a promise.
pub const MAX_PROMISE_CHARS: usize = 300;
/// Its owner is reminded so long before it falls due, or after half the time where that is less.
const REMIND_MS: i64 = 2 * 3_600_000;

/// Something promised to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The sequence number of the event that made it.
    pub seq: u64,
    /// What.
    pub promise: String,
    /// By when, if said.
    pub by: Option<Timestamp>,
    /// When it was promised.
    pub at: Timestamp,
    /// Who keeps it; `None` is nobody in particular: the assistant said it.
    pub owner: Option<AgentId>,
    /// What became of it.
    pub state: PromiseState,
    /// When it was kept, broken or taken back.
    pub closed_at: Option<Timestamp>,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    /// It is still to be kept.
    Open,
    /// It was kept.
    Kept,
    /// It was not kept.
    Broken,
    /// It was no promise, or the customer needs it no more.
    Withdrawn,
}

/// What happens to a promise after it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PromiseChange {
    /// Its owner was reminded.
    Reminded {},
    /// Its moment came and it was not kept.
    FellDue {},
    /// It was kept.
    Kept {
        /// Who said so.
        agent: AgentId,
    },
    /// It got another moment, and the customer was told.
    Moved {
        /// Who did.
        agent: AgentId,
        /// The new moment.
        by: Timestamp,
    },
    /// It will not be kept.
    Broken {
        /// Who said so.
        agent: AgentId,
    },
    /// It was no promise, or the customer needs it no more.
    Withdrawn {
        /// Who said so.
        agent: AgentId,
    },
}

/// What a reply says of promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PromiseSaid {
    /// It makes one.
    Made {
        /// What.
        promise: String,
        /// By when, if said.
        by: Option<Timestamp>,
    },
    /// It tells that an earlier one takes until another moment.
    Moved {
        /// The sequence number of the earlier one.
        of: u64,
        /// The new moment.
        by: Timestamp,
    },
}

impl PromiseChange {
    /// Who did it; `None` where time did.
    pub const fn agent(&self) -> Option<AgentId> {
        match self {
            Self::Reminded {} | Self::FellDue {} => None,
            Self::Kept { agent }
            | Self::Moved { agent, .. }
            | Self::Broken { agent }
            | Self::Withdrawn { agent } => Some(*agent),
        }
    }
}

impl Promise {
    /// Takes into account what happened to it.
    pub const fn apply(&mut self, change: &PromiseChange, at: Timestamp) {
        let state = match change {
            PromiseChange::Reminded {} | PromiseChange::FellDue {} => return,
            PromiseChange::Moved { by, .. } => {
                self.by = Some(*by);
                return;
            }
            PromiseChange::Kept { .. } => PromiseState::Kept,
            PromiseChange::Broken { .. } => PromiseState::Broken,
            PromiseChange::Withdrawn { .. } => PromiseState::Withdrawn,
        };
        self.state = state;
        self.closed_at = Some(at);
    }

    /// Whether it is still to be kept.
    pub fn is_open(&self) -> bool {
        self.state == PromiseState::Open
    }
}

/// When the owner of a promise made `at` for `by` is reminded: two hours before, or after half the time where that is
/// less.
pub fn remind_at(at: Timestamp, by: Timestamp) -> Timestamp {
    let half_ms = by.ms_since(at).max(0) / 2;
    by.plus_ms(-half_ms.min(REMIND_MS))
}

// What the assistant says of promises where a release of before does not say it.

pub(crate) fn due_wording() -> String {
    "This is {assistant}, the AI assistant. {agent} promised you: “{promise}” The time for it has come, and I cannot \
     see that it is done."
        .to_owned()
}

pub(crate) fn back_wording() -> String {
    "{agent} has our conversation back now and answers you here.".to_owned()
}

pub(crate) fn kept_wording() -> String {
    "This is {assistant}, the AI assistant. {agent} tells me that this is done: “{promise}”".to_owned()
}

pub(crate) fn moved_wording() -> String {
    "This is {assistant}, the AI assistant. {agent} promised you: “{promise}” It takes longer than that: the new time \
     is {by}."
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_comes_in_time_to_act() {
        let at = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
        let check = |by: &str, reminded: &str| {
            let (by, reminded) = (Timestamp::parse(by).unwrap(), Timestamp::parse(reminded).unwrap());
            assert_eq!(remind_at(at, by), reminded);
        };
        check("2026-11-24T12:00:00Z", "2026-11-24T10:00:00Z");
        check("2026-11-23T10:00:00Z", "2026-11-23T09:30:00Z");
        check("2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z");
    }

    #[test]
    fn a_promise_is_open_until_somebody_says_what_became_of_it() {
        let at = Timestamp::from_micros(0);
        let agent = AgentId::from_bytes([1; 16]);
        let mut promise = Promise {
            seq: 3,
            promise: "I will call you.".to_owned(),
            by: None,
            at,
            owner: Some(agent),
            state: PromiseState::Open,
            closed_at: None,
        };
        promise.apply(&PromiseChange::FellDue {}, at);
        promise.apply(&PromiseChange::Moved { agent, by: at.plus_ms(5) }, at);
        assert!(promise.is_open() && promise.by == Some(at.plus_ms(5)));
        promise.apply(&PromiseChange::Kept { agent }, at.plus_ms(7));
        assert_eq!((promise.state, promise.closed_at), (PromiseState::Kept, Some(at.plus_ms(7))));
    }
}
