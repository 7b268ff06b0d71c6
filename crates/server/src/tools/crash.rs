//! `rapport bench crash`: the server is killed at random moments and at named steps, while customers send and
//! reconnect and an agent takes over. Afterwards every conversation is read back: each acknowledged message
//! exactly once and in order, no turn answered twice, no assistant message after a take-over.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use rapport_desk::Step;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{
    node::{AGENT, INBOX_KEY, Node},
    visitor::{Visitor, Visitors},
};

/// Options of `rapport bench crash`.
#[derive(Args)]
pub struct CrashArgs {
    /// How often the server is killed.
    #[arg(long, default_value_t = 200)]
    rounds: usize,
    /// Customers who write meanwhile.
    #[arg(long, default_value_t = 12)]
    customers: usize,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long)]
    database: Option<String>,
}

/// What one customer was told was accepted.
struct Witness {
    visitor: Visitor,
    acknowledged: Vec<(String, u64)>,
}

/// What all saw.
#[derive(Default)]
struct Verdict {
    acknowledged: usize,
    lost: usize,
    doubled: usize,
    out_of_order: usize,
    answered_twice: usize,
    after_take_over: usize,
    take_overs: usize,
}

/// Kills, and judges.
pub async fn crash(args: CrashArgs) -> Result<()> {
    let mut node = Node::fresh(args.database.clone()).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let take_overs = Arc::new(AtomicU64::new(0));
    let visitors = Visitors::new(&node.url, INBOX_KEY);
    let mut customers = JoinSet::new();
    for number in 0..args.customers {
        let visitor = visitors.arrive().await?;
        customers.spawn(write(visitor, number, Arc::clone(&stop)));
    }
    let agent = tokio::spawn(take_over(node.url.clone(), Arc::clone(&stop), Arc::clone(&take_overs)));
    let began = Instant::now();
    for round in 0..args.rounds {
        // Every other kill comes at a named step; the rest at a moment of no particular kind.
        let step = Step::ALL[round / 2 % Step::ALL.len()];
        let kill_at = (round % 2 == 1).then(|| format!("{}:{}", step.as_str(), 1 + round % 5));
        node = node.again(kill_at.as_deref()).await?;
        let millis = 150 + (round as u64 * 7_919) % 900;
        let until = Instant::now() + Duration::from_millis(if kill_at.is_some() { 2_500 } else { millis });
        while Instant::now() < until && node.is_running() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        node.kill().await?;
        if round % 20 == 19 {
            eprintln!("{} kills after {:.0} s", round + 1, began.elapsed().as_secs_f64());
        }
    }
    node = node.again(None).await?;
    stop.store(true, Ordering::Relaxed);
    let mut witnesses = vec![];
    while let Some(witness) = customers.join_next().await {
        witnesses.push(witness??);
    }
    agent.await??;
    // What is still due is answered before it is judged.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let mut verdict =
        Verdict { take_overs: usize::try_from(take_overs.load(Ordering::Relaxed))?, ..Verdict::default() };
    for witness in &witnesses {
        judge(witness, &mut verdict).await?;
    }
    node.end().await?;
    report(&args, &verdict)
}

fn report(args: &CrashArgs, verdict: &Verdict) -> Result<()> {
    let report = json!({
        "kills": args.rounds, "acknowledged": verdict.acknowledged, "take_overs": verdict.take_overs,
        "lost": verdict.lost, "doubled": verdict.doubled, "out_of_order": verdict.out_of_order,
        "answered_twice": verdict.answered_twice, "assistant_after_take_over": verdict.after_take_over,
    });
    crate::serve::println(&report.to_string());
    let wrong = verdict.lost
        + verdict.doubled
        + verdict.out_of_order
        + verdict.answered_twice
        + verdict.after_take_over;
    if wrong > 0 {
        bail!("{wrong} promises were broken");
    }
    Ok(())
}

