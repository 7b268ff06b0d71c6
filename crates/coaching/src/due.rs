//! Moments in plain English, as they are promised: "tomorrow before noon", "by Friday", "within two working days".
//!
//! Read in the company's time zone. A day without a time means until people go home that day; a time without a day
//! means the next time that the clock shows it. "Next Friday" is the Friday of next week, "on Friday" the coming one.
//! Dates in figures with slashes are left alone: half the world reads them the other way round.

use std::sync::LazyLock;

use jiff::{
    ToSpan, Zoned,
    civil::{Date, Time, Weekday, time},
    tz::TimeZone,
};
use rapport_domain::{Timestamp, number_words};
use regex::{Captures, Regex};

use crate::pattern::{exactly, phrases};

/// Where and when the company works.
pub struct Calendar<'a> {
    /// IANA name of its time zone.
    pub time_zone: &'a str,
    /// When people go home on a day; `None` where nobody works.
    pub closes: &'a dyn Fn(Date) -> Option<Time>,
}

/// When a day ends on which nobody works.
const EVENING: Time = time(18, 0, 0, 0);
/// The last moment of a day that is not yet the next.
const MIDNIGHT: Time = time(23, 59, 0, 0);
/// Nobody promises anything for later than this, in days.
const LONGEST_DAYS: i32 = 366;

/// The moment that a commitment names: what stands from it on counts first, then what stands before it. `None` where
/// there is none, or where it has passed.
pub(crate) fn due_in(
    before: &str,
    after: &str,
    now: Timestamp,
    calendar: &Calendar<'_>,
) -> Option<Timestamp> {
    let zone = TimeZone::get(calendar.time_zone).unwrap_or(TimeZone::UTC);
    let here = now.to_jiff().to_zoned(zone);
    let (before, after) = (GREETING.replace_all(before, ""), GREETING.replace_all(after, ""));
    let due = span_in(&after, &here, calendar)
        .or_else(|| span_in(&before, &here, calendar))
        .or_else(|| moment_in(&before, &after, &here, calendar))?;
    let latest = here.checked_add(LONGEST_DAYS.days()).ok()?;
    (due > here && due < latest).then(|| Timestamp::from_micros(due.timestamp().as_microsecond()))
}

fn moment_in(before: &str, after: &str, here: &Zoned, calendar: &Calendar<'_>) -> Option<Zoned> {
    let today = here.date();
    let day = day_in(after, today).or_else(|| day_in(before, today));
    let clock = time_in(after).or_else(|| time_in(before));
    let at = |day: Date, clock: Time| day.to_datetime(clock).to_zoned(here.time_zone().clone()).ok();
    match (day, clock) {
        (None, None) => None,
        (Some(day), Some(clock)) => at(day, clock),
        (Some(day), None) => {
            let home = at(day, (calendar.closes)(day).unwrap_or(EVENING))?;
            // Whoever writes "today" after work means the evening.
            if home > *here { Some(home) } else { at(day, MIDNIGHT) }
        }
        (None, Some(clock)) => {
            let soon = at(today, clock)?;
            if soon > *here { Some(soon) } else { at(today.tomorrow().ok()?, clock) }
        }
    }
}

/// "In two hours", "within 3 to 5 working days".
fn span_in(text: &str, here: &Zoned, calendar: &Calendar<'_>) -> Option<Zoned> {
    if HALF_AN_HOUR.is_match(text) {
        return here.checked_add(30.minutes()).ok();
    }
    let found = SPAN.captures(text)?;
    let many = number(found.name("to").or_else(|| found.name("from"))?.as_str())?;
    let until = |days: i32| {
        let day = here.date().checked_add(days.days()).ok()?;
        let clock = (calendar.closes)(day).unwrap_or(EVENING);
        day.to_datetime(clock).to_zoned(here.time_zone().clone()).ok()
    };
    match &found["unit"] {
        unit if unit.starts_with("min") => here.checked_add(i64::from(many).minutes()).ok(),
        unit if unit.starts_with('h') => here.checked_add(i64::from(many).hours()).ok(),
        unit if unit.starts_with("week") && !unit.contains("day") => until(many.checked_mul(7)?),
        unit if unit.starts_with("day") => until(many),
        _ => until(working_days(many, here.date(), calendar)?),
    }
}

