//! Looks over authored content before it is published: `rapport check` reports what this finds.

use rapport_domain::content::{FramingPart, Statement};

use crate::{
    case::Case,
    exchange::{Exchange, Finding, Practice, Span, Speaker},
    guard::{GuardContext, guard},
    practices::judge,
    readability::school_year,
    roles::Roles,
    statements::BLANKS,
    text::words,
};

/// Harder than this and many customers will not read it.
const HARDEST_YEAR: f32 = 10.0;
/// Longest sentence of an answer, in words.
const LONGEST_SENTENCE: usize = 35;
/// Longest statement, in words.
const LONGEST_STATEMENT: usize = 28;

/// What to change in an approved answer: it holds facts, in plain words; empathy is added by policy.
pub fn lint_answer(text: &str) -> Vec<Finding> {
    let mut findings = guard(text, &GuardContext::default());
    let exchange = Exchange { author: Speaker::Assistant, ..Exchange::new("", text) };
    let case = Case::of(&exchange);
    let sorry = |roles: &Roles| roles.sympathy;
    findings.extend(case.sentences(sorry).into_iter().map(|span| {
        note(
            "sympathy-in-answer",
            span,
            "Answers hold facts. The framing adds what fits the customer's feeling.",
            "Leave it out.",
        )
    }));
    for practice in [Practice::Acceptance, Practice::NotDefensive] {
        findings.extend(judge(practice, &case).findings);
    }
    findings.extend(crate::practices::not_defensive::workload(&case));
    if let Some(year) = school_year(text).filter(|year| *year > HARDEST_YEAR) {
        let message = format!("This reads at school year {year:.0}; aim for {HARDEST_YEAR:.0} or lower.");
        findings.push(note(
            "hard-to-read",
            case.reply.whole(),
            &message,
            "Shorter sentences, everyday words.",
        ));
    }
    let long = case.reply.sentences().iter().filter(|s| words(case.reply.of(s)).count() > LONGEST_SENTENCE);
    findings.extend(long.map(|s| {
        note(
            "long-sentence",
            case.reply.span(s.range.clone()),
            "This sentence is long.",
            "Cut it into two or three.",
        )
    }));
    sorted(findings)
}

/// What to change in an authored statement.
pub fn lint_statement(statement: &Statement) -> Vec<Finding> {
    let mut findings = lint_statement_text(&statement.text, statement);
    if let Some(spoken) = &statement.spoken {
        findings.extend(lint_statement_text(spoken, statement));
    }
    findings
}

fn lint_statement_text(text: &str, statement: &Statement) -> Vec<Finding> {
    let customer = "";
    // A statement for people only may say what an AI may not.
    let author = if statement.never_when.assistant { Speaker::Agent } else { Speaker::Assistant };
    let case = Case::of(&Exchange { author, ..Exchange::new(customer, text) });
    let mut findings = match author {
        Speaker::Assistant => guard(text, &GuardContext::default()),
        Speaker::Agent => judge(Practice::NoClaimedFeeling, &case).findings,
    };
    for practice in [Practice::Acceptance, Practice::NotReactive, Practice::NotDefensive] {
        findings.extend(judge(practice, &case).findings);
    }
    findings.extend(crate::practices::not_defensive::workload(&case));
    let sorry = case.sentences(|roles| roles.sympathy && !roles.acknowledge && !roles.act);
    if let Some(span) = sorry.first().filter(|_| statement.part != FramingPart::Act) {
        findings.push(note(
            "bare-sympathy",
            *span,
            "This is sympathy from the outside. Name what happened and turn to what is done about it.",
            "That must have really disrupted your day; let's fix it.",
        ));
    }
    findings.extend(form(text, &case, statement));
    sorted(findings)
}

/// Whether a statement reads well wherever it is said.
fn form(text: &str, case: &Case<'_>, statement: &Statement) -> Vec<Finding> {
    let whole = case.reply.whole();
    let mut findings = Vec::new();
    for name in blanks(text).filter(|name| !BLANKS.contains(name)) {
        let message = format!("Nothing fills the blank {{{name}}}, so this could never be said.");
        findings.push(note(
            "unknown-blank",
            whole,
            &message,
            "Use {happened}, {cannot}, {without} or {name}.",
        ));
    }
    if words(text).count() > LONGEST_STATEMENT {
        findings.push(note(
            "long-statement",
            whole,
            "A statement is one short sentence.",
            "Cut it to what matters.",
        ));
    }
    let hurts = statement.when.feelings.iter().any(|feeling| feeling.is_negative());
    if text.contains('!') && (hurts || statement.when.feelings.is_empty()) {
        let message =
            "An exclamation mark is never said to someone who hurts, so this would never be chosen.";
        findings.push(note("exclamation", whole, message, "End it with a full stop."));
    }
    findings
}

/// The names between braces.
fn blanks(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn note(rule: &'static str, span: Span, message: &str, suggestion: &str) -> Finding {
    Finding {
        rule,
        start: span.start,
        end: span.end,
        message: message.to_owned(),
        suggestion: suggestion.to_owned(),
    }
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| (finding.start, finding.end, finding.rule));
    findings.dedup_by(|a, b| (a.rule, a.start) == (b.rule, b.start));
    findings
}
