//! The words and marks of a text, as the learned judgements see them.

use std::ops::Range;

/// A word, a number or a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// The word in small letters, the mark, or `0` for any number.
    pub text: &'a str,
    /// Bytes of the folded text.
    pub at: Range<usize>,
}

/// Marks that say something about tone.
const MARKS: &[char] = &['!', '?', '.', ',', ':', ';', '-', '"', '£', '€', '$', '%'];

/// The tokens of a folded text.
pub fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(c) = folded[rest..].chars().next() {
        let end = rest
            + if c.is_alphabetic() {
                word_length(&folded[rest..])
            } else if c.is_ascii_digit() {
                folded[rest..].find(|c: char| !c.is_ascii_digit()).unwrap_or(folded.len() - rest)
            } else {
                c.len_utf8()
            };
        if c.is_alphabetic() || MARKS.contains(&c) {
            found.push(Token { text: &folded[rest..end], at: rest..end });
        } else if c.is_ascii_digit() {
            found.push(Token { text: "0", at: rest..end });
        }
        rest = end;
    }
    found
}

/// Bytes of the word that a text begins with: letters, and apostrophes between them.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let joins = c == '\'' && letters.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if !c.is_alphabetic() && !joins {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("it's £4.50, ok?", &["it's", "£", "0", ".", "0", ",", "ok", "?"]);
        check("'poor you' (sic)", &["poor", "you", "sic"]);
        check("öl 7th 😀", &["öl", "0", "th"]);
        check("", &[]);
    }
}