/// A customer who keeps writing and repeats what was not acknowledged, under the same id, as the widget does.
async fn write(visitor: Visitor, customer: usize, stop: Arc<AtomicBool>) -> Result<Witness> {
    const TEXTS: [&str; 6] = [
        "How much is delivery to Scotland?",
        "hi",
        "My parcel has not arrived and I need it on Friday!",
        "this is the third time I ask",
        "Can I return boots I have worn once?",
        "What are your opening hours?",
    ];
    let mut witness = Witness { visitor, acknowledged: vec![] };
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        let id = format!("{customer}-{number}");
        let text = format!("{} [{id}]", TEXTS[(number + customer) % TEXTS.len()]);
        loop {
            let sent = tokio::time::timeout(Duration::from_secs(3), witness.visitor.send(&id, &text)).await;
            match sent {
                Ok(Ok(seq)) => {
                    witness.acknowledged.push((id.clone(), seq));
                    break;
                }
                _ if stop.load(Ordering::Relaxed) && number > 0 => return Ok(witness),
                _ => tokio::time::sleep(Duration::from_millis(40)).await,
            }
        }
        number += 1;
        tokio::time::sleep(Duration::from_millis(120 + (number as u64 * 37) % 400)).await;
    }
    Ok(witness)
}

/// An agent who takes conversations over and hands them back.
async fn take_over(url: String, stop: Arc<AtomicBool>, count: Arc<AtomicU64>) -> Result<()> {
    let client =
        reqwest::Client::builder().cookie_store(true).no_proxy().timeout(Duration::from_secs(3)).build()?;
    let mut signed_in = false;
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let post = |path: String, body: Value| {
            client.post(format!("{url}/api/v1{path}")).header("origin", &url).json(&body).send()
        };
        if !signed_in {
            let (email, password) = AGENT;
            let answer = post("/sign-in".into(), json!({ "email": email, "password": password })).await;
            signed_in = answer.is_ok_and(|answer| answer.status().is_success());
            continue;
        }
        let page = client.get(format!("{url}/api/v1/conversations?view=all")).send().await;
        let Ok(page) = page else { continue };
        let Ok(text) = page.text().await else { continue };
        let rows: Value = serde_json::from_str(&text).unwrap_or_default();
        let turn = count.load(Ordering::Relaxed) as usize;
        let Some(rows) = rows["items"].as_array().filter(|rows| !rows.is_empty()) else { continue };
        let Some(id) = rows[turn % rows.len()]["id"].as_str() else { continue };
        let taken = post(format!("/conversations/{id}/take-over"), json!({})).await;
        if taken.is_ok_and(|answer| answer.status().is_success()) {
            count.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(120)).await;
            let _ = post(format!("/conversations/{id}/hand-back"), json!({ "note": "back to you" })).await;
        }
    }
    Ok(())
}

async fn judge(witness: &Witness, verdict: &mut Verdict) -> Result<()> {
    let history = witness.visitor.history().await.context("a conversation cannot be read back")?;
    let events = history.events;
    verdict.acknowledged += witness.acknowledged.len();
    let author = |event: &Value| event["message"]["author"]["kind"].as_str().unwrap_or("").to_owned();
    let text = |event: &Value| event["message"]["text"].as_str().unwrap_or("").to_owned();
    let mut last = 0;
    for (id, seq) in &witness.acknowledged {
        let mark = format!("[{id}]");
        let found = events.iter().filter(|e| author(e) == "customer" && text(e).contains(&mark)).count();
        verdict.lost += usize::from(found == 0);
        verdict.doubled += found.saturating_sub(1);
        verdict.out_of_order += usize::from(*seq <= last);
        last = *seq;
    }
    let mut waiting = false;
    let mut held = false;
    for event in &events {
        match author(event).as_str() {
            "customer" => waiting = true,
            "assistant" => {
                verdict.answered_twice += usize::from(!waiting && !held);
                verdict.after_take_over += usize::from(held);
                waiting = false;
            }
            "system" => {
                held = text(event).contains("is here now");
                waiting |= text(event).contains("handed you back");
            }
            _ => {}
        }
    }
    Ok(())
}
