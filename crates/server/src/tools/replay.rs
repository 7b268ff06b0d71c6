//! `rapport replay FILE`: recorded customer messages, sent to a server as live traffic.
//!
//! Each customer is a conversation of its own; messages go in their order. Afterwards every conversation is
//! read back and compared: none lost, none doubled, each covered by a reply or told that a person comes.

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
    visitor::{Visitor, Visitors},
};

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
    latencies_ms: Vec<f64>,
    decisions: BTreeMap<String, usize>,
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
    crate::serve::println(&total.report(seconds).to_string());
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
    let mut last_seq = 0;
    for message in &recorded {
        let sent_at = Instant::now();
        let seq = visitor.send(&message.id, &message.text).await?;
        outcome.sent += 1;
        outcome.out_of_order += usize::from(seq <= last_seq);
        last_seq = seq;
        match tokio::time::timeout(patience, live.reply_after(seq)).await {
            Ok(Some(_)) => outcome.latencies_ms.push(sent_at.elapsed().as_secs_f64() * 1_000.0),
            Ok(None) | Err(_) => live = visitor.connect(seq).await?,
        }
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
    let mut events = vec![];
    loop {
        let after = events.last().and_then(|event: &Value| event["seq"].as_u64()).unwrap_or(0);
        let page = visitor.events_after(after).await?;
        if page.is_empty() {
            break;
        }
        events.extend(page);
    }
    let mine: Vec<&Value> = events.iter().filter(|e| e["message"]["author"]["kind"] == "customer").collect();
    outcome.lost += recorded.len().saturating_sub(mine.len());
    outcome.doubled += mine.len().saturating_sub(recorded.len());
    let mut covered = false;
    for event in events.iter().rev() {
        if event["message"]["author"]["kind"] == "customer" {
            outcome.uncovered += usize::from(!covered);
        } else {
            covered = true;
            let decision = event["decision"].as_str().unwrap_or("other");
            *outcome.decisions.entry(decision.to_owned()).or_default() += 1;
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
        self.latencies_ms.extend(other.latencies_ms);
        self.transcript.extend(other.transcript);
        for (decision, count) in other.decisions {
            *self.decisions.entry(decision).or_default() += count;
        }
    }

    fn report(&mut self, seconds: f64) -> Value {
        let latencies = Latencies::of(std::mem::take(&mut self.latencies_ms));
        json!({
            "messages": self.sent, "seconds": seconds, "lost": self.lost, "doubled": self.doubled,
            "out_of_order": self.out_of_order, "uncovered": self.uncovered, "replies": self.decisions,
            "accept_to_reply_ms": latencies.json(),
        })
    }
}
