//! What differs between two releases, item by item and field by field, for people to read before they publish.

use std::collections::BTreeMap;

use rapport_domain::{
    ReleaseId, Timestamp,
    content::{Content, Release},
};
use serde::Serialize;
use serde_json::{Map, Value};

/// What changes from one release to another.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseDiff {
    /// The release before.
    pub from: ReleaseName,
    /// The release after.
    pub to: ReleaseName,
    /// Every item that differs.
    pub changes: Vec<ItemChange>,
}

/// Which release it is, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseName {
    /// Its id.
    pub id: ReleaseId,
    /// 1, 2, 3…
    pub number: u32,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it.
    pub published_by: String,
}

impl From<&Release> for ReleaseName {
    fn from(release: &Release) -> Self {
        Self {
            id: release.id,
            number: release.number,
            published_at: release.published_at,
            published_by: release.published_by.clone(),
        }
    }
}

/// What kind of item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// A topic and its answer.
    Topic,
    /// A flow.
    Flow,
    /// A statement.
    Statement,
    /// An action.
    Action,
    /// Who speaks.
    Company,
    /// What Rapport itself says.
    Wordings,
}

/// How an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowChanged {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It reads differently.
    Changed,
}

/// An item that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// What kind of item.
    pub kind: ItemKind,
    /// Its name in files.
    pub id: String,
    /// Its title, for people; its name where it has none.
    pub title: String,
    /// How it differs.
    pub how: HowChanged,
    /// Its fields that differ; all of them where it was added or removed.
    pub fields: Vec<FieldDiff>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDiff {
    /// Which: `title`, `examples`, `answer.plain`, `steps.ask-order.ask.text`.
    pub field: String,
    /// What stood there; a list has a line for each entry.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
}

/// Everything that differs, in the order topics, flows, statements, actions, company, wordings; each by name.
pub(crate) fn changes_between(before: &Content, after: &Content) -> Vec<ItemChange> {
    let (before, after) = (items(before), items(after));
    let mut keys: Vec<_> = before.keys().chain(after.keys()).cloned().collect();
    keys.sort();
    keys.dedup();
    keys.into_iter().filter_map(|key| change(&key, before.get(&key), after.get(&key))).collect()
}

type Key = (ItemKind, String);

struct Item {
    title: String,
    fields: BTreeMap<String, String>,
}

fn items(content: &Content) -> BTreeMap<Key, Item> {
    let mut all = BTreeMap::new();
    let mut add = |kind, id: &str, title: &str, value: Value| {
        let mut fields = BTreeMap::new();
        leaves(&value, "", &mut fields);
        all.insert((kind, id.to_owned()), Item { title: title.to_owned(), fields });
    };
    for topic in &content.topics {
        add(ItemKind::Topic, topic.id.as_str(), &topic.title, topic_value(topic));
    }
    for flow in &content.flows {
        add(ItemKind::Flow, flow.id.as_str(), &flow.title, nameless(flow));
    }
    for statement in &content.statements {
        add(ItemKind::Statement, statement.id.as_str(), statement.id.as_str(), nameless(statement));
    }
    for action in &content.actions {
        add(ItemKind::Action, action.id.as_str(), &action.title, nameless(action));
    }
    add(ItemKind::Company, "company", &content.company.name, nameless(&content.company));
    add(ItemKind::Wordings, "wordings", "wordings", nameless(&content.wordings));
    all
}

/// A topic whose answer or flow stands where its file has it.
fn topic_value(topic: &rapport_domain::content::Topic) -> Value {
    let Value::Object(mut fields) = nameless(topic) else { return Value::Null };
    if let Some(Value::Object(response)) = fields.remove("response") {
        fields.extend(response);
    }
    Value::Object(fields)
}

fn nameless(item: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(item).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("id");
    }
    value
}

/// Every text in `value` by its path. What is empty, false or absent is no text.
fn leaves(value: &Value, path: &str, into: &mut BTreeMap<String, String>) {
    let mut put = |text: String| into.insert(path.to_owned(), text);
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => drop(put("yes".to_owned())),
        Value::Number(number) => drop(put(number.to_string())),
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => drop(put(text.clone())),
        Value::Array(list) => leaves_of_list(list, path, into),
        Value::Object(fields) => {
            for (name, value) in fields {
                leaves(value, &below(path, name), into);
            }
        }
    }
}

