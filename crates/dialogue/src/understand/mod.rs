//! Understands what a turn asks for: which topic, whether any, and what kind of turn it is.

mod calibrate;
mod dialogue_act;
mod evidence;
mod intents;
pub(crate) mod lexical;
pub(crate) mod linear;
mod ridge;
mod said;
mod vectors;

use std::{collections::BTreeMap, sync::Arc};

use rapport_domain::{
    TopicId,
    content::{Release, Response, Topic},
    conversation::{Conversation, Pending},
    understanding::{Candidate, DialogueAct, Understanding},
};

pub use dialogue_act::{dialogue_act, without_correction};
pub use intents::{IntentExample, IntentProfile, Intents, Ranking, Reading};
pub(crate) use said::sentences;
pub use said::{Said, stretches};

/// How many numbers a sentence's vector has.
pub const DIMENSIONS: usize = 384;

/// How many candidates are kept.
const CANDIDATES: usize = 5;

/// From here on a stretch of a turn counts as a request of its own. Higher than for a whole turn: a second
/// answer that nobody asked for takes the worth of the first.
const SURELY_ALSO: f32 = 0.6;

/// The vectors of each topic's texts, in the order of [`texts_of`]. Computed elsewhere and cached.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TopicVectors(pub BTreeMap<TopicId, Vec<Vec<f32>>>);

/// The texts of a topic that need vectors: its examples, then its answer's sentences, or its title where a
/// flow answers.
pub fn texts_of(topic: &Topic) -> Vec<&str> {
    let mut texts: Vec<&str> = topic.examples.iter().map(String::as_str).collect();
    match &topic.response {
        Response::Answer(answer) => texts.extend(sentences(&answer.plain)),
        Response::Flow(_) => texts.push(&topic.title),
    }
    texts
}

impl TopicVectors {
    /// Has the texts of all topics read, together and in their order.
    pub fn read(topics: &[Topic], read: impl FnOnce(&[&str]) -> Vec<Vec<f32>>) -> Self {
        let texts: Vec<&str> = topics.iter().flat_map(texts_of).collect();
        let mut vectors = read(&texts).into_iter();
        let of_topic =
            |topic: &Topic| (topic.id.clone(), vectors.by_ref().take(texts_of(topic).len()).collect());
        Self(topics.iter().map(of_topic).collect())
    }
}

/// Why a release could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// A topic's texts and vectors do not match.
    #[error("topic “{topic}” has {texts} texts and {vectors} vectors; compute the vectors again")]
    VectorsMissing {
        /// Which topic.
        topic: TopicId,
        /// How many texts it has.
        texts: usize,
        /// How many vectors were given.
        vectors: usize,
    },
    /// A vector has another length.
    #[error("a vector of topic “{topic}” has {length} numbers, not {DIMENSIONS}")]
    WrongLength {
        /// Which topic.
        topic: TopicId,
        /// How long the vector is.
        length: usize,
    },
}

/// A release, ready to understand and decide with.
#[derive(Debug, Clone)]
pub struct Compiled {
    release: Arc<Release>,
    intents: Intents,
    /// Where the texts of each topic lie together, in the order of the release's topics.
    centres: Arc<[Vec<f32>]>,
}

/// What an example would be taken for if it were not one.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The topic whose example it is.
    pub topic: TopicId,
    /// The example.
    pub example: String,
    /// The topic that it would be taken for.
    pub taken_for: TopicId,
    /// How sure that would be, 0…1.
    pub confidence: f32,
}

/// What a turn follows on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TurnContext {
    /// The topic of the last reply.
    pub last_topic: Option<TopicId>,
    /// The article of the help centre that the customer asks about, if they came from one.
    pub article: Option<TopicId>,
    /// What the assistant asked and waits for.
    pub pending: Option<Pending>,
}

impl TurnContext {
    /// The context of the next turn of `conversation`.
    pub fn of(conversation: &Conversation) -> Self {
        Self {
            last_topic: conversation.topic.clone(),
            article: conversation.came_from.clone(),
            pending: conversation.pending.clone(),
        }
    }

