//! A text made ready for rules: folded, cut into sentences, its quotations known.

use std::ops::Range;

use crate::exchange::Span;

/// A text made ready for rules.
///
/// Folding maps each character to exactly one (lower case, straight quotes, plain spaces), so that positions
/// in the folded text are positions in the original, counted in code points.
pub struct Text<'a> {
    raw: &'a str,
    folded: String,
    /// Byte offset of every character of `folded`; empty when it is ASCII, where both are the same.
    starts: Vec<u32>,
    sentences: Vec<Sentence>,
    quotes: Vec<Range<usize>>,
}

/// A sentence: where it stands in the folded text, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the folded text, without white space around it.
    pub range: Range<usize>,
    /// Its last mark.
    pub end: SentenceEnd,
}

/// How a sentence ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentenceEnd {
    /// With a full stop or nothing.
    Plain,
    /// With a question mark.
    Question,
    /// With an exclamation mark.
    Exclamation,
}

impl<'a> Text<'a> {
    /// Reads a text.
    pub fn new(raw: &'a str) -> Self {
        let folded: String = raw.chars().map(fold).collect();
        let starts = if folded.is_ascii() {
            Vec::new()
        } else {
            folded.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect()
        };
        let sentences = sentences(&folded);
        let quotes = quotes(&folded);
        Self { raw, folded, starts, sentences, quotes }
    }

    /// The folded text that patterns match on.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The sentences in order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The folded text of a sentence.
    pub fn of(&self, sentence: &Sentence) -> &str {
        &self.folded[sentence.range.clone()]
    }

    /// The index of the sentence that holds a byte of the folded text.
    pub fn sentence_at(&self, byte: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.range.start <= byte);
        after.checked_sub(1)
    }

    /// Whether a byte of the folded text stands in a quotation: somebody else's words.
    pub fn is_quoted(&self, byte: usize) -> bool {
        let after = self.quotes.partition_point(|quote| quote.start <= byte);
        after.checked_sub(1).is_some_and(|i| self.quotes[i].contains(&byte))
    }

    /// A stretch of the folded text in code points.
    pub fn span(&self, bytes: Range<usize>) -> Span {
        Span { start: self.code_point(bytes.start), end: self.code_point(bytes.end) }
    }

    /// The whole text in code points.
    pub fn whole(&self) -> Span {
        self.span(0..self.folded.len())
    }

    /// The words of the folded text.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        words(&self.folded)
    }

    /// How many words it has.
    pub fn word_count(&self) -> usize {
        self.words().count()
    }

    /// How often a character stands in it.
    pub fn count(&self, wanted: char) -> usize {
        self.folded.chars().filter(|c| *c == wanted).count()
    }

    /// The text as it was written, whole.
    pub const fn raw(&self) -> &str {
        self.raw
    }

    fn code_point(&self, byte: usize) -> u32 {
        if self.starts.is_empty() {
            return u32::try_from(byte).unwrap_or(u32::MAX);
        }
        let byte = u32::try_from(byte).unwrap_or(u32::MAX);
        u32::try_from(self.starts.partition_point(|start| *start < byte)).unwrap_or(u32::MAX)
    }
}

/// The words of a text: letters, digits and apostrophes inside them.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
}

fn fold(c: char) -> char {
    match c {
        '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' | '＂' => '"',
        '–' | '—' | '‑' => '-',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t' => ' ',
        '！' => '!',
        '？' => '?',
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(single), None) => single,
                _ => c,
            }
        }
    }
}

/// Words whose full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "e.g", "i.e", "eg", "ie", "approx", "vs", "inc", "ltd", "co",
];

fn sentences(folded: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let ends = match c {
            '\n' | '\r' => true,
            '.' | '!' | '?' | '…' => {
                while let Some((next_at, next)) = chars.peek().copied() {
                    if !matches!(next, '.' | '!' | '?' | '…' | '"' | '\'' | ')' | ']' | '*') {
                        break;
                    }
                    end = next_at + next.len_utf8();
                    chars.next();
                }
                let at_gap = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
                at_gap && !(c == '.' && end == at + 1 && is_abbreviation(&folded[start..at]))
            }
            // Nobody writes such a sentence; without an end every look at it would cost the whole text.
            _ => end - start > LONGEST_SENTENCE && c.is_whitespace() || end - start > 2 * LONGEST_SENTENCE,
        };
        if ends {
            push_sentence(folded, start..end, &mut found);
            start = end;
        }
    }
    push_sentence(folded, start..folded.len(), &mut found);
    found
}

/// A sentence is cut at the next gap after so many bytes.
const LONGEST_SENTENCE: usize = 1_000;

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    ABBREVIATIONS.contains(&word)
}

fn push_sentence(folded: &str, range: Range<usize>, found: &mut Vec<Sentence>) {
    let slice = &folded[range.clone()];
    let trimmed = slice.trim_start();
    let start = range.start + (slice.len() - trimmed.len());
    let trimmed = trimmed.trim_end();
    if !trimmed.chars().any(char::is_alphanumeric) {
        return;
    }
    let marks = &trimmed[trimmed.trim_end_matches(|c: char| !c.is_alphanumeric()).len()..];
    let end = if marks.contains('?') {
        SentenceEnd::Question
    } else if marks.contains('!') {
        SentenceEnd::Exclamation
    } else {
        SentenceEnd::Plain
    };
    found.push(Sentence { range: start..start + trimmed.len(), end });
}

/// Quotations: between double quotes, or between single quotes that stand at the bounds of words. A text that
/// is quoted as a whole is the writer's own.
fn quotes(folded: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut previous = ' ';
    let mut chars = folded.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '"' || c == '\'' {
            let opens = c == '"' || !previous.is_alphanumeric();
            let next = chars.peek().map_or(' ', |(_, next)| *next);
            let closes = c == '"' || !next.is_alphanumeric();
            match open {
                Some((start, mark)) if mark == c && closes => {
                    found.push(start..at + 1);
                    open = None;
                }
                None if opens && !next.is_whitespace() => open = Some((at, c)),
                _ => {}
            }
        } else if c == '\n' {
            open = None;
        }
        previous = c;
    }
    found.retain(|quote| quote.len() * 5 < folded.trim().len() * 4);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let text = Text::new(text);
        text.sentences().iter().map(|s| text.of(s).to_owned()).collect()
    }

    #[test]
    fn sentences_end_where_people_would_say() {
        assert_eq!(
            cut("Oh no… That's £4.50, e.g. for Mr. Fox! Right?"),
            ["oh no…", "that's £4.50, e.g. for mr. fox!", "right?"]
        );
        assert_eq!(cut("line one\nline two"), ["line one", "line two"]);
        assert!(cut(" …!? \n😀 ").is_empty());
    }

    #[test]
    fn positions_count_code_points_of_the_original() {
        let text = Text::new("😀 İt’s fine");
        let at = text.folded().find("fine").unwrap();
        assert_eq!(text.span(at..at + 4), Span { start: 7, end: 11 });
    }

    #[test]
    fn quotations_are_others_words_unless_the_whole_text_is_one() {
        let text = Text::new("You wrote 'calm down' to me. It's fine.");
        assert!(text.is_quoted(text.folded().find("calm").unwrap()));
        assert!(!text.is_quoted(text.folded().find("fine").unwrap()));
        let whole = Text::new("\"Calm down.\"");
        assert!(!whole.is_quoted(2));
    }
}
