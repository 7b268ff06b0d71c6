//! Dates as people write and say them. The day stands before the month, as nearly everywhere.

use std::sync::LazyLock;

use jiff::{Span, ToSpan, Zoned, civil};
use rapport_domain::number_words;
use regex::Regex;

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

pub(super) fn date(text: &str, now: &Zoned) -> Option<String> {
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
    // "12/25/2026": where there is no such month, the other is the month.
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
        let (first, second): (usize, usize) = (c[1].parse().ok()?, c[2].parse().ok()?);
        let (day, month) = if second > 12 && first <= 12 { (second, first) } else { (first, second) };
        (day.to_string(), month, c.get(3).map(|y| y.as_str().to_owned()))
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
    static AGO: LazyLock<Regex> = LazyLock::new(|| {
        let words = number_words::up_to_twelve();
        Regex::new(&format!(r"\b(\d{{1,3}}|an?|{words})\s+(day|week|month)s?\s+ago\b"))
            .expect("the pattern is tested")
    });
    static IN_DAYS: LazyLock<Regex> = LazyLock::new(|| {
        let words = number_words::up_to_twelve();
        Regex::new(&format!(r"\bin\s+(\d{{1,3}}|an?|{words})\s+(day|week|month)s?\b"))
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
    if let Some(c) = AGO.captures(text) {
        return today.checked_sub(span(&c[1], &c[2])?).ok();
    }
    if let Some(c) = IN_DAYS.captures(text) {
        return today.checked_add(span(&c[1], &c[2])?).ok();
    }
    if text.contains("next week") {
        return today.checked_add(1.weeks()).ok();
    }
    if text.contains("last week") {
        return today.checked_sub(1.weeks()).ok();
    }
    let (name, weekday) = DAYS.iter().find(|(name, _)| has_weekday(text, name))?;
    if text.contains(&format!("last {name}")) {
        return today.nth_weekday(-1, *weekday).ok();
    }
    // "Friday" is the coming one; "next Friday" the one of the week after, as most Britons mean it.
    let coming = today.nth_weekday(1, *weekday).ok()?;
    let same_week = coming.weekday().to_monday_zero_offset() > today.weekday().to_monday_zero_offset();
    let next = text.contains(&format!("next {name}")) && same_week;
    if next { coming.checked_add(1.weeks()).ok() } else { Some(coming) }
}

fn span(count: &str, unit: &str) -> Option<Span> {
    let n: i64 = match count {
        "a" | "an" => 1,
        _ => count.parse().ok().or_else(|| number_words::unit(count).map(i64::from))?,
    };
    Some(match unit {
        "day" => n.days(),
        "week" => n.weeks(),
        _ => n.months(),
    })
}

/// Whether `text` writes a day that no calendar has, such as 31/02.
pub(super) fn names_no_day(text: &str) -> bool {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})\b|\b(?:3[0-9]|[4-9]\d)(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:3[0-9]|[4-9]\d)(?:st|nd|rd|th)?\b",
        )
        .expect("the pattern is tested")
    });
    DAY.is_match(&text.to_lowercase())
}

/// A bound of dates: `today`, `tomorrow+1`, `today-14`, or a day that can be read.
pub(super) fn bound(text: &str, now: &Zoned) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (word, offset) = match text.find(['+', '-']) {
        Some(at) if at > 0 && text[..at].trim().chars().all(char::is_alphabetic) => {
            (text[..at].trim(), text[at..].replace(' ', "").parse::<i64>().ok()?)
        }
        _ => (text.as_str(), 0),
    };
    let day = match word {
        "today" => now.date(),
        "tomorrow" => now.date().tomorrow().ok()?,
        "yesterday" => now.date().yesterday().ok()?,
        _ => return date(&text, now),
    };
    day.checked_add(offset.days()).ok().map(|day| day.to_string())
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
