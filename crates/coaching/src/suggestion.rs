//! Which statements an agent could say to this customer now: by the same policy that frames the assistant's
//! replies.

use std::{
    cmp::{Ordering, Reverse},
    collections::BTreeMap,
};

use rapport_domain::{
    content::{FramingPart, Statement},
    id::StatementId,
};

use crate::{
    framing::{FramingRequest, Policy, ranked},
    statements::closeness,
};

/// A statement that fits this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Which.
    pub statement: StatementId,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// The sentence, its blanks filled.
    pub text: String,
    /// Why it fits now, as a sentence.
    pub because: String,
    /// How many days ago this customer was told it last; `None` where they were not, as far as is known.
    pub heard_days_ago: Option<u32>,
}

/// What was measured of a statement: by how much the customers' feeling changed after it, beyond what it changes
/// after comparable replies without it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The change.
    pub change: f64,
    /// Upper end of its interval: below 0 it is sure to hurt.
    pub high: f64,
}

/// The statements that fit, best first: the best of each part in the order in which they are said, then the
/// second best. Empty where nothing is called for: a calm question wants its facts.
///
/// Within a part the closest fit comes first; among those that fit alike, one that the customer has not heard
/// lately, then one that was measured to help more. One that was measured to hurt comes last.
pub fn suggestions(
    request: &FramingRequest<'_>,
    measured: &BTreeMap<StatementId, Measured>,
    most: usize,
) -> Vec<Suggestion> {
    let policy = Policy::of(request);
    let parts = policy.before.iter().chain(&policy.after);
    let mut rounds: Vec<(usize, Suggestion)> = Vec::new();
    for part in parts {
        let fitting = ranked(*part, &policy, request).into_iter().map(|chosen| Suggestion {
            heard_days_ago: heard(request, &chosen.statement),
            statement: chosen.statement,
            part: chosen.part,
            text: chosen.text,
            because: chosen.because,
        });
        let mut fitting: Vec<Suggestion> = fitting.collect();
        // The sort is stable: where nothing tells two apart, the framing's own order stays.
        fitting.sort_by(|a, b| before(a, b, request.statements, measured));
        rounds.extend(fitting.into_iter().enumerate().take(most));
    }
    rounds.sort_by_key(|(round, _)| *round);
    let mut found: Vec<Suggestion> = Vec::new();
    for (_, suggestion) in rounds {
        if found.len() < most && !found.iter().any(|other| other.statement == suggestion.statement) {
            found.push(suggestion);
        }
    }
    found
}

fn before(
    a: &Suggestion,
    b: &Suggestion,
    statements: &[Statement],
    measured: &BTreeMap<StatementId, Measured>,
) -> Ordering {
    let key = |one: &Suggestion| {
        let effect = measured.get(&one.statement);
        let hurts = effect.is_some_and(|effect| effect.high < 0.0);
        let fit = statements.iter().find(|known| known.id == one.statement).map_or(0, closeness);
        (hurts, Reverse(fit), one.heard_days_ago.is_some())
    };
    let change = |one: &Suggestion| measured.get(&one.statement).map_or(0.0, |effect| effect.change);
    key(a).cmp(&key(b)).then_with(|| change(b).total_cmp(&change(a)))
}

fn heard(request: &FramingRequest<'_>, statement: &StatementId) -> Option<u32> {
    let uses = request.recent.iter().filter(|used| used.statement == *statement);
    uses.map(|used| used.days_ago).min()
}
