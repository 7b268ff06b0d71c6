//! What was learnt from replies that keep a practice or break it, beside the rules: people find other words than
//! the rules know. `training/practices.py` learns it, `models/practices/README.md` says from what.
//!
//! What a rule *finds* stands. Where the rules of a practice find nothing, a learned judgement may mark the reply.
//! Where a rule only *misses* something, a learned judgement that is sure to see it overrules the rule.

mod advice;
mod features;
mod judgement;
mod scores;
mod tokens;
mod weights;

pub(crate) use advice::is_learned;
pub use features::Features;
pub use judgement::Judgement;

use crate::{
    case::Case,
    exchange::{Exchange, Finding, Practice, PracticeResult, Span},
    rule::judged,
};
use scores::Scores;

/// What the learned judgements see of an exchange; training reads it.
pub fn features(exchange: &Exchange<'_>) -> Features {
    Features::of(&Case::of(exchange))
}

/// What each learned judgement says of an exchange: the higher, the likelier something is wrong.
pub fn scores(exchange: &Exchange<'_>) -> [f32; Judgement::COUNT] {
    let scores = Scores::of(&Case::of(exchange));
    Judgement::ALL.map(|judgement| scores.value(judgement))
}

/// Completes what the rules say of an exchange by what was learnt.
pub(crate) struct Learned(Option<Scores>);

impl Learned {
    /// Reads an exchange; silent where it is not English or nothing was said.
    pub fn of(case: &Case<'_>) -> Self {
        let readable = case.customer.readable && case.reply.word_count() > 0;
        Self(readable.then(|| Scores::of(case)))
    }

    /// What the rules said of a practice, completed.
    pub fn complete(&self, practice: Practice, by_rules: PracticeResult, case: &Case<'_>) -> PracticeResult {
        let Some(scores) = &self.0 else { return by_rules };
        let result = overruled(by_rules, scores);
        let silent = scores.few_words() && !(practice == Practice::Matched && stirred(case));
        if !result.kept || silent || !demanded(practice, case) || plainly_heard(practice, &result, case) {
            return result;
        }
        let own = Judgement::ALL.into_iter().filter(|judgement| judgement.practice() == practice);
        let marked = own.filter(|judgement| scores.marks(*judgement));
        match marked.filter_map(|judgement| finding(judgement, scores, case)).next() {
            Some(finding) => judged(vec![finding], 0.0, Vec::new()),
            None => result,
        }
    }
}

/// Rules that miss an acknowledgement; the words for one are too many for rules.
const MISSES: [&str; 2] = ["not-heard", "action-without-empathy"];
/// How well a practice is kept whose rule was overruled.
const OVERRULED: f32 = 0.7;

fn overruled(by_rules: PracticeResult, scores: &Scores) -> PracticeResult {
    let only_misses = by_rules.findings.iter().all(|finding| MISSES.contains(&finding.rule));
    if by_rules.kept || !only_misses || !scores.surely_kept(Judgement::Heard) {
        return by_rules;
    }
    judged(Vec::new(), OVERRULED, Vec::new())
}

/// Whether the moment asks for the practice at all: who is glad needs no trouble named, and where nothing is done
/// or the customer said yes there is nothing to check.
fn demanded(practice: Practice, case: &Case<'_>) -> bool {
    match practice {
        Practice::NotReactive | Practice::NotDefensive | Practice::Heard | Practice::EmpathyWithAction => {
            !(case.customer.glad() && case.customer.plain())
        }
        Practice::Checked => !case.customer.confirmed && case.any(|roles| roles.act),
        Practice::Acceptance | Practice::Matched | Practice::NoClaimedFeeling => true,
    }
}

/// Whether the customer's tone asks for one that fits, however short the reply.
fn stirred(case: &Case<'_>) -> bool {
    case.customer.glad() || case.customer.urgent() || !case.customer.plain()
}

/// From here on the rules have seen enough of the customer's own words come back.
const PLAINLY: f32 = 0.95;

fn plainly_heard(practice: Practice, result: &PracticeResult, case: &Case<'_>) -> bool {
    practice == Practice::Heard && case.customer.wants_to_be_heard() && result.score >= PLAINLY
}

fn finding(judgement: Judgement, scores: &Scores, case: &Case<'_>) -> Option<Finding> {
    let span = place(judgement, scores, case)?;
    Some(Finding {
        rule: advice::rule(judgement),
        start: span.start,
        end: span.end,
        message: advice::message(judgement).to_owned(),
        suggestion: advice::suggestion(judgement, case),
    })
}

/// The stretch that is meant: what was said instead of what is missing, or else the words that spoke most.
fn place(judgement: Judgement, scores: &Scores, case: &Case<'_>) -> Option<Span> {
    match judgement {
        Judgement::Heard => {
            let said = case.sentences(|roles| roles.empathic());
            Some(said.first().copied().unwrap_or_else(|| case.reply.whole()))
        }
        Judgement::NextStep => Some(case.reply.whole()),
        _ => scores.stretch(judgement, case),
    }
}
