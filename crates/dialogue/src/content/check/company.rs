//! Who speaks, and what may be done in other systems.

use rapport_domain::content::Content;

use crate::content::Finding;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    let company = &content.company;
    let mut wrong = |message: String| findings.push(Finding::error("company.yaml", message));
    for (name, value) in [
        ("name", &company.name),
        ("assistant", &company.assistant),
        ("locale", &company.locale),
        ("other_ways", &company.other_ways),
    ] {
        if value.trim().is_empty() {
            wrong(format!("“{name}” is empty; fill it in."));
        }
    }
    if jiff::tz::TimeZone::get(&company.time_zone).is_err() {
        wrong(format!("“{}” is no time zone. Write one such as Europe/London.", company.time_zone));
    }
    let bar = company.sameness;
    for (name, share) in [
        ("right_at_least", bar.right_at_least),
        ("reached_at_least", bar.reached_at_least),
        ("wrong_at_most", bar.wrong_at_most),
    ] {
        if !(0.0..=1.0).contains(&share) {
            wrong(format!("“{name}” under “sameness” is a share: write a number from 0 to 1."));
        }
    }
    for day in company.hours.keys().filter(|day| !DAYS.contains(&day.as_str())) {
        wrong(format!("“{day}” is no day. Days are {}.", DAYS.join(", ")));
    }
    for day in company.special_days.keys().filter(|day| day.parse::<jiff::civil::Date>().is_err()) {
        wrong(format!("“{day}” is no date. Write \"2026-12-25\"."));
    }
    for (day, spans) in company.hours.iter().chain(&company.special_days) {
        let mut last = 0;
        for span in spans {
            match minutes(span) {
                Some((from, to)) if from < to && from >= last => last = to,
                Some(_) => {
                    wrong(format!("“{span}” on {day} ends before it begins, or overlaps the span before."))
                }
                None => wrong(format!("“{span}” on {day} is no span of hours. Write \"09:00-12:30\".")),
            }
        }
    }
    if let Some(problem) = super::asks::silence_problem(company.silence) {
        wrong(problem);
    }
    for action in &content.actions {
        let mut wrong = |message: &str| {
            findings.push(Finding::error("actions.yaml", format!("The action “{}” {message}", action.id)));
        };
        if !action.path.starts_with('/') || action.path.contains("..") || action.path.contains("//") {
            wrong("needs a path that begins with / and has no .. or // in it.");
        }
        if action.timeout_ms == 0 || action.timeout_ms > 30_000 {
            wrong("needs a timeout_ms from 1 to 30000.");
        }
        if action.daily_limit == 0 {
            wrong("can never be called with a daily_limit of 0.");
        }
    }
}

fn minutes(span: &str) -> Option<(u32, u32)> {
    let at = |text: &str| {
        let (hours, minutes) = text.trim().split_once(':')?;
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours <= 24 && minutes < 60 && hours * 60 + minutes <= 1440).then_some(hours * 60 + minutes)
    };
    let (from, to) = span.split_once('-')?;
    Some((at(from)?, at(to)?))
}
