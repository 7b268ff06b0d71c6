//! Answers that do not hold any more, or not yet. Only the day can tell, so it comes in.

use jiff::{ToSpan, civil, tz::TimeZone};
use rapport_domain::{
    Timestamp,
    content::{Answer, Company, Content, Response},
};

use crate::content::Finding;

/// So many days before an answer ends, its author is told.
const SOON_DAYS: i64 = 14;

/// What is wrong with the dates of answers themselves, whatever the day.
pub(super) fn problems(answer: &Answer, file: &str, findings: &mut Vec<Finding>) {
    let days = [("valid_from", &answer.validity.from), ("valid_until", &answer.validity.until)];
    for (name, day) in days {
        let wrong = day.as_ref().filter(|day| day.parse::<civil::Date>().is_err() || day.len() != 10);
        if let Some(day) = wrong {
            findings.push(Finding::error(file, format!("“{name}: {day}” is no date. Write \"2026-12-25\".")));
        }
    }
    if let (Some(from), Some(until)) = (&answer.validity.from, &answer.validity.until)
        && from > until
    {
        let message = format!(
            "The dates conflict: the answer begins to hold on {from} and ends on {until}, before that. Nobody \
             would ever get it."
        );
        findings.push(Finding::error(file, message));
    }
}

/// The day where a company is.
pub fn day_of(company: &Company, now: Timestamp) -> civil::Date {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    now.to_jiff().to_zoned(zone).date()
}

/// Answers that have ended, end soon or have not begun, as of the company's day at `now`.
pub fn check_dates(content: &Content, now: Timestamp) -> Vec<Finding> {
    let today = day_of(&content.company, now);
    let mut findings = Vec::new();
    let soon = today.saturating_add(SOON_DAYS.days()).to_string();
    let today = today.to_string();
    for topic in &content.topics {
        let Response::Answer(answer) = &topic.response else { continue };
        let mut warn = |message: String| {
            findings.push(Finding::warning(format!("topics/{}.md", topic.id), message));
        };
        match (&answer.validity.from, &answer.validity.until) {
            (_, Some(until)) if *until < today => warn(format!(
                "The answer has ended on {until}: customers who ask are told that there is none. Write a new one, or \
                 move the day."
            )),
            (_, Some(until)) if *until <= soon => {
                warn(format!("The answer ends on {until}. What holds from then on?"));
            }
            (Some(from), _) if *from > today => warn(format!(
                "The answer does not hold before {from}: customers who ask until then are told that there is none."
            )),
            _ => {}
        }
    }
    findings
}
