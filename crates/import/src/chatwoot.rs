//! Chatwoot's canned responses: `[{"short_code", "content"}]`, as topics or as the team's canned replies.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    Kind, Source,
    decode::{self, Decoded},
    gathered::{FoundTopic, Gathered},
    names::{one_line, title_of},
    prose::prose,
    report::Note,
};

#[derive(Deserialize)]
struct Canned {
    short_code: String,
    content: String,
}

/// A reply that agents keep at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReply {
    /// By which it is found.
    pub title: String,
    /// What is inserted.
    pub text: String,
}

/// Reads canned responses as replies that agents keep at hand.
pub fn canned_replies(sources: &[Source]) -> (Vec<CannedReply>, Vec<Note>) {
    let mut gathered = Gathered::new(Kind::Chatwoot);
    let files: Vec<Decoded> = sources
        .iter()
        .filter(|source| Kind::Chatwoot.reads(&source.path))
        .filter_map(|source| decode::decode(source, &mut gathered))
        .collect();
    let mut replies: Vec<CannedReply> = Vec::new();
    let mut known = BTreeSet::new();
    for (file, canned) in all(&files, &mut gathered) {
        if canned.content.contains("{{") {
            gathered.todo(
                (file, None, &canned.short_code),
                "It holds {{variables}}, which nothing fills in here; they were kept as text.",
                "Write it so that it needs none.",
            );
        }
        let reply = CannedReply {
            title: one_line(&canned.short_code),
            text: rapport_channels::text::clean(&canned.content),
        };
        if known.insert((reply.title.clone(), reply.text.clone())) {
            replies.push(reply);
        } else {
            gathered.told((file, None, &canned.short_code), "It stands there twice; it was taken once.");
        }
    }
    (replies, gathered.into_notes())
}

/// Reads canned responses as topics.
pub(crate) fn read(files: &[Decoded], gathered: &mut Gathered) {
    for (file, canned) in all(files, gathered) {
        let title = title_of(&canned.short_code);
        let read = prose(&canned.content, None);
        for what in &read.changed {
            gathered.told((file, None, &canned.short_code), what);
        }
        gathered.topic(FoundTopic {
            file: file.to_owned(),
            name: canned.short_code.clone(),
            examples: vec![title.clone()],
            title,
            answer: Some(read.answer),
            ..FoundTopic::default()
        });
    }
}

fn all<'a>(files: &'a [Decoded], gathered: &mut Gathered) -> Vec<(&'a str, Canned)> {
    let mut found = Vec::new();
    for file in files {
        let Some(value) = decode::json::<Value>(file, gathered) else { continue };
        let items = match value {
            Value::Array(items) => items,
            Value::Object(mut object) => match object.remove("payload").or_else(|| object.remove("data")) {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        if items.is_empty() {
            gathered.todo(
                (&file.path, None, ""),
                "There are no canned responses in this file.",
                "Import what GET /api/v1/accounts/{id}/canned_responses answers.",
            );
        }
        for (at, item) in items.into_iter().enumerate() {
            match serde_json::from_value::<Canned>(item) {
                Ok(canned) => found.push((file.path.as_str(), canned)),
                Err(error) => gathered.todo(
                    (&file.path, None, &format!("response {}", at + 1)),
                    &format!("It cannot be read and was left out: {error}."),
                    "It needs short_code and content.",
                ),
            }
        }
    }
    found
}
