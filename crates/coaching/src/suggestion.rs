//! Which statements an agent could say to this customer now: by the same policy that frames the assistant's
//! replies.

use rapport_domain::{content::FramingPart, id::StatementId};

use crate::framing::{FramingRequest, Policy, ranked};

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
}

/// The statements that fit, best first: the best of each part in the order in which they are said, then the
/// second best. Empty where nothing is called for: a calm question wants its facts.
pub fn suggestions(request: &FramingRequest<'_>, most: usize) -> Vec<Suggestion> {
    let policy = Policy::of(request);
    let parts = policy.before.iter().chain(&policy.after);
    let mut rounds: Vec<(usize, Suggestion)> = Vec::new();
    for part in parts {
        let chosen = ranked(*part, &policy, request).into_iter().enumerate().take(most);
        rounds.extend(chosen.map(|(round, chosen)| {
            let (statement, text, because) = (chosen.statement, chosen.text, chosen.because);
            (round, Suggestion { statement, part: chosen.part, text, because })
        }));
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
