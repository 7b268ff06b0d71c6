//! Understands what a turn asks for: which topic, whether any, and what kind of turn it is.

mod calibrate;
mod dialogue_act;
mod intents;
pub(crate) mod lexical;
pub(crate) mod linear;

use std::{collections::BTreeMap, sync::Arc};

use rapport_domain::{
    TopicId,
    content::Release,
    conversation::{Conversation, Pending},
    understanding::{Candidate, DialogueAct, Understanding},
};

pub use dialogue_act::{dialogue_act, without_correction};
pub use intents::{IntentExample, Intents, Ranking};

/// How many numbers a sentence's vector has.
pub const DIMENSIONS: usize = 384;

/// How many candidates are kept.
const CANDIDATES: usize = 5;

/// The vectors of each topic's examples, in the order of the examples. Computed elsewhere and cached.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExampleVectors(pub BTreeMap<TopicId, Vec<Vec<f32>>>);

/// Why a release could not be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// A topic's examples and vectors do not match.
    #[error("topic “{topic}” has {examples} examples and {vectors} vectors; compute the vectors again")]
    VectorsMissing {
        /// Which topic.
        topic: TopicId,
        /// How many examples it has.
        examples: usize,
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
}

/// What a turn follows on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TurnContext {
    /// The topic of the last reply.
    pub last_topic: Option<TopicId>,
    /// What the assistant asked and waits for.
    pub pending: Option<Pending>,
}

impl TurnContext {
    /// The context of the next turn of `conversation`.
    pub fn of(conversation: &Conversation) -> Self {
        Self { last_topic: conversation.topic.clone(), pending: conversation.pending.clone() }
    }

    const fn is_asked_yes_or_no(&self) -> bool {
        matches!(
            self.pending,
            Some(Pending::Confirmation { .. } | Pending::OfferFlow { .. } | Pending::OfferPerson {})
        )
    }
}

impl Compiled {
    /// Trains the classifier on the topics' examples.
    ///
    /// # Errors
    /// When `vectors` do not belong to the release's examples.
    pub fn new(release: Arc<Release>, vectors: &ExampleVectors) -> Result<Self, CompileError> {
        let mut examples = Vec::new();
        for topic in &release.content.topics {
            let given = vectors.0.get(&topic.id).map_or(&[][..], Vec::as_slice);
            if given.len() != topic.examples.len() {
                return Err(CompileError::VectorsMissing {
                    topic: topic.id.clone(),
                    examples: topic.examples.len(),
                    vectors: given.len(),
                });
            }
            for (text, vector) in topic.examples.iter().zip(given) {
                if vector.len() != DIMENSIONS {
                    return Err(CompileError::WrongLength { topic: topic.id.clone(), length: vector.len() });
                }
                examples.push(IntentExample {
                    text: text.clone(),
                    intent: topic.id.to_string(),
                    vector: vector.clone(),
                });
            }
        }
        Ok(Self { intents: Intents::train(&examples), release })
    }

    /// The release behind it.
    pub const fn release(&self) -> &Arc<Release> {
        &self.release
    }

    /// What `text` asks for; `vector` is its sentence vector. A text that only makes sense after what was
    /// said before leans on the last topic; a correction leans away from it.
    pub fn understand(&self, text: &str, vector: &[f32], context: &TurnContext) -> Understanding {
        let dialogue_act = self.dialogue_act(text, context);
        if text.trim().is_empty() || self.intents.names().is_empty() {
            return Understanding { candidates: Vec::new(), in_scope: 0.0, dialogue_act };
        }
        let Ranking { intents, mut in_scope } = self.intents.rank(text, vector);
        let names = self.intents.names();
        let mut ranked: Vec<(&str, f32)> = intents.iter().map(|(i, p)| (names[*i].as_str(), *p)).collect();
        if let Some(last) = &context.last_topic {
            lean(&mut ranked, &mut in_scope, last, lean_of(text, dialogue_act));
        }
        let candidates = ranked
            .into_iter()
            .take(CANDIDATES)
            .filter_map(|(name, confidence)| Some(Candidate { topic: name.parse().ok()?, confidence }))
            .collect();
        Understanding { candidates, in_scope, dialogue_act }
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

/// Whether thanks begin with agreement: "okay, thanks" after "shall I?" is a yes.
fn agrees(text: &str) -> bool {
    let words = lexical::words(text);
    let first = words.first().map_or("", String::as_str);
    matches!(first, "ok" | "okay" | "great" | "perfect" | "good" | "alright" | "lovely" | "brilliant")
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

fn lean(ranked: &mut [(&str, f32)], in_scope: &mut f32, last: &TopicId, lean: Lean) {
    match lean {
        Lean::None => return,
        Lean::Towards => {
            for (name, p) in ranked.iter_mut() {
                *p = *p * (1.0 - FOLLOW_UP) + if *name == last.as_str() { FOLLOW_UP } else { 0.0 };
            }
            let leads = ranked.iter().all(|(name, p)| {
                *name == last.as_str() || ranked.iter().any(|(n, q)| *n == last.as_str() && q >= p)
            });
            if leads {
                *in_scope += (1.0 - *in_scope) * 0.25;
            }
        }
        Lean::Away => {
            ranked.iter_mut().filter(|(name, _)| *name == last.as_str()).for_each(|(_, p)| *p *= 0.2);
            let sum: f32 = ranked.iter().map(|(_, p)| p).sum();
            ranked.iter_mut().for_each(|(_, p)| *p /= sum.max(1e-6));
        }
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
}
