//! Promises in a reply: the sentences that say what will be done for the customer, and until when.
//!
//! A sentence promises where somebody commits to a deed that lies ahead ("I'll get back to you", "we will send it")
//! or tells what the customer will have by a moment ("you will have the refund by Friday"). A question, an offer
//! ("if you like, …"), a negation, somebody else's words and what is done this very moment ("I'll check that now")
//! are none. Whoever finds one asks; nothing is ever kept because of a pattern alone.

use std::sync::LazyLock;

use rapport_domain::{Timestamp, promise::MAX_PROMISE_CHARS};
use regex::Regex;

use crate::{
    due::{Calendar, due_in},
    pattern::phrases,
    rule::negated,
    text::{SentenceEnd, Text},
};

/// A sentence that promises something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPromise {
    /// First code point of the sentence.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The sentence as it was written, shortened where it is very long.
    pub promise: String,
    /// By when, where the sentence says so.
    pub by: Option<Timestamp>,
}

/// More promises than these in one reply are nobody's to keep.
const MOST: usize = 5;

/// The promises in a text that is sent `now`, in the order in which they stand there.
pub fn find_promises(text: &str, now: Timestamp, calendar: &Calendar<'_>) -> Vec<FoundPromise> {
    let read = Text::new(text);
    let mut found = Vec::new();
    for sentence in read.sentences() {
        if sentence.end == SentenceEnd::Question || read.is_quoted(sentence.range.start) {
            continue;
        }
        let folded = read.of(sentence);
        let Some(by) = promise_in(&read, sentence.range.start, folded, &|before, after| {
            due_in(before, after, now, calendar)
        }) else {
            continue;
        };
        let span = read.span(sentence.range.clone());
        let (from, length) = (span.start as usize, (span.end - span.start) as usize);
        let promise = text.chars().skip(from).take(length.min(MAX_PROMISE_CHARS)).collect();
        found.push(FoundPromise { start: span.start, end: span.end, promise, by });
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// `Some` where the sentence promises; in it, by when, where it says so. `due` reads what stands before and from the
/// commitment on.
fn promise_in(
    text: &Text<'_>,
    at: usize,
    sentence: &str,
    due: &dyn Fn(&str, &str) -> Option<Timestamp>,
) -> Option<Option<Timestamp>> {
    if OFFERS.is_match(sentence) {
        return None;
    }
    let committed = |pattern: &Regex| {
        let found = pattern.find_iter(sentence).find(|found| {
            !denied(found.as_str())
                && !negated(text, at + found.start())
                && !text.is_quoted(at + found.start())
        })?;
        Some(found.start())
    };
    let by_from = |start: usize| due(&sentence[..start], &sentence[start..]);
    if let Some(start) = committed(&LATER) {
        let by = by_from(start);
        return (by.is_some() || !AT_ONCE.is_match(sentence)).then_some(by);
    }
    let start = committed(&DEEDS).filter(|_| !NO_DEEDS.is_match(sentence)).or_else(|| committed(&COMES))?;
    by_from(start).map(Some)
}

/// A pattern leaves room for a word before the deed; that word may be the one that denies it.
fn denied(commitment: &str) -> bool {
    commitment.split_whitespace().any(|word| matches!(word, "not" | "never" | "neither" | "hardly"))
}

/// Deeds that lie ahead whenever somebody commits to them.
static LATER: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{ill} (?:\w+ )?(?:call you|ring you|phone you|give you a (?:call|ring)|e-?mail you|write (?:to )?you|text you|message you|contact you)",
        r"{ill} (?:\w+ )?(?:get back to you|come back to you|report back|be (?:back )?in touch|get in touch|let you know|keep you (?:posted|updated|informed)|update you|follow up)",
        r"{ill} (?:\w+ )?(?:make sure|see to it|arrange|chase|refund|send|post|ship|have (?:it|this|that) (?:sent|refunded|fixed|sorted|replaced))",
        r"{ill} (?:\w+ )?(?:speak (?:to|with)|talk to|check with|ask) (?:the|our|my|them|him|her)",
        r"let me (?:call|ring|phone|e-?mail|get back to|come back to) you",
        r"{i} (?:do )?promise",
        r"you have my word",
        r"expect (?:my|our|a) (?:call|e-?mail|reply|answer|message)",
    ])
});

/// Deeds that are promised where a moment is named with them.
static DEEDS: LazyLock<Regex> = LazyLock::new(|| phrases(&[r"{ill} \w+"]));

/// What the customer is told will come, where a moment is named with it.
static COMES: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:you'll|you will|you are going to|you're going to) (?:\w+ )?(?:have|get|receive|hear|see|find|be (?:called|contacted|refunded|told|paid))",
        r"(?:will|'ll|is going to) (?:\w+ )?(?:be (?:with you|there|sent|posted|dispatched|shipped|refunded|paid|ready|done|sorted|fixed|repaired|replaced|back with you|collected)|arrive|reach you|go out|call you|ring you|phone you|contact you|e-?mail you|write to you|get back to you|come back to you|let you know|collect|pick (?:it|them) up|deliver|send|refund|replace)",
    ])
});

/// Commitments that promise no deed.
static NO_DEEDS: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{ill} (?:need|have to|assume|wait|hope|try|be (?:here|around|available|happy|glad|able|in|on|off|out|away|at))",
    ])
});

