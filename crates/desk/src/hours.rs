//! Business hours: whether people answer now, and when they do next.

use jiff::{
    Timestamp as Instant, ToSpan, Zoned,
    civil::{Date, Time},
    tz::TimeZone,
};
use rapport_domain::{Timestamp, content::Company};

/// How far ahead the next opening is looked for: over any row of holidays.
const LOOK_AHEAD_DAYS: i32 = 62;

/// Whether people answer at a moment, and when they do next if not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whether people answer now.
    pub open: bool,
    /// When they do next, in words: "today at 13:00", "on Monday at 09:00". Empty when they never do.
    pub opens: String,
}

/// What `company`'s hours say of the moment `now`. Hours that cannot be read count as closed; content
/// checks refuse them before they are published.
pub fn opening(company: &Company, now: Timestamp) -> Opening {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let here = now.to_jiff().to_zoned(zone);
    let today = intervals(company, here.date());
    let open = today.iter().any(|(from, to)| (*from..*to).contains(&here.time()));
    Opening { open, opens: next_opening(company, &here).unwrap_or_default() }
}

fn next_opening(company: &Company, here: &Zoned) -> Option<String> {
    for days in 0..LOOK_AHEAD_DAYS {
        let day = here.checked_add(days.days()).ok()?;
        let after = (days == 0).then(|| here.time());
        let next = intervals(company, day.date()).into_iter().map(|(from, _)| from);
        let Some(from) = next.filter(|from| after.is_none_or(|now| *from > now)).min() else { continue };
        return Some(named(days, day.date(), from));
    }
    None
}

/// A time on a day that is `days` from today, in words.
fn named(days: i32, day: Date, at: Time) -> String {
    let at = format!("{:02}:{:02}", at.hour(), at.minute());
    match days {
        -1 => format!("yesterday at {at}"),
        0 => format!("today at {at}"),
        1 => format!("tomorrow at {at}"),
        2..=6 => format!("on {} at {at}", day.strftime("%A")),
        _ => format!("on {} at {at}", day.strftime("%A %-d %B")),
    }
}

/// A moment in words, as it is told on the company's clock at the moment `now`: "tomorrow at 12:00".
pub fn moment_words(company: &Company, moment: Timestamp, now: Timestamp) -> String {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let (here, there) = (now.to_jiff().to_zoned(zone.clone()), moment.to_jiff().to_zoned(zone));
    let days = here.date().until(there.date()).map_or(i32::MAX, |span| span.get_days());
    named(days, there.date(), there.time())
}

/// When people go home on a day; `None` where nobody answers on it.
pub fn closing(company: &Company, day: Date) -> Option<Time> {
    intervals(company, day).into_iter().map(|(_, to)| to).max()
}

/// The stretches of a day in which people answer; `Time::MAX` is its end.
pub(crate) fn intervals(company: &Company, day: Date) -> Vec<(Time, Time)> {
    let special = company.special_days.get(&day.to_string());
    let weekday = || company.hours.get(&day.strftime("%a").to_string().to_lowercase());
    let texts = special.or_else(weekday).map(Vec::as_slice).unwrap_or_default();
    texts.iter().filter_map(|text| interval(text)).collect()
}

fn interval(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once('-')?;
    let from = Time::strptime("%H:%M", from.trim()).ok()?;
    // A day that ends at midnight is written 24:00.
    let to = if to.trim() == "24:00" { Time::MAX } else { Time::strptime("%H:%M", to.trim()).ok()? };
    Some((from, to))
}

/// The start of the day, in the company's time zone, that holds `now`.
pub fn start_of_day(company: &Company, now: Timestamp) -> Timestamp {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let here = now.to_jiff().to_zoned(zone);
    let start: Instant = here.start_of_day().map_or_else(|_| here.timestamp(), |day| day.timestamp());
    Timestamp::from_micros(start.as_microsecond())
}

