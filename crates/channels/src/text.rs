//! Text that comes in: freed of what cannot be seen but can do harm, and no longer than a message may be.

use rapport_domain::message::MAX_MESSAGE_CHARS;

/// Why a text is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left of it.
    #[error("is empty")]
    Empty,
    /// Longer than allowed.
    #[error("is {chars} characters long; at most {max} are allowed")]
    TooLong {
        /// How long it is.
        chars: usize,
        /// How long it may be.
        max: usize,
    },
}

/// A message's text, cleaned; may be empty, since files may come alone.
pub fn message(text: &str) -> Result<String, TextError> {
    within(clean(text), MAX_MESSAGE_CHARS)
}

/// A single line that must say something: a name, a title.
pub fn line(text: &str, max: usize) -> Result<String, TextError> {
    let line = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(TextError::Empty);
    }
    within(line, max)
}

/// `text` with line ends as `\n`, without control characters, without marks that turn the direction of what
/// follows (they can make a text read as what it is not), and without white space around it.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                cleaned.push('\n');
            }
            '\n' | '\t' => cleaned.push(c),
            '\u{2028}' | '\u{2029}' | '\u{85}' => cleaned.push('\n'),
            c if c.is_control() || is_invisible(c) => {}
            c => cleaned.push(c),
        }
    }
    cleaned.trim().to_owned()
}

/// Direction overrides and isolates, the byte order mark, and the tag characters that spell hidden text.
/// Joiners stay: emoji and many scripts need them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0001}')
}

fn within(text: String, max: usize) -> Result<String, TextError> {
    let chars = text.chars().count();
    if chars > max { Err(TextError::TooLong { chars, max }) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: &str, expected: &str) {
        assert_eq!(clean(input), expected);
    }

    #[test]
    fn what_cannot_be_seen_goes_and_what_people_write_stays() {
        check("  hello\r\nthere\rfriend  ", "hello\nthere\nfriend");
        check("a\0b\u{1b}[31mc\u{7f}", "ab[31mc");
        check("invoice\u{202e}fdp.exe", "invoicefdp.exe");
        check("\u{feff}hi\u{2028}you", "hi\nyou");
        check("👩\u{200d}👧 naïve مرحبا\tok", "👩\u{200d}👧 naïve مرحبا\tok");
        check("<script>alert(1)</script>", "<script>alert(1)</script>");
        check("\u{0}\u{1}", "");
    }

    #[test]
    fn limits_count_characters() {
        assert_eq!(message(&"é".repeat(MAX_MESSAGE_CHARS)).map(|text| text.len()), Ok(2 * MAX_MESSAGE_CHARS));
        let too_long = TextError::TooLong { chars: MAX_MESSAGE_CHARS + 1, max: MAX_MESSAGE_CHARS };
        assert_eq!(message(&"é".repeat(MAX_MESSAGE_CHARS + 1)), Err(too_long));
        assert_eq!(message(" \n "), Ok(String::new()));
        assert_eq!(line(" Mia \n Keller ", 20), Ok("Mia Keller".into()));
        assert_eq!(line("\u{0} ", 20), Err(TextError::Empty));
    }
}
