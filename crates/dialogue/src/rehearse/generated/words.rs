//! What customers who are played say.

use rapport_domain::content::SlotKind;

/// A yes to a question before an act.
pub(super) const YES: [&str; 16] = [
    "yes",
    "Yes please",
    "yep, go ahead",
    "ok",
    "sure",
    "please do",
    "That’s right, do it",
    "👍",
    "yes, thanks",
    "yes, that's correct",
    "go for it",
    "YES",
    "yeah do it please",
    "Sounds good.",
    "alright then",
    "I confirm",
];

/// A no to it.
pub(super) const NO: [&str; 9] = [
    "no",
    "No, thanks",
    "don't do it",
    "not now",
    "nope",
    "No!",
    "please don't",
    "no, it's fine",
    "I don't want that",
];

/// What is no yes, though it may begin like one.
pub(super) const HALF_YES: [&str; 14] = [
    "maybe",
    "yes and no",
    "hmm, let me think",
    "yes but wait a moment",
    "I think so? not sure",
    "what happens if I say yes?",
    "would that be a yes?",
    "yes, but only if it is free",
    "ok but not today",
    "not yet",
    "do I have to say yes?",
    "yes or no, I can't decide",
    "my husband says yes, I say no",
    "if I say yes, can I undo it?",
];

/// What follows a yes that is taken back at once.
pub(super) const BUT_NO: [&str; 6] =
    ["no wait", "stop", "sorry, no", "actually don't", "wait, not yet", "no"];

/// Nothing will be told.
pub(super) const WILL_NOT_SAY: [&str; 6] = [
    "I don't want to tell you that",
    "no",
    "why do you need that?",
    "I don't know it",
    "I don't have it with me",
    "that is private",
];

/// Once more, please.
pub(super) const AGAIN: [&str; 5] = [
    "say that again",
    "what was the question?",
    "sorry, can you repeat that?",
    "pardon?",
    "once more please",
];

/// Courtesies.
pub(super) const COURTESIES: [&str; 6] =
    ["hello", "thanks", "are you a robot?", "good morning", "thank you very much", "hi there"];

/// What nobody understands.
pub(super) const NONSENSE: [&str; 8] = [
    "blue zebra",
    "asdf",
    "???",
    "lorem ipsum dolor",
    "42",
    "…",
    "qwertz uiop",
    "the moon is round tonight and my aunt agrees",
];

/// Stop it.
pub(super) const STOP: [&str; 6] =
    ["never mind", "stop", "cancel", "forget it", "leave it", "I changed my mind"];

/// A person.
pub(super) const PERSON: [&str; 3] = ["a person, please", "can I talk to a human", "agent"];

/// Words around a value.
pub(super) const AROUND: [(&str, &str); 7] = [
    ("it's ", ""),
    ("", ", thanks"),
    ("I think it is ", ""),
    ("Sure: ", ""),
    ("", " please"),
    ("here you are: ", ""),
    ("ok, ", ""),
];

/// What opens a correction.
pub(super) const CORRECTIONS: [&str; 5] =
    ["no, ", "sorry, ", "Sorry, I meant ", "actually, make it ", "no wait, "];

/// Places in a list.
pub(super) const PLACES: [&str; 6] = ["first", "second", "third", "fourth", "fifth", "sixth"];

/// Values of a kind, as they are said and as they have to be kept.
pub(super) const fn values(kind: SlotKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        SlotKind::Text | SlotKind::Product => &[
            ("the blue one", "the blue one"),
            ("walking boots", "walking boots"),
            ("the two-person tent", "the two-person tent"),
            ("both jackets", "both jackets"),
        ],
        SlotKind::OrderNumber => &[
            ("100482", "100482"),
            ("TF-100517", "100517"),
            ("#100561", "100561"),
            ("order number 100453", "100453"),
            ("TF 100499", "100499"),
            ("100 777", "100777"),
        ],
        SlotKind::Email => &[
            ("anna@example.com", "anna@example.com"),
            ("Sam.Reed@Example.com", "sam.reed@example.com"),
            ("j.o'neil@mail.example", "j.o'neil@mail.example"),
            ("my e-mail address is tom+shop@example.org", "tom+shop@example.org"),
        ],
        SlotKind::Address => &[
            ("4 Mill Lane, Kendal LA9 4QX", "4 Mill Lane, Kendal LA9 4QX"),
            ("5 High Street, Leeds LS1 4AP", "5 High Street, Leeds LS1 4AP"),
            ("Flat 2, 18 Park Road, Sheffield S6 2GH", "Flat 2, 18 Park Road, Sheffield S6 2GH"),
            ("Hauptstr. 12, 10115 Berlin", "Hauptstr. 12, 10115 Berlin"),
        ],
        SlotKind::Number => &[("2", "2"), ("three", "3"), ("12", "12"), ("1", "1")],
        SlotKind::Date => {
            &[("2027-03-01", "2027-03-01"), ("24 December 2026", "2026-12-24"), ("1/2/2027", "2027-02-01")]
        }
        SlotKind::Time => {
            &[("3pm", "15:00"), ("half past nine", "09:30"), ("10:15", "10:15"), ("noon", "12:00")]
        }
        SlotKind::Amount => &[("£49", "49.00 GBP"), ("12.50", "12.50 GBP"), ("twenty pounds", "20.00 GBP")],
        SlotKind::Name => &[("Anna Berg", "Anna Berg"), ("Tom O'Neil", "Tom O'Neil"), ("Lê Minh", "Lê Minh")],
        SlotKind::Phone => &[
            ("01632 960482", "01632960482"),
            ("+44 1632 960 482", "+441632960482"),
            ("07700 900123", "07700900123"),
        ],
    }
}
