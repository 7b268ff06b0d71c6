//! Bare replies: "fine.", "no", "ok" say nothing alone and a lot after something else.

use crate::reader::{Role, Turn};

/// More words than this are never a bare reply.
const FEW_WORDS: usize = 3;
/// Replies that carry no content of their own.
const BARE: [&str; 30] = [
    "fine",
    "ok",
    "okay",
    "k",
    "kk",
    "no",
    "nope",
    "yes",
    "yeah",
    "yep",
    "right",
    "sure",
    "whatever",
    "great",
    "i see",
    "oh",
    "oh i see",
    "hm",
    "hmm",
    "well",
    "forget it",
    "never mind",
    "nevermind",
    "if you say so",
    "ok then",
    "fine then",
    "i guess",
    "alright",
    "as you wish",
    "good",
];
/// Replies that give in rather than agree, once something has gone wrong.
const FLAT: [&str; 14] = [
    "fine",
    "ok",
    "okay",
    "k",
    "whatever",
    "sure",
    "right",
    "forget it",
    "never mind",
    "nevermind",
    "if you say so",
    "ok then",
    "fine then",
    "as you wish",
];

/// Whether a normalised text says nothing of its own.
pub(crate) fn is_bare(normal: &str) -> bool {
    normal.split_whitespace().count() <= FEW_WORDS && BARE.contains(&normal.trim())
}

/// Whether a normalised text gives in without warmth.
pub(crate) fn is_flat(normal: &str) -> bool {
    FLAT.contains(&normal.trim())
}

/// The customer's message before this one.
pub(crate) fn previous_message(context: &[Turn]) -> Option<&str> {
    context.iter().rev().find(|turn| turn.role == Role::Customer).map(|turn| turn.text.as_str())
}

/// What staff said last, if nothing was said since.
pub(crate) fn last_answer(context: &[Turn]) -> Option<&str> {
    context.last().filter(|turn| turn.role == Role::Staff).map(|turn| turn.text.as_str())
}

/// Whether the last thing said to the customer asked something.
pub(crate) fn question_is_open(context: &[Turn]) -> bool {
    context.last().is_some_and(|turn| turn.role != Role::Customer && turn.text.contains('?'))
}
