//! What somebody searches for: words that must all be there, phrases word for word, and the last word as it is
//! being typed.

use super::words::{SHORTEST_PREFIX, prefixes, stem, words};

/// Words of one query at most; what comes after is left out.
const MOST_WORDS: usize = 12;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Query {
    words: Vec<Wanted>,
    phrases: Vec<Vec<String>>,
}

/// A word that must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// As it was typed, folded.
    pub folded: String,
    /// Its stem.
    pub stem: String,
    /// Whether its beginning is enough: it may still be typed.
    pub unfinished: bool,
}

impl Wanted {
    fn fits(&self, folded: &str) -> bool {
        stem(folded) == self.stem || (self.unfinished && folded.starts_with(&self.folded))
    }

    /// The indexed beginning by which it is found, while it is unfinished.
    pub(super) fn prefix(&self) -> Option<&str> {
        if self.unfinished { prefixes(&self.folded).last() } else { None }
    }
}

impl Query {
    /// Reads what was typed; `None` where it holds no word.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut query = Self { words: Vec::new(), phrases: Vec::new() };
        let text = text.replace(['“', '”', '„', '«', '»'], "\"");
        let mut pieces = text.split('"').enumerate().peekable();
        while let Some((at, piece)) = pieces.next() {
            let found: Vec<String> = words(piece).into_iter().map(|word| word.folded).collect();
            let (quoted, last) = (at % 2 == 1, pieces.peek().is_none());
            let typing = !quoted && last && piece.ends_with(|c: char| !c.is_whitespace());
            let ends = found.len();
            for (n, folded) in found.iter().enumerate() {
                let unfinished = typing && n + 1 == ends && folded.chars().count() >= SHORTEST_PREFIX;
                query.want(folded, unfinished);
            }
            if quoted && found.len() > 1 {
                query.phrases.push(found);
            }
        }
        (!query.words.is_empty()).then_some(query)
    }

    fn want(&mut self, folded: &str, unfinished: bool) {
        let known = self.words.iter().any(|word| word.folded == folded && word.unfinished == unfinished);
        if !known && self.words.len() < MOST_WORDS {
            self.words.push(Wanted { folded: folded.to_owned(), stem: stem(folded), unfinished });
        }
    }

    /// The words that must be there.
    pub(super) fn words(&self) -> &[Wanted] {
        &self.words
    }

    /// Where the text has what is searched for, as ranges of bytes in their order; `None` where it lacks a
    /// word or a phrase.
    pub(super) fn hits(&self, text: &str) -> Option<Vec<(usize, usize)>> {
        self.hits_with(text, "")
    }

    /// The same where some words, but not all, may stand in the customer's `name` instead.
    pub(super) fn hits_with(&self, text: &str, name: &str) -> Option<Vec<(usize, usize)>> {
        let (found, whose) = (words(text), words(name));
        let mut hits = Vec::new();
        for wanted in &self.words {
            let before = hits.len();
            hits.extend(found.iter().filter(|word| wanted.fits(&word.folded)).map(|w| (w.start, w.end)));
            if hits.len() == before && !whose.iter().any(|word| wanted.fits(&word.folded)) {
                return None;
            }
        }
        if hits.is_empty() {
            return None;
        }
        for phrase in &self.phrases {
            let mut places = found
                .windows(phrase.len())
                .filter(|window| window.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted))
                .peekable();
            places.peek()?;
            hits.extend(places.map(|window| (window[0].start, window[window.len() - 1].end)));
        }
        hits.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        let mut merged: Vec<(usize, usize)> = Vec::with_capacity(hits.len());
        for (start, end) in hits {
            if merged.last().is_none_or(|(_, last)| start >= *last) {
                merged.push((start, end));
            }
        }
        Some(merged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, text: &str, expected: Option<&[&str]>) {
        let query = Query::parse(query).expect("a query");
        let hits = query.hits(text);
        let hits =
            hits.map(|hits| hits.into_iter().map(|(start, end)| &text[start..end]).collect::<Vec<_>>());
        assert_eq!(hits.as_deref(), expected, "{query:?} in {text:?}");
    }

    #[test]
    fn all_words_must_be_there_in_any_form() {
        let text = "My tents leaked, and the delivery of the second one was late.";
        check("leaking tent ", text, Some(&["tents", "leaked"]));
        check("deliveries", text, Some(&["delivery"]));
        check("tent refund ", text, None);
        check("SECOND  Délivery ", text, Some(&["delivery", "second"]));
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        let text = "The headlamp flickers.";
        check("the headl", text, Some(&["The", "headlamp"]));
        check("headl ", text, None);
        check("headl flickers", text, None);
        check("he", text, None);
        check("headlampx", text, None);
    }

    #[test]
    fn a_phrase_stands_word_for_word() {
        let text = "Zip broken. The broken zip was sewn; a broken  ZIP again.";
        check("\"broken zip\"", text, Some(&["Zip", "broken", "broken zip", "broken  ZIP"]));
        check("\"zip sewn\"", text, None);
        check("“the broken”", text, Some(&["broken", "The broken", "broken"]));
        check("\"brok", text, None);
    }

    #[test]
    fn some_words_may_be_the_customers_name() {
        let query = Query::parse("keller tent ").unwrap();
        assert_eq!(query.hits_with("The tent leaks.", "Mia Keller"), Some(vec![(4, 8)]));
        assert_eq!(query.hits_with("It leaks.", "Mia Keller"), None);
        assert_eq!(Query::parse("mia kell").unwrap().hits_with("It leaks.", "Mia Keller"), None);
    }

    #[test]
    fn a_query_without_words_is_none() {
        for text in ["", "  ", "\"\"", "?!", "…"] {
            assert_eq!(Query::parse(text), None, "{text}");
        }
        let long = (0..40).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(Query::parse(&long).unwrap().words().len(), MOST_WORDS);
    }
}
