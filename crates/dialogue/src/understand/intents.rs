//! A classifier of texts, trained from few examples: a second for 2,000, some ten for 5,000.
//!
//! Five scorers look at a text ([`Evidence`]): kernel ridge over the examples, the nearest example, the
//! meaning of what is known about an intent besides its examples (its title, its answer's sentences), the
//! words of these, and the share of the text's words that the intent has ever seen. They are added with fixed
//! weights, and the sharpness with which the sum becomes probabilities is fitted on examples left out. Two
//! calibrators then say how likely the first candidate is right and how likely any of them is meant, again
//! from examples left out: once alone, once with their whole intent.

use rayon::prelude::*;

use super::{
    calibrate::{Calibrator, Case, FEATURES, Temperature},
    evidence::{Asked, Evidence, SCORERS, Scores},
    linear::normalised,
    ridge::{Examples, HeldOut, Ridge, fitted_on},
    vectors::Vectors,
};

/// The place of the nearest example among the scores, a cosine.
const NEAREST: usize = 1;
/// From this cosine on a text begins to be in an example's words, and how quickly that grows, to how much.
const ALIKE: f32 = 0.65;
const SURE_OF_ALIKE: f32 = 3.0;
const MOST_SURE_OF_ALIKE: f32 = 0.8;
/// By so much the nearest example must be nearer than any of another intent.
const CLEARLY: f32 = 0.04;
/// What the scorers count, in the order of [`Scores`]: ridge, nearest example, meaning, words, seen.
///
/// Between what fits the demo's leave-one-out scores best (9.7, 4.0, 8.9, 2.9: authors repeat an answer's
/// words) and what fits the 300 questions of `docs/benchmarks/questions.jsonl` (12.7, 6.5, 4.6, 4.1: strangers
/// do not), as shares of the first. The nearest example at half the ridge also does best on BANKING77 and
/// CLINC150 with all examples. The share of words ever seen makes up for what landmarks forget of 4,800
/// examples: from 186 to 198 of 253 right, left-out examples from .511 to .523.
const WEIGHTS: [f32; SCORERS] = [1.0, 0.5, 0.5, 0.3, 0.3];

/// Of what customers ask, so much is covered by a release, it is assumed: examples whose whole intent was left
/// out count this much less. Nothing in a release tells how much it does not cover; of the 300 questions, 57 %
/// were covered by 97 topics and 84 % by 229.
const COVERED: f64 = 0.75;

/// The way of training. Counted up with every change of it, so that kept solutions of another way are not used.
const WAY: u32 = 2;

/// An example of an intent.
#[derive(Debug, Clone, PartialEq)]
pub struct IntentExample {
    /// What people write.
    pub text: String,
    /// The intent's name.
    pub intent: String,
    /// The sentence vector of the text.
    pub vector: Vec<f32>,
}

/// What is known about an intent besides its examples.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IntentProfile {
    /// The intent's name.
    pub intent: String,
    /// Its title.
    pub title: String,
    /// What is answered; empty where that is not a text.
    pub answer: String,
    /// The sentence vectors of the answer's sentences, or of the title where there is no answer.
    pub vectors: Vec<Vec<f32>>,
}

/// A trained classifier.
#[derive(Debug, Clone)]
pub struct Intents {
    names: Vec<String>,
    /// The examples' vectors, at length one.
    vectors: Vectors,
    ridge: Ridge,
    evidence: Evidence,
    temperature: Temperature,
    right: Calibrator,
    in_scope: Calibrator,
}

/// What a text is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Every intent's place in [`Intents::names`] with its calibrated probability given that one of them is
    /// meant, best first.
    pub intents: Vec<(usize, f32)>,
    /// Calibrated probability that one of them is meant at all.
    pub in_scope: f32,
    /// Calibrated probability that the first of them is what is meant.
    pub sure: f32,
}

/// A text and what every scorer says about every intent.
#[derive(Debug, Clone)]
pub struct Reading {
    scores: Vec<Scores>,
}

impl Intents {
    /// Trains on `examples` and what else is known about their intents. The same examples in the same order
    /// give the same classifier.
    pub fn train(examples: &[IntentExample], profiles: &[IntentProfile]) -> Self {
        Self::learn(examples, profiles, &fitted_on(examples.len())).0
    }

