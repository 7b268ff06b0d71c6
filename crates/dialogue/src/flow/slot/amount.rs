//! Amounts of money as people write and say them.

use std::sync::LazyLock;

use rapport_domain::number_words;
use regex::Regex;

/// The amount in `text` as `49.00 GBP`; where no currency is named, `ours` is meant.
pub(super) fn amount(text: &str, ours: Option<&str>) -> Option<String> {
    let text = text.to_lowercase().replace('\u{a0}', " ");
    let (minor, named) = in_digits(&text).or_else(|| in_words(&text))?;
    let currency = named.or(ours)?;
    Some(format!("{}.{:02} {currency}", minor / 100, minor % 100))
}

/// An amount as it is kept, in hundredths.
pub(super) fn minor(kept: &str) -> Option<i64> {
    let (amount, _) = kept.split_once(' ')?;
    let (whole, part) = amount.split_once('.')?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part.parse().ok()?)
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of this file are tested")
}

const SIGNS: &str = r"us\$|\$|£|€|gbp|eur|usd|chf";
const NAMES: &str = r"£|€|\$|pounds?|quid|sterling|gbp|euros?|eur|us dollars?|dollars?|bucks|usd|(?:swiss )?francs?|chf|pence|p\b|cents?|c\b";

/// "£49", "49.99 pounds", "1,299.00", "1.299,00 €", "20 quid", "99p", "£20 and 50p", "1.5k".
fn in_digits(text: &str) -> Option<(i64, Option<&'static str>)> {
    static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"(?:^|[^\p{{L}}\d.,/-])(?P<before>{SIGNS})?\s?(?P<figures>\d{{1,3}}(?:[ ,.']\d{{3}})+(?:[.,]\d{{2}})?|\d+(?:[.,]\d{{1,2}})?)(?P<k>k\b)?\s?(?P<after>{NAMES})?(?P<rest>.*)$"
        ))
    });
    static SMALL: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"^\s*(?:and\s+)?(\d{1,2})(?:\s?(?:p|pence|cents?|c))?\b"));
    let found = FIGURES.captures(text)?;
    let before = found.name("before").and_then(|sign| code(sign.as_str()));
    let after = found.name("after").map(|name| name.as_str());
    let rest = found.name("rest").map_or("", |rest| rest.as_str());
    let small = after.is_some_and(is_small);
    // "12/3", "10:30" and "50%" are no amounts of money; "2 boots" and an order's number are none without a sign.
    let follows =
        text[found.name("after").or(found.name("k")).or(found.name("figures"))?.end()..].chars().next();
    if matches!(follows, Some(c) if c.is_alphanumeric() || matches!(c, '/' | ':' | '%')) {
        return None;
    }
    let value = figures(&found["figures"])?;
    if before.is_none() && after.is_none() {
        const MAY_FOLLOW: [&str; 9] = ["please", "in", "for", "or", "would", "is", "thanks", "was", "then"];
        let next = rest.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
        let long = found["figures"].len() > 4 && !found["figures"].contains(['.', ',']);
        if long || next.is_some_and(|next| !MAY_FOLLOW.contains(&next)) {
            return None;
        }
    }
    let value = if found.name("k").is_some() { value.checked_mul(1000)? } else { value };
    let unit = if small { value / 100 } else { value };
    let named = before.or_else(|| after.and_then(code));
    let more = match SMALL.captures(rest) {
        Some(more) if after.is_some() && !small => more[1].parse::<i64>().ok()?,
        _ => 0,
    };
    Some((unit.checked_add(more)?, named))
}

/// Hundredths, whichever sign parts thousands and which the fraction.
fn figures(text: &str) -> Option<i64> {
    let fraction = text.rfind(['.', ',']).filter(|at| matches!(text.len() - at - 1, 1 | 2));
    let (whole, part) = match fraction {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<i64>().ok()? * 10,
        _ => part.parse().ok()?,
    };
    (digits.len() <= 9).then_some(digits)?.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)
}

fn is_small(name: &str) -> bool {
    matches!(name, "p" | "pence" | "c" | "cent" | "cents")
}

fn code(name: &str) -> Option<&'static str> {
    match name {
        "£" | "gbp" | "pound" | "pounds" | "quid" | "sterling" | "p" | "pence" => Some("GBP"),
        "€" | "eur" | "euro" | "euros" => Some("EUR"),
        "$" | "us$" | "usd" | "dollar" | "dollars" | "us dollar" | "us dollars" | "bucks" => Some("USD"),
        "chf" | "franc" | "francs" | "swiss franc" | "swiss francs" => Some("CHF"),
        _ => None,
    }
}

