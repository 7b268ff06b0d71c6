//! Finds documents by their words (BM25) and their meaning (sentence vectors).

use std::collections::HashMap;

use rapport_domain::{
    TopicId,
    content::{Response, Topic},
};

use crate::understand::{
    lexical::words,
    linear::{dot, normalised},
    sentences,
};

/// How soon a repeated word stops counting (BM25's usual k1).
const SATURATION: f32 = 1.2;
/// How much long documents are held back (BM25's usual b).
const LENGTH: f32 = 0.75;
/// A word in the title counts as so many in the body.
const TITLE: usize = 3;
/// What the words count, what the likeness to the document as a whole, and what that to its best passage. Words
/// alone find names and numbers; a question seldom has the words of its answer. Read on 480 questions whose answer
/// stands in the demo company's content.
const WORDS: f32 = 0.15;
const WHOLE: f32 = 0.55;
const PASSAGE: f32 = 0.3;

/// A document that can be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub body: String,
    /// The sentence vector of its title and the beginning of its text; empty where there is none.
    pub vector: Vec<f32>,
    /// The sentence vectors of its passages, where they are wanted: what a long text says in its middle is found too.
    pub passages: Vec<Vec<f32>>,
}

/// Characters of a text's beginning that its vector stands for: the encoder reads 128 tokens.
const BEGINNING: usize = 600;
/// Passages of one text, at most.
const PASSAGES: usize = 64;

impl Document {
    /// A text with the vectors that `vector` gives: of its title with its beginning, of its title, and of each of
    /// its sentences.
    pub fn read(id: String, title: String, body: String, vector: impl Fn(&str) -> Vec<f32>) -> Self {
        let beginning: String = body.chars().take(BEGINNING).collect();
        let passages = std::iter::once(title.as_str()).chain(sentences(&body));
        let passages = passages.filter(|passage| !passage.is_empty()).take(PASSAGES);
        Self {
            vector: vector(&format!("{title}. {beginning}")),
            passages: passages.map(&vector).collect(),
            id,
            title,
            body,
        }
    }
}

/// Documents, ready to be searched.
#[derive(Debug, Clone)]
pub struct Index {
    ids: Vec<String>,
    vectors: Vec<Vec<f32>>,
    /// By document.
    passages: Vec<Vec<Vec<f32>>>,
    /// Word → documents and the word's weight in them.
    postings: HashMap<String, Vec<(usize, f32)>>,
}

impl Index {
    /// An index of `documents`.
    pub fn new(documents: &[Document]) -> Self {
        let mut lengths = Vec::with_capacity(documents.len());
        let mut counts: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        for (at, document) in documents.iter().enumerate() {
            let title: Vec<String> = stems(&document.title);
            let mut all: Vec<String> = stems(&document.body);
            (0..TITLE).for_each(|_| all.extend(title.iter().cloned()));
            lengths.push(float(all.len()));
            all.sort_unstable();
            for same in all.chunk_by(|a, b| a == b) {
                counts.entry(same[0].clone()).or_default().push((at, float(same.len())));
            }
        }
        let mean = (lengths.iter().sum::<f32>() / float(lengths.len().max(1))).max(1.0);
        for postings in counts.values_mut() {
            let rarity = rarity(documents.len(), postings.len());
            for (at, weight) in postings.iter_mut() {
                let held = SATURATION * (1.0 - LENGTH + LENGTH * lengths[*at] / mean);
                *weight = rarity * *weight * (SATURATION + 1.0) / (*weight + held);
            }
        }
        Self {
            ids: documents.iter().map(|document| document.id.clone()).collect(),
            vectors: documents.iter().map(|document| normalised(&document.vector)).collect(),
            passages: documents
                .iter()
                .map(|document| document.passages.iter().map(|passage| normalised(passage)).collect())
                .collect(),
            postings: counts,
        }
    }

    /// The `limit` best documents for `text`, best first, with a score 0…1.
    pub fn search(&self, text: &str, vector: &[f32], limit: usize) -> Vec<(String, f32)> {
        let by_words = self.by_words(text);
        let vector = normalised(vector);
        let most = by_words.iter().copied().fold(0.0, f32::max);
        let like = |own: &Vec<f32>| (own.len() == vector.len()).then(|| dot(own, &vector).max(0.0));
        let mut scored: Vec<(usize, f32)> = by_words
            .into_iter()
            .enumerate()
            .map(|(at, words)| {
                let words = if most > 0.0 { words / most } else { 0.0 };
                let Some(whole) = like(&self.vectors[at]).filter(|_| !vector.is_empty()) else {
                    return (at, words);
                };
                let passage = self.passages[at].iter().filter_map(like).fold(0.0, f32::max);
                (at, WORDS * words + WHOLE * whole + PASSAGE * passage)
            })
            .filter(|(_, score)| *score > 0.0)
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scored
            .into_iter()
            .take(limit)
            .map(|(at, score)| (self.ids[at].clone(), score.clamp(0.0, 1.0)))
            .collect()
    }

    /// For every document, in the order they were given, what it has of the words of `text`: 0 … about 2,
    /// where 1 is a document of usual length that has each of them once.
    pub(crate) fn shares(&self, text: &str) -> Vec<f32> {
        let mut once = stems(text);
        once.sort_unstable();
        once.dedup();
        let mut scores = vec![0.0; self.ids.len()];
        let mut all = 0.0;
        for word in &once {
            let postings = self.postings.get(word).map_or(&[][..], Vec::as_slice);
            all += rarity(self.ids.len(), postings.len());
            postings.iter().for_each(|(at, weight)| scores[*at] += weight);
        }
        scores.iter_mut().for_each(|score| *score /= f32::max(all, 1e-6));
        scores
    }

