//! Amounts and periods stand out in an answer, so that whoever scans the page sees them first.

use std::sync::LazyLock;

use regex::Regex;

/// `html` of a text without any formatting, as `plain_to_html` gives it, with its amounts and periods strong.
pub(super) fn marked(html: &str) -> String {
    static FACTS: LazyLock<Regex> = LazyLock::new(|| {
        let amount = r"[£€$]\d+(?:[.,]\d+)*";
        let period = r"\b\d+(?:[.,]\d+)?(?: (?:to|or) \d+)? (?:working |calendar )?(?:minutes?|hours?|days?|weeks?|months?|years?)\b";
        Regex::new(&format!("{amount}|{period}")).expect("the pattern is tested")
    });
    FACTS.replace_all(html, "<strong>$0</strong>").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_periods_are_marked_and_nothing_else() {
        assert_eq!(
            marked("<p>It costs £3.95, free from £50. It takes 2 to 3 working days.</p>"),
            "<p>It costs <strong>£3.95</strong>, free from <strong>£50</strong>. It takes \
             <strong>2 to 3 working days</strong>.</p>"
        );
        assert_eq!(
            marked("<p>Order TF-100482, call 01632 960 482.</p>"),
            "<p>Order TF-100482, call 01632 960 482.</p>"
        );
    }
}
