//! People's names as they tell them.

use std::sync::LazyLock;

use regex::Regex;

use crate::understand::without_correction;

/// The longest name, in words.
const MOST_WORDS: usize = 6;

/// The name in `text`, without titles and what leads to it. "Berg, Anna" becomes "Anna Berg".
pub(super) fn name(text: &str) -> Option<String> {
    static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:hi|hello|hey|yes|ok|okay|sure|well|good (?:morning|afternoon|evening))[\s,.!]+)*(?:(?:my|the|his|her|their)\s+(?:full\s+|first\s+|last\s+|sur)?name(?:\s+is|\s*:|'s|’s)\s*|(?:the\s+)?name(?:\s+is|\s*:|'s|’s)\s*|i\s+am(?:\s+called)?\s+|i'm\s+(?:called\s+)?|i’m\s+(?:called\s+)?|this\s+is\s+|it\s+is\s+|it's\s+|it’s\s+|that's\s+|call\s+me\s+|just\s+(?:call\s+me\s+)?|you\s+can\s+call\s+me\s+|for\s+|in\s+the\s+name\s+of\s+|under\s+(?:the\s+name\s+)?(?:of\s+)?|surname\s+|put\s+(?:it\s+under\s+)?)*",
        )
        .expect("the pattern is tested")
    });
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^(?:(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|herr|frau|mme|madame|monsieur)\.?\s+)+",
        )
        .expect("the pattern is tested")
    });
    // "J. R. Hartley" is one sentence, "Anna Berg. Thanks" is two.
    static SENTENCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\p{L}{3,}(?:\.(?:\s|$)|[!;\n])").expect("the pattern is tested"));
    let text = without_correction(text.trim());
    if text.contains(['?', '@']) || text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let rest = text[LEAD_IN.find(text).map_or(0, |found| found.end())..].trim();
    let rest = TITLE.replace(rest, "");
    let rest = SENTENCE.find(&rest).map_or(&*rest, |found| rest[..found.end()].trim_end_matches(is_end));
    let rest = ["please", "thanks", "thank you", "here"]
        .iter()
        .fold(rest.trim(), |rest, end| without_end(rest, end).trim_end_matches([',', ' ']));
    let turned = match rest.split_once(',') {
        Some((last, first)) if !first.trim().contains(',') => format!("{} {}", first.trim(), last.trim()),
        _ => rest.to_owned(),
    };
    let words: Vec<&str> = turned.split_whitespace().collect();
    let fits = (1..=MOST_WORDS).contains(&words.len())
        && words.iter().all(|word| is_part(word))
        && !words.iter().any(|word| is_no_name(word));
    fits.then(|| written(&words))
}

const fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | ';' | '\n' | ' ')
}

fn without_end<'a>(text: &'a str, end: &str) -> &'a str {
    let at = text.len().checked_sub(end.len()).filter(|at| text.is_char_boundary(*at));
    match at {
        Some(at) if at > 0 && text[at..].eq_ignore_ascii_case(end) => &text[..at],
        _ => text,
    }
}

fn is_part(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let only =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}' | '.' | '\u{301}'));
    letters >= 1 && only && word.chars().count() <= 40
}

/// Words that stand in sentences and in no name.
const NOT: &[&str] = &[
    "a",
    "an",
    "the",
    "i",
    "you",
    "he",
    "she",
    "we",
    "they",
    "it",
    "is",
    "are",
    "was",
    "am",
    "be",
    "do",
    "does",
    "dont",
    "don't",
    "did",
    "not",
    "no",
    "yes",
    "yeah",
    "ok",
    "okay",
    "and",
    "or",
    "but",
    "to",
    "of",
    "in",
    "on",
    "at",
    "my",
    "your",
    "our",
    "what",
    "why",
    "how",
    "when",
    "where",
    "who",
    "which",
    "want",
    "need",
    "have",
    "has",
    "can",
    "could",
    "would",
    "will",
    "please",
    "thanks",
    "thank",
    "hello",
    "hi",
    "stop",
    "cancel",
    "never",
    "nobody",
    "none",
    "anonymous",
    "private",
    "tell",
    "name",
    "order",
    "parcel",
    "never mind",
    "nothing",
    "something",
    "customer",
    "person",
    "sure",
];

fn is_no_name(word: &str) -> bool {
    NOT.contains(&word.to_lowercase().replace('\u{2019}', "'").as_str())
}

/// Capitals where somebody wrote without any, or with nothing else; as it stands otherwise.
fn written(words: &[&str]) -> String {
    const SMALL: [&str; 14] =
        ["van", "von", "der", "den", "de", "da", "di", "la", "le", "du", "dos", "del", "bin", "al"];
    let all = words.concat();
    let plain = !all.chars().any(char::is_uppercase)
        || all.chars().count() > 3 && !all.chars().any(char::is_lowercase);
    if !plain {
        return words.join(" ");
    }
    let written = words.iter().enumerate().map(|(at, word)| {
        let small = word.to_lowercase();
        if at > 0 && SMALL.contains(&small.as_str()) { small } else { capital(&small) }
    });
    written.collect::<Vec<_>>().join(" ")
}

fn capital(word: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let out: String = if begins { c.to_uppercase().collect() } else { c.to_string() };
        begins = matches!(c, '-' | '\'' | '\u{2019}' | '.');
        out
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(name(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn names_are_told_in_many_ways() {
        for (text, expected) in [
            ("Anna Berg", "Anna Berg"),
            ("Anna", "Anna"),
            ("anna berg", "Anna Berg"),
            ("ANNA BERG", "Anna Berg"),
            ("My name is Anna Berg", "Anna Berg"),
            ("my name's Anna Berg.", "Anna Berg"),
            ("it's Anna Berg", "Anna Berg"),
            ("It’s Anna", "Anna"),
            ("I'm Anna Berg, thanks", "Anna Berg"),
            ("I am called Anna", "Anna"),
            ("call me Tom", "Tom"),
            ("just call me Tom please", "Tom"),
            ("This is Dr. Jean-Luc O'Neill", "Jean-Luc O'Neill"),
            ("Mrs. Smith", "Smith"),
            ("mr smith", "Smith"),
            ("Hi, my name is Lê Minh", "Lê Minh"),
            ("Berg, Anna", "Anna Berg"),
            ("name: Anna Berg", "Anna Berg"),
            ("ludwig van beethoven", "Ludwig van Beethoven"),
            ("Maria de la Cruz", "Maria de la Cruz"),
            ("J. R. Hartley", "J. R. Hartley"),
            ("Søren Kierkegaard", "Søren Kierkegaard"),
            ("Αλέξης Ζορμπάς", "Αλέξης Ζορμπάς"),
            ("mary-jane watson", "Mary-Jane Watson"),
            ("no, Tom Berg", "Tom Berg"),
            ("Under the name of Hartley", "Hartley"),
            ("McDonald", "McDonald"),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn what_is_no_name() {
        for text in [
            "",
            "why do you need that?",
            "anna@example.com",
            "100482",
            "I don't want to tell you that",
            "no",
            "my order has not arrived",
            "where is my parcel",
            "stop",
            "…",
            "yes please",
            "Anna Berg Carla Dora Emil Frieda Gustav",
        ] {
            check(text, None);
        }
    }
}