    const fn is_asked_yes_or_no(&self) -> bool {
        matches!(
            self.pending,
            Some(
                Pending::Confirmation { .. }
                    | Pending::OfferFlow { .. }
                    | Pending::OfferPerson {}
                    | Pending::OfferResume { .. }
            )
        )
    }
}

impl Compiled {
    /// Trains the classifier on the topics' examples and answers.
    ///
    /// # Errors
    /// When `vectors` do not belong to the release's texts.
    pub fn new(release: Arc<Release>, vectors: &TopicVectors) -> Result<Self, CompileError> {
        let (examples, profiles) = Self::taught(&release, vectors)?;
        let centres = centres(&release, vectors);
        Ok(Self { intents: Intents::train(&examples, &profiles), release, centres })
    }

    /// The same from the [`Self::solution`] of an earlier training, without training; `None` where the
    /// solution is of another way of training or of another number of texts or topics. That it belongs to
    /// these very texts is for its keeper to know.
    ///
    /// # Errors
    /// When `vectors` do not belong to the release's texts.
    pub fn restore(
        release: Arc<Release>,
        vectors: &TopicVectors,
        solution: &[u8],
    ) -> Result<Option<Self>, CompileError> {
        let (examples, profiles) = Self::taught(&release, vectors)?;
        let intents = Intents::restore(&examples, &profiles, solution);
        Ok(intents.map(|intents| Self { intents, centres: centres(&release, vectors), release }))
    }

    /// A release that decides on what is understood already and understands nothing itself.
    pub fn untrained(release: Arc<Release>) -> Self {
        Self { intents: Intents::train(&[], &[]), release, centres: Arc::default() }
    }

    /// As [`Self::new`], and for every example what it would be taken for if it were not one: where that is
    /// another topic, the two take customers from each other.
    ///
    /// # Errors
    /// When `vectors` do not belong to the release's texts.
    pub fn reviewed(
        release: Arc<Release>,
        vectors: &TopicVectors,
    ) -> Result<(Self, Vec<LeftOut>), CompileError> {
        let (examples, profiles) = Self::taught(&release, vectors)?;
        let (intents, rankings) = Intents::train_reviewed(&examples, &profiles);
        let left_out = examples.iter().zip(rankings).filter_map(|(example, ranking)| {
            let (first, _) = ranking.intents.first()?;
            Some(LeftOut {
                topic: example.intent.parse().ok()?,
                example: example.text.clone(),
                taken_for: intents.names().get(*first)?.parse().ok()?,
                confidence: ranking.sure,
            })
        });
        let left_out = left_out.collect();
        let centres = centres(&release, vectors);
        Ok((Self { intents, release, centres }, left_out))
    }

    /// What training found out, to be kept beside the vectors: training takes seconds.
    pub fn solution(&self) -> Vec<u8> {
        self.intents.solution()
    }

    fn taught(
        release: &Release,
        vectors: &TopicVectors,
    ) -> Result<(Vec<IntentExample>, Vec<IntentProfile>), CompileError> {
        let (mut examples, mut profiles) = (Vec::new(), Vec::new());
        for topic in &release.content.topics {
            let given = vectors.0.get(&topic.id).map_or(&[][..], Vec::as_slice);
            let texts = texts_of(topic).len();
            if given.len() != texts {
                let (topic, vectors) = (topic.id.clone(), given.len());
                return Err(CompileError::VectorsMissing { topic, texts, vectors });
            }
            if let Some(wrong) = given.iter().find(|vector| vector.len() != DIMENSIONS) {
                return Err(CompileError::WrongLength { topic: topic.id.clone(), length: wrong.len() });
            }
            let (of_examples, of_answer) = given.split_at(topic.examples.len());
            for (text, vector) in topic.examples.iter().zip(of_examples) {
                examples.push(IntentExample {
                    text: text.clone(),
                    intent: topic.id.to_string(),
                    vector: vector.clone(),
                });
            }
            profiles.push(profile(topic, of_answer));
        }
        Ok((examples, profiles))
    }

