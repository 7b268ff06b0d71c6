//! `rapport perceive`.

use anyhow::{Result, bail};
use clap::Args;
use rapport_domain::{
    feeling::{Emotion, Feeling},
    perception::{Perception, Tier},
};
use rapport_perception::{Role, Turn};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::lines::{Said, each_line, reader};

/// Options of `rapport perceive`.
#[derive(Args)]
pub struct PerceiveArgs {
    /// Read with the fast tier, which takes over under overload.
    #[arg(long)]
    fast: bool,
    /// Voice recordings. This build reads text only and says so.
    #[arg(long, num_args = 1..)]
    audio: Vec<std::path::PathBuf>,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    context: Vec<Said>,
}

/// Reads messages.
pub fn perceive(args: &PerceiveArgs) -> Result<()> {
    if !args.audio.is_empty() {
        bail!("this version reads text only; voice is not part of it yet");
    }
    let reader = reader()?;
    each_line(|question: Question| {
        let context: Vec<Turn> = question.context.into_iter().map(turn).collect();
        let reading = match args.fast {
            true => reader.read_fast(&question.text, &context),
            false => reader.read(&question.text, &context),
        };
        Ok(answer(&question.id, &reading.perception))
    })
}

fn turn(said: Said) -> Turn {
    let role = if said.by_customer() { Role::Customer } else { Role::Staff };
    Turn { role, text: said.text }
}

fn answer(id: &Value, perception: &Perception) -> Value {
    let feelings = Feeling::ALL.map(|f| (f.as_str().to_owned(), number(perception.feelings[f.index()])));
    let emotions = Emotion::ALL.map(|e| (e.as_str().to_owned(), number(perception.emotions[e.index()])));
    json!({
        "id": id,
        "feeling": perception.feeling.map_or("unclear", Feeling::as_str),
        "feelings": feelings.into_iter().collect::<Map<_, _>>(),
        "emotions": emotions.into_iter().collect::<Map<_, _>>(),
        "labels": perception.labels,
        "valence": number(perception.valence),
        "arousal": number(perception.arousal),
        "dominance": number(perception.dominance),
        "intensity": number(perception.intensity),
        "urgency": number(perception.urgency),
        "urgency_reason": perception.urgency_reason,
        "politeness": number(perception.politeness),
        "complaint": number(perception.complaint),
        "hostility": { "level": perception.hostility.level, "score": number(perception.hostility.score) },
        "confidence": number(perception.confidence),
        "abstained": perception.feeling.is_none(),
        "language": perception.language,
        "tier": if perception.tier == Tier::Full { "full" } else { "fast" },
        "unsaid": perception.unsaid,
        "evidence": perception.evidence,
    })
}

/// Four digits: more would only be noise.
fn number(value: f32) -> Value {
    let rounded = (f64::from(value) * 10_000.0).round() / 10_000.0;
    json!(rounded)
}
