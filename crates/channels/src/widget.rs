//! The chat bubble on a page.

use rapport_domain::message::Message;

use crate::{markdown, text};

/// What the customer typed, or pressed: a choice stands for its value where nothing was typed along.
pub fn incoming(typed: &str, choice: Option<&str>) -> Result<String, text::TextError> {
    let typed = text::message(typed)?;
    match choice {
        Some(choice) if typed.is_empty() => text::message(choice),
        _ => Ok(typed),
    }
}

/// The message's formatted text as safe HTML; `None` where its plain text is all there is.
pub fn rich(message: &Message) -> Option<String> {
    message.rich.as_deref().map(markdown::to_html)
}

#[cfg(test)]
mod tests {
    use rapport_domain::{MessageId, Timestamp, message::Author};

    use super::*;

    #[test]
    fn a_pressed_choice_is_a_message() {
        assert_eq!(incoming("", Some("yes")), Ok("yes".into()));
        assert_eq!(incoming("Yes, please", Some("yes")), Ok("Yes, please".into()));
        assert_eq!(incoming(" hi\u{0} ", None), Ok("hi".into()));
    }

    #[test]
    fn formatting_is_shown_where_there_is_some() {
        let id = MessageId::from_bytes([1; 16]);
        let mut message = Message::plain(id, Author::Assistant, Timestamp::from_micros(0), "free");
        assert_eq!(rich(&message), None);
        message.rich = Some("**free** <b>".into());
        assert_eq!(rich(&message).as_deref(), Some("<p><strong>free</strong> &lt;b&gt;</p>"));
    }
}
