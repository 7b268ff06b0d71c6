//! `rapport bench desk`: agents and customers at the same conversations at the same moments. Two agents take over at
//! once, customers write while somebody takes over, agents hand back while they reply. Afterwards every
//! conversation is read back: each message is there once, none is answered twice, no handover is silent, and the
//! assistant says nothing while an agent holds a conversation.

mod agents;
mod judge;
mod races;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use futures::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    figures::Latencies,
    live::{Held, open_all, questions},
    node::Node,
};
use judge::Verdict;

/// Customers whose message waits for its answer at the same time: more would only measure the queue.
const WAITING_AT_ONCE: usize = 192;
/// One message in so many asks for a person.
const ASKS_FOR_PERSON: usize = 40;
/// How long a customer waits for an answer before the next one writes; where an agent holds the conversation none
/// comes by itself.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Conversations that are read back at the same time.
const READING: usize = 8;

/// Options of `rapport bench desk`.
#[derive(Args)]
pub struct DeskArgs {
    /// Agents who are signed in and live.
    #[arg(long, default_value_t = 50)]
    agents: usize,
    /// Customers with a live chat each.
    #[arg(long, default_value_t = 5_000)]
    customers: usize,
    /// Messages of customers, all together.
    #[arg(long, default_value_t = 50_000)]
    messages: usize,
    /// Conversations that are taken over and handed back, each with a race at both ends.
    #[arg(long, default_value_t = 2_000)]
    take_overs: usize,
    /// The longest time for all of it, in seconds, without reading back: what is not done by then is left out.
    #[arg(long, default_value_t = 360)]
    seconds: u64,
    /// The content that is served, and whose topics' examples are asked.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long)]
    database: Option<String>,
}

/// A customer's chat, with what was promised to them.
struct Chat {
    held: Held,
    /// The id under which agents know it.
    conversation: String,
    /// The sequence numbers of the messages that the server acknowledged.
    acknowledged: Mutex<Vec<u64>>,
    /// The sequence numbers of the agents' replies that the server acknowledged.
    replies: Mutex<Vec<u64>>,
    /// Messages that were sent and not acknowledged: they may be kept or not.
    in_doubt: AtomicUsize,
    /// Held by the agents who race for it, so that each race has its own conversation.
    race: tokio::sync::Mutex<()>,
}

/// Everything that takes part.
struct Floor {
    chats: Vec<Chat>,
    agents: Vec<agents::AgentAtWork>,
    questions: Arc<Vec<String>>,
    /// How many messages customers have sent.
    sent: AtomicUsize,
    until: Instant,
}

/// Opens the floor, lets everybody work, judges and prints the figures.
pub async fn desk(args: DeskArgs) -> Result<()> {
    if args.agents < 2 || args.customers == 0 {
        bail!("two agents and one customer are the least that can race");
    }
    let questions = Arc::new(questions(&args.content)?);
    if questions.is_empty() {
        bail!("the content has no topic with an answer whose examples are questions");
    }
    let began = Instant::now();
    let node = Node::with_content(args.database.clone(), args.content.clone()).await?;
    let agents = agents::sign_in(&node.url, args.agents).await?;
    let floor = open(&node, &args, questions, agents).await?;
    eprintln!("{} chats open after {:.0} s", floor.chats.len(), began.elapsed().as_secs_f64());
    let at_work = Instant::now();
    let floor = Arc::new(floor);
    let writing = tokio::spawn(write(Arc::clone(&floor), args.messages));
    let raced = races::race(&floor, args.take_overs).await?;
    let latencies = writing.await??;
    let seconds = at_work.elapsed().as_secs_f64();
    eprintln!("{} messages, {} take-overs in {seconds:.0} s", sent(&floor), raced.take_overs);
    let verdict = judge_all(&floor).await?;
    let still_open = floor.chats.iter().filter(|chat| chat.held.replies.has_changed().is_ok()).count();
    let agents_live = floor.agents.iter().filter(|agent| agent.is_live()).count();
    node.end().await?;
    let report = json!({
        "agents": floor.agents.len(), "agents_still_live": agents_live, "customers": floor.chats.len(),
        "customers_still_live": still_open, "messages": sent(&floor), "seconds": seconds,
        "seconds_in_all": began.elapsed().as_secs_f64(), "take_overs": raced.take_overs,
        "hand_backs": raced.hand_backs, "races": raced.json(), "faults": verdict.json(&raced),
        "asked_to_answered_ms": Latencies::of(latencies).json(),
        "take_over_ms": Latencies::of(raced.take_over_ms.clone()).json(),
    });
    crate::serve::println(&report.to_string());
    let faults = verdict.faults(&raced);
    if faults > 0 {
        for example in &verdict.examples {
            eprintln!("{example}");
        }
        bail!("{faults} promises were broken");
    }
    Ok(())
}

