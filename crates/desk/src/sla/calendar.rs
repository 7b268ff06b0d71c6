//! Business time: how much of a stretch lies within the company's hours, and when so much of it will have passed.

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};
use rapport_domain::{Timestamp, content::Company, sla::Calendar};

use crate::hours::intervals;

/// How far ahead a moment is looked for.
const LOOK_AHEAD_DAYS: u32 = 800;

/// A company's hours.
pub(crate) struct Hours<'a> {
    company: &'a Company,
    zone: TimeZone,
}

impl<'a> Hours<'a> {
    /// The hours of `company`.
    pub fn of(company: &'a Company) -> Self {
        Self { company, zone: TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC) }
    }

    fn date(&self, at: Timestamp) -> Date {
        at.to_jiff().to_zoned(self.zone.clone()).date()
    }

    /// When the company is open on a day, in order and apart. Where the clocks change in between, a stretch is an
    /// hour longer or shorter than its times say.
    fn open_on(&self, date: Date) -> Vec<(Timestamp, Timestamp)> {
        let Ok(day) = date.to_zoned(self.zone.clone()) else { return vec![] };
        let at = |date: Date, time: Time| {
            let zoned = date.to_datetime(time).to_zoned(self.zone.clone()).ok()?;
            Some(Timestamp::from_micros(zoned.timestamp().as_microsecond()))
        };
        let end = |time: Time| match time {
            Time::MAX => at(date.tomorrow().ok()?, Time::midnight()),
            time => at(date, time),
        };
        let stretches = intervals(self.company, day.date()).into_iter();
        let mut open: Vec<_> = stretches.filter_map(|(from, to)| Some((at(date, from)?, end(to)?))).collect();
        open.retain(|(from, to)| from < to);
        open.sort_unstable();
        let mut apart: Vec<(Timestamp, Timestamp)> = vec![];
        for (from, to) in open {
            match apart.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => apart.push((from, to)),
            }
        }
        apart
    }
}

