//! What came of asking the model, in numbers.

use std::{collections::BTreeMap, sync::PoisonError};

use rapport_coaching::DraftRule;
use rapport_domain::proposal::{NoProposal, ProposalOutcome, ProposalVerdict};

use crate::Desk;

/// What came of asking the model since this node started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelFigures {
    /// How often it was asked.
    pub asked: u64,
    /// How many of its texts the guard let pass.
    pub passed: u64,
    /// How many of its texts the guard refused.
    pub refused: u64,
    /// How many texts broke each rule; one text may break several.
    pub by_rule: BTreeMap<String, u64>,
    /// How often it wrote nothing that could be judged, by why.
    pub nothing: BTreeMap<&'static str, u64>,
    /// Tokens used today, in and out.
    pub tokens_today: u64,
    /// Whether it is left alone now, because it failed too often.
    pub resting: bool,
}

/// What a counted rule or reason means, in words that complete "it …".
pub fn in_words(name: &str) -> String {
    let rule = DraftRule::ALL.iter().find(|rule| rule.as_str() == name).map(|rule| rule.in_words());
    let reason =
        || NoProposal::ALL.iter().find(|reason| reason.as_str() == name).map(|reason| reason.in_words());
    rule.or_else(reason).unwrap_or(name).to_owned()
}

impl Desk {
    /// Counts what became of a proposal.
    pub(crate) fn count_proposal(&self, outcome: &ProposalOutcome, verdict: Option<&ProposalVerdict>) {
        let mut figures = self.shared.model.figures.lock().unwrap_or_else(PoisonError::into_inner);
        let label = match (outcome, verdict) {
            (ProposalOutcome::Nothing { because }, _) => {
                *figures.nothing.entry(because.as_str()).or_default() += 1;
                because.as_str()
            }
            (_, Some(verdict)) if verdict.accepted => {
                figures.passed += 1;
                "passed"
            }
            (_, verdict) => {
                figures.refused += 1;
                let objections = verdict.map_or(&[][..], |verdict| verdict.objections.as_slice());
                let mut rules: Vec<&str> =
                    objections.iter().map(|objection| objection.rule.as_str()).collect();
                rules.dedup();
                for rule in rules {
                    *figures.by_rule.entry(rule.to_owned()).or_default() += 1;
                }
                "refused"
            }
        };
        metrics::counter!("rapport_model_proposals_total", "outcome" => label).increment(1);
    }

    pub(super) fn count_asked(&self) {
        let mut figures = self.shared.model.figures.lock().unwrap_or_else(PoisonError::into_inner);
        figures.asked += 1;
    }
}
