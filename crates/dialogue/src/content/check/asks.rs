//! Steps that ask for a value or wait: whether what they say about values makes sense.

use std::collections::BTreeSet;

use jiff::civil;
use rapport_domain::content::{AskStep, KnownFrom, Silence, SlotKind, WaitStep};

use crate::flow::is_bound;

/// A wait may last this long at most: thirty days.
const LONGEST_MINUTES: u32 = 30 * 24 * 60;
/// The longest name of an event.
const LONGEST_EVENT: usize = 64;

/// What is wrong with a step that asks. `known` are the values that may be known in the flow.
pub(super) fn problems(ask: &AskStep, known: &BTreeSet<String>) -> Vec<String> {
    let mut problems = Vec::new();
    if ask.tries == 0 {
        problems.push("“tries” must be 1 or more.".to_owned());
    }
    bounds(ask, &mut problems);
    match (ask.kind, &ask.currency) {
        (SlotKind::Amount, None) => {
            problems.push("An amount needs its “currency”, such as GBP.".to_owned());
        }
        (SlotKind::Amount, Some(currency)) if !is_currency(currency) => {
            problems.push(format!("“{currency}” is no currency. Write three capitals, such as GBP."));
        }
        (kind, Some(_)) if kind != SlotKind::Amount => {
            problems.push("Only an amount has a “currency”; take it away.".to_owned());
        }
        _ => {}
    }
    products(ask, known, &mut problems);
    for from in &ask.known {
        let fits = match from {
            KnownFrom::Email => ask.kind == SlotKind::Email,
            KnownFrom::Name => matches!(ask.kind, SlotKind::Name | SlotKind::Text),
            KnownFrom::Earlier => true,
        };
        if !fits {
            problems.push(
                "“known” names something that is no value of this type: “email” goes with the type email, “name” \
                 with name or text, “earlier” with all."
                    .to_owned(),
            );
        }
    }
    problems
}

fn bounds(ask: &AskStep, problems: &mut Vec<String>) {
    let ordered = matches!(ask.kind, SlotKind::Number | SlotKind::Amount | SlotKind::Time | SlotKind::Date);
    let now = civil::date(2026, 1, 1).at(12, 0, 0, 0).in_tz("UTC");
    for (name, bound) in [("least", &ask.least), ("most", &ask.most)] {
        let Some(bound) = bound else { continue };
        if !ordered {
            problems.push(format!("“{name}” is for numbers, amounts, times and dates; take it away."));
        } else if now.as_ref().is_ok_and(|now| !is_bound(ask.kind, bound, now)) {
            problems.push(format!(
                "“{bound}” is no “{name}” for this type. Write such as 1, 49.00, 09:00, today, today+14 or {{slot}}."
            ));
        }
    }
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn products(ask: &AskStep, known: &BTreeSet<String>, problems: &mut Vec<String>) {
    let lists = !ask.among.is_empty() || ask.among_from.is_some();
    match ask.kind {
        SlotKind::Product if !lists => problems.push(
            "A product needs the list in which it stands: “among” with names, or “among_from” with a place in what \
             an action brought, such as order.items."
                .to_owned(),
        ),
        SlotKind::Product => {}
        _ if lists => problems.push("Only a product stands “among” others; take it away.".to_owned()),
        _ => {}
    }
    if ask.among.iter().any(|name| name.trim().is_empty()) {
        problems.push("A name under “among” is empty.".to_owned());
    }
    if let Some(place) = &ask.among_from {
        let root = place.split_once('.').map(|(root, _)| format!("{root}."));
        if root.is_none_or(|root| !known.contains(&root)) {
            problems.push(format!(
                "No action saves what “among_from: {place}” names; write such as order.items."
            ));
        }
    }
}

/// What is wrong with a step that waits.
pub(super) fn wait_problems(wait: &WaitStep) -> Vec<String> {
    let mut problems = Vec::new();
    if !(1..=LONGEST_MINUTES).contains(&wait.minutes) {
        problems.push(format!("“minutes” must be 1 to {LONGEST_MINUTES} (thirty days)."));
    }
    let named = |event: &String| {
        (1..=LONGEST_EVENT).contains(&event.len())
            && event.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    if let Some(event) = wait.event.as_ref().filter(|event| !named(event)) {
        problems.push(format!("“{event}” is no name of an event. Use small letters, digits, - and _."));
    }
    if wait.event.is_none() && wait.late.is_some() {
        problems
            .push("“late” is for an “event” that did not come; take it away, or name the event.".to_owned());
    }
    problems
}

/// What is wrong with the times of silence, of the company or of a flow.
pub(super) fn silence_problem(silence: Silence) -> Option<String> {
    let long = silence.remind_minutes > LONGEST_MINUTES || silence.close_minutes > LONGEST_MINUTES;
    long.then(|| format!("“silence” may last {LONGEST_MINUTES} minutes (thirty days) at most."))
}