/// How many days pass until so many working days have.
fn working_days(many: i32, from: Date, calendar: &Calendar<'_>) -> Option<i32> {
    let mut left = many;
    for days in 0..=LONGEST_DAYS {
        if left == 0 {
            return Some(days);
        }
        let next = from.checked_add((days + 1).days()).ok()?;
        left -= i32::from((calendar.closes)(next).is_some());
    }
    None
}

fn number(word: &str) -> Option<i32> {
    match word {
        "a" | "an" | "the" => Some(1),
        "a couple of" | "couple of" => Some(2),
        _ => number_words::unit(word)
            .and_then(|many| i32::try_from(many).ok())
            .or_else(|| word.parse().ok().filter(|many| *many <= LONGEST_DAYS)),
    }
}

fn day_in(text: &str, today: Date) -> Option<Date> {
    let plus = |days: i32| today.checked_add(days.days()).ok();
    if AFTER_TOMORROW.is_match(text) {
        return plus(2);
    }
    if TOMORROW.is_match(text) {
        return plus(1);
    }
    date_in(text, today)
        .or_else(|| weekday_in(text, today))
        .or_else(|| week_in(text, today))
        .or_else(|| TODAY.is_match(text).then_some(today))
}

fn weekday_in(text: &str, today: Date) -> Option<Date> {
    let past = ["from", "since", "last", "of", "every", "each", "until last", "was", "yesterday"];
    let found = WEEKDAY
        .captures_iter(text)
        .find(|found| found.name("lead").is_none_or(|lead| !past.contains(&lead.as_str().trim())))?;
    let wanted = weekday(&found["day"])?;
    let ahead = i32::from(today.weekday().until(wanted));
    let lead = found.name("lead").map_or("", |lead| lead.as_str().trim());
    let days = match lead {
        "next" => {
            7 - i32::from(today.weekday().to_monday_zero_offset()) + i32::from(wanted.to_monday_zero_offset())
        }
        "this" => ahead,
        _ if ahead == 0 => 7,
        _ => ahead,
    };
    today.checked_add(days.days()).ok()
}

fn weekday(name: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("mon", Weekday::Monday),
        ("tue", Weekday::Tuesday),
        ("wed", Weekday::Wednesday),
        ("thu", Weekday::Thursday),
        ("fri", Weekday::Friday),
        ("sat", Weekday::Saturday),
        ("sun", Weekday::Sunday),
    ];
    DAYS.iter().find(|(begins, _)| name.starts_with(begins)).map(|(_, day)| *day)
}

/// "This week", "by the end of next week", "before the weekend", "by the end of the month".
fn week_in(text: &str, today: Date) -> Option<Date> {
    if END_OF_MONTH.is_match(text) {
        return Some(today.last_of_month());
    }
    let found = WEEK.captures(text)?;
    let to_friday = 4 - i32::from(today.weekday().to_monday_zero_offset());
    let days = match found.name("next") {
        Some(_) => to_friday + 7,
        // On a weekend the week ends with it.
        None => {
            if to_friday >= 0 {
                to_friday
            } else {
                to_friday + 2
            }
        }
    };
    today.checked_add(days.days()).ok()
}

/// "27 November", "November 27th", "the 27th", "2026-11-27".
fn date_in(text: &str, today: Date) -> Option<Date> {
    if let Some(found) = ISO.captures(text) {
        return Date::new(part(&found, "y")?, part(&found, "m")?, part(&found, "d")?).ok();
    }
    if let Some(found) = DAY_MONTH.captures(text).or_else(|| MONTH_DAY.captures(text)) {
        let (day, month) = (part(&found, "d")?, month(&found["m"])?);
        let this_year = Date::new(today.year(), month, day).ok();
        return this_year
            .filter(|date| *date >= today)
            .or_else(|| Date::new(today.year() + 1, month, day).ok());
    }
    let day = part(&THE_NTH.captures(text)?, "d")?;
    let this_month = Date::new(today.year(), today.month(), day).ok();
    this_month.filter(|date| *date > today).or_else(|| {
        let next = today.last_of_month().tomorrow().ok()?;
        Date::new(next.year(), next.month(), day).ok()
    })
}

fn part<T: std::str::FromStr>(found: &Captures<'_>, name: &str) -> Option<T> {
    found.name(name)?.as_str().parse().ok()
}

fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    MONTHS.iter().position(|begins| name.starts_with(begins)).and_then(|at| i8::try_from(at + 1).ok())
}

/// The time of day that stands last: of "between two and four" the later counts. Figures stand before words.
fn time_in(text: &str) -> Option<Time> {
    let clock = CLOCK.captures_iter(text).filter_map(|found| clock(&found)).last();
    clock.or_else(|| {
        let word = PART_OF_DAY.find_iter(text).last()?;
        Some(match word.as_str() {
            "noon" | "midday" | "morning" => time(12, 0, 0, 0),
            "midnight" => MIDNIGHT,
            "first thing" => time(10, 0, 0, 0),
            "lunch" | "lunchtime" => time(13, 0, 0, 0),
            "afternoon" => time(17, 0, 0, 0),
            _ => time(21, 0, 0, 0),
        })
    })
}

fn clock(found: &Captures<'_>) -> Option<Time> {
    let typed = found.name("h").or_else(|| found.name("hh")).or_else(|| found.name("bare"))?.as_str();
    let hour: i8 = typed.parse().ok()?;
    let minute: i8 = part(found, "m").or_else(|| part(found, "mm")).unwrap_or(0);
    let half = found.name("half").or_else(|| found.name("half2")).map(|half| half.as_str());
    let hour = match half {
        Some(half) if half.starts_with('p') && hour < 12 => hour + 12,
        Some(half) if half.starts_with('a') && hour == 12 => 0,
        // Without "am" or "pm" nobody means the night.
        None | Some("o'clock") if !typed.starts_with('0') && (1..8).contains(&hour) => hour + 12,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    exactly(
        r"(?-u)\bgood (?:morning|afternoon|evening)\b|\bhave a [a-z ]*(?:day|morning|afternoon|evening|week|weekend)\b",
    )
});
static HALF_AN_HOUR: LazyLock<Regex> =
    LazyLock::new(|| phrases(&[r"(?:in|within) (?:about |around |the next )?half an hour"]));
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    let many = format!(r"\d{{1,3}}|an?|the|{}|(?:a )?couple of", number_words::up_to_twelve());
    exactly(&format!(
        r"(?-u)\b(?:in|within|after)(?: about| around| roughly| at most| the next| the)? (?P<from>{many})(?:(?: to | or | ?- ?)(?P<to>{many}))? ?(?P<unit>minutes?|mins?|hours?|hrs?|h|(?:working|business|week) ?days?|weekdays?|days?|weeks?)\b"
    ))
});
static TOMORROW: LazyLock<Regex> = LazyLock::new(|| phrases(&["tomorrow"]));
static AFTER_TOMORROW: LazyLock<Regex> = LazyLock::new(|| phrases(&["day after tomorrow"]));
static TODAY: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        "today",
        "tonight",
        "this (?:morning|afternoon|evening)",
        "(?:the )?end of (?:the |my |business )?(?:day|shift|business)",
        "close of (?:business|play)",
    ])
});
static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    exactly(
        r"(?-u)(?:\b(?P<lead>[a-z]+) )?\b(?P<day>monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b",
    )
});
static WEEK: LazyLock<Regex> = LazyLock::new(|| {
    exactly(
        r"(?-u)\b(?:(?:this|(?:end of (?:the|this)))\s(?:working )?week|(?:end of )?(?P<next>next) week|(?:before|by) the weekend)\b",
    )
});
static END_OF_MONTH: LazyLock<Regex> = LazyLock::new(|| phrases(&["end of (?:the|this) month"]));
static ISO: LazyLock<Regex> = LazyLock::new(|| exactly(r"(?-u)\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"));
const MONTH: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
static DAY_MONTH: LazyLock<Regex> =
    LazyLock::new(|| exactly(&format!(r"(?-u)\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{MONTH})\b")));
static MONTH_DAY: LazyLock<Regex> =
    LazyLock::new(|| exactly(&format!(r"(?-u)\b(?P<m>{MONTH}) (?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b")));
