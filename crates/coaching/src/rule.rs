//! A rule: phrases that must not stand in a reply, why, and what to say instead.

use std::ops::Range;

use regex::Regex;

use crate::{
    case::Case,
    exchange::{Finding, PracticeResult, Span},
    pattern::phrases,
    text::Text,
};

/// A rule reports so many places of a text: after a few the writer knows.
pub const MOST_FINDINGS: usize = 8;

/// Phrases that must not stand in a reply.
pub struct Rule {
    slug: &'static str,
    pattern: Regex,
    /// A sentence that also matches this is let off.
    unless: Option<Regex>,
    /// Whether a negation right before the phrase turns it into its opposite.
    negatable: bool,
    message: &'static str,
    better: Better,
}

/// Where the better wording comes from.
pub enum Better {
    /// It always fits.
    Fixed(&'static str),
    /// It is made for the exchange.
    Made(fn(&Case<'_>) -> String),
}

impl Rule {
    /// A rule about phrases, see [`phrases`].
    pub fn new(slug: &'static str, alternatives: &[&str], message: &'static str, better: Better) -> Self {
        Self { slug, pattern: phrases(alternatives), unless: None, negatable: false, message, better }
    }

    /// Lets a sentence off that also holds one of these.
    #[must_use]
    pub fn unless(mut self, alternatives: &[&str]) -> Self {
        self.unless = Some(phrases(alternatives));
        self
    }

    /// Lets a phrase off that is negated: "you're not overreacting".
    #[must_use]
    pub const fn negatable(mut self) -> Self {
        self.negatable = true;
        self
    }

    /// Where the rule is broken in a text, in bytes of the folded text.
    pub fn matches(&self, text: &Text<'_>) -> Vec<Range<usize>> {
        let folded = text.folded();
        self.pattern
            .find_iter(folded)
            .map(|found| trimmed(folded, found.range()))
            .filter(|range| !text.is_quoted(range.start))
            .filter(|range| !(self.negatable && negated(text, range.start)))
            .filter(|range| !self.let_off(text, range.start))
            .take(MOST_FINDINGS)
            .collect()
    }

    fn let_off(&self, text: &Text<'_>, at: usize) -> bool {
        let Some(unless) = &self.unless else { return false };
        let sentence = text.sentence_at(at).map(|i| text.of(&text.sentences()[i]));
        sentence.is_some_and(|sentence| unless.is_match(sentence))
    }

    /// What to change in the reply of an exchange.
    pub fn findings(&self, case: &Case<'_>) -> Vec<Finding> {
        let spans = self.matches(&case.reply).into_iter().map(|range| case.reply.span(range));
        spans.map(|span| self.finding(span, case)).collect()
    }

    fn finding(&self, span: Span, case: &Case<'_>) -> Finding {
        let suggestion = match self.better {
            Better::Fixed(text) => text.to_owned(),
            Better::Made(make) => make(case),
        };
        Finding {
            rule: self.slug,
            start: span.start,
            end: span.end,
            message: self.message.to_owned(),
            suggestion,
        }
    }
}

fn trimmed(folded: &str, range: Range<usize>) -> Range<usize> {
    let slice = &folded[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start + slice.trim().len()
}

/// Whether one of the four words before, in the same sentence, negates.
pub fn negated(text: &Text<'_>, at: usize) -> bool {
    let Some(sentence) = text.sentence_at(at) else { return false };
    let start = text.sentences()[sentence].range.start.min(at);
    let before = &text.folded()[start..at];
    before.rsplit(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).take(4).any(
        |word| {
            matches!(
                word,
                "not" | "never" | "no" | "cannot" | "without" | "nobody" | "none" | "nor" | "neither"
            ) || word.ends_with("n't")
                || matches!(word, "dont" | "wont" | "isnt" | "arent" | "cant")
        },
    )
}

/// The judgement that follows from findings: kept without any, and the more of them the worse.
pub fn judged(findings: Vec<Finding>, kept_score: f32, kept_evidence: Vec<Span>) -> PracticeResult {
    if findings.is_empty() {
        return PracticeResult { kept: true, score: kept_score, evidence: kept_evidence, findings };
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of findings")]
    let score = (0.45 - 0.15 * findings.len() as f32).max(0.0);
    let mut evidence: Vec<Span> =
        findings.iter().map(|finding| Span { start: finding.start, end: finding.end }).collect();
    evidence.sort_unstable();
    evidence.dedup();
    PracticeResult { kept: false, score, evidence, findings }
}
