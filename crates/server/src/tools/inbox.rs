//! `rapport bench inbox`: how long a server takes for the first page of each part of a full inbox.

use std::{path::PathBuf, time::Instant};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Map, Value, json};

use super::{
    figures::Latencies,
    history::{History, store_at},
    node::{AGENT, Node},
};

/// Options of `rapport bench inbox`.
#[derive(Args)]
pub struct InboxArgs {
    /// Conversations in the inbox.
    #[arg(long, default_value_t = 100_000)]
    conversations: usize,
    /// How often each list is asked for.
    #[arg(long, default_value_t = 50)]
    rounds: usize,
    /// The content in whose words customers write.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
}

/// What the console asks for.
const LISTS: [(&str, &str); 10] = [
    ("waiting", "conversations?view=waiting"),
    ("mine", "conversations?view=mine"),
    ("all", "conversations?view=all"),
    ("assistant", "conversations?view=assistant"),
    ("resolved", "conversations?view=resolved"),
    ("a tag", "conversations?view=all&tag=refund"),
    ("a tag that few have", "conversations?view=all&tag=few"),
    ("a customer's name", "conversations?view=all&q=mia%20keller"),
    ("counts", "conversations/counts"),
    ("tags", "tags"),
];

/// Fills an inbox, asks for its lists, prints the figures.
pub async fn inbox(args: InboxArgs) -> Result<()> {
    let mut node = Node::fresh(None).await?;
    node.kill().await?;
    let url = format!("sqlite:{}", node.data.join("rapport.db").display());
    let store = store_at(&url, &node.data.join("master.key")).await?;
    let history = History::of(&args.content, args.conversations, 2)?;
    history.write(&store).await?;
    store.close().await;
    let node = node.again(None).await?;
    let lists = ask(&node.url, args.rounds).await;
    node.end().await?;
    let report = json!({ "conversations": args.conversations, "first_page_ms": lists? });
    crate::serve::println(&report.to_string());
    Ok(())
}

async fn ask(server: &str, rounds: usize) -> Result<Value> {
    let client = reqwest::Client::builder().cookie_store(true).no_proxy().build()?;
    let body = json!({ "email": AGENT.0, "password": AGENT.1 });
    client.post(format!("{server}/api/v1/sign-in")).json(&body).send().await?.error_for_status()?;
    let rows: Value = client.get(format!("{server}/api/v1/conversations")).send().await?.json().await?;
    for row in rows["items"].as_array().context("the inbox holds nothing")?.iter().take(3) {
        let id = row["id"].as_str().unwrap_or_default();
        let path = format!("{server}/api/v1/conversations/{id}/tags");
        client.post(path).json(&json!({ "tag": "few" })).send().await?.error_for_status()?;
    }
    let mut lists = Map::new();
    for (name, path) in LISTS {
        let mut millis = Vec::with_capacity(rounds);
        for _ in 0..rounds {
            let began = Instant::now();
            let answer = client.get(format!("{server}/api/v1/{path}")).send().await?.error_for_status()?;
            answer.bytes().await?;
            millis.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        let latencies = Latencies::of(millis);
        let (p50, p95, max) = (latencies.quantile(0.5), latencies.quantile(0.95), latencies.quantile(1.0));
        lists.insert(name.to_owned(), json!({ "p50": p50, "p95": p95, "max": max }));
    }
    Ok(Value::Object(lists))
}
