//! How long a turn waits for another message: people write in bursts, and a burst is one turn.

use rapport_domain::Timestamp;

/// How long a turn waits, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pauses {
    /// After a message that looks complete; at most 700.
    pub complete_ms: i64,
    /// After a message that looks unfinished.
    pub unfinished_ms: i64,
}

/// A customer who keeps writing is answered at the latest so long after the turn's first message.
const LONGEST_TURN_MS: i64 = 6_000;

/// When a turn is due whose last message is `text`, accepted `now`, and whose first unanswered message
/// was accepted at `first`.
pub fn due_at(text: &str, now: Timestamp, first: Timestamp, pauses: Pauses) -> Timestamp {
    let wait_ms = if looks_unfinished(text) { pauses.unfinished_ms } else { pauses.complete_ms };
    let latest = first.plus_ms(LONGEST_TURN_MS);
    now.plus_ms(wait_ms).min(latest.max(now))
}

/// Whether more is likely to come: a bare greeting, an open clause, a trailing comma.
fn looks_unfinished(text: &str) -> bool {
    const OPENERS: &[&str] = &[
        "hi",
        "hello",
        "hey",
        "hiya",
        "good morning",
        "good afternoon",
        "good evening",
        "so",
        "ok",
        "ok so",
        "well",
    ];
    const OPEN_WORDS: &[&str] = &[
        "and", "but", "because", "so", "or", "the", "my", "a", "to", "with", "that", "which", "when", "if",
        "i",
    ];
    let text = text.trim().to_lowercase();
    if text.ends_with([',', ':', '-', '…']) || text.ends_with("...") {
        return true;
    }
    if text.ends_with(['.', '!', '?']) && text.len() > 12 {
        return false;
    }
    let bare = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let last = bare.rsplit(' ').next().unwrap_or("");
    OPENERS.contains(&bare) || OPEN_WORDS.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSES: Pauses = Pauses { complete_ms: 350, unfinished_ms: 700 };

    #[track_caller]
    fn check(text: &str, expected_ms: i64) {
        let now = Timestamp::from_micros(1_000_000_000);
        assert_eq!(due_at(text, now, now, PAUSES).ms_since(now), expected_ms, "{text}");
    }

    #[test]
    fn complete_messages_are_answered_soon_and_openings_wait() {
        check("Where is my order 100482?", 350);
        check("my zip broke", 350);
        check("hi", 700);
        check("Hello!", 700);
        check("I ordered a tent and", 700);
        check("first,", 700);
        check("", 350);
    }

    #[test]
    fn a_customer_who_keeps_writing_is_answered_all_the_same() {
        let first = Timestamp::from_micros(0);
        let now = first.plus_ms(5_900);
        assert_eq!(due_at("and", now, first, PAUSES).ms_since(now), 100);
        let late = first.plus_ms(9_000);
        assert_eq!(due_at("and", late, first, PAUSES), late);
    }
}