    /// The same classifier for a release that holds the same content.
    #[must_use]
    pub fn published_as(&self, release: Arc<Release>) -> Self {
        Self { release, intents: self.intents.clone(), centres: Arc::clone(&self.centres) }
    }

    /// The release behind it.
    pub const fn release(&self) -> &Arc<Release> {
        &self.release
    }

    /// Where the texts of each topic lie together: a vector of length one, in the order of the release's
    /// topics; none where nothing was trained.
    pub fn centres(&self) -> &[Vec<f32>] {
        &self.centres
    }

    /// What was asked for. A text that only makes sense after what was said before leans on the last topic; a
    /// correction leans away from it.
    pub fn understand(&self, said: &Said, context: &TurnContext) -> Understanding {
        let text = said.text.as_str();
        let dialogue_act = self.dialogue_act(text, context);
        if text.trim().is_empty() || self.intents.names().is_empty() {
            return Understanding { candidates: Vec::new(), in_scope: 0.0, dialogue_act, also: None };
        }
        let stretches: Vec<Reading> =
            said.stretches.iter().map(|(text, vector)| self.intents.read(text, vector)).collect();
        let ranking = self.rank(said, &stretches);
        let names = self.intents.names();
        let mut likely = Likely { topics: confidences(&ranking), in_scope: ranking.in_scope };
        let place = |topic: &TopicId| names.binary_search_by(|name| name.as_str().cmp(topic.as_str())).ok();
        // Whoever has just come from an article asks about that, whatever was said last.
        if let Some(article) = context.article.as_ref().and_then(place) {
            likely.ask_about(lean_of(text, dialogue_act), article);
        } else if let Some(last) = context.last_topic.as_ref().and_then(place) {
            likely.lean(lean_of(text, dialogue_act), last);
        }
        let Likely { topics, in_scope } = likely;
        let candidates: Vec<Candidate> = topics
            .into_iter()
            .take(CANDIDATES)
            .filter_map(|(at, confidence)| Some(Candidate { topic: names[at].parse().ok()?, confidence }))
            .collect();
        let also = self.also(&stretches, &candidates);
        Understanding { candidates, in_scope, dialogue_act, also }
    }

    /// What a turn is about. What is wanted instead of something denied is read alone; of a turn with
    /// stretches that ask, the one that is surest counts as much as the whole. (Measured on the demo's 300
    /// questions, of which 31 have a chatty lead-in: half and half separates right from wrong better than
    /// either alone.)
    fn rank(&self, said: &Said, stretches: &[Reading]) -> Ranking {
        if let ([only], true) = (stretches, said::wanted_instead(&said.text).is_some()) {
            return self.intents.ranking(only);
        }
        let whole = self.intents.read(&said.text, &said.vector);
        let sure = |reading: &&Reading| self.intents.ranking(reading).sure;
        match stretches.iter().max_by(|a, b| sure(a).total_cmp(&sure(b))) {
            Some(surest) => self.intents.ranking(&whole.mean(surest)),
            None => self.intents.ranking(&whole),
        }
    }

    /// A second request in the same turn: two stretches that surely ask for different topics, one of which is
    /// the turn's first.
    fn also(&self, stretches: &[Reading], candidates: &[Candidate]) -> Option<Candidate> {
        let asked = stretches.iter().filter_map(|reading| {
            let ranking = self.intents.ranking(reading);
            let topic = self.intents.names().get(ranking.intents.first()?.0)?.parse().ok()?;
            Some(Candidate { topic, confidence: ranking.sure })
        });
        let asked: Vec<Candidate> = asked.filter(|asked| asked.confidence >= SURELY_ALSO).collect();
        let first = candidates.first()?;
        if !asked.iter().any(|asked| asked.topic == first.topic) {
            return None;
        }
        asked.into_iter().find(|asked| asked.topic != first.topic)
    }