impl Calendar for Hours<'_> {
    fn open_us(&self, from: Timestamp, until: Timestamp) -> i64 {
        if until <= from || (self.company.hours.is_empty() && self.company.special_days.is_empty()) {
            return 0;
        }
        let (mut date, last) = (self.date(from), self.date(until));
        let mut sum = 0;
        while date <= last {
            for (opens, closes) in self.open_on(date) {
                let (begins, ends) = (opens.max(from), closes.min(until));
                sum += (ends.as_micros() - begins.as_micros()).max(0);
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        sum
    }

    fn after_open_us(&self, from: Timestamp, us: i64) -> Option<Timestamp> {
        if us <= 0 {
            return Some(from);
        }
        let (mut date, mut left) = (self.date(from), us);
        for _ in 0..LOOK_AHEAD_DAYS {
            for (opens, closes) in self.open_on(date) {
                let begins = opens.max(from);
                let there = closes.as_micros() - begins.as_micros();
                if there <= 0 {
                    continue;
                }
                if left <= there {
                    return Some(Timestamp::from_micros(begins.as_micros() + left));
                }
                left -= there;
            }
            date = date.tomorrow().ok()?;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const HOUR_US: i64 = 3_600_000_000;

    fn company(zone: &str) -> Company {
        let weekday = vec!["09:00-12:30".to_owned(), "13:00-17:30".to_owned()];
        let mut hours: BTreeMap<String, Vec<String>> =
            ["mon", "tue", "wed", "thu", "fri"].map(|day| (day.to_owned(), weekday.clone())).into();
        // Through the night in which clocks change.
        hours.insert("sun".into(), vec!["00:00-24:00".into()]);
        Company {
            name: "Shop".into(),
            assistant: "Robin".into(),
            locale: "en-GB".into(),
            time_zone: zone.into(),
            hours,
            special_days: [("2026-12-25", vec![]), ("2026-12-24", vec!["09:00-11:00".to_owned()])]
                .map(|(day, spans)| (day.to_owned(), spans))
                .into(),
            other_ways: String::new(),
            help_centre: None,
            sameness: rapport_domain::content::SamenessBar::default(),
            silence: rapport_domain::content::Silence::default(),
        }
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[track_caller]
    fn check(from: &str, minutes: i64, until: &str) {
        let company = company("Europe/London");
        let hours = Hours::of(&company);
        let us = minutes * 60_000_000;
        assert_eq!(hours.after_open_us(at(from), us), Some(at(until)), "{from} and {minutes} minutes");
        assert_eq!(hours.open_us(at(from), at(until)), us, "{from} to {until}");
    }

    #[test]
    fn business_time_stops_over_lunch_nights_weekends_and_holidays() {
        check("2026-11-23T10:00:00Z", 30, "2026-11-23T10:30:00Z");
        check("2026-11-23T12:20:00Z", 30, "2026-11-23T13:20:00Z");
        check("2026-11-23T17:20:00Z", 30, "2026-11-24T09:20:00Z");
        check("2026-11-23T03:00:00Z", 30, "2026-11-23T09:30:00Z");
        check("2026-11-27T17:20:00Z", 30, "2026-11-29T00:20:00Z");
        check("2026-12-24T10:50:00Z", 30, "2026-12-27T00:20:00Z");
        // To the end of the day, not to the beginning of the next.
        check("2026-11-23T17:00:00Z", 30, "2026-11-23T17:30:00Z");
        // In July London is an hour ahead of UTC.
        check("2026-07-06T16:20:00Z", 30, "2026-07-07T08:20:00Z");
    }

    #[test]
    fn a_day_on_which_clocks_change_has_its_own_length() {
        let company = company("Europe/London");
        let hours = Hours::of(&company);
        let day = |from: &str, until: &str| hours.open_us(at(from), at(until)) / HOUR_US;
        assert_eq!(day("2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"), 23, "clocks go forward");
        assert_eq!(day("2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"), 25, "clocks go back");
    }

    #[test]
    fn without_hours_no_business_time_passes() {
        let none = BTreeMap::new;
        let company = Company { hours: none(), special_days: none(), ..company("Europe/London") };
        let hours = Hours::of(&company);
        assert_eq!(hours.open_us(at("2026-01-01T00:00:00Z"), at("2026-12-31T00:00:00Z")), 0);
        assert_eq!(hours.after_open_us(at("2026-01-01T00:00:00Z"), 1), None);
    }

    /// Moments of 2026, to the minute; many of them within a few days of a change of clocks.
    fn moment() -> impl Strategy<Value = Timestamp> {
        let changes = ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-04-05T16:00:00Z"];
        let near = (prop::sample::select(changes.to_vec()), -4_000_i64..4_000)
            .prop_map(|(change, minutes)| at(change).plus_ms(minutes * 60_000));
        let any = (0_i64..150_000).prop_map(|m| at("2026-01-01T00:00:00Z").plus_ms(m * 60_000));
        prop_oneof![near, any]
    }

    fn zone() -> impl Strategy<Value = &'static str> {
        // Lord Howe Island moves its clocks by half an hour.
        prop::sample::select(vec!["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"])
    }

    proptest! {
        #[test]
        fn stretches_add_up(zone in zone(), mut moments in [moment(), moment(), moment()]) {
            let company = company(zone);
            let hours = Hours::of(&company);
            moments.sort_unstable();
            let [a, b, c] = moments;
            prop_assert_eq!(hours.open_us(a, b) + hours.open_us(b, c), hours.open_us(a, c));
            prop_assert!(hours.open_us(a, c) <= c.as_micros() - a.as_micros());
        }

        #[test]
        fn a_deadline_lies_exactly_so_much_business_time_ahead(
            zone in zone(), from in moment(), us in 1_i64..200 * HOUR_US,
        ) {
            let company = company(zone);
            let hours = Hours::of(&company);
            let due = hours.after_open_us(from, us).expect("the company is open again");
            prop_assert!(due > from);
            prop_assert_eq!(hours.open_us(from, due), us);
            // It is the first such moment: a microsecond before, there was less.
            let before = Timestamp::from_micros(due.as_micros() - 1);
            prop_assert_eq!(hours.open_us(from, before), us - 1);
        }

        #[test]
        fn a_longer_target_is_never_due_earlier(
            zone in zone(), from in moment(), us in 1_i64..50 * HOUR_US, more in 0_i64..50 * HOUR_US,
        ) {
            let company = company(zone);
            let hours = Hours::of(&company);
            prop_assert!(hours.after_open_us(from, us) <= hours.after_open_us(from, us + more));
        }

        #[test]
        fn it_agrees_with_what_customers_are_told(zone in zone(), from in moment()) {
            let company = company(zone);
            let minute = Timestamp::from_micros(from.as_micros() + 60_000_000);
            let open = Hours::of(&company).open_us(from, minute) > 0;
            prop_assert_eq!(open, crate::hours::opening(&company, from).open);
        }
    }
}
