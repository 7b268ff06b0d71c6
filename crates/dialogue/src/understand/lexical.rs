//! Words that two texts share, weighted by how rare they are (TF-IDF).

use std::collections::HashMap;

/// Words of a set of texts and how rare they are.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    words: HashMap<String, (u32, f32)>,
}

/// A text as weights of its known words, of length one together.
pub type Weights = Vec<(u32, f32)>;

impl Lexicon {
    /// The words of `texts`.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut total = 0.0_f32;
        for text in texts {
            total += 1.0;
            let mut seen = words(text);
            seen.sort_unstable();
            seen.dedup();
            for word in seen {
                *counts.entry(word).or_default() += 1;
            }
        }
        let mut sorted: Vec<(String, u32)> = counts.into_iter().collect();
        // A hash map's order differs from run to run; the numbers of the words must not.
        sorted.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
        let rarity = |count: u32| ((1.0 + total) / (1.0 + count as f32)).ln() + 1.0;
        let numbered = sorted.into_iter().zip(0..).map(|((word, n), id)| (word, (id, rarity(n)))).collect();
        Self { words: numbered }
    }

    /// How many words are known.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// A text's weights, sorted by word.
    pub fn weights(&self, text: &str) -> Weights {
        let mut ids: Vec<(u32, f32)> =
            words(text).iter().filter_map(|word| self.words.get(word).copied()).collect();
        ids.sort_unstable_by_key(|(id, _)| *id);
        let mut weights: Weights = Vec::with_capacity(ids.len());
        for (id, rarity) in ids {
            match weights.last_mut() {
                // A word said twice counts a little more than once.
                Some((last, weight)) if *last == id => *weight += rarity * 0.5,
                _ => weights.push((id, rarity)),
            }
        }
        let length = weights.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            weights.iter_mut().for_each(|(_, w)| *w /= length);
        }
        weights
    }
}

/// The words of a text: small letters and digits.
pub fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\u{2019}', '\''], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Which texts hold a word, and with which weight: answers "how much does each text share with this one".
#[derive(Debug, Clone, Default)]
pub struct Postings {
    texts: Vec<Vec<(u32, f32)>>,
    count: usize,
}

impl Postings {
    /// Postings of `texts`, whose words are numbered below `words`.
    pub fn of(words: usize, texts: &[Weights]) -> Self {
        let mut postings = vec![Vec::new(); words];
        for (text, weights) in texts.iter().zip(0_u32..).map(|(w, i)| (i, w)) {
            for (word, weight) in weights {
                postings[*word as usize].push((text, *weight));
            }
        }
        Self { texts: postings, count: texts.len() }
    }

    /// The texts' weights again.
    pub fn by_text(&self) -> Vec<Weights> {
        let mut texts = vec![Weights::new(); self.count];
        for (postings, word) in self.texts.iter().zip(0_u32..) {
            for (text, weight) in postings {
                texts[*text as usize].push((word, *weight));
            }
        }
        texts
    }

    /// The cosine of `weights` with every text.
    pub fn shared(&self, weights: &Weights) -> Vec<f32> {
        let mut shared = vec![0.0; self.count];
        for (word, weight) in weights {
            for (text, other) in &self.texts[*word as usize] {
                shared[*text as usize] += weight * other;
            }
        }
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_count_more() {
        let texts = ["where is my tent", "where is my order", "where is my refund"];
        let lexicon = Lexicon::of(texts.into_iter());
        let weights: Vec<Weights> = texts.iter().map(|text| lexicon.weights(text)).collect();
        let shared = Postings::of(lexicon.len(), &weights).shared(&lexicon.weights("my tent"));
        assert!(shared[0] > shared[1] && shared[1] > 0.0 && (shared[1] - shared[2]).abs() < 1e-6);
        assert!(lexicon.weights("xyz").is_empty());
    }
}
