//! Spells a text as the encoder's vocabulary does, for the encoder alone: drawn-out letters ("soooo") and the
//! commonest slips, which the word lists name. `training/spelling.py` does the same.

use std::collections::HashMap;

use crate::weights::LoadError;

/// Letters in a row that no English word has.
const DRAWN_OUT: usize = 3;

/// What is meant by words that are not spelt so.
pub(crate) struct Spellings(HashMap<String, String>);

/// A text spelt anew, with the place that each of its characters had.
pub(crate) struct Respelt {
    pub(crate) text: String,
    /// Start and end, in code points, of what each code point of `text` stands for.
    places: Vec<(u32, u32)>,
}

impl Spellings {
    /// From entries like "recieve=receive".
    pub(crate) fn parse(entries: &[String]) -> Result<Self, LoadError> {
        let entry = |entry: &String| {
            let (wrong, right) = entry.split_once('=')?;
            Some((wrong.to_owned(), right.to_owned()))
        };
        let all: Option<_> = entries.iter().map(entry).collect();
        all.map(Self).ok_or_else(|| LoadError::Lexicon("a spelling without \"=\"".to_owned()))
    }

    /// The text anew, if anything in it is spelt otherwise than meant. `rank` gives a word's row in the
    /// vocabulary, which is sorted by how often words are used.
    pub(crate) fn respelt(&self, text: &str, rank: impl Fn(&str) -> Option<u32>) -> Option<Respelt> {
        let meant: Vec<(Word<'_>, String)> =
            words(text).filter_map(|word| Some((word, self.meant(word.text, &rank)?))).collect();
        if meant.is_empty() {
            return None;
        }
        let mut respelt = Respelt { text: String::with_capacity(text.len()), places: Vec::new() };
        let (mut byte, mut char) = (0, 0);
        for (word, right) in meant {
            char = respelt.keep(&text[byte..word.byte], char);
            let end = char + word.text.len() as u32;
            respelt.places.extend(right.chars().map(|_| (char, end)));
            respelt.text.push_str(&right);
            (byte, char) = (word.byte + word.text.len(), end);
        }
        respelt.keep(&text[byte..], char);
        Some(respelt)
    }

    fn meant(&self, word: &str, rank: &impl Fn(&str) -> Option<u32>) -> Option<String> {
        let lower = word.to_ascii_lowercase();
        if word.len() > DRAWN_OUT && longest_run(&lower) >= DRAWN_OUT {
            let tries = [squeezed(&lower, 2), squeezed(&lower, 1)];
            let known = tries.into_iter().filter(|word| word.len() > 1);
            return known.filter_map(|word| Some((rank(&word)?, word))).min().map(|(_, word)| word);
        }
        self.0.get(&lower).cloned()
    }
}

impl Respelt {
    /// The place in the text as it was written of a span of this one, in code points.
    pub(crate) fn place(&self, start: u32, end: u32) -> (u32, u32) {
        let at = |char: u32| self.places.get(char as usize).copied();
        match (at(start), at(end.saturating_sub(1))) {
            (Some((first, _)), Some((_, last))) if end > start => (first, last),
            _ => (0, 0),
        }
    }

    /// Adds a part that stays; `from` is its first code point. Gives the code point after it.
    fn keep(&mut self, part: &str, from: u32) -> u32 {
        self.text.push_str(part);
        let end = from + part.chars().count() as u32;
        self.places.extend((from..end).map(|char| (char, char + 1)));
        end
    }
}

/// A run of ASCII letters that no other letter or digit touches.
#[derive(Clone, Copy)]
struct Word<'a> {
    byte: usize,
    text: &'a str,
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let start = text.as_ptr() as usize;
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .map(move |word| Word { byte: word.as_ptr() as usize - start, text: word })
}

fn longest_run(word: &str) -> usize {
    word.as_bytes().chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or(0)
}

/// Runs of three letters and more brought down to `most`; shorter ones stay.
fn squeezed(word: &str, most: usize) -> String {
    let runs = word.as_bytes().chunk_by(|a, b| a == b);
    let kept = runs.flat_map(|run| if run.len() >= DRAWN_OUT { &run[..most] } else { run });
    kept.map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = ["so", "good", "god", "yes", "tired"];

    fn respelt(text: &str) -> Option<Respelt> {
        let entries = ["odrer=order", "dont=don't"].map(str::to_owned);
        let rank = |word: &str| KNOWN.iter().position(|known| *known == word).map(|at| at as u32);
        Spellings::parse(&entries).expect("they parse").respelt(text, rank)
    }

    #[test]
    fn slips_and_drawn_out_letters() {
        for (text, expected) in [
            ("my Odrer, i dont know", "my order, i don't know"),
            ("soooo gooood", "so good"),
            ("YESSSS é odrer", "yes é order"),
        ] {
            assert_eq!(respelt(text).expect("it is spelt anew").text, expected);
        }
        for text in ["", "fine as it is", "AAA batteries", "odrer2", "xodrer", "zzzzzz", "éodrer"] {
            assert!(respelt(text).is_none(), "{text}");
        }
    }

    #[test]
    fn places_are_those_of_what_was_written() {
        let found = respelt("é soooo odrer!").expect("it is spelt anew");
        assert_eq!(found.text, "é so order!");
        assert_eq!((found.place(0, 1), found.place(2, 4), found.place(5, 10)), ((0, 1), (2, 7), (8, 13)));
        assert_eq!((found.place(10, 11), found.place(0, 0)), ((13, 14), (0, 0)));
    }
}
