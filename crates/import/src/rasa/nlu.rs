//! Examples of intents: YAML of formats 2 and 3, Markdown of format 1.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use regex::Regex;
use serde_norway::Value;

use crate::{
    Kind,
    decode::{self, Decoded},
    gathered::Gathered,
    names::one_line,
};

/// Marks of entities are looked for in examples up to this length.
const MAX_MARKED_BYTES: usize = 2_000;

/// Intents by name.
#[derive(Default)]
pub(super) struct Intents {
    all: BTreeMap<String, Intent>,
}

#[derive(Default)]
struct Intent {
    file: String,
    line: Option<usize>,
    examples: Vec<String>,
}

/// Pairs of text and intent, for measuring and training alone.
///
/// # Errors
/// What is wrong with the file.
pub fn examples(text: &str) -> Result<Vec<(String, String)>, String> {
    let file = Decoded::new("the file", text.replace("\r\n", "\n"));
    let mut gathered = Gathered::new(Kind::Rasa);
    let Some(value) = decode::yaml::<Value>(&file, &mut gathered) else {
        let notes = gathered.into_notes();
        return Err(notes.first().map_or_else(|| "this is no Rasa NLU file".to_owned(), ToString::to_string));
    };
    let mut intents = Intents::default();
    intents.yaml(&file, value.get("nlu").unwrap_or(&Value::Null), &mut gathered);
    let pairs = intents.all.into_iter().flat_map(|(name, intent)| {
        intent.examples.into_iter().map(move |example| (example, name.clone())).collect::<Vec<_>>()
    });
    Ok(pairs.collect())
}

impl Intents {
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    pub(super) fn of(&self, name: &str) -> &[String] {
        self.all.get(name).map_or(&[], |intent| &intent.examples)
    }

    /// Where an intent's examples stand.
    pub(super) fn place(&self, name: &str) -> (String, Option<usize>) {
        self.all.get(name).map_or_else(|| (String::new(), None), |intent| (intent.file.clone(), intent.line))
    }

    /// The `nlu` part of a file.
    pub(super) fn yaml(&mut self, file: &Decoded, part: &Value, gathered: &mut Gathered) {
        let mut told = BTreeSet::new();
        for (at, item) in part.as_sequence().into_iter().flatten().enumerate() {
            let examples = example_lines(item.get("examples").unwrap_or(&Value::Null));
            if let Some(name) = item.get("intent").and_then(Value::as_str) {
                let line = file.line_of(&format!("intent: {name}"));
                self.add(file, line, name, examples.iter().map(String::as_str));
                continue;
            }
            let kind = ["synonym", "lookup", "regex"].into_iter().find(|kind| item.get(*kind).is_some());
            let Some(kind) = kind else {
                gathered.told(
                    (&file.path, None, &format!("item {} of nlu", at + 1)),
                    "It is no intent and was not taken.",
                );
                continue;
            };
            let name = item.get(kind).and_then(Value::as_str).unwrap_or("");
            let line = file.line_of(&format!("{kind}: {name}"));
            entity_note(file, line, (kind, name), &examples, gathered);
            told.insert(kind);
        }
    }

    /// Format 1: `## intent:greet`, then `- hello`.
    pub(super) fn markdown(&mut self, file: &Decoded, gathered: &mut Gathered) {
        let mut current: Option<(&str, &str)> = None;
        let mut others: BTreeMap<(&str, &str), (usize, Vec<String>)> = BTreeMap::new();
        let mut found = false;
        let tells_stories = file.text.contains("\n* ");
        for (at, line) in file.text.lines().enumerate() {
            if let Some(heading) = line.strip_prefix("## ") {
                current = heading.split_once(':').map(|(kind, name)| (kind.trim(), name.trim()));
                let known = matches!(current, Some(("intent" | "synonym" | "lookup" | "regex", _)));
                if !known {
                    current = None;
                    if heading.contains("story") || tells_stories {
                        gathered.todo(
                            (&file.path, Some(at + 1), heading),
                            "This looks like a story of Rasa 1 and was not taken.",
                            "Convert it with “rasa data convert core” and import the YAML.",
                        );
                    }
                }
                found |= known;
                continue;
            }
            let Some(example) = line.trim_start().strip_prefix(['-', '*', '+']).map(str::trim) else {
                continue;
            };
            match current {
                Some(("intent", name)) => {
                    let heading = at + 1;
                    self.add(file, Some(heading), name, [example].into_iter());
                }
                Some(other) => others.entry(other).or_insert((at, Vec::new())).1.push(example.to_owned()),
                None => {}
            }
        }
        for (kind_and_name, (line, examples)) in others {
            entity_note(file, Some(line), kind_and_name, &examples, gathered);
        }
        if !found {
            gathered.told((&file.path, None, ""), "It holds no examples of intents.");
        }
    }

