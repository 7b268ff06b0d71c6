//! A turn as it is understood: the whole, and the stretches of it that ask for something.
//!
//! A chatty lead-in sinks a whole message's vector, and "I do not want to cancel, just change the size" is
//! near cancelling whatever it says. So some turns have stretches that are read by themselves besides.

use std::sync::LazyLock;

use regex::Regex;

/// More words than this, in several sentences, and the question may drown in what is told around it.
const LONG: usize = 18;
/// So many stretches at most: each costs an inference, and people ask last.
const MOST: usize = 4;
/// A stretch of fewer words says nothing by itself.
const LEAST_WORDS: usize = 3;

/// A turn's text and its sentence vector, and the same of the stretches that are read by themselves.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    /// The whole text.
    pub text: String,
    /// Its sentence vector.
    pub vector: Vec<f32>,
    /// The texts of [`stretches`], each with its vector.
    pub stretches: Vec<(String, Vec<f32>)>,
}

impl Said {
    /// `text` with its vector, and its stretches as `read` reads them.
    pub fn read(text: &str, vector: Vec<f32>, mut read: impl FnMut(&str) -> Vec<f32>) -> Self {
        let stretches = stretches(text).into_iter().map(|stretch| {
            let vector = read(&stretch);
            (stretch, vector)
        });
        Self { stretches: stretches.collect(), text: text.to_owned(), vector }
    }
}

/// The stretches of `text` that are worth reading by themselves; mostly none. What is wanted instead of
/// something denied; else, where several sentences are long or ask several questions, those that ask.
pub fn stretches(text: &str) -> Vec<String> {
    if let Some(wanted) = wanted_instead(text) {
        return vec![wanted.to_owned()];
    }
    let sentences = sentences(text);
    let long = text.split_whitespace().count() > LONG;
    let questions = sentences.iter().filter(|sentence| sentence.ends_with('?')).count();
    if sentences.len() < 2 || !long && questions < 2 {
        return Vec::new();
    }
    let says_something = |sentence: &&&str| sentence.split_whitespace().count() >= LEAST_WORDS;
    let asking = sentences.iter().filter(says_something).filter(|sentence| ASKING.is_match(sentence));
    let mut last: Vec<String> =
        asking.rev().take(MOST).map(|sentence| announced(sentence).to_owned()).collect();
    last.reverse();
    last
}

/// What a sentence announces: "I asked twice already: how long does it take?" → "how long does it take?"
fn announced(sentence: &str) -> &str {
    let after = sentence.rsplit_once(": ").map(|(_, after)| after.trim());
    let enough = |after: &&str| after.split_whitespace().count() >= LEAST_WORDS && ASKING.is_match(after);
    after.filter(enough).unwrap_or(sentence)
}

/// What `text` wants instead of what it denies: "I don't want a refund, just a new zip" → "a new zip".
pub fn wanted_instead(text: &str) -> Option<&str> {
    let wanted = match (DENIED_FIRST.captures(text), DENIED_LAST.find(text)) {
        (Some(found), _) => text[found.get(1)?.start()..].trim(),
        (None, Some(denied)) => text[..denied.start()].trim(),
        (None, None) => return None,
    };
    let enough = wanted.split_whitespace().count() >= LEAST_WORDS;
    (enough && !DENYING.is_match(wanted)).then_some(wanted)
}

/// The sentences of a text.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    for end in SENTENCE_END.find_iter(text) {
        sentences.push(text[from..end.end()].trim());
        from = end.end();
    }
    sentences.push(text[from..].trim());
    sentences.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    sentences
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of this file are tested")
}

static SENTENCE_END: LazyLock<Regex> = LazyLock::new(|| compiled(r"[.!?…]+\s+|\n+"));

static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?i)\?|^(?:(?:anyway|anyhow|so|and|but|now|ok|okay|please)[, ]+)*(?:can|could|may|might|will|would|do|does|did|is|are|am|have|has|what|how|where|when|which|who|why|should|shall)\b|\b(?:i|we) (?:just |only |really )*(?:need|want|wish|would like|should like|am after|must)\b|\b(?:i'd|we'd|i’d|we’d) like\b|\b(?:please|looking for|need to|want to|can you|could you|let me know)\b",
    )
});

const DENIES: &str = r"(?:do not|don't|don’t|dont|did not|didn't|didn’t|never|am not|i'm not|i’m not|not)";

static DENIED_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    compiled(&format!(
        r"(?is)\b{DENIES}\s+(?:really |actually |even )?(?:want|wanted|need|wish|mean|meant|asking|ask|asked|trying|looking|after)\b[^,.;:!?\n–—]*?(?:[,.;:!?\n–—]+\s*(?:i\s+)?|\s+(?:but|just|only)\s+(?:i\s+)?)(?:but\s+|just\s+|only\s+|i\s+)*(\S.+)$"
    ))
});

/// "…, not cancel it": what is denied comes last, in few words.
static DENIED_LAST: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"(?i),\s*(?:and |but )?not (?:to |a |an |the |for )?\w+(?:\s+\w+){0,2}\s*[.!]*\s*$")
});

static DENYING: LazyLock<Regex> =
    LazyLock::new(|| compiled(&format!(r"(?i)^(?:(?:and|but|i|we|just)\s+)*{DENIES}\b")));

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(stretches(text), expected, "{text}");
    }

    #[test]
    fn short_or_single_sentences_are_read_whole() {
        check("Where is my order?", &[]);
        check("Hello there. Where is my order?", &[]);
        check(
            "The parcel that I have been waiting for since the Monday before last has still not come to my door",
            &[],
        );
        check("", &[]);
    }

    #[test]
    fn of_a_long_message_the_sentences_that_ask() {
        check(
            "We sold the caravan in March. The new owner painted it purple, which hurt. Which mat is kindest for a stiff hip?",
            &["Which mat is kindest for a stiff hip?"],
        );
        check(
            "Where is my parcel? And how do I send the boots back?",
            &["Where is my parcel?", "And how do I send the boots back?"],
        );
        check(
            "This is a disgrace! I am furious, I have asked you twice already: how long does a refund take?!",
            &["how long does a refund take?!"],
        );
        check(
            "I turned fifty on Tuesday and the cake sank like a kayak. I'd like a first aid course. Thank you all so much.",
            &["I'd like a first aid course."],
        );
    }

    #[test]
    fn what_is_wanted_instead_of_what_is_denied() {
        for (text, wanted) in [
            ("I do NOT want to cancel, just change the size", Some("change the size")),
            ("I don't want a refund, where is my tent?", Some("where is my tent?")),
            ("i dont want to cancel but change the address", Some("change the address")),
            ("Please change the size of my order, not cancel it", Some("Please change the size of my order")),
            ("I don't want to wait any longer", None),
            ("I don't want it", None),
            ("I have not received my parcel", None),
            ("It does not fit and I do not want it, I don't need it", None),
        ] {
            assert_eq!(wanted_instead(text), wanted, "{text}");
        }
    }
}
