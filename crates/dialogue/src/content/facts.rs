//! The facts of a text that variants must share: numbers, amounts, times, days and months.

use std::{collections::BTreeSet, sync::LazyLock};

use rapport_domain::number_words;
use regex::Regex;

// "May" and "March" are words of their own.
const NAMES: [&str; 17] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Whether two texts hold the same facts, as the variants of one answer must.
pub fn same_facts(a: &str, b: &str) -> bool {
    facts(a) == facts(b)
}

/// The facts of `text`. Numbers count alike in digits and in words; the number one is left out, since
/// "one" is more often a pronoun.
pub(super) fn facts(text: &str) -> BTreeSet<String> {
    let text = without_links(text);
    let mut facts = digits(&text);
    let lower = text.to_lowercase().replace('-', " ");
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    facts.extend(spelt(&words));
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let capital = word.starts_with(char::is_uppercase);
        let small = word.to_lowercase();
        let named = NAMES.iter().find(|name| {
            **name == small || capital && (3..=4).contains(&small.len()) && name.starts_with(&small)
        });
        facts.extend(named.map(|name| (*name).to_owned()));
    }
    facts.remove("1");
    facts
}

/// Targets of links and numbers of lists are no facts.
fn without_links(text: &str) -> String {
    static LINKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\]\([^)]*\)|https?://\S+|(?m)^\s*\d+\.\s").expect("the pattern is tested")
    });
    LINKS.replace_all(text, "] ").into_owned()
}

/// Groups of digits without leading zeros: `£4.95` is 4 and 95, `09:00` is 9, `1,200` is 1200.
fn digits(text: &str) -> BTreeSet<String> {
    static THOUSANDS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(\d),(\d{3})\b").expect("the pattern is tested"));
    let text = THOUSANDS.replace_all(text, "$1$2");
    let groups = text.split(|c: char| !c.is_ascii_digit());
    groups.map(|group| group.trim_start_matches('0').to_owned()).filter(|group| !group.is_empty()).collect()
}

/// Numbers in words: "ninety five", "one hundred and twenty".
fn spelt(words: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut sum: Option<u32> = None;
    let mut last_tens = false;
    for (at, word) in words.iter().chain([&""]).enumerate() {
        let (unit, tens) = (number_words::unit(word), number_words::tens(word));
        match (unit, tens, *word) {
            (Some(unit), _, _) => {
                let joins = sum.is_some_and(|s| s % 100 == 0) || last_tens && (1..10).contains(&unit);
                if !joins {
                    found.extend(sum.take().map(|s| s.to_string()));
                }
                sum = Some(sum.unwrap_or(0) + unit);
                last_tens = false;
            }
            (_, Some(tens), _) => {
                if !sum.is_some_and(|s| s % 100 == 0 && s > 0) {
                    found.extend(sum.take().map(|s| s.to_string()));
                }
                sum = Some(sum.unwrap_or(0) + tens);
                last_tens = true;
            }
            (_, _, "hundred") if sum.is_some_and(|s| s % 1000 < 100) => {
                sum = sum.map(|s| s / 1000 * 1000 + (s % 1000).max(1) * 100);
            }
            (_, _, "thousand") if sum.is_some_and(|s| s < 1000) => sum = sum.map(|s| s.max(1) * 1000),
            (_, _, "and") if sum.is_some_and(|s| s >= 100 && s % 100 == 0) && words.get(at + 1).is_some() => {
            }
            _ => {
                found.extend(sum.take().map(|s| s.to_string()));
                last_tens = false;
            }
        }
    }
    found.remove("0");
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(a: &str, b: &str) {
        assert_eq!(facts(a), facts(b));
    }

    #[test]
    fn words_and_digits_are_the_same_facts() {
        same(
            "Delivery is £4.95 and takes 3 to 5 days.",
            "Delivery is four pounds ninety-five and takes three to five days.",
        );
        same("Free above £120, Mon to Fri.", "Free above one hundred and twenty pounds, Monday to Friday.");
        same("We are there from 09:00 to 18:00.", "We are there from 9 to 18.");
        same(
            "Send it back within 60 days: [returns](https://example.com/2026/returns).",
            "Send it back within sixty days: returns.",
        );
        same("1. Open the 2 valves.\n2. Dry it.", "Open the two valves. Dry it.");
        same("Take this one.", "Take it.");
        same("Up to 1,200 g", "Up to one thousand two hundred g");
    }

    #[test]
    fn other_numbers_and_days_are_other_facts() {
        assert_ne!(facts("within 60 days"), facts("within 30 days"));
        assert_ne!(facts("on Monday"), facts("on Tuesday"));
        assert_ne!(facts("£4.95"), facts("£4.59"));
    }
}
