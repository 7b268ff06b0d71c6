//! Values that texts and arguments of a flow refer to: `{slot}` and `{result.field}`.

use jiff::{Zoned, tz::TimeZone};
use rapport_domain::content::StepKind;
use serde_json::Value;

use super::slot::shown;
use crate::{decide::Draft, placeholder};

/// `template` with slots and results filled in, and the names that nothing fills.
pub(crate) fn fill(draft: &Draft<'_>, template: &str) -> (String, Vec<String>) {
    placeholder::fill(template, &|name| lookup(draft, name))
}

/// `template` with slots and results filled in; a clause with a value that is not known is left out, unless
/// nothing would be left: then the value is.
///
/// Days and amounts are written as people read them.
pub(crate) fn fill_known(draft: &Draft<'_>, template: &str) -> String {
    let read = |name: &str| lookup(draft, name).map(|value| readable_slot(draft, name, value));
    let text = placeholder::fill_known(template, &read);
    if text.is_empty() {
        placeholder::fill(template, &read).0.replace("  ", " ").replace(" ,", ",")
    } else {
        text
    }
}

/// A slot's value as people read it; the flow that asks for it knows what it looks like.
fn readable_slot(draft: &Draft<'_>, name: &str, value: String) -> String {
    let flows = draft.state.flows.iter().rev().filter_map(|frame| draft.flow(&frame.flow));
    let asked = flows.flat_map(|flow| &flow.steps).find_map(|step| match &step.kind {
        StepKind::Ask(ask) if ask.slot.as_str() == name => Some(ask.kind),
        _ => None,
    });
    asked.map_or_else(|| value.clone(), |kind| shown(kind, &value, &draft.content().company.locale))
}

/// The value of a slot or of `result.field`.
pub(crate) fn lookup(draft: &Draft<'_>, name: &str) -> Option<String> {
    if let Some((root, path)) = name.split_once('.') {
        let mut value = draft.state.results.get(root)?;
        for field in path.split('.') {
            value = match value {
                Value::Array(items) => items.get(field.parse::<usize>().ok()?)?,
                other => other.get(field)?,
            };
        }
        return readable(value);
    }
    let slot = draft.state.slots.iter().find(|(slot, _)| slot.as_str() == name);
    slot.map(|(_, value)| value.clone()).filter(|value| !value.is_empty())
}

/// The names in a list that an action brought, such as `order.items`: texts, or things with a `name` or `title`.
pub(crate) fn names_in(draft: &Draft<'_>, place: &str) -> Vec<String> {
    let mut parts = place.split('.');
    let root = parts.next().and_then(|root| draft.state.results.get(root));
    let found = parts.fold(root, |value, field| value.and_then(|value| value.get(field)));
    let name = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        other => other.get("name").or_else(|| other.get("title"))?.as_str().map(str::to_owned),
    };
    match found {
        Some(Value::Array(items)) => items.iter().filter_map(name).collect(),
        Some(Value::String(text)) => text
            .split([',', ';'])
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

fn readable(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Array(items) => Some(items.iter().filter_map(readable).collect::<Vec<_>>().join(", ")),
        Value::Null | Value::Object(_) => None,
    }
}

/// The moment of the decision where the company is.
pub(crate) fn local_now(draft: &Draft<'_>) -> Zoned {
    let zone = TimeZone::get(&draft.content().company.time_zone).unwrap_or(TimeZone::UTC);
    draft.surroundings.now.to_jiff().to_zoned(zone)
}
