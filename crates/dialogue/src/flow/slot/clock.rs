//! Times of day as people write and say them.

use std::sync::LazyLock;

use rapport_domain::number_words;
use regex::{Captures, Regex};

/// The time in `text` as `HH:MM`. Without morning or afternoon, 1 to 6 o'clock are in the afternoon: nobody makes
/// an appointment with a shop at four in the morning.
pub(super) fn time(text: &str) -> Option<String> {
    let text = text.to_lowercase().replace(['\u{2019}', '\''], "");
    let (hour, minute) = named(&text).or_else(|| spoken(&text)).or_else(|| written(&text))?;
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns of this file are tested")
}

fn named(text: &str) -> Option<(u32, u32)> {
    static NAMED: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b(noon|midday|midnight)\b"));
    let found = NAMED.captures(text)?;
    Some(if &found[1] == "midnight" { (0, 0) } else { (12, 0) })
}

static HOURS: LazyLock<String> = LazyLock::new(|| format!(r"{}|\d{{1,2}}", number_words::up_to_twelve()));

/// "half past three", "quarter to 4", "ten to five", "half nine", "nine thirty".
fn spoken(text: &str) -> Option<(u32, u32)> {
    static PAST: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"\b(?:(half|(?:a )?quarter|five|ten|twenty(?:[- ]five)?|\d{{1,2}})(?: minutes?)? (past|after|to|before)|(half)) (?P<hour>{hours})\b(?P<rest>.*)",
            hours = *HOURS
        ))
    });
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"\b(?P<hour>{hours}) (?P<minutes>thirty|fifteen|forty[- ]five|ten|twenty|forty|fifty|oclock)\b(?P<rest>.*)",
            hours = *HOURS
        ))
    });
    if let Some(found) = PAST.captures(text) {
        let minutes = match found.get(1).or(found.get(3))?.as_str() {
            "half" => 30,
            "quarter" | "a quarter" => 15,
            "five" => 5,
            "ten" => 10,
            "twenty" => 20,
            "twenty five" | "twenty-five" => 25,
            digits => digits.parse().ok()?,
        };
        let hour = day_hour(number(&found["hour"])?, &found["rest"], text)?;
        return match found.get(2).map(|word| word.as_str()) {
            Some("to" | "before") => Some(((hour + 23) % 24, 60_u32.checked_sub(minutes)?)),
            _ => Some((hour, minutes)),
        };
    }
    let found = PLAIN.captures(text)?;
    let minutes = match &found["minutes"] {
        "thirty" => 30,
        "fifteen" => 15,
        "ten" => 10,
        "twenty" => 20,
        "forty" => 40,
        "fifty" => 50,
        "oclock" => 0,
        _ => 45,
    };
    Some((day_hour(number(&found["hour"])?, &found["rest"], text)?, minutes))
}

/// "15:30", "3.30pm", "3 pm", "15h30", "at three", "around 10", "9".
fn written(text: &str) -> Option<(u32, u32)> {
    static WITH_MINUTES: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"(?:^|[^\d.:,£$€])(\d{1,2})\s?[:.h]\s?(\d{2})(?:$|[^\d.:])(?P<rest>.*)"));
    static WITH_HALF: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"(?:^|[^\d.:£$€])(\d{1,2})\s?(?P<rest>[ap]\.?\s?m\b.*)"));
    static LED: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"\b(?:at|around|about|from|by|before|after|until|till|towards|circa)\s+(?P<hour>{hours})(?:ish|-ish)?\b(?P<rest>.*)",
            hours = *HOURS
        ))
    });
    static IN_THE: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"\b(?P<hour>{hours})(?:ish)? (?P<rest>(?:in the (?:morning|afternoon|evening)|at night|tonight).*)",
            hours = *HOURS
        ))
    });
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        compiled(&format!(
            r"^\W*(?:its |it is |say |maybe |ok |please )*(?P<hour>{hours})(?:ish|-ish| or so)?(?: please| would be (?:good|fine)| is (?:good|fine))?\W*$",
            hours = *HOURS
        ))
    });
    static FOUR_DIGITS: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\W*([01]\d|2[0-3])([0-5]\d)\W*$"));
    // "at 5 Mill Lane" is a place, and "after 3 days" a span.
    static NO_TIME: LazyLock<Regex> = LazyLock::new(|| {
        compiled(
            r"^\s*(?:days?|weeks?|months?|years?|minutes?|hours?|%|percent|pounds?|euros?|of|lane|street|road|st\b|[a-z]+ (?:lane|street|road|avenue)|november|december|january|february|march|april|may|june|july|august|september|october)",
        )
    });
    // The rest begins one sign too late where the pattern has eaten it.
    if let Some(found) = WITH_MINUTES.captures(text) {
        let rest = &text[found.get(2)?.end()..];
        return Some((day_hour(found[1].parse().ok()?, rest, text)?, found[2].parse().ok()?));
    }
    if let Some(found) = FOUR_DIGITS.captures(text) {
        return Some((found[1].parse().ok()?, found[2].parse().ok()?));
    }
    let of = |found: &Captures<'_>, hour: &str| {
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        Some((day_hour(number(hour)?, rest, text)?, 0))
    };
    if let Some(found) = WITH_HALF.captures(text) {
        return of(&found, &found[1]);
    }
    let found = IN_THE.captures(text).or_else(|| LED.captures(text)).or_else(|| ALONE.captures(text))?;
    let rest = found.name("rest").map_or("", |rest| rest.as_str());
    (!NO_TIME.is_match(rest)).then(|| of(&found, &found["hour"])).flatten()
}

