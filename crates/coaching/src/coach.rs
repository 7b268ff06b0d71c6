//! The coach: judges one draft by all practices and says what to change.

use rapport_domain::content::{FramingPart, Statement};
use serde::Serialize;

use crate::{
    case::Case,
    epitome::{Epitome, levels},
    exchange::{Exchange, Finding, Practice, PracticeResult, Speaker},
    learned::Learned,
    practices,
};

/// What the coach says about a draft. Serialises to the shape of `rapport coach`, without its `id`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoachReport {
    /// How each practice was kept.
    pub practices: Practices,
    /// The three levels of EPITOME.
    #[serde(flatten)]
    pub epitome: Epitome,
    /// What to change, in the order of the reply.
    pub findings: Vec<Finding>,
    /// How good the draft is altogether, 0…1.
    pub overall: f32,
}

/// How each practice was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Practices {
    /// No debate whether the feeling is justified.
    pub acceptance: PracticeResult,
    /// Hostility is never mirrored.
    pub not_reactive: PracticeResult,
    /// No excuses, no blame.
    pub not_defensive: PracticeResult,
    /// What happened is named, in the customer's terms.
    pub heard: PracticeResult,
    /// Manner and urgency fit.
    pub matched: PracticeResult,
    /// Paraphrases and asks.
    pub checked: PracticeResult,
    /// Never "I know how you feel".
    pub no_claimed_feeling: PracticeResult,
    /// Never bare sympathy.
    pub empathy_with_action: PracticeResult,
}

impl Practices {
    /// How one practice was kept.
    pub const fn get(&self, practice: Practice) -> &PracticeResult {
        match practice {
            Practice::Acceptance => &self.acceptance,
            Practice::NotReactive => &self.not_reactive,
            Practice::NotDefensive => &self.not_defensive,
            Practice::Heard => &self.heard,
            Practice::Matched => &self.matched,
            Practice::Checked => &self.checked,
            Practice::NoClaimedFeeling => &self.no_claimed_feeling,
            Practice::EmpathyWithAction => &self.empathy_with_action,
        }
    }
}

/// Judges a draft by all practices. Suggestions use the team's own statements where one fits.
pub fn coach(exchange: &Exchange<'_>, statements: &[Statement]) -> CoachReport {
    report(&Case::of(exchange), statements)
}

/// The same of an exchange that was read already.
pub(crate) fn report(case: &Case<'_>, statements: &[Statement]) -> CoachReport {
    let learned = Learned::of(case);
    let judge = |practice| learned.complete(practice, practices::judge(practice, case), case);
    let practices = Practices {
        acceptance: judge(Practice::Acceptance),
        not_reactive: judge(Practice::NotReactive),
        not_defensive: judge(Practice::NotDefensive),
        heard: judge(Practice::Heard),
        matched: judge(Practice::Matched),
        checked: judge(Practice::Checked),
        no_claimed_feeling: judge(Practice::NoClaimedFeeling),
        empathy_with_action: judge(Practice::EmpathyWithAction),
    };
    let all = || Practice::ALL.iter().map(|practice| practices.get(*practice));
    let mut findings: Vec<Finding> = all().flat_map(|result| result.findings.clone()).collect();
    findings.sort_by_key(|finding| (finding.start, finding.end));
    findings.dedup_by(|a, b| (a.rule, a.start) == (b.rule, b.start));
    for finding in &mut findings {
        with_own_words(finding, case, statements);
    }
    #[expect(clippy::cast_precision_loss, reason = "eight practices")]
    let overall = all().map(|result| result.score).sum::<f32>() / Practice::ALL.len() as f32;
    CoachReport { epitome: levels(case), practices, findings, overall }
}

/// Where acknowledgement is missing, the team's own statement for this feeling is the better suggestion.
fn with_own_words(finding: &mut Finding, case: &Case<'_>, statements: &[Statement]) {
    let part = match finding.rule {
        "action-without-empathy" | "cold-one-liner" => FramingPart::Acknowledge,
        // What happened can be told back better than any general sentence could say it.
        "not-heard" | "empty-acknowledgement" | "fits-anyone" if case.retold().is_none() => {
            FramingPart::Acknowledge
        }
        "feeling-judged" | "told-not-to-feel" | "feeling-weighed" => FramingPart::Accept,
        _ => return,
    };
    let customer = &case.customer;
    let fits = |statement: &&Statement| {
        let when = &statement.when;
        let never = &statement.never_when;
        let assistant = case.exchange.author == Speaker::Assistant;
        statement.part == part
            && !statement.text.contains('{')
            && customer
                .feeling
                .is_some_and(|feeling| when.feelings.contains(&feeling) && !never.feelings.contains(&feeling))
            && customer.intensity >= when.min_intensity
            && !when.repeated
            && !(never.assistant && assistant)
            && !(never.hostile && customer.hostile)
            && !(never.formal && customer.formal)
    };
    if let Some(statement) = statements.iter().find(fits) {
        finding.suggestion.clone_from(&statement.text);
    }
}
