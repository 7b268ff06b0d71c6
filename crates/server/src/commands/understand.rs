//! `rapport understand`: trained on a file of examples, then a question a line.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use rapport_dialogue::understand::{IntentExample, IntentProfile, Intents};
use rapport_perception::Reader;
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines::{each_line, reader};

/// Options of `rapport understand`.
#[derive(Args)]
pub struct UnderstandArgs {
    /// Examples: JSON Lines {"text","intent"}, CSV with a header of these names, or Rasa NLU YAML.
    #[arg(long)]
    topics: PathBuf,
    /// Below this probability a message counts as out of scope.
    #[arg(long, default_value_t = 0.5)]
    threshold: f32,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    text: String,
}

/// Answers which intent each message has.
pub fn understand(args: &UnderstandArgs) -> Result<()> {
    let reader = reader()?;
    let pairs = read_examples(&args.topics)?;
    let examples = vectors(&reader, pairs);
    let model = Intents::train(&examples, &profiles(&reader, &examples));
    each_line(|question: Question| {
        let ranking = model.rank(&question.text, &reader.vector(&question.text));
        let name = |at: usize| model.names().get(at).cloned().unwrap_or_default();
        let top =
            ranking.intents.iter().take(5).map(|(at, p)| json!({ "intent": name(*at), "confidence": p }));
        let (best, confidence) = ranking.intents.first().copied().unwrap_or((usize::MAX, 0.0));
        Ok(json!({
            "id": question.id,
            "intent": name(best),
            "confidence": confidence,
            "in_scope": ranking.in_scope >= args.threshold,
            "in_scope_probability": ranking.in_scope,
            "top": top.collect::<Vec<_>>(),
        }))
    })
}

/// What a file of examples tells of an intent besides them is its name: `card_not_working`.
fn profiles(reader: &Reader, examples: &[IntentExample]) -> Vec<IntentProfile> {
    let mut names: Vec<&str> = examples.iter().map(|example| example.intent.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let profile = |name: &str| {
        let title = name.replace(['_', '-', '/', '.'], " ");
        let vectors = vec![reader.vector(&title)];
        IntentProfile { intent: name.to_owned(), title, answer: String::new(), vectors }
    };
    names.into_iter().map(profile).collect()
}

/// Sentence vectors of all examples, on all cores.
fn vectors(reader: &Reader, pairs: Vec<(String, String)>) -> Vec<IntentExample> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = pairs.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = pairs
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || {
                    let example = |(text, intent): &(String, String)| IntentExample {
                        text: text.clone(),
                        intent: intent.clone(),
                        vector: reader.vector(text),
                    };
                    chunk.iter().map(example).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

/// Pairs of text and intent.
fn read_examples(path: &Path) -> Result<Vec<(String, String)>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let pairs = match extension {
        "yml" | "yaml" => rapport_import::rasa_examples(&text).map_err(anyhow::Error::msg)?,
        "csv" => rapport_import::csv_examples(&text).map_err(anyhow::Error::msg)?,
        _ => json_lines(&text)?,
    };
    if pairs.is_empty() {
        bail!("{} holds no examples", path.display());
    }
    Ok(pairs)
}

fn json_lines(text: &str) -> Result<Vec<(String, String)>> {
    #[derive(Deserialize)]
    struct Row {
        text: String,
        intent: String,
    }
    let rows = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(number, line)| {
        let row: Row = serde_json::from_str(line).with_context(|| format!("line {}", number + 1))?;
        Ok((row.text, row.intent))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_as_json_lines() {
        let expected = vec![("Where is it?".to_owned(), "track".to_owned())];
        assert_eq!(
            json_lines("{\"text\":\"Where is it?\",\"intent\":\"track\",\"x\":1}\n").unwrap(),
            expected
        );
        assert!(json_lines("{}\n").is_err());
    }
}
