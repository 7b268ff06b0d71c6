//! Phone numbers as people write them.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

/// The phone number in `text`: digits, after a `+` where the country is named.
pub(super) fn phone(text: &str) -> Option<String> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^\p{L}\d@.+])(\+|00)?((?:\(?\d[\s().\-/\u{2013}]*){7,16})(?:$|[^\p{L}\d@])")
            .expect("the pattern is tested")
    });
    // "+44 (0)1632": the nought is for calls from within.
    let text = text.replace("(0)", " ");
    let found = NUMBER.captures(&text)?;
    let digits: String = found[2].chars().filter(char::is_ascii_digit).collect();
    let abroad = found.get(1).is_some();
    // 7 to 15 digits, as the telephone unions have it; a date is no number to call.
    let fits = (7..=15).contains(&digits.len()) && !digits.starts_with("00") && !is_date(&found[2]);
    fits.then(|| if abroad { format!("+{digits}") } else { digits })
}

fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})\s*$")
            .expect("the pattern is tested")
    });
    DATE.is_match(text)
}

/// `text` without what can only be a phone number, so that no part of one is taken for something else.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    static CERTAIN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:\+\d|\b00?[1-9])(?:[\s()-]{0,2}\d){7,13}").expect("the pattern is tested")
    });
    CERTAIN.replace_all(text, " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(phone(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn phone_numbers_are_written_in_many_ways() {
        for (text, expected) in [
            ("01632960482", "01632960482"),
            ("01632 960482", "01632960482"),
            ("01632 960 482", "01632960482"),
            ("(01632) 960482", "01632960482"),
            ("01632-960-482", "01632960482"),
            ("01632/960482", "01632960482"),
            ("01632.960.482", "01632960482"),
            ("+441632960482", "+441632960482"),
            ("+44 1632 960482", "+441632960482"),
            ("+44 (0)1632 960482", "+441632960482"),
            ("+44(0)1632960482", "+441632960482"),
            ("0044 1632 960482", "+441632960482"),
            ("00441632960482", "+441632960482"),
            ("my number is 07700 900123, thanks", "07700900123"),
            ("call me on 07700 900 123 after 6", "07700900123"),
            ("it's +49 30 123456", "+4930123456"),
            ("+1 (555) 010-9999", "+15550109999"),
            ("Tel.: 07700900123.", "07700900123"),
            ("07700 900123 or by mail", "07700900123"),
            ("020 7946 0958", "02079460958"),
            ("9601234", "9601234"),
            ("no, 07700 900 999", "07700900999"),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn what_is_no_phone_number() {
        for text in [
            "",
            "none",
            "100482",
            "2026-11-23",
            "24.12.2026",
            "anna99123456@example.com",
            "12 34",
            "12345678901234567890",
            "TF1004821",
            "I have one but do not want to tell it",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn nothing_else_is_read_out_of_a_phone_number() {
        assert_eq!(without("07700 900123, order 100482").trim(), ", order 100482");
        assert_eq!(without("order 100482"), "order 100482");
        assert_eq!(without("+44 1632 960482 and 100517").trim(), "and 100517");
    }
}
