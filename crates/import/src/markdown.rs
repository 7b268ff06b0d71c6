//! Markdown files, an article each, with front matter where they have some.

use serde_norway::Value;

use crate::{
    article::{Article, Body},
    decode::{self, Decoded},
    gathered::Gathered,
    names::{one_line, title_of},
};

/// Keys of the front matter that mean something here.
const KNOWN: [&str; 12] = [
    "title",
    "tags",
    "examples",
    "questions",
    "owner",
    "author",
    "section",
    "category",
    "url",
    "link",
    "draft",
    "published",
];

/// Reads a file as a topic.
pub(crate) fn read(file: &Decoded, gathered: &mut Gathered) {
    let stem = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    if stem.eq_ignore_ascii_case("README") || format!("{stem}.md") == crate::REPORT_FILE {
        return gathered.told((&file.path, None, ""), "It was left out: it is about the folder.");
    }
    let (head, body, first_line) = parted(&file.text);
    let head = match head {
        None => Value::Null,
        Some(head) => {
            let head = Decoded::new(&file.path, format!("\n{head}"));
            let Some(head) = decode::yaml::<Value>(&head, gathered) else { return };
            head
        }
    };
    if let Some(mapping) = head.as_mapping() {
        for key in mapping.keys().filter_map(Value::as_str).filter(|key| !KNOWN.contains(key)) {
            gathered.told(
                (&file.path, Some(1), ""),
                &format!("“{key}” of its front matter has no place here and was not taken."),
            );
        }
    }
    let text = |key: &str| head.get(key).and_then(scalar).filter(|text| !text.is_empty());
    let is_draft = head.get("draft").and_then(Value::as_bool) == Some(true)
        || head.get("published").and_then(Value::as_bool) == Some(false);
    if is_draft {
        return gathered.told((&file.path, None, ""), "It is a draft and was left out.");
    }
    let (title, body) = match text("title") {
        Some(title) => (title, body),
        None => heading(body).unwrap_or_else(|| (title_of(stem), body)),
    };
    let folder = file.path.rsplit_once('/').map(|(folder, _)| folder.rsplit('/').next().unwrap_or(folder));
    let tags = listed(head.get("tags"));
    let examples = [listed(head.get("examples")), listed(head.get("questions"))].concat();
    let section = text("section").or_else(|| text("category")).or_else(|| folder.map(title_of));
    Article {
        file: &file.path,
        line: Some(first_line),
        // With its folders, since every folder may have a faq.md.
        number: file.path.rsplit_once('.').map_or(file.path.as_str(), |(path, _)| path).to_owned(),
        title,
        body: Body::Markdown(body),
        section: if tags.is_empty() {
            section
        } else {
            Some([section.into_iter().collect::<Vec<_>>(), tags].concat().join(", "))
        },
        address: text("url").or_else(|| text("link")),
        examples,
        owner: text("owner").or_else(|| text("author")).unwrap_or_default(),
    }
    .gather(gathered);
}

/// Front matter, body, and the body's first line.
fn parted(text: &str) -> (Option<&str>, &str, usize) {
    let parted = text.strip_prefix("---\n").and_then(|rest| {
        rest.split_once("\n---\n").or_else(|| rest.strip_suffix("\n---").map(|head| (head, "")))
    });
    match parted {
        Some((head, body)) => (Some(head), body, head.lines().count() + 3),
        None => (None, text, 1),
    }
}

/// A first heading is the title, and no part of the answer.
fn heading(body: &str) -> Option<(String, &str)> {
    let (first, rest) = body.trim_start().split_once('\n').unwrap_or((body.trim_start(), ""));
    let title = one_line(first.strip_prefix("# ")?.trim_end_matches('#'));
    (!title.is_empty()).then_some((title, rest))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(one_line(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list, or texts parted by commas.
fn listed(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(items)) => items.iter().filter_map(scalar).collect(),
        Some(Value::String(text)) => text.split(',').map(one_line).filter(|text| !text.is_empty()).collect(),
        _ => Vec::new(),
    }
}
