//! What speaks for each intent, as five scorers see it.

use std::collections::HashMap;

use super::{
    intents::IntentProfile,
    linear::{dot, normalised},
    ridge::Examples,
};
use crate::find::{Document, Index, stems};

/// How many scorers there are.
pub const SCORERS: usize = 5;

/// What each scorer says about an intent: ridge, nearest example, meaning, words, words ever seen.
pub type Scores = [f32; SCORERS];

/// A text to look at.
pub struct Asked<'a> {
    /// The text.
    pub text: &'a str,
    /// Its vector, at length one.
    pub vector: &'a [f32],
    /// The vector's cosines to every example, if it can be compared.
    pub cosines: Option<&'a [f32]>,
}

/// What is known about intents.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The intent of each example.
    labels: Vec<usize>,
    /// For each intent, the vectors of its answer's sentences or of its title, at length one.
    profiles: Vec<Vec<Vec<f32>>>,
    /// Titles and answers, to be found by their words.
    index: Index,
    /// Word → the intents that have ever seen it, and how often.
    seen: HashMap<String, Vec<(usize, u32)>>,
}

impl Evidence {
    /// What `examples` and `profiles`, one for each intent, tell.
    pub fn new(examples: &Examples<'_>, profiles: &[IntentProfile]) -> Self {
        let document = |profile: &IntentProfile| Document {
            id: profile.intent.clone(),
            title: profile.title.clone(),
            body: profile.answer.clone(),
            vector: Vec::new(),
            passages: Vec::new(),
        };
        let index = Index::new(&profiles.iter().map(document).collect::<Vec<_>>());
        let mut seen: HashMap<String, Vec<(usize, u32)>> = HashMap::new();
        let mut note = |word: &str, intent: usize| {
            let intents = seen.entry(word.to_owned()).or_default();
            match intents.iter_mut().find(|(other, _)| *other == intent) {
                Some((_, count)) => *count += 1,
                None => intents.push((intent, 1)),
            }
        };
        for (intent, profile) in profiles.iter().enumerate() {
            unique(&format!("{} {}", profile.title, profile.answer)).iter().for_each(|w| note(w, intent));
        }
        for (text, intent) in examples.texts.iter().zip(examples.labels) {
            unique(text).iter().for_each(|word| note(word, *intent));
        }
        Self {
            labels: examples.labels.to_vec(),
            profiles: profiles.iter().map(|p| p.vectors.iter().map(|v| normalised(v)).collect()).collect(),
            index,
            seen,
        }
    }

    /// What every scorer says about every intent, `ridge` already known. Where the text is one of the
    /// examples, `without` is that example, and it is looked at as if it had never been seen.
    pub fn scores(&self, asked: &Asked<'_>, ridge: Vec<f32>, without: Option<usize>) -> Vec<Scores> {
        let mut scores: Vec<Scores> = ridge.into_iter().map(|ridge| [ridge, 0.0, 0.0, 0.0, 0.0]).collect();
        for (at, (intent, cosine)) in self.labels.iter().zip(asked.cosines.unwrap_or_default()).enumerate() {
            if Some(at) != without {
                scores[*intent][1] = scores[*intent][1].max(*cosine);
            }
        }
        let words = self.index.shares(asked.text);
        for ((score, profile), (words, seen)) in
            scores.iter_mut().zip(&self.profiles).zip(words.into_iter().zip(self.seen(asked.text, without)))
        {
            let fits = profile.iter().filter(|own| own.len() == asked.vector.len());
            score[2] = fits.map(|own| dot(own, asked.vector)).fold(0.0, f32::max);
            score[3] = words;
            score[4] = seen;
        }
        scores
    }

    /// For each intent, the share of the text's words, the rare ones counting more, that its title, answer or
    /// examples have ever seen; `without` as in [`Self::scores`].
    fn seen(&self, text: &str, without: Option<usize>) -> Vec<f32> {
        let mut shares = vec![0.0_f32; self.profiles.len()];
        let own = without.map(|example| self.labels[example]);
        let mut all = 0.0_f32;
        for word in unique(text) {
            let intents = self.seen.get(&word).map_or(&[][..], Vec::as_slice);
            let rarity = self.rarity(intents.len());
            all += rarity;
            for (intent, count) in intents {
                if *count > u32::from(own == Some(*intent)) {
                    shares[*intent] += rarity;
                }
            }
        }
        shares.iter_mut().for_each(|share| *share /= all.max(1e-6));
        shares
    }

    /// How much a word counts that so many intents have seen.
    fn rarity(&self, intents: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "counts of intents are far below 2^24")]
        let (all, some) = (self.profiles.len() as f32, intents as f32);
        ((all + 1.0) / (some + 0.5)).ln()
    }
}

/// The stems of a text's words, each once.
fn unique(text: &str) -> Vec<String> {
    let mut stems = stems(text);
    stems.sort_unstable();
    stems.dedup();
    stems
}
