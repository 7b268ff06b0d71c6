//! Programs that bring conversations through our API: replays, other desks, shops' own apps.

use crate::text::{self, TextError};

/// The longest id that another system may give a message.
const MAX_ID_CHARS: usize = 200;

/// What a program passes on: the other system's id of the message, which tells repeats, and its text.
pub fn incoming(provider_id: &str, text: &str) -> Result<(String, String), (&'static str, TextError)> {
    let id = text::line(provider_id, MAX_ID_CHARS).map_err(|error| ("provider_id", error))?;
    let text = text::message(text).map_err(|error| ("text", error))?;
    if text.is_empty() {
        return Err(("text", TextError::Empty));
    }
    Ok((id, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_needs_an_id_and_a_text() {
        assert_eq!(incoming("m-1", " Where is it? "), Ok(("m-1".into(), "Where is it?".into())));
        assert_eq!(incoming("", "x"), Err(("provider_id", TextError::Empty)));
        assert_eq!(incoming("m-1", "\u{0}"), Err(("text", TextError::Empty)));
        assert!(matches!(incoming(&"x".repeat(201), "x"), Err(("provider_id", TextError::TooLong { .. }))));
    }
}