async fn open(
    node: &Node,
    args: &DeskArgs,
    questions: Arc<Vec<String>>,
    agents: Vec<agents::AgentAtWork>,
) -> Result<Floor> {
    let until = Instant::now() + Duration::from_secs(args.seconds);
    let held = open_all(node, args.customers, &questions).await?;
    let chat = |held: Held| async move {
        let conversation = held.visitor.conversation().await?;
        Ok::<_, anyhow::Error>(Chat {
            acknowledged: Mutex::new(vec![held.first]),
            replies: Mutex::default(),
            in_doubt: AtomicUsize::new(0),
            race: tokio::sync::Mutex::default(),
            held,
            conversation,
        })
    };
    let chats = futures::stream::iter(held).map(chat).buffer_unordered(READING);
    let chats: Vec<Chat> = chats.try_collect().await?;
    let sent = AtomicUsize::new(chats.len());
    Ok(Floor { chats, agents, questions, sent, until })
}

/// Customers write, each in turn and many at once, until all messages are sent or the time is up; answers the
/// milliseconds from message to answer where one came.
async fn write(floor: Arc<Floor>, messages: usize) -> Result<Vec<f64>> {
    let places = Arc::new(Semaphore::new(WAITING_AT_ONCE.min(floor.chats.len())));
    let mut writing = JoinSet::new();
    let mut latencies = vec![];
    let mut number = 0;
    while sent(&floor) < messages && Instant::now() < floor.until {
        let place = Arc::clone(&places).acquire_owned().await?;
        // A prime step spreads the messages over all chats without a pattern.
        let chat = number * 7_919 % floor.chats.len();
        let (floor, turn) = (Arc::clone(&floor), number);
        writing.spawn(async move {
            let answered = ask(&floor, chat, turn).await;
            drop(place);
            answered
        });
        while let Some(done) = writing.try_join_next() {
            latencies.extend(done??);
        }
        number += 1;
    }
    while let Some(done) = writing.join_next().await {
        latencies.extend(done??);
    }
    Ok(latencies)
}

/// Sends one message and waits a while for what comes of it.
async fn ask(floor: &Floor, chat: usize, turn: usize) -> Result<Option<f64>> {
    let began = Instant::now();
    let Some(seq) = floor.say(chat, &format!("stream-{turn}"), turn).await else { return Ok(None) };
    let mut replies = floor.chats[chat].held.replies.clone();
    let answered = tokio::time::timeout(PATIENCE, replies.wait_for(|reply| *reply > seq)).await;
    Ok(answered.is_ok_and(|reply| reply.is_ok()).then(|| began.elapsed().as_secs_f64() * 1_000.0))
}

impl Floor {
    /// A customer writes; answers the message's place once it is acknowledged.
    async fn say(&self, chat: usize, client_id: &str, turn: usize) -> Option<u64> {
        let chat = &self.chats[chat];
        let text = match turn % ASKS_FOR_PERSON {
            7 => "Can I talk to a person, please?",
            _ => &self.questions[turn * 7 % self.questions.len()],
        };
        self.sent.fetch_add(1, Ordering::Relaxed);
        match chat.held.visitor.send(client_id, text).await {
            Ok(seq) => {
                chat.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(seq);
                Some(seq)
            }
            Err(error) => {
                eprintln!("a message was not acknowledged: {error:#}");
                chat.in_doubt.fetch_add(1, Ordering::Relaxed);
                None
            }
        }
    }
}

fn sent(floor: &Floor) -> usize {
    floor.sent.load(Ordering::Relaxed)
}

/// Reads every conversation back, as an agent sees it, and judges it.
async fn judge_all(floor: &Arc<Floor>) -> Result<Verdict> {
    // What is still due is answered before it is judged.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let places = Arc::new(Semaphore::new(READING));
    let mut reading = JoinSet::new();
    for number in 0..floor.chats.len() {
        let place = Arc::clone(&places).acquire_owned().await?;
        let floor = Arc::clone(floor);
        reading.spawn(async move {
            let verdict = judge_one(&floor, number).await;
            drop(place);
            verdict
        });
    }
    let mut verdict = Verdict::default();
    while let Some(one) = reading.join_next().await {
        verdict.add(one??);
    }
    Ok(verdict)
}

async fn judge_one(floor: &Floor, number: usize) -> Result<Verdict> {
    let chat = &floor.chats[number];
    let agent = &floor.agents[number % floor.agents.len()];
    let promised = judge::Promised {
        messages: chat.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        in_doubt: chat.in_doubt.load(Ordering::Relaxed),
        replies: chat.replies.lock().unwrap_or_else(PoisonError::into_inner).clone(),
    };
    for _ in 0..5 {
        let events = agent.events(&chat.conversation).await;
        let events = events.with_context(|| format!("{} cannot be read back", chat.conversation))?;
        let verdict = judge::judge(&chat.conversation, &events, &promised);
        if verdict.unanswered == 0 {
            return Ok(verdict);
        }
        // Its turn may be due still.
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let events = agent.events(&chat.conversation).await?;
    Ok(judge::judge(&chat.conversation, &events, &promised))
}