    /// The labels on our own buttons mean what they say, whatever words a team has put there.
    fn dialogue_act(&self, text: &str, context: &TurnContext) -> DialogueAct {
        let wordings = &self.release.content.wordings;
        let is = |label: &str| !label.trim().is_empty() && text.trim().eq_ignore_ascii_case(label.trim());
        if is(&wordings.person) {
            DialogueAct::AskForPerson
        } else if is(&wordings.yes) {
            DialogueAct::Affirm
        } else if is(&wordings.no) {
            DialogueAct::Deny
        } else {
            match dialogue_act(text) {
                DialogueAct::Thank if agrees(text) && context.is_asked_yes_or_no() => DialogueAct::Affirm,
                act => act,
            }
        }
    }
}

/// What is known about a topic besides its examples.
fn profile(topic: &Topic, vectors: &[Vec<f32>]) -> IntentProfile {
    let answer = match &topic.response {
        Response::Answer(answer) => answer.plain.clone(),
        Response::Flow(_) => String::new(),
    };
    let (intent, title) = (topic.id.to_string(), topic.title.clone());
    IntentProfile { intent, title, answer, vectors: vectors.to_vec() }
}

/// Whether thanks begin with agreement: "okay, thanks" after "shall I?" is a yes.
fn agrees(text: &str) -> bool {
    let words = lexical::words(text);
    let first = words.first().map_or("", String::as_str);
    matches!(first, "ok" | "okay" | "great" | "perfect" | "good" | "alright" | "lovely" | "brilliant")
}

/// The mean direction of all vectors of each topic.
fn centres(release: &Release, vectors: &TopicVectors) -> Arc<[Vec<f32>]> {
    let centre = |topic: &Topic| {
        let mut sum = vec![0.0; DIMENSIONS];
        for vector in vectors.0.get(&topic.id).into_iter().flatten() {
            let vector = linear::normalised(vector);
            sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
        }
        linear::normalised(&sum)
    };
    release.content.topics.iter().map(centre).collect()
}

/// How much a text depends on what was said before.
#[derive(Clone, Copy, PartialEq)]
enum Lean {
    /// Not at all.
    None,
    /// "And to France?" goes on with the last topic.
    Towards,
    /// "No, I meant returns" leaves it.
    Away,
}

fn lean_of(text: &str, act: DialogueAct) -> Lean {
    if act == DialogueAct::Correct {
        return Lean::Away;
    }
    let words = lexical::words(text);
    let opening = words.first().map_or("", String::as_str);
    let goes_on = matches!(opening, "and" | "also" | "or" | "but" | "so" | "then")
        || matches!(words.get(..2), Some([a, b]) if matches!((a.as_str(), b.as_str()), ("what" | "how", "about") | ("what", "if") | ("even", "if")));
    let points_back = words.len() <= 7
        && words
            .iter()
            .any(|w| matches!(w.as_str(), "it" | "that" | "this" | "they" | "them" | "those" | "there"));
    if words.len() <= 9 && (goes_on || points_back) { Lean::Towards } else { Lean::None }
}

/// How much of the probability a follow-up gives to the last topic.
const FOLLOW_UP: f32 = 0.35;
/// Of what is left to doubt, so much goes to the article that a customer came from and refers to …
const REFERRED_TO: f32 = 0.9;
/// … and so much if their words stand by themselves.
const CAME_FROM: f32 = 0.25;
/// How much of its confidence a topic keeps that a correction leaves.
const LEFT: f32 = 0.2;

/// How likely each topic is what is meant, best first, and any of them.
struct Likely {
    /// The place in the classifier's names, and a confidence; together at most one.
    topics: Vec<(usize, f32)>,
    in_scope: f32,
}

/// The first topic is as sure as the calibrator says, the others are so in proportion, as far as what is left
/// to one allows.
fn confidences(ranking: &Ranking) -> Vec<(usize, f32)> {
    let Some((&(first, p), others)) = ranking.intents.split_first() else { return Vec::new() };
    let sure = ranking.sure;
    let share = (sure / p.max(1e-6)).min((1.0 - sure) / (1.0 - p).max(1e-6));
    std::iter::once((first, sure)).chain(others.iter().map(|(at, p)| (*at, p * share))).collect()
}