/// The last `days` days in the company's time zone, the one that holds `now` last: each with its date, and when it
/// begins and ends.
pub(crate) fn last_days(company: &Company, now: Timestamp, days: u32) -> Vec<(Date, Timestamp, Timestamp)> {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let today = now.to_jiff().to_zoned(zone.clone()).date();
    let begins = |date: Date| {
        let start = date.to_zoned(zone.clone()).and_then(|day| day.start_of_day()).ok()?;
        Some(Timestamp::from_micros(start.timestamp().as_microsecond()))
    };
    let day = |ago: u32| {
        let date = today.checked_sub(i64::from(ago).days()).ok()?;
        Some((date, begins(date)?, begins(date.tomorrow().ok()?)?))
    };
    (0..days).rev().filter_map(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn company() -> Company {
        let weekday = vec!["09:00-12:30".to_owned(), "13:00-17:30".to_owned()];
        let hours = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), weekday.clone()));
        Company {
            name: "Shop".into(),
            assistant: "Robin".into(),
            locale: "en-GB".into(),
            time_zone: "Europe/London".into(),
            hours: hours.into_iter().chain([("sun".into(), vec!["22:00-24:00".into()])]).collect(),
            special_days: [("2026-12-25", vec![]), ("2026-12-24", vec!["09:00-11:00".to_owned()])]
                .map(|(day, spans)| (day.to_owned(), spans))
                .into(),
            other_ways: String::new(),
            help_centre: None,
            sameness: rapport_domain::content::SamenessBar::default(),
            silence: rapport_domain::content::Silence::default(),
        }
    }

    #[track_caller]
    fn check(at: &str, open: bool, opens: &str) {
        let now = Timestamp::parse(at).unwrap();
        assert_eq!(opening(&company(), now), Opening { open, opens: opens.to_owned() }, "{at}");
    }

    #[test]
    fn split_shifts_weekends_and_summer_time() {
        check("2026-11-23T09:00:00Z", true, "today at 13:00");
        check("2026-11-23T12:45:00Z", false, "today at 13:00");
        check("2026-11-23T17:30:00Z", false, "tomorrow at 09:00");
        check("2026-11-21T10:00:00Z", false, "tomorrow at 22:00");
        check("2026-11-22T23:59:00Z", true, "tomorrow at 09:00");
        check("2026-11-20T18:00:00Z", false, "on Sunday at 22:00");
        // In July London is an hour ahead of UTC.
        check("2026-07-06T08:00:00Z", true, "today at 13:00");
        check("2026-07-06T07:59:00Z", false, "today at 09:00");
    }

    #[test]
    fn days_of_their_own_stand_before_the_week() {
        check("2026-12-24T10:30:00Z", true, "on Sunday at 22:00");
        check("2026-12-24T11:30:00Z", false, "on Sunday at 22:00");
        check("2026-12-25T10:00:00Z", false, "on Sunday at 22:00");
        let mut closed_for_weeks = company();
        closed_for_weeks.hours.remove("sun");
        for day in 21..32 {
            closed_for_weeks.special_days.insert(format!("2026-12-{day}"), vec![]);
        }
        let opening = opening(&closed_for_weeks, Timestamp::parse("2026-12-20T10:00:00Z").unwrap());
        assert_eq!(opening.opens, "on Friday 1 January at 09:00");
    }

    #[test]
    fn moments_are_told_on_the_companys_clock() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        // In London it is an hour later than in UTC, so this is the evening before.
        let now = at("2026-07-06T22:30:00Z");
        for (moment, words) in [
            ("2026-07-06T22:45:00Z", "today at 23:45"),
            ("2026-07-06T23:00:00Z", "tomorrow at 00:00"),
            ("2026-07-05T12:00:00Z", "yesterday at 13:00"),
            ("2026-07-10T12:00:00Z", "on Friday at 13:00"),
            ("2026-07-20T12:00:00Z", "on Monday 20 July at 13:00"),
            ("2026-07-01T12:00:00Z", "on Wednesday 1 July at 13:00"),
        ] {
            assert_eq!(moment_words(&company(), at(moment), now), words);
        }
    }

    #[test]
    fn people_go_home_when_their_last_shift_ends() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(closing(&company(), day("2026-11-23")), Some(Time::constant(17, 30, 0, 0)));
        assert_eq!(closing(&company(), day("2026-12-24")), Some(Time::constant(11, 0, 0, 0)));
        assert_eq!(closing(&company(), day("2026-12-25")), None);
        assert_eq!(closing(&company(), day("2026-11-21")), None);
    }

    #[test]
    fn a_company_without_hours_is_closed_and_never_opens() {
        let none = std::collections::BTreeMap::new;
        let company = Company { hours: none(), special_days: none(), ..company() };
        let opening = opening(&company, Timestamp::from_micros(0));
        assert_eq!(opening, Opening { open: false, opens: String::new() });
    }
}
