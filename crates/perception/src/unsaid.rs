//! What is not said: how a message differs from the way the same customer wrote before.

use rapport_domain::perception::{Perception, Unsaid};

/// Messages after which a baseline is worth comparing with.
const ENOUGH_MESSAGES: u32 = 3;
/// Weight of the newest message in the running means, at least.
const NEWEST_WEIGHT: f32 = 0.1;
/// Shorter: fewer words than this share of the usual, where the usual is long enough to fall from.
const SHORTER_SHARE: f32 = 0.35;
const SHORTER_FROM_WORDS: f32 = 8.0;
/// Later: this many times the usual delay, and at least so long.
const LATER_TIMES: f32 = 4.0;
const LATER_AT_LEAST_S: f32 = 600.0;
/// Colder: so much less valence and politeness together, each −1…1.
const COLDER_BY: f32 = 0.45;

/// How one customer usually writes: running means, kept by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Baseline {
    /// Messages seen.
    pub messages: u32,
    /// Words a message.
    pub words: f32,
    /// Valence, −1…1.
    pub valence: f32,
    /// Politeness, −1…1.
    pub politeness: f32,
    /// Seconds until this customer answers; 0 while unknown.
    pub delay_s: f32,
}

/// What surrounds the message under consideration.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moment {
    /// Words of the message.
    pub words: u32,
    /// Seconds since our last message, if the message answers one.
    pub delay_s: Option<f32>,
    /// Whether the message gives in without warmth ("fine.").
    pub is_flat: bool,
    /// Whether something went wrong before it: a complaint, a refusal, an unpleasant feeling.
    pub went_wrong: bool,
    /// Earlier conversations about the same topic within the days that count as a return.
    pub earlier_contacts: u32,
    /// Whether our last message asked something that this message passes over.
    pub question_passed_over: bool,
}

impl Baseline {
    /// The baseline with one more message in it.
    #[must_use]
    pub fn with(self, words: u32, delay_s: Option<f32>, perception: &Perception) -> Self {
        let weight = (1.0 / (self.messages as f32 + 1.0)).max(NEWEST_WEIGHT);
        let mean = |old: f32, new: f32| old + (new - old) * weight;
        let delay_s = match delay_s {
            Some(delay_s) if self.delay_s > 0.0 => mean(self.delay_s, delay_s),
            Some(delay_s) => delay_s,
            None => self.delay_s,
        };
        Self {
            messages: self.messages.saturating_add(1),
            words: mean(self.words, words as f32),
            valence: mean(self.valence, perception.valence),
            politeness: mean(self.politeness, perception.politeness),
            delay_s,
        }
    }
}

/// What a message leaves unsaid, given how its writer usually writes.
pub fn unsaid(baseline: &Baseline, moment: &Moment, perception: &Perception) -> Vec<Unsaid> {
    let known = baseline.messages >= ENOUGH_MESSAGES;
    let shorter = known
        && baseline.words >= SHORTER_FROM_WORDS
        && (moment.words as f32) < baseline.words * SHORTER_SHARE;
    let later = known
        && baseline.delay_s > 0.0
        && moment.delay_s.is_some_and(|s| s >= LATER_AT_LEAST_S && s > baseline.delay_s * LATER_TIMES);
    let warmth_lost = (baseline.valence - perception.valence) + (baseline.politeness - perception.politeness);
    [
        (shorter, Unsaid::Shorter),
        (later, Unsaid::Later),
        (known && warmth_lost > COLDER_BY, Unsaid::Colder),
        (moment.is_flat && moment.went_wrong, Unsaid::FlatAgreement),
        (moment.earlier_contacts > 0, Unsaid::RepeatedContact),
        (moment.question_passed_over, Unsaid::UnansweredQuestion),
    ]
    .into_iter()
    .filter_map(|(holds, what)| holds.then_some(what))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Baseline {
        Baseline { messages: 6, words: 20.0, valence: 0.3, politeness: 0.4, delay_s: 60.0 }
    }

    fn read(valence: f32, politeness: f32) -> Perception {
        Perception { valence, politeness, ..Perception::unclear("en") }
    }

    #[test]
    fn a_change_shows_only_against_a_known_customer() {
        let moment = Moment { words: 2, delay_s: Some(3_600.0), ..Moment::default() };
        let cold = read(-0.2, 0.0);
        assert_eq!(unsaid(&usual(), &moment, &cold), [Unsaid::Shorter, Unsaid::Later, Unsaid::Colder]);
        assert_eq!(unsaid(&Baseline::default(), &moment, &cold), []);
        assert_eq!(unsaid(&usual(), &Moment { words: 18, ..moment }, &read(0.3, 0.4)), [Unsaid::Later]);
    }

    #[test]
    fn what_needs_no_baseline() {
        let moment = Moment {
            is_flat: true,
            went_wrong: true,
            earlier_contacts: 2,
            question_passed_over: true,
            ..Moment::default()
        };
        let found = unsaid(&Baseline::default(), &moment, &read(0.0, 0.0));
        assert_eq!(found, [Unsaid::FlatAgreement, Unsaid::RepeatedContact, Unsaid::UnansweredQuestion]);
        assert_eq!(
            unsaid(&Baseline::default(), &Moment { is_flat: true, ..Moment::default() }, &read(0.0, 0.0)),
            []
        );
    }

    #[test]
    fn a_baseline_follows_its_customer() {
        let baseline = [10, 20, 30]
            .into_iter()
            .fold(Baseline::default(), |b, words| b.with(words, Some(30.0), &read(0.5, 0.5)));
        assert_eq!((baseline.messages, baseline.words, baseline.delay_s), (3, 20.0, 30.0));
    }
}