/// Sentences that offer or ask.
static OFFERS: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"if (?:you(?:'d)? (?:like|want|wish|prefer)|that (?:helps|suits|is (?:ok|okay|fine|all right)))",
        r"(?:shall|should|can|could|may) {i} \w+",
        r"would you (?:like|prefer|mind)",
    ])
});

/// What is done while the customer looks on.
static AT_ONCE: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"(?:right |straight ?|just )?now",
        r"(?:right|straight) ?away",
        "immediately",
        "at once",
        "in a (?:moment|minute|second)",
        "while you wait",
    ])
});

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, Time, Weekday, time};

    use super::*;

    /// Monday to Friday until half past five, Saturday until noon.
    fn closes(day: Date) -> Option<Time> {
        match day.weekday() {
            Weekday::Sunday => None,
            Weekday::Saturday => Some(time(12, 0, 0, 0)),
            _ => Some(time(17, 30, 0, 0)),
        }
    }

    /// What is found in a text that is written on Monday, 23 November 2026, at ten in London.
    fn found(text: &str) -> Vec<(String, String)> {
        let calendar = Calendar { time_zone: "Europe/London", closes: &closes };
        let now = Timestamp::parse("2026-11-23T10:00:00Z").unwrap();
        let all = find_promises(text, now, &calendar);
        let by = |by: Option<Timestamp>| by.map(|by| by.to_string()).unwrap_or_default();
        all.into_iter().map(|one| (one.promise, by(one.by))).collect()
    }

    #[track_caller]
    fn check(text: &str, by: &str) {
        assert_eq!(found(text), [(text.to_owned(), by.to_owned())], "{text}");
    }

    #[track_caller]
    fn none(text: &str) {
        assert_eq!(found(text), [], "{text}");
    }

    #[test]
    fn deeds_with_a_moment() {
        check("I'll call you tomorrow before noon.", "2026-11-24T12:00:00Z");
        check("I’ll call you tomorrow before noon.", "2026-11-24T12:00:00Z");
        check("You will have the refund by Friday.", "2026-11-27T17:30:00Z");
        check("We will send the new pegs today.", "2026-11-23T17:30:00Z");
        check("I will personally check the warehouse by 3 pm.", "2026-11-23T15:00:00Z");
        check("I'll ring you at 9:30 tomorrow morning.", "2026-11-24T09:30:00Z");
        check("Tomorrow I'll call you before noon.", "2026-11-24T12:00:00Z");
        check("My colleague Ben will call you on Wednesday afternoon.", "2026-11-25T17:00:00Z");
        check("Your refund will be with you within 3 working days.", "2026-11-26T17:30:00Z");
        check("I'm going to get back to you within the hour.", "2026-11-23T11:00:00Z");
        check("I will report back in half an hour.", "2026-11-23T10:30:00Z");
        check("I'll let you know by the end of the day.", "2026-11-23T17:30:00Z");
        check("You'll hear from me by the end of the week.", "2026-11-27T17:30:00Z");
        check("I'll sort it out on 27 November.", "2026-11-27T17:30:00Z");
        check("The courier will collect it on December 2nd.", "2026-12-02T17:30:00Z");
    }

    #[test]
    fn deeds_that_lie_ahead_need_no_moment() {
        check("I'll get back to you.", "");
        check("We will keep you posted.", "");
        check("I promise to look after it.", "");
        check("I'll ask the workshop about the zip.", "");
        check("As soon as I hear from them I will let you know.", "");
    }

    #[test]
    fn what_promises_nothing() {
        none("I can see your order.");
        none("I'll check that for you now.");
        none("I will send you the link right away.");
        none("Shall I call you tomorrow?");
        none("If you like, I'll call you tomorrow.");
        none("I will not be able to call you today.");
        none("I can't promise that it will arrive.");
        none("I'll need your order number by Friday.");
        none("I'll be here until 5 pm.");
        none("You wrote: \"I will call you tomorrow\".");
        none("Your parcel left on Friday.");
        none("Would you like a refund? It is yours.");
        none("");
    }

    #[test]
    fn each_promise_of_a_reply_is_found_where_it_stands() {
        let text = "Good morning Mia. I'm sorry 😟 for the wait. I'll call you on Friday. Then you will have the \
                    refund by 4 December.";
        let calendar = Calendar { time_zone: "Europe/London", closes: &closes };
        let now = Timestamp::parse("2026-11-23T10:00:00Z").unwrap();
        let all = find_promises(text, now, &calendar);
        let cut = |one: &FoundPromise| {
            let (from, to) = (one.start as usize, one.end as usize);
            text.chars().skip(from).take(to - from).collect::<String>()
        };
        assert_eq!(all.len(), 2);
        assert!(all.iter().all(|one| cut(one) == one.promise), "{all:?}");
        assert_eq!(all[1].promise, "Then you will have the refund by 4 December.");
    }

    #[test]
    fn a_long_text_holds_no_more_than_anybody_could_keep() {
        let many = "I'll call you tomorrow. ".repeat(50);
        assert_eq!(found(&many).len(), MOST);
        let long = format!("I'll call you tomorrow {}", "and more ".repeat(200));
        assert!(found(&long)[0].0.chars().count() <= MAX_PROMISE_CHARS);
    }
}
