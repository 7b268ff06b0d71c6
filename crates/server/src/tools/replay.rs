//! `rapport replay FILE`: recorded customer messages, sent to a server as live traffic.
//!
//! Each customer is a conversation of its own; messages go in their order. Afterwards every conversation is
//! read back and compared: none lost, none doubled, each covered by a reply or told that a person comes. Once
//! a customer was told, further messages are kept for the person in silence, and count as waiting.
//!
//! All of it comes from one address, so a server with its ordinary limits per address answers slowly; for
//! figures, start it with higher ones.

use std::{
    collections::{BTreeMap, HashMap},
    io::BufRead,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    figures::Latencies,
    visitor::{History, Visitor, Visitors},
};

/// Seconds to wait for a reply where a person was announced: the assistant may answer and need not.
const SILENCE: Duration = Duration::from_secs(2);

/// Options of `rapport replay`.
#[derive(Args)]
pub struct ReplayArgs {
    /// JSON Lines: {"id","customer","at","text"}.
    file: PathBuf,
    /// The server.
    #[arg(long, default_value = "http://127.0.0.1:7070")]
    url: String,
    /// The key of the inbox that the messages go to.
    #[arg(long)]
    inbox: String,
    /// Conversations that are under way at the same time.
    #[arg(long, default_value_t = 64)]
    parallel: usize,
    /// Seconds to wait for a reply before a message counts as uncovered.
    #[arg(long, default_value_t = 30)]
    patience_s: u64,
    /// Where to write what was said, as JSON Lines, to be read by people.
    #[arg(long)]
    transcript: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Recorded {
    id: String,
    customer: String,
    text: String,
}

/// What became of one conversation.
#[derive(Default)]
struct Outcome {
    sent: usize,
    lost: usize,
    doubled: usize,
    out_of_order: usize,
    uncovered: usize,
    waiting: usize,
    latencies_ms: Vec<f64>,
    transcript: Vec<Value>,
}

/// Replays the file and prints the figures.
pub async fn replay(args: ReplayArgs) -> Result<()> {
    let conversations = read(&args)?;
    let messages: usize = conversations.values().map(Vec::len).sum();
    eprintln!("{messages} messages of {} customers", conversations.len());
    let visitors = Visitors::new(&args.url, &args.inbox);
    let places = Arc::new(Semaphore::new(args.parallel));
    let patience = Duration::from_secs(args.patience_s);
    let mut running = JoinSet::new();
    let before = visitors.counters("rapport_replies_total", "decision").await?;
    let began = Instant::now();
    for (customer, recorded) in conversations {
        let (visitors, places) = (visitors.clone(), places.clone());
        running.spawn(async move {
            let _place = places.acquire_owned().await?;
            one_conversation(&visitors, &customer, recorded, patience).await
        });
    }
    let mut total = Outcome::default();
    while let Some(outcome) = running.join_next().await {
        total.add(outcome??);
    }
    if let Some(path) = &args.transcript {
        let lines: Vec<String> = total.transcript.iter().map(Value::to_string).collect();
        std::fs::write(path, lines.join("\n") + "\n")?;
    }
    let seconds = began.elapsed().as_secs_f64();
    let mut replies = visitors.counters("rapport_replies_total", "decision").await?;
    for (decision, count) in &mut replies {
        *count -= before.get(decision).copied().unwrap_or(0);
    }
    crate::serve::println(&total.report(seconds, &replies).to_string());
    if total.lost + total.doubled + total.out_of_order + total.uncovered > 0 {
        bail!("messages were lost, doubled, out of order or not covered by a reply; see above");
    }
    Ok(())
}

fn read(args: &ReplayArgs) -> Result<HashMap<String, Vec<Recorded>>> {
    let file =
        std::fs::File::open(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let mut conversations: HashMap<String, Vec<Recorded>> = HashMap::new();
    for (number, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let recorded: Recorded = serde_json::from_str(&line)
            .with_context(|| format!("{}, line {}", args.file.display(), number + 1))?;
        conversations.entry(recorded.customer.clone()).or_default().push(recorded);
    }
    Ok(conversations)
}

async fn one_conversation(
    visitors: &Visitors,
    customer: &str,
    recorded: Vec<Recorded>,
    patience: Duration,
) -> Result<Outcome> {
    let visitor = visitors.arrive().await?;
    let mut live = visitor.connect(0).await?;
    let mut outcome = Outcome::default();
    let (mut last_seq, mut told) = (0, false);
    for message in &recorded {
        let sent_at = Instant::now();
        let seq = visitor.send(&message.id, &message.text).await?;
        outcome.sent += 1;
        outcome.out_of_order += usize::from(seq <= last_seq);
        last_seq = seq;
        let patience = if told { SILENCE } else { patience };
        match tokio::time::timeout(patience, live.reply_after(seq)).await {
            Ok(Some(_)) => outcome.latencies_ms.push(sent_at.elapsed().as_secs_f64() * 1_000.0),
            Ok(None) | Err(_) => live = visitor.connect(seq).await?,
        }
        told = visitor.history_after(seq).await?.awaits_person;
    }
    verify(&visitor, customer, &recorded, &mut outcome).await?;
    Ok(outcome)
}

/// Reads the conversation back and compares.
async fn verify(
    visitor: &Visitor,
    customer: &str,
    recorded: &[Recorded],
    outcome: &mut Outcome,
) -> Result<()> {
    let History { events, awaits_person } = visitor.history().await?;
    let mine: Vec<&Value> = events.iter().filter(|e| e["message"]["author"]["kind"] == "customer").collect();
    outcome.lost += recorded.len().saturating_sub(mine.len());
    outcome.doubled += mine.len().saturating_sub(recorded.len());
    let mut covered = false;
    for event in events.iter().rev() {
        let author = event["message"]["author"]["kind"].as_str();
        if author != Some("customer") {
            covered |= author.is_some();
        } else if !covered && awaits_person {
            outcome.waiting += 1;
        } else if !covered {
            outcome.uncovered += 1;
        }
    }
    outcome.transcript.push(json!({ "customer": customer, "events": events }));
    Ok(())
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
        self.uncovered += other.uncovered;
        self.waiting += other.waiting;
        self.latencies_ms.extend(other.latencies_ms);
        self.transcript.extend(other.transcript);
    }

    fn report(&mut self, seconds: f64, replies: &BTreeMap<String, u64>) -> Value {
        let latencies = Latencies::of(std::mem::take(&mut self.latencies_ms));
        json!({
            "messages": self.sent, "seconds": seconds, "lost": self.lost, "doubled": self.doubled,
            "out_of_order": self.out_of_order, "uncovered": self.uncovered,
            "kept_for_a_person_who_was_announced": self.waiting, "replies": replies,
            "accept_to_reply_ms": latencies.json(),
        })
    }
}
