//! Which approved answers bear on a question well enough that something may be put together from them.

use std::collections::HashMap;

use rapport_domain::{TopicId, content::Response, understanding::Understanding};

use super::Source;
use crate::{
    find::{Document, Index},
    placeholder,
    understand::{Compiled, Said},
};

/// Answers that a draft may draw on, at most.
const MOST: usize = 4;
/// What shared words, likeness of meaning and the assistant's own reading count.
const WORDS: f32 = 0.45;
const MEANING: f32 = 0.35;
const READING: f32 = 0.6;
/// One of these makes an answer bear on the question: its share of the words with some likeness of meaning, its
/// likeness alone, how surely the assistant would give it.
const HELD: f32 = 0.4;
const SOMEWHAT_ALIKE: f32 = 0.25;
const ALIKE: f32 = 0.4;
const READ: f32 = 0.1;
/// What has less than this share of the best one's score only distracts.
const BEHIND: f32 = 0.5;

/// The approved answers of a release, ready to be searched.
#[derive(Debug, Clone)]
pub struct Grounding {
    index: Index,
    sources: Vec<Source>,
}

impl Grounding {
    /// The answers of a release. Left out is what may concern somebody's safety, which nobody but its author may
    /// put into words, what holds only for a time or for some, and what only a conversation could fill in.
    pub fn of(compiled: &Compiled) -> Self {
        let topics = &compiled.release().content.topics;
        let centres = compiled.centres();
        let mut documents = vec![];
        let mut sources = vec![];
        for (at, topic) in topics.iter().enumerate().filter(|(_, topic)| !topic.safety) {
            let Some(source) = Source::of(topic) else { continue };
            let always = matches!(&topic.response, Response::Answer(answer) if answer.validity.is_open());
            if !always || !placeholder::names(&source.text).is_empty() {
                continue;
            }
            documents.push(Document {
                id: topic.id.to_string(),
                title: format!("{} {}", source.title, topic.title),
                body: format!("{} {}", topic.examples.join(" "), source.text),
                vector: centres.get(at).cloned().unwrap_or_default(),
                passages: vec![],
            });
            sources.push(source);
        }
        Self { index: Index::new(&documents), sources }
    }
}

/// The answers that bear on what was said, best first; none where nothing honestly does.
pub fn sources(grounding: &Grounding, said: &Said, understanding: &Understanding) -> Vec<Source> {
    let index = &grounding.index;
    let (shares, held) = (index.shares(&said.text), index.held(&said.text));
    let alike: HashMap<String, f32> = index.alike(&said.vector).into_iter().collect();
    let mut found: Vec<(f32, &Source)> = vec![];
    for ((source, share), held) in grounding.sources.iter().zip(shares).zip(held) {
        let alike = alike.get(source.topic.as_str()).copied().unwrap_or(0.0);
        let read = confidence(understanding, &source.topic);
        let bears = held >= HELD && alike >= SOMEWHAT_ALIKE || alike >= ALIKE || read >= READ;
        if bears {
            found.push((WORDS * share.min(1.0) + MEANING * alike.max(0.0) + READING * read, source));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.topic.cmp(&b.1.topic)));
    let best = found.first().map_or(0.0, |(score, _)| *score);
    let near = found.into_iter().filter(|(score, _)| *score >= best * BEHIND);
    near.take(MOST).map(|(_, source)| source.clone()).collect()
}

fn confidence(understanding: &Understanding, topic: &TopicId) -> f32 {
    let candidate = understanding.candidates.iter().find(|candidate| candidate.topic == *topic);
    candidate.map_or(0.0, |candidate| candidate.confidence)
}
