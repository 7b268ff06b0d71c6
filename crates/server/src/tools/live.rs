//! `rapport bench live`: many live chats held by one server process, and a steady stream of questions.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::json;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    figures::Latencies,
    node::{INBOX_KEY, Node},
    visitor::{LiveChat, Visitor, Visitors, is_reply_after},
};

/// Chats that are opened at the same time.
const OPENING: usize = 48;

/// Options of `rapport bench live`.
#[derive(Args)]
pub struct LiveArgs {
    /// Live chats to hold.
    #[arg(long, default_value_t = 18_000)]
    chats: usize,
    /// Customer messages per second, once all chats are open.
    #[arg(long, default_value_t = 200)]
    rate: u32,
    /// Seconds to keep that rate.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// The content whose topics' examples are asked.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// The pause that ships, in milliseconds; taken off to tell the latency from the end of the turn.
    #[arg(long, default_value_t = 350.0)]
    pause_ms: f64,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long)]
    database: Option<String>,
}

/// A chat that was answered once and is held open: its frames are read, so that pings are answered.
pub(super) struct Held {
    pub(super) visitor: Visitor,
    /// The sequence number of its first message.
    pub(super) first: u64,
    /// The sequence number of the last reply that was seen; closed when the connection is.
    pub(super) replies: watch::Receiver<u64>,
}

/// Opens the chats, measures memory, sends the stream, prints the figures.
pub async fn live(args: LiveArgs) -> Result<()> {
    let questions = Arc::new(questions(&args.content)?);
    let node = Node::fresh(args.database.clone()).await?;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let at_rest = node.resident_bytes().context("the server's memory cannot be read")?;
    let began = Instant::now();
    let held = open_all(&node, args.chats, &questions).await?;
    let opening_s = began.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let full = node.resident_bytes().context("the server's memory cannot be read")?;
    let each = full.saturating_sub(at_rest) / args.chats.max(1) as u64;
    let still_open = held.iter().filter(|chat| chat.replies.has_changed().is_ok()).count();
    eprintln!("{still_open} chats open after {opening_s:.0} s: {each} bytes each");
    let sent = args.rate as usize * args.seconds as usize;
    let (latencies, seconds) = stream(held, &args, &questions).await?;
    let answered = latencies.len();
    let from_end = latencies.iter().map(|ms| (ms - args.pause_ms).max(0.0)).collect();
    let report = json!({
        "chats": args.chats, "still_open": still_open, "bytes_at_rest": at_rest, "bytes_with_chats": full, "bytes_each": each,
        "opening_s": opening_s, "rate": args.rate, "sent": sent, "answered": answered, "seconds": seconds,
        "from_last_message_ms": Latencies::of(latencies).json(),
        "from_end_of_turn_ms": Latencies::of(from_end).json(),
    });
    crate::serve::println(&report.to_string());
    node.end().await
}

/// Opens chats; each asks one question and has its answer.
pub(super) async fn open_all(node: &Node, chats: usize, questions: &Arc<Vec<String>>) -> Result<Vec<Held>> {
    let visitors = Visitors::new(&node.url, INBOX_KEY);
    let places = Arc::new(Semaphore::new(OPENING));
    let mut opening = JoinSet::new();
    for number in 0..chats {
        let place = places.clone().acquire_owned().await?;
        let (visitors, questions) = (visitors.clone(), Arc::clone(questions));
        opening.spawn(async move {
            let visitor = visitors.arrive().await?;
            let mut live = visitor.connect(0).await?;
            let question = &questions[number % questions.len()];
            let asked = visitor.send(&format!("first-{number}"), question).await?;
            live.reply_after(asked).await.context("a chat was closed before its first reply")?;
            drop(place);
            let (seen, replies) = watch::channel(asked);
            tokio::spawn(hold(live, seen));
            Ok::<_, anyhow::Error>(Held { visitor, first: asked, replies })
        });
        if number % 2_000 == 1_999 {
            eprintln!("{} chats opened", number + 1);
        }
    }
    let mut held = Vec::with_capacity(chats);
    while let Some(opened) = opening.join_next().await {
        held.push(opened??);
    }
    Ok(held)
}

/// Sends at a steady rate, each message from another chat, whatever the server does; answers the
/// milliseconds from each message to its reply. All other chats stay open meanwhile.
async fn stream(
    mut held: Vec<Held>,
    args: &LiveArgs,
    questions: &Arc<Vec<String>>,
) -> Result<(Vec<f64>, f64)> {
    let total = args.rate as usize * args.seconds as usize;
    let mut running = JoinSet::new();
    let mut latencies = Vec::with_capacity(total);
    let mut waiting = std::collections::VecDeque::from_iter(held.drain(..));
    let mut tick = tokio::time::interval(Duration::from_secs_f64(1.0 / f64::from(args.rate.max(1))));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let began = Instant::now();
    for number in 0..total {
        tick.tick().await;
        while let Some(done) = running.try_join_next() {
            let (chat, ms): (Held, Option<f64>) = done??;
            latencies.extend(ms);
            waiting.push_back(chat);
        }
        let Some(chat) = waiting.pop_front() else { continue };
        let question = questions[number * 7 % questions.len()].clone();
        running.spawn(ask(chat, number, question));
    }
    while let Some(done) = running.join_next().await {
        latencies.extend(done??.1);
    }
    Ok((latencies, began.elapsed().as_secs_f64()))
}

/// Reads whatever comes, and tells which reply was the last.
async fn hold(mut live: LiveChat, seen: watch::Sender<u64>) {
    while let Some(frame) = live.next().await {
        if is_reply_after(&frame["event"], 0) {
            seen.send_replace(frame["event"]["seq"].as_u64().unwrap_or(0));
        }
    }
}

async fn ask(mut chat: Held, number: usize, question: String) -> Result<(Held, Option<f64>)> {
    let began = Instant::now();
    let asked = chat.visitor.send(&format!("stream-{number}"), &question).await?;
    let patience = Duration::from_secs(60);
    let reply = tokio::time::timeout(patience, chat.replies.wait_for(|seq| *seq > asked)).await;
    let answered = reply.is_ok_and(|reply| reply.is_ok());
    let ms = answered.then(|| began.elapsed().as_secs_f64() * 1_000.0);
    Ok((chat, ms))
}

/// What customers ask: the topics' examples, complete messages that take the short pause.
pub(super) fn questions(folder: &std::path::Path) -> Result<Vec<String>> {
    let content = crate::wiring::read_content(&[folder.to_owned()])?;
    let answered = |topic: &&rapport_domain::content::Topic| {
        matches!(topic.response, rapport_domain::content::Response::Answer(_))
    };
    let examples = content.topics.iter().filter(answered).flat_map(|topic| topic.examples.clone());
    let complete = examples.filter(|example| example.ends_with('?') && example.len() > 20);
    Ok(complete.collect())
}
