//! Match at a glance: length, formality, energy and urgency of a draft beside the customer's, and whether they
//! fit. To fit is not to mirror: someone who is upset is met more quietly than they write.

use crate::{case::Case, customer::shouted_words, exchange::Finding, practices::matched};

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AspectKind {
    /// How much is said.
    Length,
    /// From slang to officialese.
    Formality,
    /// From quiet to loud.
    Energy,
    /// How soon something happens.
    Urgency,
}

/// One aspect of a draft's manner beside the customer's.
#[derive(Debug, Clone, PartialEq)]
pub struct Aspect {
    /// What is compared.
    pub kind: AspectKind,
    /// How much of it the customer's turn has, 0…1.
    pub customer: f32,
    /// How much of it the draft has, 0…1.
    pub draft: f32,
    /// Whether the draft fits.
    pub fits: bool,
    /// Why, as a short sentence.
    pub why: String,
}

/// The four aspects. Nothing is held against a draft that has not come to its end because of what is missing.
pub(crate) fn manner(case: &Case<'_>, finished: bool) -> Vec<Aspect> {
    if !case.customer.readable || case.exchange.customer.trim().is_empty() {
        return Vec::new();
    }
    vec![length(case, finished), formality(case), energy(case, finished), urgency(case, finished)]
}

fn aspect(kind: AspectKind, levels: (f32, f32), wrong: Option<Finding>, right: String) -> Aspect {
    Aspect {
        kind,
        customer: levels.0.clamp(0.0, 1.0),
        draft: levels.1.clamp(0.0, 1.0),
        fits: wrong.is_none(),
        why: wrong.map_or(right, |finding| finding.message),
    }
}

/// So many words count as the most, for the picture alone.
const MANY_WORDS: f32 = 150.0;

fn length(case: &Case<'_>, finished: bool) -> Aspect {
    let (theirs, ours) = (case.customer.text.word_count(), case.reply.word_count());
    #[expect(clippy::cast_precision_loss, reason = "a message has few thousand words")]
    let level = |words: usize| (1.0 + words as f32).ln() / (1.0 + MANY_WORDS).ln();
    let mut wrong = matched::length(case);
    wrong.extend(matched::pace(case));
    if finished {
        wrong.extend(matched::coldness(case));
    }
    let reason = if case.customer.urgent() {
        "short is right for someone in a hurry"
    } else if case.customer.hurt() {
        "easy to take in"
    } else {
        "a fitting length"
    };
    let right = format!("{ours} words to their {theirs}: {reason}.");
    aspect(AspectKind::Length, (level(theirs), level(ours)), wrong.into_iter().next(), right)
}

fn formality(case: &Case<'_>) -> Aspect {
    let theirs = if case.customer.formal { 0.85 } else { level_of_formality(case.customer.text.folded()) };
    let right = if case.customer.formal {
        "They write formally, and so does this."
    } else {
        "Plain words, as to a person."
    };
    let wrong = matched::formality(case).into_iter().next();
    aspect(AspectKind::Formality, (theirs, level_of_formality(case.reply.folded())), wrong, right.to_owned())
}

fn level_of_formality(folded: &str) -> f32 {
    if matched::OFFICIALESE.is_match(folded) {
        return 0.95;
    }
    let casual = matched::SLANG.find_iter(folded).take(3).count();
    let short_forms = folded.matches('\'').take(3).count();
    #[expect(clippy::cast_precision_loss, reason = "at most three of each")]
    let level = 0.6 - 0.2 * casual as f32 - 0.07 * short_forms as f32;
    level.max(0.05)
}

fn energy(case: &Case<'_>, finished: bool) -> Aspect {
    let theirs = case.exchange.perception.map(|perception| (perception.arousal + 1.0) / 2.0);
    let theirs = theirs.unwrap_or_else(|| loudness(case.exchange.customer, case.customer.intensity));
    let cheer = if matched::CHEER.is_match(case.reply.folded()) { 0.35 } else { 0.0 };
    let ours = loudness(case.exchange.reply, 0.0) + cheer;
    let mut wrong = matched::energy(case);
    wrong.extend(matched::sorrow(case));
    if finished {
        wrong.extend(matched::flatness(case));
    }
    let right = if case.customer.hurt() {
        "They are upset: quiet is right."
    } else if case.customer.glad() {
        "They are glad, and this shares it."
    } else {
        "Calm, as they are."
    };
    aspect(AspectKind::Energy, (theirs, ours), wrong.into_iter().next(), right.to_owned())
}

fn loudness(text: &str, intensity: f32) -> f32 {
    let marks = text.chars().filter(|c| *c == '!').take(3).count();
    let shouted = shouted_words(text).min(3);
    #[expect(clippy::cast_precision_loss, reason = "at most three of each")]
    let loud = 0.15 * marks as f32 + 0.15 * shouted as f32;
    0.3 + loud + 0.3 * intensity
}

fn urgency(case: &Case<'_>, finished: bool) -> Aspect {
    let folded = case.reply.folded();
    let acts = case.any(|roles| roles.act);
    let ours = if matched::POSTPONES.is_match(folded) {
        0.1
    } else {
        match (matched::PROMPT.is_match(folded), acts) {
            (true, true) => 0.9,
            (true, false) | (false, true) => 0.55,
            (false, false) => 0.25,
        }
    };
    let whole = case.reply.whole();
    let counts = |finding: &Finding| finished || (finding.start, finding.end) != (whole.start, whole.end);
    let wrong = matched::postponed(case).into_iter().find(counts);
    let right =
        if case.customer.urgent() { "They need it soon, and this moves." } else { "Nothing presses them." };
    aspect(AspectKind::Urgency, (case.customer.urgency, ours), wrong, right.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::{Exchange, coach_draft};

    fn fits(customer: &str, draft: &str) -> [bool; 4] {
        let manner = coach_draft(&Exchange::new(customer, draft), &[]).manner;
        [0, 1, 2, 3].map(|at| manner[at].fits)
    }

    const HURRY: &str = "I'm locked out and my train leaves in one hour, I need my ticket!";

    #[test]
    fn a_glance_says_what_does_not_fit() {
        assert_eq!(fits(HURRY, "I'm sending your ticket to your phone now."), [true; 4]);
        assert_eq!(fits(HURRY, "We will reply in due course."), [true, true, true, false]);
        let angry = "This is ridiculous. My parcel is three weeks late and nobody answers.";
        assert_eq!(fits(angry, "Great! I'd be happy to help you with that!"), [true, true, false, true]);
        assert_eq!(fits(angry, "Noted."), [false, true, true, true]);
        let formal =
            "Dear Sir or Madam, I am writing to enquire about the delivery of my order. Yours sincerely";
        assert_eq!(fits(formal, "Hey mate, it's gonna be there Tuesday."), [true, false, true, true]);
    }

    #[test]
    fn nothing_is_compared_without_a_customer() {
        assert!(coach_draft(&Exchange::new("", "Hello there."), &[]).manner.is_empty());
    }
}
