//! Cheap features of a text, the same that `training/features.py` computes.

use std::collections::HashMap;

use crate::spelling::Spellings;
use crate::weights::LoadError;

/// The word lists in the order of the features.
const WORD_LISTS: [&str; 14] = [
    "thanks",
    "joy",
    "confusion",
    "worry",
    "loss",
    "letdown",
    "blocked",
    "outrage",
    "swear",
    "insult",
    "sarcasm",
    "polite",
    "negation",
    "ask",
];
/// Features that are computed from form alone, before those of the word lists.
const FORM: usize = 9;
/// Number of features.
pub(crate) const COUNT: usize = FORM + WORD_LISTS.len();

/// The features of one text, each 0…1 or near it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Features {
    /// All, in the order that the heads were trained with.
    pub(crate) values: [f32; COUNT],
    /// Lower case, words parted by single spaces, one at either end.
    pub(crate) normal: String,
}

impl Features {
    /// The feature of one word list: a third for each entry found, at most 1.
    pub(crate) fn list(&self, name: &str) -> f32 {
        WORD_LISTS.iter().position(|list| *list == name).map_or(0.0, |at| self.values[FORM + at])
    }

    /// Share of the longer words that stand in capitals, 0…1.
    pub(crate) fn capitals(&self) -> f32 {
        self.values[4]
    }

    /// A fifth for each exclamation mark, at most 1.
    pub(crate) fn exclamations(&self) -> f32 {
        self.values[2]
    }

    /// Whether there is an emoji or a face made of signs that tells a feeling.
    pub(crate) fn is_marked(&self) -> bool {
        self.values[7] + self.values[8] > 0.0
    }

    /// Whether one of them tells an unpleasant feeling.
    pub(crate) fn is_marked_badly(&self) -> bool {
        self.values[8] > 0.0
    }

    /// Whether a letter is drawn out: "sooo".
    pub(crate) fn elongated(&self) -> bool {
        self.values[5] > 0.0
    }
}

/// The word lists, ready to be looked for.
pub(crate) struct Lexicon {
    lists: Vec<Vec<String>>,
    positive_marks: Vec<String>,
    negative_marks: Vec<String>,
}

impl Lexicon {
    /// The word lists and, from the same file, the spellings.
    pub(crate) fn parse(json: &[u8]) -> Result<(Self, Spellings), LoadError> {
        let mut entries: HashMap<String, Vec<String>> =
            serde_json::from_slice(json).map_err(|error| LoadError::Lexicon(error.to_string()))?;
        let mut take =
            |name: &str| entries.remove(name).ok_or_else(|| LoadError::Lexicon(format!("no list {name}")));
        let lists = WORD_LISTS
            .iter()
            .map(|name| Ok(take(name)?.iter().map(|entry| needle(entry)).collect()))
            .collect::<Result<_, LoadError>>()?;
        let spellings = Spellings::parse(&take("spellings")?)?;
        let (positive_marks, negative_marks) = (take("positive_marks")?, take("negative_marks")?);
        Ok((Self { lists, positive_marks, negative_marks }, spellings))
    }

    pub(crate) fn features(&self, text: &str) -> Features {
        let lower = text.to_lowercase();
        let normal = normalise(&lower);
        let words: Vec<&str> = text.split_whitespace().collect();
        let marks = |marks: &[String]| -> f32 {
            let found: usize = marks.iter().map(|mark| lower.matches(mark.as_str()).count()).sum();
            found.min(2) as f32 / 2.0
        };
        let mut values = [0.0; COUNT];
        values[0] = (text.chars().count() as f32).ln_1p() / 6.0;
        values[1] = (words.len() as f32).ln_1p() / 4.0;
        values[2] = text.matches('!').count().min(5) as f32 / 5.0;
        values[3] = f32::from(text.contains('?'));
        values[4] = capitals(&words);
        values[5] = f32::from(elongated(&lower));
        values[6] = f32::from(text.contains("...") || text.contains('…'));
        values[7] = marks(&self.positive_marks);
        values[8] = marks(&self.negative_marks);
        for (value, list) in values[FORM..].iter_mut().zip(&self.lists) {
            let found = list.iter().filter(|needle| normal.contains(needle.as_str())).count();
            *value = found.min(3) as f32 / 3.0;
        }
        Features { values, normal }
    }
}

/// What an entry looks like in a normalised text; a star stands for any ending.
fn needle(entry: &str) -> String {
    match entry.strip_suffix('*') {
        Some(stem) => format!(" {stem}"),
        None => format!(" {entry} "),
    }
}

fn normalise(lower: &str) -> String {
    let kept: String = lower
        .chars()
        .map(|c| match c {
            '’' => '\'',
            c if c.is_alphanumeric() || c == '\'' => c,
            _ => ' ',
        })
        .collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

fn capitals(words: &[&str]) -> f32 {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let long: Vec<&&str> = words.iter().filter(|word| letters(word) >= 3).collect();
    let shouted =
        long.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)).count();
    if long.is_empty() { 0.0 } else { shouted as f32 / long.len() as f32 }
}

fn elongated(lower: &str) -> bool {
    let mut run = (' ', 0);
    lower.chars().any(|c| {
        run = if c == run.0 { (c, run.1 + 1) } else { (c, 1) };
        run.1 >= 3 && c.is_alphabetic()
    })
}
