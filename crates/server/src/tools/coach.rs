//! How long the coach takes over one draft, as an agent's browser waits for it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::{
    figures::Latencies,
    node::{AGENT, INBOX_KEY, Node},
    visitor::Visitors,
};

/// Options of `rapport bench coach`.
#[derive(Args)]
pub struct CoachArgs {
    /// How many drafts.
    #[arg(long, default_value_t = 1_000)]
    rounds: usize,
}

/// What customers wrote, one after the other.
const TURNS: [&str; 4] = [
    "Hi, where is my order 100482?",
    "That was no help at all.",
    "I have been waiting for my parcel since Monday and nobody can tell me where it is now.",
    "This is ridiculous, I need it on Friday!",
];

/// Drafts as they are written: begun, finished, good and not so good.
const DRAFTS: [&str; 5] = [
    "I know how you feel",
    "I know how you feel. I'm finding your parcel now!",
    "Please calm down. As I said, our policy clearly states that delivery takes five working days.",
    "You've been waiting since Monday, and that is too long. I'm asking the courier now and write to you within \
     the hour. Is the address on the order still the right one?",
    "Dear customer, we are very sorry to hear about the inconvenience. We are extremely busy at the moment, so \
     please allow three to five working days. Unfortunately there is nothing more that we can do. Have a great day!",
];

/// Coaches drafts in a conversation of a server of its own, one after the other.
pub async fn coach(args: CoachArgs) -> Result<()> {
    let node = Node::fresh(None).await?;
    let visitor = Visitors::new(&node.url, INBOX_KEY).arrive().await?;
    for (number, text) in TURNS.iter().enumerate() {
        visitor.send(&number.to_string(), text).await?;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    let client = reqwest::Client::builder().cookie_store(true).no_proxy().build()?;
    let post = |path: String, body: Value| {
        client.post(format!("{}/api/v1{path}", node.url)).header("origin", &node.url).json(&body).send()
    };
    let (email, password) = AGENT;
    let sign_in = json!({ "email": email, "password": password });
    post("/sign-in".to_owned(), sign_in).await?.error_for_status()?;
    let list = client.get(format!("{}/api/v1/conversations", node.url)).send().await?.error_for_status()?;
    let list: Value = serde_json::from_str(&list.text().await?)?;
    let id = list["items"][0]["id"].as_str().context("the conversation is not in the inbox")?.to_owned();
    let mut millis = Vec::with_capacity(args.rounds);
    for round in 0..args.rounds {
        let draft = json!({ "draft": DRAFTS[round % DRAFTS.len()] });
        let began = Instant::now();
        let answer = post(format!("/conversations/{id}/coach"), draft).await?.error_for_status()?;
        answer.bytes().await?;
        millis.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    node.end().await?;
    crate::serve::println(&json!({ "coach_ms": Latencies::of(millis).json() }).to_string());
    Ok(())
}
