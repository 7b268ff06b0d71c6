//! The words of a text, as search knows them: small letters, no accents, and English words by their stems.
//!
//! What is indexed and what is asked for go through the same functions, so that they meet.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// Longer words are cut, in characters: a text without spaces is no word.
const LONGEST: usize = 64;
/// The shortest beginning of a word that finds it, in characters.
pub(super) const SHORTEST_PREFIX: usize = 3;
/// The longest beginning of a word that is indexed, in characters.
pub(super) const LONGEST_PREFIX: usize = 8;

/// A word at its place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The word in small letters without accents.
    pub folded: String,
}

/// The words of a text, in their order.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        if belongs(c, begun.is_some(), next) {
            begun.get_or_insert(at);
            end = at + c.len_utf8();
        } else if let Some(start) = begun.take() {
            words.extend(word(text, start, end));
        }
    }
    if let Some(start) = begun {
        words.extend(word(text, start, end));
    }
    words
}

/// The stem of a folded word; numbers and words with letters that English lacks stay as they are.
pub(super) fn stem(folded: &str) -> String {
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Stemmer::create(Algorithm::English).stem(folded).into_owned()
    } else {
        folded.to_owned()
    }
}

/// The beginnings by which a folded word is found while it is typed.
pub(super) fn prefixes(folded: &str) -> impl Iterator<Item = &str> {
    let ends = folded.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.enumerate()
        .skip(SHORTEST_PREFIX - 1)
        .take(LONGEST_PREFIX - SHORTEST_PREFIX + 1)
        .map(|(_, end)| &folded[..end])
}

/// Whether a character is part of a word. An apostrophe is, between letters: "don't".
fn belongs(c: char, within: bool, next: Option<char>) -> bool {
    c.is_alphanumeric()
        || (within && is_combining_mark(c))
        || (within && is_apostrophe(c) && next.is_some_and(char::is_alphabetic))
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

fn word(text: &str, start: usize, end: usize) -> Option<Word> {
    let folded = fold(&text[start..end]);
    (!folded.is_empty()).then_some(Word { start, end, folded })
}

fn fold(word: &str) -> String {
    let whose = word.strip_suffix(['s', 'S']).and_then(|rest| rest.strip_suffix(is_apostrophe));
    let mut folded = String::with_capacity(word.len());
    for c in whose.unwrap_or(word).nfkd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)) {
        match c {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            'þ' | 'Þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            c => folded.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
    match folded.char_indices().nth(LONGEST) {
        Some((at, _)) => folded[..at].to_owned(),
        None => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = words(text);
        assert_eq!(found.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn words_of_a_text() {
        check("Where is my order TF-10482?", &["where", "is", "my", "order", "tf", "10482"]);
        check("Café, CAFE\u{301} — Straße", &["cafe", "cafe", "strasse"]);
        check("don't, the customer’s tent's", &["dont", "the", "customer", "tent"]);
        check("mia@shop.example", &["mia", "shop", "example"]);
        check("'quoted'  …", &["quoted"]);
        check("", &[]);
        check(&"x".repeat(900), &[&"x".repeat(64)]);
    }

    #[test]
    fn a_word_knows_its_place() {
        let text = "Zelt über Nacht";
        let found = words(text);
        assert_eq!(&text[found[1].start..found[1].end], "über");
        let decomposed = "cafe\u{301} open";
        let found = words(decomposed);
        assert_eq!(&decomposed[found[0].start..found[0].end], "cafe\u{301}");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for forms in [["delivery", "deliveries"], ["refunded", "refunds"], ["leaking", "leaks"]] {
            assert_eq!(stem(forms[0]), stem(forms[1]));
        }
        assert_eq!((stem("10482s"), stem("zeltplätze")), ("10482s".into(), "zeltplätze".into()));
    }

    #[test]
    fn a_word_is_found_by_its_beginning() {
        assert_eq!(prefixes("tent").collect::<Vec<_>>(), ["ten", "tent"]);
        assert_eq!(prefixes("to").count(), 0);
        assert_eq!(prefixes("deliveries").last(), Some("deliveri"));
    }
}