/// "fifty quid", "two hundred and fifty pounds", "twenty pounds fifty". In words a currency has to be named, or
/// the words have to stand alone.
fn in_words(text: &str) -> Option<(i64, Option<&'static str>)> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let mut best: Option<(i64, usize, usize)> = None;
    for from in 0..words.len() {
        if let Some((value, used)) = number(&words[from..])
            && best.is_none_or(|(_, _, longest)| used > longest)
        {
            best = Some((value, from, used));
        }
    }
    let (value, from, used) = best?;
    let named = words.get(from + used).and_then(|word| code(word));
    let small = words.get(from + used).is_some_and(|word| is_small(word));
    match named {
        None => {
            const AROUND: [&str; 10] =
                ["about", "around", "just", "exactly", "please", "its", "it", "is", "say", "only"];
            let alone = words[..from].iter().chain(&words[from + used..]).all(|word| AROUND.contains(word));
            alone.then_some((value.checked_mul(100)?, None))
        }
        Some(currency) if small => Some((value, Some(currency))),
        Some(currency) => {
            let after = words.get(from + used + 1..).unwrap_or_default();
            let after = after.strip_prefix(&["and"]).unwrap_or(after);
            let more = number(after).filter(|(more, _)| *more < 100).map_or(0, |(more, _)| more);
            Some((value.checked_mul(100)?.checked_add(more)?, Some(currency)))
        }
    }
}

/// The number that `words` begin with, and how many of them belong to it.
fn number(words: &[&str]) -> Option<(i64, usize)> {
    let (mut total, mut part, mut used, mut any) = (0_i64, 0_i64, 0, false);
    for (at, word) in words.iter().enumerate() {
        match *word {
            "hundred" => part = part.max(1).checked_mul(100)?,
            "thousand" => (total, part) = (part.max(1).checked_mul(1000)?.checked_add(total)?, 0),
            "a" if !any && matches!(words.get(at + 1), Some(&("hundred" | "thousand"))) => {}
            "and" if any && words.get(at + 1).is_some_and(|next| simple(next).is_some()) => continue,
            other => match simple(other) {
                // "five ten" is two numbers.
                Some(value) if part % 100 == 0 || (part % 10 == 0 && part % 100 >= 20 && value < 10) => {
                    part = part.checked_add(value)?;
                }
                _ => break,
            },
        }
        any = true;
        used = at + 1;
    }
    let value = total.checked_add(part)?;
    (any && value > 0).then_some((value, used))
}

fn simple(word: &str) -> Option<i64> {
    number_words::unit(word).filter(|unit| *unit > 0).or_else(|| number_words::tens(word)).map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(amount(text, Some("GBP")).as_deref(), expected, "{text}");
    }

    #[test]
    fn amounts_are_said_in_many_ways() {
        for (text, expected) in [
            ("£49", "49.00 GBP"),
            ("£49.50", "49.50 GBP"),
            ("49", "49.00 GBP"),
            ("49.99", "49.99 GBP"),
            ("about 30", "30.00 GBP"),
            ("it was 12,50", "12.50 GBP"),
            ("1,299.00", "1299.00 GBP"),
            ("£1,299", "1299.00 GBP"),
            ("1.299,00 €", "1299.00 EUR"),
            ("49 euros", "49.00 EUR"),
            ("EUR 12", "12.00 EUR"),
            ("12 EUR", "12.00 EUR"),
            ("€7.5", "7.50 EUR"),
            ("$5", "5.00 USD"),
            ("US$ 5.25", "5.25 USD"),
            ("20 dollars please", "20.00 USD"),
            ("15 chf", "15.00 CHF"),
            ("20 quid", "20.00 GBP"),
            ("99p", "0.99 GBP"),
            ("50 pence", "0.50 GBP"),
            ("20 pounds 50", "20.50 GBP"),
            ("20 pounds and 5 pence", "20.05 GBP"),
            ("2k", "2000.00 GBP"),
            ("fifty quid", "50.00 GBP"),
            ("twenty pounds fifty", "20.50 GBP"),
            ("two hundred and fifty pounds", "250.00 GBP"),
            ("a hundred pounds", "100.00 GBP"),
            ("one thousand two hundred euros", "1200.00 EUR"),
            ("ninety-nine pence", "0.99 GBP"),
            ("fifteen", "15.00 GBP"),
            ("I paid £ 120 for it", "120.00 GBP"),
            ("twenty five pounds", "25.00 GBP"),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn what_is_no_amount() {
        for text in [
            "",
            "a lot",
            "all of it",
            "10:30",
            "12/11/2026",
            "order 10048200",
            "50%",
            "I have one question",
            "TF-100482",
            "both",
            "3 boots",
        ] {
            check(text, None);
        }
        assert_eq!(amount("49", None), None, "no currency is known");
        check(&format!("{}pounds", "hundred ".repeat(40)), None);
    }

    #[test]
    fn amounts_are_compared_in_hundredths() {
        assert_eq!(minor("1299.05 GBP"), Some(129_905));
        assert_eq!(minor("5 GBP"), None);
    }
}
