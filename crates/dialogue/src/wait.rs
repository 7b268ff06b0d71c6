//! Waits in words, and the wordings that tell them.

use rapport_domain::{
    content::{Company, Content},
    why::QueueOutlook,
};

use crate::placeholder;

/// That a person comes and when that will be, or when people are back.
pub fn person_comes(content: &Content, queue: &QueueOutlook) -> String {
    let wordings = &content.wordings;
    let template = if queue.open_now { &wordings.handed_over } else { &wordings.handed_over_closed };
    told(&content.company, queue, template, &|_| None)
}

/// One of Rapport's own wordings, filled in; `more` knows what the company and the queue do not. A clause whose
/// value nobody knows is left out.
pub fn told(
    company: &Company,
    queue: &QueueOutlook,
    template: &str,
    more: &dyn Fn(&str) -> Option<String>,
) -> String {
    placeholder::fill_known(template, &|name| match name {
        "assistant" => Some(company.assistant.clone()),
        "company" => Some(company.name.clone()),
        "other_ways" => Some(company.other_ways.clone()),
        "place" => Some(queue.place.max(1).to_string()),
        "wait" => queue.wait_minutes.map(|minutes| wait_words(minutes, &company.locale)),
        "opens" => (!queue.opens.is_empty()).then(|| queue.opens.clone()),
        _ => more(name),
    })
}

/// `minutes` in words that complete "in about …".
fn wait_words(minutes: u32, locale: &str) -> String {
    let hours = minutes.div_ceil(60);
    // Other languages get the units that all of them write.
    if !locale.to_ascii_lowercase().starts_with("en") {
        return if minutes < 60 { format!("{} min", minutes.max(1)) } else { format!("{hours} h") };
    }
    match minutes {
        0 | 1 => "a minute".to_owned(),
        2..=59 => format!("{minutes} minutes"),
        60 => "an hour".to_owned(),
        _ => format!("{hours} hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_told_shorter_than_it_is() {
        for (minutes, words) in [(0, "a minute"), (5, "5 minutes"), (60, "an hour"), (61, "2 hours")] {
            assert_eq!(wait_words(minutes, "en-GB"), words);
        }
        assert_eq!(wait_words(90, "de"), "2 h");
    }
}