impl Likely {
    /// Takes into account that the turn may go on with the `last` topic, or leaves it.
    fn lean(&mut self, lean: Lean, last: usize) {
        match lean {
            Lean::None => return,
            Lean::Towards => return self.give(FOLLOW_UP, last),
            // What is taken from it goes to none: that it is not meant tells little about what is.
            Lean::Away => {
                let left = self.topics.iter_mut().filter(|(at, _)| *at == last);
                left.for_each(|(_, confidence)| *confidence *= LEFT);
            }
        }
        self.sort();
    }

    /// Takes into account that the customer came from the article of a topic to ask about it: what they surely
    /// mean stays, the doubt leans towards the article.
    fn ask_about(&mut self, lean: Lean, article: usize) {
        let others = self.topics.iter().filter(|(at, _)| *at != article);
        let other = others.map(|(_, confidence)| *confidence).fold(0.0, f32::max);
        match lean {
            Lean::None => self.give((1.0 - other) * CAME_FROM, article),
            Lean::Towards => self.give((1.0 - other) * REFERRED_TO, article),
            Lean::Away => self.lean(lean, article),
        }
    }

    /// Gives a share of all probability to one topic.
    fn give(&mut self, share: f32, to: usize) {
        for (at, confidence) in &mut self.topics {
            *confidence = *confidence * (1.0 - share) + if *at == to { share } else { 0.0 };
        }
        self.in_scope += (1.0 - self.in_scope) * share;
        self.sort();
    }

    fn sort(&mut self) {
        self.topics.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(intents: &[f32], sure: f32) -> Ranking {
        Ranking { intents: intents.iter().copied().enumerate().collect(), in_scope: 0.9, sure }
    }

    fn sum(topics: &[(usize, f32)]) -> f32 {
        topics.iter().map(|(_, confidence)| confidence).sum()
    }

    #[test]
    fn the_first_is_as_sure_as_the_calibrator_says_and_all_hold_at_most_one() {
        assert_eq!(confidences(&ranking(&[0.8, 0.2], 0.4)), [(0, 0.4), (1, 0.1)]);
        let held = confidences(&ranking(&[0.3, 0.25, 0.25, 0.2], 0.9));
        assert!((held[0].1 - 0.9).abs() < 1e-6 && (sum(&held) - 1.0).abs() < 1e-5, "{held:?}");
        assert_eq!(confidences(&ranking(&[1.0], 0.7)), [(0, 0.7)]);
    }

    #[test]
    fn leaning_gives_no_topic_the_confidence_of_another() {
        let leaning = |lean, last| {
            let mut likely = Likely { topics: confidences(&ranking(&[0.9, 0.1], 0.8)), in_scope: 0.9 };
            likely.lean(lean, last);
            likely.topics
        };
        let away = leaning(Lean::Away, 0);
        assert!((away[0].1 - 0.16).abs() < 1e-5 && (away[1].1 - 0.088_9).abs() < 1e-3, "{away:?}");
        let towards = leaning(Lean::Towards, 1);
        assert!((towards[0].1 - 0.52).abs() < 1e-5 && sum(&towards) <= 1.0, "{towards:?}");
        assert!(towards[1].0 == 1 && towards[1].1 < 0.45, "{towards:?}");
    }

    #[test]
    fn an_article_takes_the_doubt_and_not_what_is_sure() {
        let asked = |sure, lean| {
            let mut likely = Likely { topics: confidences(&ranking(&[0.6, 0.3, 0.1], sure)), in_scope: 0.4 };
            likely.ask_about(lean, 2);
            likely.topics
        };
        assert_eq!(asked(0.2, Lean::Towards)[0].0, 2);
        assert!(asked(0.2, Lean::Towards)[0].1 > 0.55, "it is answered at once");
        assert_eq!(asked(0.9, Lean::Towards)[0].0, 0);
        assert_eq!(asked(0.5, Lean::None)[0].0, 0);
        assert!(sum(&asked(0.2, Lean::Towards)) <= 1.0 + 1e-5);
    }
}
