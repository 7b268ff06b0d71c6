//! Searching the help centre: by words (BM25), by meaning (vectors), and by what the assistant would take the
//! question for. Slips of the pen are read as the nearest word that any article or any way of asking knows.

use std::collections::HashMap;

use rapport_domain::{TopicId, content::Topic, understanding::Understanding};

use super::{Article, HelpSite};
use crate::{
    find::{Index, stems},
    understand::lexical::words,
};

/// What shared words, likeness of meaning and the assistant's own reading count.
const WORDS: f32 = 0.45;
const MEANING: f32 = 0.35;
const READING: f32 = 0.6;
/// One of these makes an article worth showing: the share of the words that it holds, its likeness, how surely
/// the assistant would answer with it.
const HELD: f32 = 0.4;
const ALIKE: f32 = 0.5;
const READ: f32 = 0.2;
/// Below this the assistant doubts that any topic is meant.
const IN_SCOPE: f32 = 0.5;
/// What has less than this share of the best one's score only hides it.
const BEHIND: f32 = 0.4;
/// Words of fewer letters are not taken for slips: too many others are as near.
const LEAST_LETTERS: usize = 4;
/// From so many letters on a word may have two slips.
const LONG_LETTERS: usize = 8;

/// An article that fits.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundArticle {
    /// Its topic.
    pub topic: TopicId,
    /// How well it fits; only for comparing.
    pub score: f32,
}

/// What is searched in.
#[derive(Debug, Clone)]
pub(super) struct Search {
    index: Index,
    /// Every word of titles, ways of asking and answers, with the number of times it is used.
    vocabulary: HashMap<String, usize>,
}

impl Search {
    pub(super) fn new(index: Index, shown: &[&Topic]) -> Self {
        let mut vocabulary: HashMap<String, usize> = HashMap::new();
        for topic in shown {
            let answer = match &topic.response {
                rapport_domain::content::Response::Answer(answer) => answer.plain.as_str(),
                rapport_domain::content::Response::Flow(_) => "",
            };
            let title = topic.help.title.iter().chain([&topic.title]).flat_map(|title| words(title));
            let asked = topic.examples.iter().flat_map(|example| words(example));
            // What only customers' examples hold may itself be a slip, so that counts least.
            for (word, count) in title.chain(words(answer)).map(|w| (w, 5)).chain(asked.map(|w| (w, 1))) {
                *vocabulary.entry(word).or_default() += count;
            }
        }
        Self { index, vocabulary }
    }

    /// The word that is meant by one that nobody uses; `None` where it is known, or nothing is near.
    fn meant(&self, word: &str) -> Option<&str> {
        let letters = word.chars().count();
        let known = self.vocabulary.contains_key(word) || word.chars().any(char::is_numeric);
        if known || letters < LEAST_LETTERS {
            return None;
        }
        let most = if letters >= LONG_LETTERS { 2 } else { 1 };
        // A slip in the first letter is rare, and another first letter mostly another word.
        let begins = |other: &&String| other.chars().next() == word.chars().next();
        let alike = self.vocabulary.iter().filter(|(other, _)| begins(other));
        let near = alike.filter_map(|(other, count)| {
            if other.chars().count().abs_diff(letters) > most {
                return other.starts_with(word).then_some((most + 1, *count, other));
            }
            let slips = strsim::damerau_levenshtein(word, other);
            (slips <= most).then_some((slips, *count, other))
        });
        // The nearest, then the commonest, then by the alphabet, so that the same words find the same.
        let order = |a: &(usize, usize, &String), b: &(usize, usize, &String)| {
            a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2))
        };
        near.min_by(order).map(|(_, _, other)| other.as_str())
    }
}

/// Words without marks, in small letters, as [`HelpSite::read_as`] gives them.
pub fn plain_words(text: &str) -> String {
    words(text).join(" ")
}

impl HelpSite {
    /// The words as they are read: slips of the pen put right.
    pub fn read_as(&self, typed: &str) -> String {
        let typed = words(typed);
        // What people write together may be one word: a stem that is known is no slip.
        let read = typed.iter().map(|word| self.search.meant(word).unwrap_or(word));
        read.collect::<Vec<_>>().join(" ")
    }

    /// The articles that fit `read`, which is what [`Self::read_as`] gave. `vector` is its sentence vector and
    /// `reading` what the assistant would take it for.
    pub fn search(&self, read: &str, vector: &[f32], reading: Option<&Understanding>) -> Vec<FoundArticle> {
        let index = &self.search.index;
        let (shares, held) = (index.shares(read), index.held(read));
        let alike: HashMap<String, f32> = index.alike(vector).into_iter().collect();
        let single = stems(read).len() < 2;
        let words = shares.into_iter().zip(held);
        let score = |(article, (share, held)): (&Article, (f32, f32))| {
            let alike = alike.get(article.topic.as_str()).copied().unwrap_or(0.0);
            let read = reading.map_or(0.0, |reading| confidence(reading, &article.topic));
            // A single word has no meaning of its own to speak of.
            let fits = held >= HELD || !single && (alike >= ALIKE || read >= READ);
            let score = WORDS * share.min(1.0) + MEANING * alike.max(0.0) + READING * read;
            fits.then(|| FoundArticle { topic: article.topic.clone(), score })
        };
        let mut found: Vec<FoundArticle> = self.articles.values().zip(words).filter_map(score).collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.topic.cmp(&b.topic)));
        let best = found.first().map_or(0.0, |best| best.score);
        found.retain(|found| found.score >= best * BEHIND);
        found
    }
}

/// How surely the assistant would answer with the topic; nothing where it doubts that any is meant.
fn confidence(reading: &Understanding, topic: &TopicId) -> f32 {
    if reading.in_scope < IN_SCOPE {
        return 0.0;
    }
    let candidate = reading.candidates.iter().find(|candidate| candidate.topic == *topic);
    candidate.map_or(0.0, |candidate| candidate.confidence)
}
