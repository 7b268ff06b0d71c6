//! Holds what comes in against the API's description: what it does not allow is not taken.
//!
//! serde alone reads a list as an object, field by field, and knows no lengths. Here the description is the
//! rule, so that a limit that is written down is a limit that holds. Patterns and formats are left to the
//! types that parse them, which say more clearly what they expect.

use axum::http::{Method, Uri};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{openapi, problem::Problem};

/// What does not fit: where, and why.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The field's path; empty for the whole.
    pub(crate) field: String,
    /// What is wrong with it.
    pub(crate) message: String,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        let field = if fault.field.is_empty() { "body" } else { &fault.field };
        Self::field(field, fault.message)
    }
}

/// Whether `value` is what the description says about `T`.
pub(crate) fn check<T: ToSchema>(value: &Value) -> Result<(), Fault> {
    let name = T::name();
    match openapi::value().pointer(&format!("/components/schemas/{name}")) {
        Some(schema) => fits(schema, value, ""),
        None => fits(&serde_json::to_value(T::schema()).unwrap_or_default(), value, ""),
    }
}

/// Whether the query is what the description says about the operation at `path`, a route's own form.
/// What cannot be read as the parameter's type is left to its reader.
pub(crate) fn check_query(method: &Method, path: &str, uri: &Uri) -> Result<(), Fault> {
    let operation = &openapi::value()["paths"][path][method.as_str().to_ascii_lowercase()];
    let Some(parameters) = operation["parameters"].as_array() else { return Ok(()) };
    let Ok(given) = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri) else { return Ok(()) };
    for (name, text) in given.0 {
        let of_query = |parameter: &&Value| parameter["in"] == "query" && parameter["name"] == name.as_str();
        let Some(parameter) = parameters.iter().find(of_query) else { continue };
        let value = match parameter["schema"]["type"].as_str() {
            Some("integer") => text.parse::<u64>().map(Value::from).ok(),
            Some("string") => Some(Value::String(text)),
            _ => None,
        };
        if let Some(value) = value {
            fits(&parameter["schema"], &value, &name)?;
        }
    }
    Ok(())
}

fn fits(schema: &Value, value: &Value, at: &str) -> Result<(), Fault> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|path| openapi::value().pointer(path));
        return target.map_or(Ok(()), |target| fits(target, value, at));
    }
    if let Some(alternatives) = schema["oneOf"].as_array() {
        return fits_one(alternatives, value, at);
    }
    if !of_type(&schema["type"], value) {
        let wanted = names(&schema["type"]).join(" or ");
        return fault(at, format!("must be {wanted}, not {}", type_name(value)));
    }
    if schema["enum"].as_array().is_some_and(|known| !known.contains(value)) {
        return fault(at, "is none of the values that can stand here");
    }
    match value {
        Value::Object(fields) => fits_object(schema, fields, at),
        Value::Array(items) => fits_list(schema, items, at),
        Value::String(text) => fits_text(schema, text, at),
        Value::Number(_) => fits_number(schema, value, at),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

/// Tells of the alternative that was meant, where a tag tells which.
fn fits_one(alternatives: &[Value], value: &Value, at: &str) -> Result<(), Fault> {
    let mut faults = Vec::new();
    for alternative in alternatives {
        match fits(alternative, value, at) {
            Ok(()) => return Ok(()),
            Err(_) if alternative["type"] == "null" => {}
            Err(fault) => faults.push(fault),
        }
    }
    let meant = faults.iter().position(|fault| !fault.field.ends_with("type") && fault.field != at);
    match faults.into_iter().nth(meant.unwrap_or(0)) {
        Some(fault) => Err(fault),
        None => fault(at, "does not fit"),
    }
}

fn fits_object(schema: &Value, fields: &Map<String, Value>, at: &str) -> Result<(), Fault> {
    let known = schema["properties"].as_object();
    for (name, value) in fields {
        let at = below(at, name);
        match known.and_then(|known| known.get(name)) {
            Some(schema) => fits(schema, value, &at)?,
            None if schema["additionalProperties"] == false => return fault(&at, "is not known here"),
            None => {}
        }
    }
    let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
    let missing = required.iter().filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
    missing.map_or(Ok(()), |name| fault(&below(at, name), "is missing"))
}

fn fits_list(schema: &Value, items: &[Value], at: &str) -> Result<(), Fault> {
    within(schema, ["minItems", "maxItems"], items.len(), at, "entries")?;
    for (index, item) in items.iter().enumerate() {
        fits(&schema["items"], item, &format!("{at}[{index}]"))?;
    }
    Ok(())
}

fn fits_text(schema: &Value, text: &str, at: &str) -> Result<(), Fault> {
    within(schema, ["minLength", "maxLength"], text.chars().count(), at, "characters")
}

fn fits_number(schema: &Value, value: &Value, at: &str) -> Result<(), Fault> {
    let number = value.as_f64().unwrap_or(f64::NAN);
    if schema["minimum"].as_f64().is_some_and(|least| number < least) {
        return fault(at, format!("must be at least {}", schema["minimum"]));
    }
    if schema["maximum"].as_f64().is_some_and(|most| number > most) {
        return fault(at, format!("must be at most {}", schema["maximum"]));
    }
    // The widest number that is ever kept; a `u64` can be larger.
    if value.as_u64().is_some_and(|number| i64::try_from(number).is_err()) {
        return fault(at, format!("must be at most {}", i64::MAX));
    }
    Ok(())
}

fn within(schema: &Value, limits: [&str; 2], count: usize, at: &str, of: &str) -> Result<(), Fault> {
    let [least, most] = limits.map(|name| schema[name].as_u64());
    let count = count as u64;
    match (least, most) {
        (Some(least), _) if count < least => fault(at, format!("must have at least {least} {of}")),
        (_, Some(most)) if count > most => fault(at, format!("has {count} {of}; at most {most} are allowed")),
        _ => Ok(()),
    }
}

/// Whether the value is of the type, or of one of the types, that stand in a schema. No type is any type.
fn of_type(wanted: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        _ => value.is_number(),
    };
    match wanted {
        Value::String(name) => is(name),
        Value::Array(all) => all.iter().filter_map(Value::as_str).any(is),
        _ => true,
    }
}