fn number(text: &str) -> Option<u32> {
    number_words::unit(text).or_else(|| text.parse().ok())
}

/// The hour of the day: `rest` follows the hour at once, `text` is all that was said.
fn day_hour(hour: u32, rest: &str, text: &str) -> Option<u32> {
    static HALF: LazyLock<Regex> = LazyLock::new(|| compiled(r"^\s?([ap])\.?\s?m\b"));
    static LATE: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"\b(?:afternoon|evening|tonight|at night|pm|p\.m)\b"));
    static EARLY: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b(?:morning|am|a\.m)\b"));
    let half = HALF.captures(rest).map(|found| found[1].to_owned());
    let late = half.as_deref() == Some("p") || half.is_none() && LATE.is_match(text);
    let early = half.as_deref() == Some("a") || half.is_none() && EARLY.is_match(text);
    match hour {
        12 if early => Some(0),
        12 if text.contains("at night") => Some(0),
        13..=23 if half.is_some() => None,
        1..=11 if late => Some(hour + 12),
        1..=6 if !early && !is_24(text) => Some(hour + 12),
        0..=23 => Some(hour),
        _ => None,
    }
}

/// "03:30" is written as clocks of 24 hours write it.
fn is_24(text: &str) -> bool {
    static ZERO_FIRST: LazyLock<Regex> = LazyLock::new(|| compiled(r"\b0\d[:.h]\d{2}\b"));
    ZERO_FIRST.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(time(text).as_deref(), expected, "{text}");
    }

    #[test]
    fn times_are_said_in_many_ways() {
        for (text, expected) in [
            ("15:30", "15:30"),
            ("at 15.30 please", "15:30"),
            ("3:30 pm", "15:30"),
            ("3.30pm", "15:30"),
            ("3pm", "15:00"),
            ("3 p.m. would be good", "15:00"),
            ("10am", "10:00"),
            ("10 a.m.", "10:00"),
            ("12am", "00:00"),
            ("12 pm", "12:00"),
            ("noon", "12:00"),
            ("around midday", "12:00"),
            ("at midnight", "00:00"),
            ("half past three", "15:30"),
            ("half past nine in the morning", "09:30"),
            ("half nine", "09:30"),
            ("quarter to four", "15:45"),
            ("a quarter past 10", "10:15"),
            ("ten to five", "16:50"),
            ("twenty past eleven", "11:20"),
            ("twenty-five past two", "14:25"),
            ("nine thirty", "09:30"),
            ("two forty-five", "14:45"),
            ("8 o'clock", "08:00"),
            ("eight o’clock in the evening", "20:00"),
            ("at nine", "09:00"),
            ("around 10", "10:00"),
            ("tomorrow at 4", "16:00"),
            ("at 4 in the morning", "04:00"),
            ("seven in the evening", "19:00"),
            ("9", "09:00"),
            ("2ish", "14:00"),
            ("1530", "15:30"),
            ("03:30", "03:30"),
            ("15h30", "15:30"),
            ("it's 9:05", "09:05"),
            ("after 6", "18:00"),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "soon",
            "whenever",
            "25:00",
            "13pm",
            "at 5 Mill Lane",
            "after 3 days",
            "10:75",
            "£15.30",
            "in the morning",
            "I have one question",
            "order 100482",
            "in 10 minutes",
            "on 24.12.2026",
        ] {
            check(text, None);
        }
    }
}