    /// The same classifier, and what each example is about to a classifier that has not seen it.
    pub fn train_reviewed(examples: &[IntentExample], profiles: &[IntentProfile]) -> (Self, Vec<Ranking>) {
        let all: Vec<usize> = (0..examples.len()).collect();
        let (model, left_out) = Self::learn(examples, profiles, &all);
        let rankings = left_out.par_iter().map(|(_, reading)| model.ranking(reading)).collect();
        (model, rankings)
    }

    /// Trains, and reads the examples `left_out` as if they had never been seen.
    fn learn(
        examples: &[IntentExample],
        profiles: &[IntentProfile],
        left_out: &[usize],
    ) -> (Self, Vec<(usize, Reading)>) {
        let Prepared { names, labels, vectors } = Prepared::of(examples);
        let to_learn = to_learn(examples, &vectors, &labels, names.len());
        let (ridge, held_out) = Ridge::train(&to_learn, left_out);
        let evidence = Evidence::new(&to_learn, &profiles_of(&names, profiles));
        let mut model = Self {
            names,
            vectors: vectors.clone(),
            ridge,
            evidence,
            temperature: Temperature::default(),
            right: Calibrator::RIGHT,
            in_scope: Calibrator::IN_SCOPE,
        };
        let readings: Vec<(usize, Reading)> =
            held_out.into_par_iter().map(|held_out| model.read_left_out(&to_learn, held_out)).collect();
        let fitted_on = fitted_on(examples.len());
        let to_fit = readings.iter().filter(|(example, _)| fitted_on.binary_search(example).is_ok());
        let to_fit: Vec<(usize, &Reading)> = to_fit.map(|(i, reading)| (labels[*i], reading)).collect();
        model.calibrate(&to_fit);
        (model, readings)
    }

    /// An example as if it had never been seen.
    fn read_left_out(&self, examples: &Examples<'_>, held_out: HeldOut) -> (usize, Reading) {
        let HeldOut { example, scores } = held_out;
        let (text, vector) = (examples.texts[example], examples.vectors.get(example));
        let cosines = self.vectors.dots(vector);
        let asked = Asked { text, vector, cosines: cosines.as_deref() };
        (example, Reading { scores: self.evidence.scores(&asked, scores, Some(example)) })
    }

    /// The classifier that [`Self::train`] would give for the same examples and profiles, from its
    /// [`Self::solution`], without training. `None` where the solution is of another number of examples or
    /// intents or of another way of training.
    pub fn restore(examples: &[IntentExample], profiles: &[IntentProfile], solution: &[u8]) -> Option<Self> {
        let (way, numbers) = solution.split_first_chunk()?;
        if u32::from_le_bytes(*way) != WAY {
            return None;
        }
        let mut numbers =
            numbers.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let mut next = || numbers.next();
        let temperature = Temperature::restored(next()?);
        let (right, in_scope) = (Calibrator::restored(&mut next)?, Calibrator::restored(&mut next)?);
        let Prepared { names, labels, vectors } = Prepared::of(examples);
        let to_learn = to_learn(examples, &vectors, &labels, names.len());
        let ridge = Ridge::restore(&to_learn, &numbers.collect::<Vec<f32>>())?;
        let evidence = Evidence::new(&to_learn, &profiles_of(&names, profiles));
        Some(Self { names, vectors, ridge, evidence, temperature, right, in_scope })
    }

    /// All that training found out, as bytes: the way of training, then f32, little endian.
    pub fn solution(&self) -> Vec<u8> {
        let fits = std::iter::once(self.temperature.number())
            .chain(self.right.numbers())
            .chain(self.in_scope.numbers())
            .chain(self.ridge.solution());
        WAY.to_le_bytes().into_iter().chain(fits.flat_map(f32::to_le_bytes)).collect()
    }

    /// The intents' names, sorted.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What every scorer says about `text`, whose sentence vector is `vector`.
    pub fn read(&self, text: &str, vector: &[f32]) -> Reading {
        let vector = normalised(vector);
        let cosines = self.vectors.dots(&vector);
        let asked = Asked { text, vector: &vector, cosines: cosines.as_deref() };
        let ridge = self.ridge.scores(text, asked.cosines);
        Reading { scores: self.evidence.scores(&asked, ridge, None) }
    }