    fn add<'a>(
        &mut self,
        file: &Decoded,
        line: Option<usize>,
        name: &str,
        examples: impl Iterator<Item = &'a str>,
    ) {
        let intent = self.all.entry(name.to_owned()).or_default();
        if intent.file.is_empty() {
            intent.file.clone_from(&file.path);
            intent.line = line;
        }
        intent.examples.extend(examples.map(|example| one_line(&without_entities(example))));
    }
}

fn entity_note(
    file: &Decoded,
    line: Option<usize>,
    (kind, name): (&str, &str),
    examples: &[String],
    gathered: &mut Gathered,
) {
    let what = match kind {
        "synonym" => "Synonyms of entities have no place here, since no entities are drawn out.",
        "lookup" => "A lookup table has no place here, since no entities are drawn out.",
        _ => {
            "A pattern has no place here; ask steps of flows know order numbers, e-mail addresses, dates and numbers."
        }
    };
    let shown = examples.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
    let more = if examples.len() > 5 { format!(" and {} more", examples.len() - 5) } else { String::new() };
    gathered.todo(
        (&file.path, line, &format!("{kind} “{name}”")),
        &format!("{what} It held: {shown}{more}."),
        "Where a flow lets customers choose, give the words as synonyms of an option.",
    );
}

/// Lines `- text`, or a list of texts or of `{text, metadata}`.
fn example_lines(value: &Value) -> Vec<String> {
    match value {
        Value::String(block) => block
            .lines()
            .filter_map(|line| line.trim().strip_prefix('-'))
            .map(|line| line.trim().to_owned())
            .collect(),
        Value::Sequence(items) => items
            .iter()
            .filter_map(|item| item.as_str().or_else(|| item.get("text").and_then(Value::as_str)))
            .map(|text| text.trim().trim_start_matches("- ").trim().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// `[text](entity)`, `[text]{"entity": "x"}` and `[text][{"entity": "x"}]` are the text. Nobody asks in more
/// than a few hundred characters, and marks that never end are searched for up to the end.
pub(super) fn without_entities(text: &str) -> String {
    if text.len() > MAX_MARKED_BYTES {
        return text.to_owned();
    }
    static MARKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\[([^\]\[]+)\](?:\([^)]*\)|\{[^}]*\}|\[\s*\{.*?\}\s*\])").expect("the pattern is tested")
    });
    MARKS.replace_all(text, "$1").into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_lose_their_marks() {
        for marked in [
            "from [Berlin](city) please",
            "from [Berlin](city:berlin) please",
            "from [Berlin]{\"entity\": \"city\", \"value\": \"B\"} please",
            "from [Berlin][{\"entity\": \"city\"}, {\"entity\": \"place\"}] please",
        ] {
            assert_eq!(without_entities(marked), "from Berlin please");
        }
        assert_eq!(without_entities("an array [1] here"), "an array [1] here");
    }

    #[test]
    fn examples_alone() {
        let yaml = "version: '3.1'\nnlu:\n- intent: track\n  examples: |\n    - Where is [it](thing)?\n- lookup: x\n  examples: |\n    - a\n";
        assert_eq!(examples(yaml).unwrap(), [("Where is it?".to_owned(), "track".to_owned())]);
        let listed = "nlu:\n- intent: track\n  examples:\n  - text: |\n      Where is it?\n    metadata: {sentiment: neutral}\n";
        assert_eq!(examples(listed).unwrap(), [("Where is it?".to_owned(), "track".to_owned())]);
    }
}
