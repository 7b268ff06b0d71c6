//! `rapport find`: documents from a file, then a question a line.

use std::{io::BufRead, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use rapport_dialogue::find::{Document, Index};
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines::{each_line, reader};

/// Options of `rapport find`.
#[derive(Args)]
pub struct FindArgs {
    /// JSON Lines {"id","title","body"}.
    #[arg(long)]
    documents: PathBuf,
    /// How many documents an answer names at most.
    #[arg(long, default_value_t = 10)]
    limit: usize,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    text: String,
}

#[derive(Deserialize)]
struct Row {
    id: Value,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
}

/// Answers which documents fit each question.
pub fn find(args: &FindArgs) -> Result<()> {
    let reader = reader()?;
    let file = std::fs::File::open(&args.documents)
        .with_context(|| format!("cannot read {}", args.documents.display()))?;
    let mut documents = vec![];
    for (number, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let row: Row = serde_json::from_str(&line).with_context(|| format!("line {}", number + 1))?;
        let id = row.id.as_str().map_or_else(|| row.id.to_string(), str::to_owned);
        documents.push(Document::read(id, row.title, row.body, |text| reader.vector(text)));
    }
    let index = Index::new(&documents);
    each_line(|question: Question| {
        let found = index.search(&question.text, &reader.vector(&question.text), args.limit);
        let found: Vec<Value> =
            found.into_iter().map(|(id, score)| json!({ "id": id, "score": score })).collect();
        Ok(json!({ "id": question.id, "documents": found }))
    })
}
