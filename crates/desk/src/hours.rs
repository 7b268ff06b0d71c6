//! Business hours: whether people answer now, and when they do next.

use jiff::{Timestamp as Instant, ToSpan, Zoned, civil::Time, tz::TimeZone};
use rapport_domain::{Timestamp, content::Company};

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
    let today = intervals(company, &here);
    let open = today.iter().any(|(from, to)| (*from..*to).contains(&here.time()));
    Opening { open, opens: next_opening(company, &here).unwrap_or_default() }
}

fn next_opening(company: &Company, here: &Zoned) -> Option<String> {
    for days in 0..8_i32 {
        let day = here.checked_add(days.days()).ok()?;
        let after = (days == 0).then(|| here.time());
        let next = intervals(company, &day).into_iter().map(|(from, _)| from);
        let Some(from) = next.filter(|from| after.is_none_or(|now| *from > now)).min() else { continue };
        let at = format!("{:02}:{:02}", from.hour(), from.minute());
        return Some(match days {
            0 => format!("today at {at}"),
            1 => format!("tomorrow at {at}"),
            _ => format!("on {} at {at}", day.strftime("%A")),
        });
    }
    None
}

fn intervals(company: &Company, day: &Zoned) -> Vec<(Time, Time)> {
    let key = day.strftime("%a").to_string().to_lowercase();
    let texts = company.hours.get(&key).map(Vec::as_slice).unwrap_or_default();
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
            other_ways: String::new(),
            help_centre: None,
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
    fn a_company_without_hours_is_closed_and_never_opens() {
        let company = Company { hours: std::collections::BTreeMap::new(), ..company() };
        let opening = opening(&company, Timestamp::from_micros(0));
        assert_eq!(opening, Opening { open: false, opens: String::new() });
    }
}