fn names(wanted: &Value) -> Vec<&'static str> {
    let name = |wanted: &Value| match wanted.as_str() {
        Some("object") => "an object",
        Some("array") => "a list",
        Some("string") => "a text",
        Some("boolean") => "true or false",
        Some("null") => "null",
        Some("integer") => "a whole number",
        _ => "a number",
    };
    match wanted {
        Value::Array(all) => all.iter().map(name).collect(),
        one => vec![name(one)],
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The path of a field, short enough to be told.
fn below(at: &str, name: &str) -> String {
    let name: String = name.chars().take(80).collect();
    if at.is_empty() { name } else { format!("{at}.{name}") }
}

fn fault<T>(at: &str, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { field: at.to_owned(), message: message.into() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::shapes::{ChangeInbox, ClientFrame, OpenSession, PublishRelease, Rating, SendAsCustomer};

    #[track_caller]
    fn refused<T: ToSchema>(value: &Value, field: &str) {
        let fault = check::<T>(value).expect_err(&value.to_string());
        assert_eq!(fault.field, field, "{value}: {}", fault.message);
        assert!(fault.message.len() > 8, "{value}: {}", fault.message);
    }

    #[test]
    fn a_list_is_no_object_at_any_depth() {
        refused::<ChangeInbox>(&json!([null, null]), "");
        refused::<OpenSession>(&json!({ "inbox_key": "k", "identity": ["c", null, null, "00"] }), "identity");
        refused::<PublishRelease>(&json!({ "files": [["a.md", "text"]] }), "files[0]");
        refused::<ClientFrame>(&json!(["ping"]), "");
    }

    #[test]
    fn limits_that_are_written_down_hold() {
        refused::<SendAsCustomer>(&json!({ "client_id": "" }), "client_id");
        refused::<SendAsCustomer>(&json!({ "client_id": "m", "text": "x".repeat(8_001) }), "text");
        refused::<SendAsCustomer>(&json!({ "client_id": "m", "attachments": [7] }), "attachments[0]");
        refused::<Rating>(&json!({ "score": 6 }), "score");
        refused::<Rating>(&json!({ "score": 4.5 }), "score");
        refused::<Rating>(&json!({ "comment": "good" }), "score");
        refused::<Rating>(&json!({ "score": 5, "stars": 5 }), "stars");
        refused::<ClientFrame>(&json!({ "type": "seen", "seq": u64::MAX }), "seq");
        refused::<ClientFrame>(&json!({ "type": "seen" }), "seq");
        refused::<ClientFrame>(&json!({ "type": "sing" }), "type");
        let longest = json!({ "client_id": "m", "text": "ä".repeat(8_000), "choice": null });
        assert_eq!(check::<SendAsCustomer>(&longest), Ok(()));
        assert_eq!(check::<OpenSession>(&json!({ "inbox_key": "k", "identity": null })), Ok(()));
        assert_eq!(check::<ClientFrame>(&json!({ "type": "hello", "after": i64::MAX })), Ok(()));
    }

    #[test]
    fn queries_keep_to_their_limits() {
        let check = |query: &str| {
            let uri: Uri = format!("/api/v1/conversations?{query}").parse().expect("an address");
            check_query(&Method::GET, "/api/v1/conversations", &uri).map_err(|fault| fault.field)
        };
        assert_eq!(check("q=mia&view=mine&limit=100&unknown=1"), Ok(()));
        assert_eq!(check(&format!("q={}", "x".repeat(201))), Err("q".to_owned()));
        assert_eq!(check(&format!("cursor={}", "0".repeat(401))), Err("cursor".to_owned()));
        assert_eq!(check("limit=101"), Err("limit".to_owned()));
    }
}
