//! Values in what a customer writes: order numbers, e-mail addresses, dates, postal addresses, numbers.

use std::sync::LazyLock;

use jiff::{ToSpan, Zoned, civil};
use rapport_domain::content::SlotKind;
use regex::Regex;

use crate::understand::without_correction;

/// The longest text that a slot keeps, in characters.
const MAX_CHARS: usize = 300;

/// The value of `kind` in `text`, in its kept form; `now` is the customer's local time.
pub fn extract(kind: SlotKind, text: &str, now: &Zoned) -> Option<String> {
    match kind {
        SlotKind::Text => free_text(text),
        SlotKind::OrderNumber => order_number(text),
        SlotKind::Email => email(text),
        SlotKind::Address => address(text),
        SlotKind::Number => number(text),
        SlotKind::Date => date(text, now),
    }
}

/// Whether a value of this kind can be told from other text, so that it may be picked up unasked.
pub const fn is_distinctive(kind: SlotKind) -> bool {
    matches!(kind, SlotKind::OrderNumber | SlotKind::Email)
}

fn free_text(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = text.chars().any(char::is_alphanumeric) && text.chars().count() <= MAX_CHARS;
    fits.then_some(text)
}

static ORDER_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[^\p{L}\p{N}@.+])(?:#\s?|[a-z]{1,4}[-\s]?#?\s?)?(\d{5,10})(?:$|[^\p{L}\p{N}@])")
        .expect("the pattern is tested")
});

fn order_number(text: &str) -> Option<String> {
    // A correction names the wrong number first: "not 100482 but 100483".
    let text = NOT_BUT.replace(text, " ");
    let after_email = EMAIL.replace_all(&text, " ");
    let padded = after_email.replace(['\n', ','], " , ");
    let found: Vec<String> = ORDER_NUMBER.captures_iter(&padded).map(|c| c[1].to_owned()).collect();
    found.into_iter().next().or_else(|| grouped(&padded))
}

static NOT_BUT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bnot (?:#|[a-z]{1,4}-?)?\d+\b").expect("the pattern is tested"));

/// "100 482": some people group digits.
fn grouped(text: &str) -> Option<String> {
    static GROUPED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^\d])(\d{2,4}(?:[ -]\d{2,4}){1,3})(?:$|[^\d])").expect("the pattern is tested")
    });
    let digits: String = GROUPED.captures(text)?[1].chars().filter(char::is_ascii_digit).collect();
    (5..=10).contains(&digits.len()).then_some(digits)
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+")
        .expect("the pattern is tested")
});

fn email(text: &str) -> Option<String> {
    let found = EMAIL.find_iter(text).last()?.as_str().trim_matches(['.', '\'', '-']);
    (found.len() <= 254 && !found.contains("..")).then(|| found.to_lowercase())
}

