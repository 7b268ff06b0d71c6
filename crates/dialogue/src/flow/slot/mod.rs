//! Values in what a customer writes: order numbers, e-mail addresses, dates, times, amounts, names, products, phone
//! numbers, postal addresses, numbers.

mod amount;
mod clock;
mod date;
mod name;
mod phone;
mod product;
mod shown;

use std::sync::LazyLock;

use jiff::Zoned;
use rapport_domain::{content::SlotKind, number_words};
use regex::Regex;

pub(crate) use shown::shown;

use crate::understand::without_correction;

/// The longest text that a slot keeps, in characters.
const MAX_CHARS: usize = 300;

/// What is asked for.
pub struct Asked<'a> {
    /// What a value looks like.
    pub kind: SlotKind,
    /// The least that fits.
    pub least: Option<String>,
    /// The most that fits.
    pub most: Option<String>,
    /// The currency of an amount.
    pub currency: Option<&'a str>,
    /// The products that can be meant.
    pub among: Vec<String>,
    /// The customer's local time.
    pub now: &'a Zoned,
}

/// What came of reading a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It fits, in the form in which it is kept.
    Fits(String),
    /// A value is meant, and it does not fit.
    Unfit(Unfit),
    /// No value is there.
    Nothing,
}

/// Why a value does not fit. Values and limits are in the form in which they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Below the least.
    TooLittle {
        /// The value.
        value: String,
        /// The least.
        limit: String,
    },
    /// Above the most.
    TooMuch {
        /// The value.
        value: String,
        /// The most.
        limit: String,
    },
    /// A day that lies behind.
    Past(String),
    /// A day that lies ahead.
    Future(String),
    /// A day that no calendar has.
    NoSuchDay,
    /// An amount in another currency than this.
    OtherCurrency(String),
    /// Several of the products are meant.
    Which(Vec<String>),
    /// None of the products is meant.
    NotAmong(Vec<String>),
}

/// Reads a value.
pub fn read(asked: &Asked<'_>, text: &str) -> Reading {
    let found = match asked.kind {
        SlotKind::Product => return product::read(&asked.among, text),
        SlotKind::Amount => match amount::amount(text, asked.currency) {
            Some(found) if asked.currency.is_some_and(|ours| !found.ends_with(ours)) => {
                return Reading::Unfit(Unfit::OtherCurrency(asked.currency.unwrap_or_default().to_owned()));
            }
            found => found,
        },
        kind => extract(kind, text, asked.now),
    };
    match found {
        Some(value) => bounded(asked, value),
        None if asked.kind == SlotKind::Date && date::names_no_day(text) => Reading::Unfit(Unfit::NoSuchDay),
        None => Reading::Nothing,
    }
}

/// Whether a value keeps to the bounds.
fn bounded(asked: &Asked<'_>, value: String) -> Reading {
    use std::cmp::Ordering;
    let limit = |bound: &Option<String>| bound.as_deref().and_then(|bound| bound_of(asked, bound));
    let against = |limit: &str| order(asked.kind, &value, limit);
    let today = asked.now.date().to_string();
    if let Some(limit) = limit(&asked.least).filter(|limit| against(limit) == Some(Ordering::Less)) {
        let past = asked.kind == SlotKind::Date && value < today && limit >= today;
        return Reading::Unfit(if past { Unfit::Past(value) } else { Unfit::TooLittle { value, limit } });
    }
    if let Some(limit) = limit(&asked.most).filter(|limit| against(limit) == Some(Ordering::Greater)) {
        let future = asked.kind == SlotKind::Date && value > today && limit <= today;
        return Reading::Unfit(if future { Unfit::Future(value) } else { Unfit::TooMuch { value, limit } });
    }
    Reading::Fits(value)
}

/// A bound in the form in which values are kept.
fn bound_of(asked: &Asked<'_>, bound: &str) -> Option<String> {
    match asked.kind {
        SlotKind::Date => date::bound(bound, asked.now),
        SlotKind::Amount => amount::amount(bound, asked.currency),
        kind => extract(kind, bound, asked.now),
    }
}

/// A bound as it stands in content, in the form in which values are kept.
pub(crate) fn bound_value(
    kind: SlotKind,
    bound: &str,
    currency: Option<&str>,
    now: &Zoned,
) -> Option<String> {
    bound_of(&Asked { kind, least: None, most: None, currency, among: vec![], now }, bound)
}

/// Whether a bound can be read at all; one with a placeholder is known only later.
pub(crate) fn is_bound(kind: SlotKind, bound: &str, now: &Zoned) -> bool {
    bound.contains('{') || bound_value(kind, bound, Some("GBP"), now).is_some()
}