    /// For every document, in the order they were given, the share of the words of `text` that it holds at all,
    /// 0…1; a rare word counts more than a common one.
    pub(crate) fn held(&self, text: &str) -> Vec<f32> {
        let mut once = stems(text);
        once.sort_unstable();
        once.dedup();
        let mut held = vec![0.0; self.ids.len()];
        let mut all = 0.0;
        for word in &once {
            let postings = self.postings.get(word).map_or(&[][..], Vec::as_slice);
            let rarity = rarity(self.ids.len(), postings.len());
            all += rarity;
            postings.iter().for_each(|(at, _)| held[*at] += rarity);
        }
        held.iter_mut().for_each(|held| *held /= f32::max(all, 1e-6));
        held
    }

    /// The documents that have a vector of this length, each with its cosine.
    pub(crate) fn alike(&self, vector: &[f32]) -> Vec<(String, f32)> {
        let vector = normalised(vector);
        let own = self.ids.iter().zip(&self.vectors).filter(|(_, own)| own.len() == vector.len());
        own.map(|(id, own)| (id.clone(), dot(own, &vector))).collect()
    }

    fn by_words(&self, text: &str) -> Vec<f32> {
        let mut scores = vec![0.0; self.ids.len()];
        for word in stems(text) {
            for (at, weight) in self.postings.get(&word).into_iter().flatten() {
                scores[*at] += weight;
            }
        }
        scores
    }
}

/// Topics that hold every one of the `words`, or nearly: the last may be only begun. A word counts most in the
/// title, then in the ways in which customers ask, then in the answer. Best first, each with a score 0…1.
pub fn found_topics(topics: &[Topic], words: &str) -> Vec<(TopicId, f32)> {
    let wanted = self::words(words);
    let mut found: Vec<(TopicId, f32)> = topics
        .iter()
        .filter_map(|topic| {
            let places = [
                (1.0, self::words(&topic.title)),
                (0.7, topic.examples.iter().flat_map(|example| self::words(example)).collect()),
                (0.5, answer_words(&topic.response)),
            ];
            let best = |wanted: &String| {
                let holds = |held: &Vec<String>| held.iter().any(|word| word.starts_with(wanted.as_str()));
                places.iter().find(|(_, held)| holds(held)).map_or(0.0, |(weight, _)| *weight)
            };
            let held: Vec<f32> = wanted.iter().map(best).collect();
            let missing = held.iter().filter(|weight| **weight == 0.0).count();
            // In a longer question a word or two may stand nowhere.
            let enough = missing * 3 <= held.len() && missing < held.len();
            enough.then(|| (topic.id.clone(), held.iter().sum::<f32>() / float(held.len())))
        })
        .collect();
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    found
}

fn answer_words(response: &Response) -> Vec<String> {
    match response {
        Response::Answer(answer) => words(&answer.plain),
        Response::Flow(_) => vec![],
    }
}

/// How much a word counts that so many of all documents hold.
fn rarity(documents: usize, holding: usize) -> f32 {
    let (all, n) = (float(documents), float(holding));
    ((all - n + 0.5) / (n + 0.5) + 1.0).ln()
}

/// The stems of a text's words, in their order.
pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text).iter().map(|word| stem(word)).collect()
}

/// English endings that seldom change what is meant.
fn stem(word: &str) -> String {
    let cut = |ending: &str, least: usize| word.strip_suffix(ending).filter(|rest| rest.len() >= least);
    if let Some(rest) = cut("ies", 3) {
        return format!("{rest}y");
    }
    let rest = cut("ing", 4).or_else(|| cut("ed", 4)).or_else(|| cut("es", 4));
    let rest = rest.or_else(|| cut("s", 3).filter(|rest| !rest.ends_with('s')));
    rest.unwrap_or(word).trim_end_matches('e').to_owned()
}

#[expect(clippy::cast_precision_loss, reason = "counts of words and documents are far below 2^24")]
const fn float(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(id: &str, title: &str, body: &str, vector: &[f32]) -> Document {
        Document {
            id: id.into(),
            title: title.into(),
            body: body.into(),
            vector: vector.to_vec(),
            passages: vec![],
        }
    }

    #[test]
    fn words_and_meaning_find_documents() {
        let index = Index::new(&[
            document("tents", "Pitching tents", "How to pitch a tent in the wind.", &[1.0, 0.0]),
            document("returns", "Returning an item", "Send it back within 60 days.", &[0.0, 1.0]),
            document("empty", "", "", &[]),
        ]);
        assert_eq!(index.search("pitch my tent", &[], 5)[0].0, "tents");
        assert_eq!(index.search("refund please", &[0.1, 0.9], 5)[0].0, "returns");
        assert!(index.search("xyzzy", &[], 5).is_empty());
        assert_eq!(index.search("returned items", &[], 1).len(), 1);
        assert!(Index::new(&[]).search("x", &[1.0], 3).is_empty());
    }

    #[test]
    fn what_a_long_text_says_in_its_middle_is_found() {
        let long = |id: &str, middle: &[f32]| {
            let vector = vec![0.0, 0.6, 0.8];
            Document { passages: vec![vector.clone(), middle.to_vec()], ..document(id, "Terms", "", &vector) }
        };
        let index = Index::new(&[long("other", &[0.0, 1.0, 0.0]), long("meant", &[1.0, 0.0, 0.0])]);
        assert_eq!(index.search("a question in other words", &[0.9, 0.3, 0.3], 1)[0].0, "meant");
    }
}