    /// What `text` is about; `vector` is its sentence vector.
    pub fn rank(&self, text: &str, vector: &[f32]) -> Ranking {
        self.ranking(&self.read(text, vector))
    }

    /// What a text that was read is about.
    pub fn ranking(&self, reading: &Reading) -> Ranking {
        let probabilities = self.temperature.probabilities(&combined(&reading.scores));
        let mut intents: Vec<(usize, f32)> = probabilities.into_iter().enumerate().collect();
        intents.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let Some(&(first, probability)) = intents.first() else {
            return Ranking { intents, in_scope: 0.0, sure: 0.0 };
        };
        let features = features(reading, first, probability);
        Ranking {
            intents,
            in_scope: self.in_scope.probability(&features),
            sure: self.right.probability(&features).max(as_in_example(reading, first)),
        }
    }

    /// Fits sharpness and calibrators on examples left out, each with its own intent.
    fn calibrate(&mut self, readings: &[(usize, &Reading)]) {
        let sums: Vec<(usize, Vec<f32>)> =
            readings.iter().map(|(intent, reading)| (*intent, combined(&reading.scores))).collect();
        self.temperature = Temperature::fit(&sums);
        let (mut right, mut in_scope) = (Vec::new(), Vec::new());
        for ((intent, reading), (_, sums)) in readings.iter().zip(&sums).filter(|(_, (_, s))| s.len() > 1) {
            // Once alone left out, once with its whole intent, as if it were about something unknown.
            for without in [None, Some(*intent)] {
                let mut sums = sums.clone();
                if let Some(without) = without {
                    sums[without] = f32::NEG_INFINITY;
                }
                let (first, probability) = best(&self.temperature.probabilities(&sums));
                let features = features(reading, first, probability);
                let weight = if without.is_none() { 1.0 } else { (1.0 - COVERED) / COVERED };
                right.push(Case { features, truth: without.is_none() && first == *intent, weight });
                in_scope.push(Case { features, truth: without.is_none(), weight });
            }
        }
        self.right = Calibrator::RIGHT.fitted(&right);
        self.in_scope = Calibrator::IN_SCOPE.fitted(&in_scope);
    }
}

/// Examples as training wants them.
struct Prepared {
    names: Vec<String>,
    labels: Vec<usize>,
    vectors: Vectors,
}

impl Prepared {
    fn of(examples: &[IntentExample]) -> Self {
        let mut names: Vec<String> = examples.iter().map(|e| e.intent.clone()).collect();
        names.sort_unstable();
        names.dedup();
        let intent_of = |e: &IntentExample| names.binary_search(&e.intent).unwrap_or(0);
        let labels = examples.iter().map(intent_of).collect();
        let rows: Vec<Vec<f32>> = examples.iter().map(|e| normalised(&e.vector)).collect();
        let vectors = Vectors::of(&rows);
        Self { names, labels, vectors }
    }
}

fn to_learn<'a>(
    examples: &'a [IntentExample],
    vectors: &'a Vectors,
    labels: &'a [usize],
    intents: usize,
) -> Examples<'a> {
    Examples { texts: examples.iter().map(|e| e.text.as_str()).collect(), vectors, labels, intents }
}

/// A profile for each name, empty where none is given.
fn profiles_of(names: &[String], profiles: &[IntentProfile]) -> Vec<IntentProfile> {
    let of = |name: &String| profiles.iter().find(|p| p.intent == *name).cloned().unwrap_or_default();
    names.iter().map(of).collect()
}

impl Reading {
    /// Half one, half the other: what a whole message and its question say together.
    #[must_use]
    pub fn mean(&self, other: &Self) -> Self {
        let half = |a: f32, b: f32| 0.5 * a + 0.5 * b;
        let scores = self.scores.iter().zip(&other.scores);
        Self { scores: scores.map(|(a, b)| std::array::from_fn(|i| half(a[i], b[i]))).collect() }
    }
}

/// What the scorers say together.
fn combined(scores: &[Scores]) -> Vec<f32> {
    scores.iter().map(|own| own.iter().zip(WEIGHTS).map(|(score, weight)| score * weight).sum()).collect()
}

