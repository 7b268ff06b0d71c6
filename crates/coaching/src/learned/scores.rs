//! What the learned judgements say of a reply, and which stretch of it said so most.

use super::{
    features::Features,
    judgement::Judgement,
    weights::{Row, WEIGHTS},
};
use crate::{case::Case, exchange::Span, text::words};

/// What the learned judgements say of a reply.
pub struct Scores {
    features: Features,
    values: [f32; Judgement::COUNT],
}

impl Scores {
    /// Judges a reply that was read already.
    pub fn of(case: &Case<'_>) -> Self {
        let features = Features::of(case);
        let groups =
            [sum(0, features.words.keys()), sum(1, features.shape.iter()), sum(2, features.manner.iter())];
        let values = Judgement::ALL.map(|judgement| {
            let learnt = WEIGHTS.learnt(judgement);
            let steps: f32 = groups.iter().map(|group| group[judgement as usize]).sum();
            learnt.bias + learnt.scale * steps
        });
        Self { features, values }
    }

    /// The score: the higher, the likelier something is wrong.
    pub const fn value(&self, judgement: Judgement) -> f32 {
        self.values[judgement as usize]
    }

    /// Whether something is likely wrong.
    pub fn marks(&self, judgement: Judgement) -> bool {
        self.value(judgement) >= WEIGHTS.learnt(judgement).marked_from
    }

    /// Whether the reply surely keeps what the judgement asks for. Of a few words nothing is sure.
    pub fn surely_kept(&self, judgement: Judgement) -> bool {
        !self.few_words() && self.value(judgement) <= WEIGHTS.learnt(judgement).kept_up_to
    }

    /// Whether the reply says too little to be judged by its words: some fourteen of them.
    pub fn few_words(&self) -> bool {
        self.features.words.len() < LEAST_SEEN / 2
    }

    /// The sentence whose words spoke most for a mark; none where no words did, but only how the reply is built.
    pub fn stretch(&self, judgement: Judgement, case: &Case<'_>) -> Option<Span> {
        let sentences = case.reply.sentences();
        let mut said = vec![0_i32; sentences.len()];
        for (name, at) in &self.features.words {
            let weight = WEIGHTS.row(0, name).map_or(0, |row| row[judgement as usize]);
            if let Some(sentence) = case.reply.sentence_at(at.start) {
                said[sentence] += i32::from(weight);
            }
        }
        // A greeting is no fault, whatever such replies have in common.
        for ((said, sentence), roles) in said.iter_mut().zip(sentences).zip(&case.roles) {
            if roles.filler && words(case.reply.of(sentence)).count() <= GREETING_WORDS {
                *said = 0;
            }
        }
        // Of sentences that say as much, the first.
        let most = (0..said.len()).rev().max_by_key(|at| said[*at]).filter(|at| said[*at] > 0)?;
        Some(case.reply.span(sentences[most].range.clone()))
    }
}

/// Longest greeting, in words.
const GREETING_WORDS: usize = 5;

/// A reply that shows less than this has little to be judged by; training has the same figure.
const LEAST_SEEN: usize = 60;

/// The weights of a group's features, summed and made independent of how much there is to see.
fn sum<'a>(group: usize, names: impl ExactSizeIterator<Item = &'a String>) -> [f32; Judgement::COUNT] {
    #[expect(clippy::cast_precision_loss, reason = "a reply has few thousand features")]
    let length = (names.len().max(LEAST_SEEN) as f32).sqrt();
    let mut steps = [0_i32; Judgement::COUNT];
    let rows: Vec<&Row> = names.filter_map(|name| WEIGHTS.row(group, name)).collect();
    for row in rows {
        for (sum, weight) in steps.iter_mut().zip(row) {
            *sum += i32::from(*weight);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "sums of small steps")]
    steps.map(|sum| sum as f32 / length)
}