/// A street with a number and, somewhere, a town or post code: two parts at least.
fn address(text: &str) -> Option<String> {
    static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:hi|hello|ok|okay|yes|please|sure|well)[,.!]?\s+)*(?:(?:can you |could you )?(?:please )?(?:send|ship|deliver|change|make|bring)\s+(?:it|this|them|the parcel|the address|the order)?\s*(?:to|at)?\s*:?\s*)?(?:(?:my|the|our)\s+)?(?:new\s+)?(?:delivery\s+|shipping\s+|postal\s+)?(?:address\s+)?(?:(?:is|should be|would be|will be|it's|it is)(?:\s+now)?\s*)?(?:to\s+)?:?\s*")
            .expect("the pattern is tested")
    });
    let text = without_correction(text).replace('\n', ", ");
    let text = text.trim_matches([' ', ',']);
    let rest = text[LEAD_IN.find(text).map_or(0, |found| found.end())..].trim();
    let rest = rest.strip_suffix(" please").unwrap_or(rest).trim_matches([' ', ',', '.', '!', '“', '”', '"']);
    let words: Vec<&str> = rest.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let letters = words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    let numbers = words.iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).count();
    let post_code = words.iter().any(|w| w.bytes().filter(u8::is_ascii_digit).count() >= 4) || numbers >= 2;
    let parted = rest.contains(',') || post_code;
    let question = rest.ends_with('?') || rest.contains('@');
    let fits = numbers >= 1 && letters >= 2 && words.len() >= 4 && parted && !question;
    (fits && rest.chars().count() <= MAX_CHARS).then(|| rest.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn number(text: &str) -> Option<String> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^\p{L}\p{N}.])(-?\d{1,9})(?:$|[^\p{L}\p{N}]|\.\s|\.$)")
            .expect("the pattern is tested")
    });
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if let Some(found) = DIGITS.captures(text) {
        return found[1].parse::<i64>().ok().map(|n| n.to_string());
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    words.find_map(|word| WORDS.iter().position(|known| *known == word)).map(|n| n.to_string())
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [(&str, civil::Weekday); 7] = [
    ("monday", civil::Weekday::Monday),
    ("tuesday", civil::Weekday::Tuesday),
    ("wednesday", civil::Weekday::Wednesday),
    ("thursday", civil::Weekday::Thursday),
    ("friday", civil::Weekday::Friday),
    ("saturday", civil::Weekday::Saturday),
    ("sunday", civil::Weekday::Sunday),
];

fn date(text: &str, now: &Zoned) -> Option<String> {
    let lower = text.to_lowercase();
    let today = now.date();
    written(&lower, today).or_else(|| relative(&lower, today)).map(|day| day.to_string())
}

/// "2026-11-27", "27/11/2026", "27.11.", "27 November", "Nov 27th, 2026". The day stands before the month,
/// as nearly everywhere; a date without a year is the next such day.
fn written(text: &str, today: civil::Date) -> Option<civil::Date> {
    static ISO: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b").expect("the pattern is tested"));
    static NUMERIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2})?)?(?:\b|$|\s)")
            .expect("the pattern is tested")
    });
    static DAY_MONTH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?(?:\s+(\d{4}))?")
            .expect("the pattern is tested")
    });
    static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?\b,?(?:\s+(\d{4}))?")
            .expect("the pattern is tested")
    });
    let month_of = |name: &str| MONTHS.iter().position(|m| *m == name).map(|i| i + 1);
    if let Some(c) = ISO.captures(text) {
        return civil::Date::new(c[1].parse().ok()?, c[2].parse().ok()?, c[3].parse().ok()?).ok();
    }
    let (day, month, year) = if let Some(c) = DAY_MONTH.captures(text) {
        (c[1].to_owned(), month_of(&c[2])?, c.get(3).map(|y| y.as_str().to_owned()))
    } else if let Some(c) = MONTH_DAY.captures(text) {
        (c[2].to_owned(), month_of(&c[1])?, c.get(3).map(|y| y.as_str().to_owned()))
    } else {
        let c = NUMERIC.captures(text)?;
        (c[1].to_owned(), c[2].parse().ok()?, c.get(3).map(|y| y.as_str().to_owned()))
    };
    day_of(day.parse().ok()?, i8::try_from(month).ok()?, year.as_deref(), today)
}

fn day_of(day: i8, month: i8, year: Option<&str>, today: civil::Date) -> Option<civil::Date> {
    if let Some(year) = year {
        let year: i16 = year.parse().ok()?;
        return civil::Date::new(if year < 100 { 2000 + year } else { year }, month, day).ok();
    }
    let this_year = civil::Date::new(today.year(), month, day).ok();
    this_year.filter(|d| *d >= today).or_else(|| civil::Date::new(today.year() + 1, month, day).ok())
}

/// "today", "tomorrow", "next Friday", "in 3 days", "in two weeks".
fn relative(text: &str, today: civil::Date) -> Option<civil::Date> {
    static IN_DAYS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\bin\s+(\d{1,3}|an?|one|two|three|four|five|six|seven|ten)\s+(day|week|month)s?\b")
            .expect("the pattern is tested")
    });
    if text.contains("day after tomorrow") {
        return today.checked_add(2.days()).ok();
    }
    if text.contains("tomorrow") {
        return today.tomorrow().ok();
    }
    if text.contains("yesterday") {
        return today.yesterday().ok();
    }
    if text.contains("today") || text.contains("tonight") {
        return Some(today);
    }
    if let Some(c) = IN_DAYS.captures(text) {
        let words = ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "ten"];
        let counts = [1, 1, 1, 2, 3, 4, 5, 6, 7, 10];
        let n = c[1].parse().ok().or_else(|| words.iter().position(|w| *w == &c[1]).map(|i| counts[i]))?;
        return match &c[2] {
            "day" => today.checked_add(i64::days(n)).ok(),
            "week" => today.checked_add(i64::weeks(n)).ok(),
            _ => today.checked_add(i64::months(n)).ok(),
        };
    }
    if text.contains("next week") {
        return today.checked_add(1.weeks()).ok();
    }
    let (name, weekday) = DAYS.iter().find(|(name, _)| has_weekday(text, name))?;
    // "Friday" is the coming one; "next Friday" the one of the week after, as most Britons mean it.
    let coming = today.nth_weekday(1, *weekday).ok()?;
    let same_week = coming.weekday().to_monday_zero_offset() > today.weekday().to_monday_zero_offset();
    let next = text.contains(&format!("next {name}")) && same_week;
    if next { coming.checked_add(1.weeks()).ok() } else { Some(coming) }
}