/// What the calibrators look at: how far the first is ahead (log odds), what the ridge says of it, and how
/// much of the text's rare words it has ever seen. On the demo's 300 questions the area under the curve of
/// "is the first right" rises from .81 with the ridge's probability alone to .85; more features (nearest
/// example, agreement of the scorers, margin of the ridge) did not add to it when fitted on left-out examples.
fn features(reading: &Reading, first: usize, probability: f32) -> [f64; FEATURES] {
    let p = f64::from(probability).clamp(1e-6, 1.0 - 1e-6);
    [(p / (1.0 - p)).ln(), f64::from(reading.scores[first][0]), f64::from(reading.scores[first][4])]
}

/// How sure one can be because the text is nearly an example of `first`, and of no other intent. Calibrated on
/// examples left out, which authors put in words that no other has, a plain question in the words of an example
/// would read as doubtful.
fn as_in_example(reading: &Reading, first: usize) -> f32 {
    let near = reading.scores[first][NEAREST];
    let others = reading.scores.iter().enumerate().filter(|(intent, _)| *intent != first);
    let next = others.map(|(_, scores)| scores[NEAREST]).fold(0.0, f32::max);
    if near - next < CLEARLY { 0.0 } else { ((near - ALIKE) * SURE_OF_ALIKE).clamp(0.0, MOST_SURE_OF_ALIKE) }
}

fn best(probabilities: &[f32]) -> (usize, f32) {
    let first = (0..probabilities.len()).max_by(|a, b| {
        // Of equals the first, as in a ranking.
        probabilities[*a].total_cmp(&probabilities[*b]).then(b.cmp(a))
    });
    first.map_or((0, 0.0), |first| (first, probabilities[first]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restored_classifier_says_the_same_and_a_strange_solution_is_refused() {
        let example = |intent: &str, text: &str, at: usize| IntentExample {
            text: text.into(),
            intent: intent.into(),
            vector: (0..8).map(|i| if i == at { 1.0 } else { 0.1 }).collect(),
        };
        let examples = [
            example("delivery", "where is my parcel", 0),
            example("delivery", "it has not arrived", 1),
            example("returns", "send it back", 2),
            example("returns", "how do I return boots", 3),
        ];
        let trained = Intents::train(&examples, &[]);
        let solution = trained.solution();
        let restored = Intents::restore(&examples, &[], &solution).unwrap();
        let asked = example("", "my parcel is not here", 0);
        assert_eq!(trained.rank(&asked.text, &asked.vector), restored.rank(&asked.text, &asked.vector));
        assert!(Intents::restore(&examples[1..], &[], &solution).is_none());
        assert!(Intents::restore(&examples, &[], &solution[..solution.len() - 4]).is_none());
        assert!(Intents::restore(&examples, &[], &[9; 64]).is_none());
        assert!(Intents::restore(&examples, &[], &[]).is_none());
    }

    #[test]
    fn a_reviewed_classifier_is_the_same_and_an_example_among_strangers_is_found() {
        let example = |intent: &str, text: &str, at: usize| IntentExample {
            text: text.into(),
            intent: intent.into(),
            vector: (0..8).map(|i| if i == at { 1.0 } else { 0.1 }).collect(),
        };
        let examples = [
            example("delivery", "where is my parcel", 0),
            example("delivery", "my parcel has not arrived", 0),
            example("delivery", "I want to send it back", 2),
            example("returns", "send it back please", 2),
            example("returns", "can I send back boots", 2),
        ];
        let (reviewed, rankings) = Intents::train_reviewed(&examples, &[]);
        assert_eq!(reviewed.solution(), Intents::train(&examples, &[]).solution());
        let taken_for = |i: usize| reviewed.names()[rankings[i].intents[0].0].as_str();
        assert_eq!((rankings.len(), taken_for(0), taken_for(2)), (5, "delivery", "returns"));
    }

    #[test]
    fn nothing_to_learn_is_no_mistake() {
        let empty = Intents::train(&[], &[]);
        assert!(empty.names().is_empty());
        assert!(empty.rank("hello", &[0.1; 8]).intents.is_empty());
    }
}