static THE_NTH: LazyLock<Regex> =
    LazyLock::new(|| exactly(r"(?-u)\b(?:on|by|before|until|till) the (?P<d>\d{1,2})(?:st|nd|rd|th)\b"));
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    exactly(
        r"(?-u)\b(?P<h>\d{1,2}):(?P<m>\d{2})(?: ?(?P<half>[ap]\.?m))?\b|\b(?P<hh>\d{1,2})(?:\.(?P<mm>\d{2}))? ?(?P<half2>[ap]\.?m\b|o'clock)|\b(?:at|by|before|until|till) (?P<bare>\d{1,2})(?: (?:today|tomorrow|this|on|at the latest)\b|[,.!](?: |$)|$)",
    )
});
static PART_OF_DAY: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        "noon",
        "midday",
        "midnight",
        "lunch(?:time)?",
        "first thing",
        "morning",
        "afternoon",
        "evening",
        "tonight",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;

    fn closes(day: Date) -> Option<Time> {
        (day.weekday().to_monday_zero_offset() < 5).then(|| time(17, 30, 0, 0))
    }

    /// Read on Monday, 23 November 2026, at ten in Berlin, which is an hour ahead of UTC.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let calendar = Calendar { time_zone: "Europe/Berlin", closes: &closes };
        let now = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
        let due = due_in("", text, now, &calendar).map(|due| due.to_string());
        assert_eq!(due.unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn days() {
        check("today", "2026-11-23T16:30:00Z");
        check("tomorrow", "2026-11-24T16:30:00Z");
        check("the day after tomorrow", "2026-11-25T16:30:00Z");
        check("on monday", "2026-11-30T16:30:00Z");
        check("by friday", "2026-11-27T16:30:00Z");
        check("next friday", "2026-12-04T16:30:00Z");
        check("on saturday", "2026-11-28T17:00:00Z");
        check("this week", "2026-11-27T16:30:00Z");
        check("by the end of next week", "2026-12-04T16:30:00Z");
        check("before the weekend", "2026-11-27T16:30:00Z");
        check("by the end of the month", "2026-11-30T16:30:00Z");
        check("on 3rd of december", "2026-12-03T16:30:00Z");
        check("by january 5", "2027-01-05T16:30:00Z");
        check("by the 27th", "2026-11-27T16:30:00Z");
        check("by the 3rd", "2026-12-03T16:30:00Z");
        check("on 2026-11-25", "2026-11-25T16:30:00Z");
        check("from friday", "");
    }

    #[test]
    fn times() {
        check("by 3 pm", "2026-11-23T14:00:00Z");
        check("at 9 am", "2026-11-24T08:00:00Z");
        check("by 15:45 today", "2026-11-23T14:45:00Z");
        check("at 4.30 pm", "2026-11-23T15:30:00Z");
        check("at three, well, by 3.", "2026-11-23T14:00:00Z");
        check("at 5 o'clock", "2026-11-23T16:00:00Z");
        check("at 12 am tomorrow", "2026-11-23T23:00:00Z");
        check("between 2 pm and 4 pm", "2026-11-23T15:00:00Z");
        check("first thing tomorrow", "2026-11-24T09:00:00Z");
        check("tonight", "2026-11-23T20:00:00Z");
        check("this morning", "2026-11-23T11:00:00Z");
        check("for 12.50 pounds", "");
        check("good morning", "");
    }

    #[test]
    fn spans() {
        check("in 20 minutes", "2026-11-23T09:20:00Z");
        check("within 24 hours", "2026-11-24T09:00:00Z");
        check("in an hour", "2026-11-23T10:00:00Z");
        check("within the hour", "2026-11-23T10:00:00Z");
        check("in a couple of hours", "2026-11-23T11:00:00Z");
        check("within 3-5 working days", "2026-11-30T16:30:00Z");
        check("in two weeks", "2026-12-07T16:30:00Z");
        check("in 999 weeks", "");
    }

    #[test]
    fn what_has_passed_is_no_moment() {
        check("today at 9 am", "");
        check("on 2025-01-01", "");
    }

    #[test]
    fn what_stands_before_the_commitment_counts_second() {
        let calendar = Calendar { time_zone: "Europe/Berlin", closes: &closes };
        let now = Timestamp::parse("2026-11-23T09:00:00Z").unwrap();
        let due =
            |before: &str, after: &str| due_in(before, after, now, &calendar).map(|due| due.to_string());
        assert_eq!(due("tomorrow ", "i'll call you").as_deref(), Some("2026-11-24T16:30:00Z"));
        assert_eq!(
            due("your parcel from friday ... ", "i'll call by noon").as_deref(),
            Some("2026-11-23T11:00:00Z")
        );
    }
}