fn order(kind: SlotKind, value: &str, limit: &str) -> Option<std::cmp::Ordering> {
    match kind {
        SlotKind::Number => Some(value.parse::<i64>().ok()?.cmp(&limit.parse().ok()?)),
        SlotKind::Amount => Some(amount::minor(value)?.cmp(&amount::minor(limit)?)),
        SlotKind::Time | SlotKind::Date => Some(value.cmp(limit)),
        _ => None,
    }
}

/// The value of `kind` in `text`, in its kept form; `now` is the customer's local time. Products and amounts need
/// to know more; see [`read`].
pub fn extract(kind: SlotKind, text: &str, now: &Zoned) -> Option<String> {
    match kind {
        SlotKind::Text => free_text(text),
        SlotKind::OrderNumber => order_number(text),
        SlotKind::Email => email(text),
        SlotKind::Address => address(text),
        SlotKind::Number => number(text),
        SlotKind::Date => date::date(text, now),
        SlotKind::Time => clock::time(text),
        SlotKind::Name => name::name(text),
        SlotKind::Phone => phone::phone(text),
        SlotKind::Amount | SlotKind::Product => None,
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
    let text = phone::without(&text);
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

/// Words of sentences that stand in no address.
const CLAUSE: &[&str] = &[
    "my", "is", "was", "are", "have", "has", "had", "can", "could", "do", "does", "did", "don't", "not",
    "you", "your", "we", "what", "when", "where", "how", "why", "order", "number", "it", "this", "but",
    "because",
];

/// A street with a number and, somewhere, a town or post code: two parts at least.
fn address(text: &str) -> Option<String> {
    static LEAD_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:(?:hi|hello|ok|okay|yes|please|sure|well|thanks|here (?:you are|it is|you go)|i (?:think|believe|guess))[,.!:]?\s+)*(?:(?:can you |could you )?(?:please )?(?:send|ship|deliver|change|make|bring)\s+(?:it|this|them|the parcel|the address|the order)?\s*(?:to|at)?\s*:?\s*)?(?:(?:my|the|our)\s+)?(?:new\s+)?(?:delivery\s+|shipping\s+|postal\s+)?(?:address\s+)?(?:(?:is|should be|would be|will be|it's|it is)(?:\s+now)?\s*)?(?:to\s+)?:?\s*")
            .expect("the pattern is tested")
    });
    static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:[\s,.!]+(?:please|thanks|thank you|cheers|ta))+[\s.!]*$")
            .expect("the pattern is tested")
    });
    let text = without_correction(text).replace('\n', ", ");
    let text = text.trim_matches([' ', ',']);
    let rest = text[LEAD_IN.find(text).map_or(0, |found| found.end())..].trim();
    let rest = COURTESY.replace(rest, "");
    let rest = rest.trim_matches([' ', ',', '.', '!', '“', '”', '"']);
    let words: Vec<&str> = rest.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let letters = words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    let numbers = words.iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).count();
    let post_code = words.iter().any(|w| w.bytes().filter(u8::is_ascii_digit).count() >= 4) || numbers >= 2;
    let parted = rest.contains(',') || post_code;
    // "The postcode is wrong on my order 100519" is a sentence, not an address.
    let sentence = words.iter().any(|word| CLAUSE.contains(&word.to_lowercase().as_str()));
    let question = rest.ends_with('?') || rest.contains('@') || sentence;
    let fits = numbers >= 1 && letters >= 2 && words.len() >= 4 && parted && !question;
    (fits && rest.chars().count() <= MAX_CHARS).then(|| rest.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn number(text: &str) -> Option<String> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^\p{L}\p{N}.])(-?\d{1,9})(?:$|[^\p{L}\p{N}]|\.\s|\.$)")
            .expect("the pattern is tested")
    });
    if let Some(found) = DIGITS.captures(text) {
        return found[1].parse::<i64>().ok().map(|n| n.to_string());
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphabetic());
    words.find_map(number_words::unit).map(|n| n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monday() -> Zoned {
        jiff::civil::date(2026, 11, 23).at(10, 0, 0, 0).in_tz("Europe/London").expect("the zone is known")
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
        for around in [
            "I think it is 4 Mill Lane, Kendal LA9 4QX",
            "Sure: 4 Mill Lane, Kendal LA9 4QX",
            "here you are: 4 Mill Lane, Kendal LA9 4QX",
            "4 Mill Lane, Kendal LA9 4QX, thanks",
            "ok, 4 Mill Lane, Kendal LA9 4QX please. Thank you!",
        ] {
            check(SlotKind::Address, around, Some("4 Mill Lane, Kendal LA9 4QX"));
        }
        for text in [
            "Kendal",
            "4 Mill Lane",
            "where is my order 100482?",
            "yes",
            "the postcode is wrong on my order 100519",
            "you charged me 49.99, and I paid 39",
        ] {
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