fn has_weekday(text: &str, name: &str) -> bool {
    // "sat" and "sun" are words of their own, so they count only after a word that leads to a day.
    let mut before = "";
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        let led_to = matches!(before, "on" | "next" | "this" | "by" | "before" | "until" | "till" | "after");
        let short = matches!(word.len(), 3..=5)
            && name.starts_with(word)
            && (led_to || !matches!(word, "sat" | "sun" | "wed"));
        if word == name || short {
            return true;
        }
        before = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Zoned {
        civil::date(2026, 11, 23).at(10, 0, 0, 0).in_tz("Europe/London").expect("the zone is known")
    }

    #[track_caller]
    fn check(kind: SlotKind, text: &str, expected: Option<&str>) {
        assert_eq!(extract(kind, text, &monday()).as_deref(), expected, "{text}");
    }

    #[test]
    fn order_numbers_stand_in_sentences() {
        for text in [
            "100482",
            "TF-100482",
            "tf100482",
            "#100482",
            "it's order number 100482.",
            "Order #100482, please!",
            "TF 100482",
            "my order (100482)",
            "no, 100482",
            "not 100481 but 100482",
            "100 482",
            "anna99123@example.com and 100482",
        ] {
            check(SlotKind::OrderNumber, text, Some("100482"));
        }
        for text in ["", "1004", "where is it", "anna100482@example.com", "12345678901234"] {
            check(SlotKind::OrderNumber, text, None);
        }
    }

    #[test]
    fn mail_addresses_stand_in_sentences() {
        check(
            SlotKind::Email,
            "it is Anna.Berg+shop@Example.co.uk, thanks",
            Some("anna.berg+shop@example.co.uk"),
        );
        check(SlotKind::Email, "anna@example.com.", Some("anna@example.com"));
        for text in ["anna at example dot com", "@example.com", "anna@", "anna@example"] {
            check(SlotKind::Email, text, None);
        }
    }

    #[test]
    fn postal_addresses_need_street_number_and_town() {
        check(SlotKind::Address, "4 Mill Lane, Kendal LA9 4QX", Some("4 Mill Lane, Kendal LA9 4QX"));
        check(
            SlotKind::Address,
            "Please send it to 4 Mill Lane\nKendal\nLA9 4QX",
            Some("4 Mill Lane, Kendal, LA9 4QX"),
        );
        check(
            SlotKind::Address,
            "My new address is Hauptstr. 12, 10115 Berlin.",
            Some("Hauptstr. 12, 10115 Berlin"),
        );
        check(SlotKind::Address, "no, 5 Mill Lane, Kendal LA9 4QX", Some("5 Mill Lane, Kendal LA9 4QX"));
        for text in ["Kendal", "4 Mill Lane", "where is my order 100482?", "yes"] {
            check(SlotKind::Address, text, None);
        }
    }

    #[test]
    fn dates_are_read_from_today() {
        for (text, day) in [
            ("2026-12-01", "2026-12-01"),
            ("1/12/2026", "2026-12-01"),
            ("24.12.", "2026-12-24"),
            ("on the 3rd of January", "2027-01-03"),
            ("Nov 27th", "2026-11-27"),
            ("today please", "2026-11-23"),
            ("tomorrow", "2026-11-24"),
            ("the day after tomorrow", "2026-11-25"),
            ("on Friday", "2026-11-27"),
            ("next Friday", "2026-12-04"),
            ("next Monday", "2026-11-30"),
            ("Monday", "2026-11-30"),
            ("in two weeks", "2026-12-07"),
            ("in 3 days", "2026-11-26"),
            ("before Thu", "2026-11-26"),
        ] {
            check(SlotKind::Date, text, Some(day));
        }
        for text in ["soon", "31/02/2026", "whenever", "the money", "I sat in the sunshine"] {
            check(SlotKind::Date, text, None);
        }
    }

    #[test]
    fn numbers_are_whole() {
        check(SlotKind::Number, "I need 3 of them", Some("3"));
        check(SlotKind::Number, "two please", Some("2"));
        check(SlotKind::Number, "a few", None);
    }

    #[test]
    fn texts_are_kept_in_one_line() {
        check(SlotKind::Text, "  the blue\n tent ", Some("the blue tent"));
        check(SlotKind::Text, "…", None);
    }
}