/// Named entries stand under their names, and their order is a text of its own; plain ones are a line each.
fn leaves_of_list(list: &[Value], path: &str, into: &mut BTreeMap<String, String>) {
    let named: Option<Vec<(&str, &Map<String, Value>)>> = list
        .iter()
        .map(|entry| {
            let fields = entry.as_object()?;
            let name = ["id", "label"].iter().find_map(|key| fields.get(*key)?.as_str())?;
            Some((name, fields))
        })
        .collect();
    match named {
        Some(entries) if !entries.is_empty() => {
            let order: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
            into.insert(path.to_owned(), order.join("\n"));
            for (name, fields) in entries {
                for (field, value) in fields.iter().filter(|(field, _)| *field != "id" && *field != "label") {
                    leaves(value, &below(&below(path, name), field), into);
                }
            }
        }
        _ => {
            let line = |entry: &Value| entry.as_str().map_or_else(|| entry.to_string(), str::to_owned);
            let lines: Vec<String> = list.iter().map(line).collect();
            if !lines.is_empty() {
                into.insert(path.to_owned(), lines.join("\n"));
            }
        }
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn change(key: &Key, before: Option<&Item>, after: Option<&Item>) -> Option<ItemChange> {
    let how = match (before, after) {
        (None, _) => HowChanged::Added,
        (_, None) => HowChanged::Removed,
        _ => HowChanged::Changed,
    };
    let none = BTreeMap::new();
    let old = before.map_or(&none, |item| &item.fields);
    let new = after.map_or(&none, |item| &item.fields);
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort();
    names.dedup();
    let differs = |field: &&String| old.get(*field) != new.get(*field);
    let diff = |field: &String| FieldDiff {
        field: field.clone(),
        before: old.get(field).cloned(),
        after: new.get(field).cloned(),
    };
    let fields: Vec<FieldDiff> = names.into_iter().filter(differs).map(diff).collect();
    if how == HowChanged::Changed && fields.is_empty() {
        return None;
    }
    let title = after.or(before)?.title.clone();
    Some(ItemChange { kind: key.0, id: key.1.clone(), title, how, fields })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: &Value) -> Vec<(String, String)> {
        let mut found = BTreeMap::new();
        leaves(value, "", &mut found);
        found.into_iter().collect()
    }

    fn item(value: &Value) -> Item {
        Item { title: "Delivery".into(), fields: fields(value).into_iter().collect() }
    }

    #[test]
    fn every_text_has_a_path_that_people_can_follow() {
        let flow = json!({
            "title": "returning", "offer": "", "examples": ["a", "b"], "open": false, "count": 2,
            "steps": [{ "id": "ask", "say": { "text": "Which?", "next": null } }, { "id": "end", "end": {} }],
        });
        let found = fields(&flow);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("count", "2"),
                ("examples", "a\nb"),
                ("steps", "ask\nend"),
                ("steps.ask.say.text", "Which?"),
                ("title", "returning"),
            ]
        );
    }

    #[test]
    fn only_what_differs_is_told() {
        let key = (ItemKind::Topic, "delivery-cost".to_owned());
        let old = item(&json!({ "title": "Delivery", "answer": { "plain": "£4", "version": 1 } }));
        let new = item(&json!({ "title": "Delivery", "answer": { "plain": "£5", "version": 2 } }));
        assert_eq!(change(&key, Some(&old), Some(&old)), None);
        let changed = change(&key, Some(&old), Some(&new)).unwrap();
        assert_eq!((changed.how, changed.fields.len()), (HowChanged::Changed, 2));
        assert_eq!(changed.fields[0].field, "answer.plain");
        assert_eq!(changed.fields[0].before.as_deref(), Some("£4"));
        assert_eq!(changed.fields[0].after.as_deref(), Some("£5"));
        let added = change(&key, None, Some(&new)).unwrap();
        assert_eq!((added.how, added.fields.len()), (HowChanged::Added, 3));
        let removed = change(&key, Some(&old), None).unwrap();
        assert!(removed.how == HowChanged::Removed && removed.fields.iter().all(|f| f.after.is_none()));
    }
}
