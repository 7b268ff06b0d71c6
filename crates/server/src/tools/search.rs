//! `rapport bench search`: fills a database of its own, lets the search index take it in, and asks what agents
//! ask.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Result, bail};
use clap::Args;
use rapport_domain::{Clock as _, Timestamp, conversation::Status};
use rapport_storage::{SearchFilter, Speaker, Store};
use serde_json::{Map, Value, json};

use super::{
    figures::Latencies,
    history::{History, store_at},
};
use crate::clock::SystemClock;

/// Messages of each conversation.
const MESSAGES: usize = 20;
/// Found messages of one page, as the console asks for them.
const PAGE: u32 = 30;

/// Options of `rapport bench search`.
#[derive(Args)]
pub struct SearchArgs {
    /// Messages to search in.
    #[arg(long, default_value_t = 1_000_000)]
    messages: usize,
    /// How often each kind of query is asked.
    #[arg(long, default_value_t = 100)]
    rounds: usize,
    /// The content in whose words customers write.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// A new PostgreSQL database instead of a SQLite file.
    #[arg(long)]
    database: Option<String>,
    /// Where the database's files lie; a folder of its own is made in it and removed afterwards.
    #[arg(long, default_value_os_t = std::env::temp_dir())]
    folder: PathBuf,
}

/// Fills, searches, prints the figures.
pub async fn search(args: SearchArgs) -> Result<()> {
    if args.messages < MESSAGES {
        bail!("give at least {MESSAGES} messages");
    }
    let folder = args.folder.join(format!("rapport-bench-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&args, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    crate::serve::println(&measured?.to_string());
    Ok(())
}

async fn measure(args: &SearchArgs, folder: &Path) -> Result<Value> {
    let file = folder.join("rapport.db");
    let url = args.database.clone().unwrap_or_else(|| format!("sqlite:{}", file.display()));
    let store = store_at(&url, &folder.join("master.key")).await?;
    let history = History::of(&args.content, args.messages / MESSAGES, MESSAGES)?;
    let began = Instant::now();
    history.write(&store).await?;
    let filled_s = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let mut taken = 0;
    loop {
        let more = store.index_due(SystemClock.now()).await?;
        if more == 0 {
            break;
        }
        taken += more;
        if taken % 12_800 < more {
            eprintln!("{taken} conversations and customers taken in");
        }
    }
    let indexed_s = began.elapsed().as_secs_f64();
    let bytes = store.search_bytes().await?;
    let queries = queries(&store, &history, args.rounds).await?;
    store.close().await;
    let messages = history.conversations * MESSAGES;
    let database_bytes = std::fs::metadata(&file).map(|file| file.len()).ok();
    Ok(json!({
        "messages": messages, "filled_s": filled_s, "indexed_s": indexed_s, "index_bytes": bytes,
        "index_bytes_each": bytes / messages as u64, "database_bytes": database_bytes, "queries_ms": queries,
    }))
}

/// What agents ask for.
struct Asked {
    name: &'static str,
    text: String,
    filter: SearchFilter,
}

async fn queries(store: &Store, history: &History, rounds: usize) -> Result<Value> {
    let mut all = Vec::new();
    let mut kinds = Map::new();
    let names: Vec<&str> = kinds_of(history, 0).iter().map(|asked| asked.name).collect();
    for (kind, name) in names.iter().enumerate() {
        let mut millis = Vec::with_capacity(rounds);
        let mut found = 0;
        for round in 0..rounds {
            let asked = kinds_of(history, round).swap_remove(kind);
            let began = Instant::now();
            let page = store.search(&asked.text, &asked.filter, None, PAGE).await?;
            let customers = store.search_customers(&asked.text, 8).await?;
            millis.push(began.elapsed().as_secs_f64() * 1_000.0);
            found += page.items.len() + customers.len();
        }
        all.extend_from_slice(&millis);
        let (latencies, each) = (Latencies::of(millis), found / rounds.max(1));
        let (p50, p95) = (latencies.quantile(0.5), latencies.quantile(0.95));
        kinds.insert((*name).to_owned(), json!({ "p50": p50, "p95": p95, "found_on_average": each }));
    }
    let all = Latencies::of(all);
    let (p50, p95, max) = (all.quantile(0.5), all.quantile(0.95), all.quantile(1.0));
    kinds.insert("all".to_owned(), json!({ "p50": p50, "p95": p95, "max": max }));
    Ok(Value::Object(kinds))
}

/// One query of each kind; another one in each round.
fn kinds_of(history: &History, round: usize) -> Vec<Asked> {
    let words: Vec<&str> = history.sentence(round).split_whitespace().collect();
    let [first, second, third] = [0, 1, 2].map(|n| words[(round + n) % words.len()].to_owned());
    let number = round.wrapping_mul(977) % history.conversations;
    let plain = |name, text: String| Asked { name, text, filter: SearchFilter::default() };
    let within = |name, text: String, filter| Asked { name, text, filter };
    let (from, until): (Timestamp, Timestamp) = (history.moment(number), history.moment(number + 900));
    vec![
        plain("one word", format!("{first} ")),
        plain("a word that is everywhere", "the ".to_owned()),
        plain("two words", format!("{first} {second} ")),
        plain("three words", format!("{first} {second} {third} ")),
        plain("while typing", first.chars().take(3 + round % 4).collect()),
        plain("an order's number", format!("TF-{number:07}")),
        plain("a customer's address", format!("customer-{number}@shop.example")),
        plain("a phrase", format!("\"{first} {second}\"")),
        plain("nothing fits", format!("{first} zzyzx")),
        within(
            "what customers said, with a tag",
            format!("{first} "),
            SearchFilter {
                speaker: Some(Speaker::Customer),
                tag: "refund".parse().ok(),
                ..SearchFilter::default()
            },
        ),
        within(
            "in an inbox, in some weeks",
            format!("{first} "),
            SearchFilter {
                inbox: history.inboxes.first().copied(),
                from: Some(from),
                until: Some(until),
                ..SearchFilter::default()
            },
        ),
        within(
            "where a person is awaited",
            format!("{first} "),
            SearchFilter { status: Some(Status::Open), ..SearchFilter::default() },
        ),
    ]
}
