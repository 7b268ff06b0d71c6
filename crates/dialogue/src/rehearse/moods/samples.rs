//! What is answered on a happy path: values for slots, and results of other systems, which nobody calls.

use std::collections::BTreeMap;

use rapport_domain::{
    ActionId, Timestamp,
    action::ActionOutcome,
    content::{ActStep, AskStep, Content, SlotKind, StepKind},
};
use serde_json::{Map, Value};

use super::path::Path;
use crate::{flow::bound_value, placeholder, rehearse::ConversationTest};

/// What the conversation tests let other systems answer.
pub(super) struct Answers<'a> {
    first_done: BTreeMap<&'a ActionId, &'a Value>,
}

impl<'a> Answers<'a> {
    /// For each action, the first answer in which it worked.
    pub(super) fn of(tests: &'a [ConversationTest]) -> Self {
        let mut first_done = BTreeMap::new();
        for (action, outcomes) in tests.iter().flat_map(|test| &test.given) {
            for outcome in outcomes {
                if let ActionOutcome::Done { result } = outcome {
                    first_done.entry(action).or_insert(result);
                }
            }
        }
        Self { first_done }
    }

    /// What `result.field` usually is after these acts, if a test tells.
    pub(super) fn usual(&self, name: &str, acts: &[&ActStep]) -> Option<String> {
        let (root, field) = name.split_once('.')?;
        let act = acts.iter().rev().find(|act| act.save == root)?;
        let mut value = *self.first_done.get(&act.action)?;
        for part in field.split('.') {
            value = value.get(part)?;
        }
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Bool(true) => Some("yes".to_owned()),
            Value::Bool(false) => Some("no".to_owned()),
            other => Some(other.to_string()),
        }
    }
}

/// What a customer writes who is asked for such a value.
pub(super) const fn sample(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Text => "the blue one",
        SlotKind::OrderNumber => "100482",
        SlotKind::Email => "anna@example.com",
        SlotKind::Address => "4 Mill Lane, Kendal LA9 4QX",
        SlotKind::Number => "2",
        SlotKind::Date => "2026-12-07",
        SlotKind::Time => "10:30",
        SlotKind::Amount => "20",
        SlotKind::Name => "Anna Berg",
        SlotKind::Product => "the first one",
        SlotKind::Phone => "01632 960482",
    }
}

/// What a customer writes who is asked by this step: within its bounds, and among its products.
pub(super) fn sample_of(ask: &AskStep, now: Timestamp) -> String {
    let now = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    let bound = [&ask.least, &ask.most].into_iter().flatten().find(|bound| !bound.contains('{'));
    let bound = bound.and_then(|bound| bound_value(ask.kind, bound, ask.currency.as_deref(), &now));
    let product = ask.among.first().filter(|_| ask.kind == SlotKind::Product).cloned();
    bound.or(product).unwrap_or_else(|| sample(ask.kind).to_owned())
}

/// What other systems answer on a path, call by call: what the tests give, with the fields that decide where the
/// flow goes as the path needs them, and every field that a text names filled in.
pub(super) fn stand_ins(
    content: &Content,
    path: &Path<'_>,
    answers: &Answers<'_>,
) -> BTreeMap<ActionId, Vec<ActionOutcome>> {
    let flows = path.flows();
    let steps = content.flows.iter().filter(|flow| flows.contains(&flow.id)).flat_map(|flow| &flow.steps);
    let named: Vec<&str> =
        steps.flat_map(|step| templates(&step.kind)).flat_map(placeholder::names).collect();
    let mut given: BTreeMap<ActionId, Vec<ActionOutcome>> = BTreeMap::new();
    for act in &path.acts {
        let known = answers.first_done.get(&act.action).copied().cloned();
        let mut result = known.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()));
        let field = |name: &'_ str| {
            name.split_once('.').filter(|(root, _)| *root == act.save).map(|(_, field)| field.to_owned())
        };
        for (name, value) in &path.fields {
            if let Some(field) = field(name) {
                put(&mut result, &field, value, true);
            }
        }
        for field in named.iter().filter_map(|name| field(name)) {
            put(&mut result, &field, &likely(&field), false);
        }
        given.entry(act.action.clone()).or_default().push(ActionOutcome::Done { result });
    }
    given
}

/// The texts of a step in which values are filled in.
pub(super) fn templates(kind: &StepKind) -> Vec<&str> {
    match kind {
        StepKind::Say(say) => [&say.text].into_iter().chain(&say.spoken).map(String::as_str).collect(),
        StepKind::Ask(ask) => vec![&ask.text, &ask.retry],
        StepKind::Choose(choose) => vec![&choose.text],
        StepKind::Wait(wait) => vec![&wait.text],
        StepKind::Remember(remember) => vec![&remember.value],
        StepKind::Act(act) => act.with.values().chain(&act.confirm).map(String::as_str).collect(),
        StepKind::HandOver(hand_over) => {
            [&hand_over.reason].into_iter().chain(&hand_over.text).map(String::as_str).collect()
        }
        StepKind::Branch(_) | StepKind::Call(_) | StepKind::End(_) => Vec::new(),
    }
}

/// Sets a field, deep in `value` where its name has dots; one that is there is left unless `over`.
fn put(value: &mut Value, field: &str, text: &str, over: bool) {
    let mut at = value;
    let mut parts = field.split('.').peekable();
    while let Some(part) = parts.next() {
        let next = match at {
            Value::Array(items) => part.parse().ok().and_then(|place: usize| items.get_mut(place)),
            Value::Object(fields) => {
                let missing = !fields.contains_key(part);
                if parts.peek().is_none() && (missing || over) {
                    fields.insert(part.to_owned(), Value::String(text.to_owned()));
                    return;
                }
                Some(fields.entry(part).or_insert_with(|| Value::Object(Map::new())))
            }
            _ => None,
        };
        let Some(next) = next else { return };
        at = next;
    }
}

/// A value that could stand in a field of this name.
fn likely(field: &str) -> String {
    let name = field.rsplit('.').next().unwrap_or(field).to_lowercase();
    let holds = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let text = match () {
        () if holds(&["email", "mail"]) => sample(SlotKind::Email),
        () if holds(&["url", "link"]) => "https://shop.example/100482",
        () if holds(&["address"]) => sample(SlotKind::Address),
        () if holds(&["price", "total", "amount", "cost", "fee", "refund"]) && !holds(&["day"]) => "£49.00",
        () if holds(&["date", "_on", "until", "expected", "day_of"]) => "Friday 27 November",
        () if holds(&["days", "count", "quantity", "hours", "minutes"]) => "5",
        () if holds(&["number", "id", "code", "reference"]) => sample(SlotKind::OrderNumber),
        () => return format!("the {}", name.replace(['_', '-'], " ")),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_set_deep_and_what_is_there_stays() {
        let mut value = serde_json::json!({ "number": "7", "items": [{ "name": "tent" }] });
        put(&mut value, "number", "8", false);
        put(&mut value, "items.0.price", "£9", false);
        put(&mut value, "carrier.name", "Post", false);
        put(&mut value, "status", "late", true);
        let expected = serde_json::json!({
            "number": "7", "items": [{ "name": "tent", "price": "£9" }], "carrier": { "name": "Post" },
            "status": "late"
        });
        assert_eq!(value, expected);
    }
}
