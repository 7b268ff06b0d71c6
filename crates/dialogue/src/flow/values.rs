//! Values that texts and arguments of a flow refer to: `{slot}` and `{result.field}`.

use jiff::{Zoned, tz::TimeZone};
use serde_json::Value;

use crate::{decide::Draft, placeholder};

/// `template` with slots and results filled in, and the names that nothing fills.
pub(crate) fn fill(draft: &Draft<'_>, template: &str) -> (String, Vec<String>) {
    placeholder::fill(template, &|name| lookup(draft, name))
}

/// `template` with slots and results filled in; a clause with a value that is not known is left out, unless
/// nothing would be left: then the value is.
pub(crate) fn fill_known(draft: &Draft<'_>, template: &str) -> String {
    let text = placeholder::fill_known(template, &|name| lookup(draft, name));
    if text.is_empty() { fill(draft, template).0.replace("  ", " ").replace(" ,", ",") } else { text }
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
