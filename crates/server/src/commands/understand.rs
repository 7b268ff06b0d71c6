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
        "yml" | "yaml" => rasa(&text)?,
        "csv" => csv(&text)?,
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

/// The `nlu` part of Rasa's training data, format 3: `- intent: x` with `examples: |` of lines `- text`;
/// annotations `[value](entity)` and `[value]{…}` lose their marks.
fn rasa(text: &str) -> Result<Vec<(String, String)>> {
    #[derive(Deserialize)]
    struct File {
        #[serde(default)]
        nlu: Vec<Item>,
    }
    #[derive(Deserialize)]
    struct Item {
        intent: Option<String>,
        #[serde(default)]
        examples: String,
    }
    let file: File = serde_norway::from_str(text).context("this is no Rasa NLU file")?;
    let marks = regex::Regex::new(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")?;
    let intents = file.nlu.into_iter().filter_map(|item| Some((item.intent?, item.examples)));
    Ok(intents
        .flat_map(|(intent, examples)| {
            let lines = examples.lines().filter_map(|line| line.trim().strip_prefix('-').map(str::trim));
            let plain = lines.map(|line| (marks.replace_all(line, "$1").into_owned(), intent.clone()));
            plain.collect::<Vec<_>>()
        })
        .collect())
}

fn csv(text: &str) -> Result<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    let column =
        |names: &[&str]| headers.iter().position(|h| names.contains(&h.trim().to_lowercase().as_str()));
    let (Some(text), Some(intent)) =
        (column(&["text", "utterance", "example"]), column(&["intent", "label", "category", "topic"]))
    else {
        bail!("the CSV file needs a header with the columns text and intent");
    };
    let mut pairs = vec![];
    for row in reader.records() {
        let row = row?;
        pairs.push((row.get(text).unwrap_or("").to_owned(), row.get(intent).unwrap_or("").to_owned()));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_formats_of_examples() {
        let expected = vec![("Where is it?".to_owned(), "track".to_owned())];
        assert_eq!(
            json_lines("{\"text\":\"Where is it?\",\"intent\":\"track\",\"x\":1}\n").unwrap(),
            expected
        );
        assert_eq!(csv("intent,text\ntrack,Where is it?\n").unwrap(), expected);
        let yaml = "version: '3.1'\nnlu:\n- intent: track\n  examples: |\n    - Where is [it](thing)?\n- lookup: x\n  examples: |\n    - a\n";
        assert_eq!(rasa(yaml).unwrap(), expected);
        assert!(csv("a,b\n1,2\n").is_err());
        assert!(json_lines("{}\n").is_err());
    }
}
