//! Answers that hold a fact and no feeling: an order number, an address, a size, "yes please".

/// Words that stand beside a fact.
const BESIDE: [&str; 131] = [
    "a",
    "an",
    "the",
    "my",
    "our",
    "it",
    "it's",
    "its",
    "is",
    "that",
    "that's",
    "this",
    "one",
    "ones",
    "and",
    "or",
    "to",
    "for",
    "from",
    "at",
    "on",
    "in",
    "of",
    "with",
    "i",
    "i'm",
    "im",
    "we",
    "use",
    "using",
    "have",
    "got",
    "am",
    "are",
    "yes",
    "yep",
    "yeah",
    "yup",
    "please",
    "pls",
    "no",
    "nope",
    "correct",
    "both",
    "either",
    "order",
    "number",
    "no.",
    "nr",
    "ref",
    "reference",
    "id",
    "account",
    "customer",
    "booking",
    "ticket",
    "email",
    "e-mail",
    "mail",
    "address",
    "phone",
    "mobile",
    "tel",
    "postcode",
    "zip",
    "code",
    "name",
    "username",
    "user",
    "version",
    "model",
    "serial",
    "size",
    "colour",
    "color",
    "room",
    "table",
    "seat",
    "street",
    "road",
    "lane",
    "avenue",
    "flat",
    "house",
    "small",
    "medium",
    "large",
    "xl",
    "xxl",
    "xs",
    "s",
    "m",
    "l",
    "black",
    "white",
    "red",
    "blue",
    "green",
    "grey",
    "yellow",
    "brown",
    "pink",
    "ios",
    "android",
    "windows",
    "mac",
    "iphone",
    "ipad",
    "samsung",
    "galaxy",
    "app",
    "pc",
    "laptop",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "afternoon",
    "evening",
    "tomorrow",
    "today",
    "pm",
    "first",
    "second",
    "left",
    "right",
    "plus",
];
/// Months and other words that make a number a date, and those that make it an effort or a price.
const NOT_A_FACT: [&str; 16] = [
    "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years", "minutes", "mins",
    "times", "time", "late", "again",
];
/// More words than this tell a story.
const MOST_WORDS: usize = 14;
/// Of the words, this share may be neither a fact nor beside one, where a fact is named.
const OTHER_SHARE: f32 = 0.4;
/// Replies without a fact in them that agree, decline or report as asked.
const REPLIES: [&str; 32] = [
    "yes",
    "yes please",
    "no thank you",
    "no thanks",
    "yep",
    "yeah",
    "yup",
    "sure",
    "correct",
    "done",
    "sent",
    "will do",
    "have done",
    "have done so",
    "dm sent",
    "sent dm",
    "just sent it",
    "i have",
    "i do",
    "i am",
    "i did",
    "both",
    "either",
    "either is fine",
    "that's right",
    "thats right",
    "that's correct",
    "the first one",
    "the second one",
    "the last one",
    "that one",
    "go ahead",
];

/// Whether a message is only a fact or a plain reply; `stirred` says that it holds words of feeling.
pub(crate) fn is_plain_fact(text: &str, stirred: bool) -> bool {
    if text.chars().any(|c| matches!(c, '!' | '?')) || crate::reader::has_mark(text) {
        return false;
    }
    let words: Vec<String> = text.split_whitespace().map(trimmed).filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return false;
    }
    if REPLIES.contains(&words.join(" ").as_str()) {
        return true;
    }
    if stirred || words.iter().any(|word| NOT_A_FACT.contains(&word.as_str())) {
        return false;
    }
    let facts = words.iter().filter(|word| is_fact(word)).count();
    let other = words.iter().filter(|word| !is_fact(word) && !BESIDE.contains(&word.as_str())).count();
    let is_choice = words.len() <= 4 && other == 0 && words.len() > 1;
    // Names of streets and devices are strangers to every list, so a fact may bring a few.
    is_choice || facts > 0 && (other as f32) <= OTHER_SHARE * words.len() as f32 && !tells(&words)
}

/// A number, a code or an e-mail address.
fn is_fact(word: &str) -> bool {
    let mail = word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    mail || word.chars().any(|c| c.is_ascii_digit()) && !word.starts_with(['£', '$', '€'])
}

/// Says that something was done, or was not: no bare fact.
fn tells(words: &[String]) -> bool {
    words.iter().any(|word| {
        word.ends_with("n't")
            || (word.ends_with("ed") && word.len() > 4)
            || matches!(word.as_str(), "not" | "never" | "still" | "but" | "paid" | "broke" | "cost" | "only")
    })
}

fn trimmed(word: &str) -> String {
    let trim = |c: char| !c.is_alphanumeric() && !matches!(c, '£' | '$' | '€');
    word.to_lowercase().replace('’', "'").trim_matches(trim).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_and_what_looks_like_them() {
        for text in [
            "yes please",
            "size M",
            "Order 4410-77352-B.",
            "jo.bloggs@example.org",
            "my email is a@b.co",
            "14 Mill Lane, YO1 7HH",
            "iPhone 6, iOS 11.1.2",
            "The blue one",
            "Will do",
            "12345",
            "07700 900123",
        ] {
            assert!(is_plain_fact(text, false), "{text}");
        }
        for text in [
            "",
            "I paid 1200 for this",
            "3 weeks",
            "fine",
            "still broken",
            "It's in 6 pieces and nobody answers",
            "what is 4711?",
            "no 😡",
            "thanks",
            "£600",
            "my son is 4 and he is crying his eyes out tonight",
        ] {
            assert!(!is_plain_fact(text, false), "{text}");
        }
    }
}
