//! Values as people read them.

use jiff::civil;
use rapport_domain::content::SlotKind;

use super::amount;

/// A kept value as people read it, in the content's language as far as that is known here.
pub(crate) fn shown(kind: SlotKind, value: &str, locale: &str) -> String {
    match kind {
        SlotKind::Date if locale.to_ascii_lowercase().starts_with("en") => day(value),
        SlotKind::Amount => money(value),
        _ => None,
    }
    .unwrap_or_else(|| value.to_owned())
}

/// "Monday 7 December 2026".
fn day(value: &str) -> Option<String> {
    value.parse::<civil::Date>().ok().map(|day| day.strftime("%A %-d %B %Y").to_string())
}

/// "£49", "£49.50", "49.00 CHF".
fn money(value: &str) -> Option<String> {
    amount::minor(value)?;
    let (figures, currency) = value.split_once(' ')?;
    let sign = match currency {
        "GBP" => "£",
        "EUR" => "€",
        "USD" => "$",
        _ => return None,
    };
    Some(format!("{sign}{}", figures.strip_suffix(".00").unwrap_or(figures)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_amounts_are_read_by_people() {
        assert_eq!(shown(SlotKind::Date, "2026-12-07", "en-GB"), "Monday 7 December 2026");
        assert_eq!(shown(SlotKind::Date, "2026-12-07", "de"), "2026-12-07");
        assert_eq!(shown(SlotKind::Amount, "49.00 GBP", "en"), "£49");
        assert_eq!(shown(SlotKind::Amount, "49.50 EUR", "de"), "€49.50");
        assert_eq!(shown(SlotKind::Amount, "12.00 CHF", "de"), "12.00 CHF");
        assert_eq!(shown(SlotKind::Text, "anything", "en"), "anything");
    }
}
