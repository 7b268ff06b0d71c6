//! Generated conversations over every flow: unconfirmed acts, yeses carried out exactly once, stuck states.

use std::{path::PathBuf, thread, time::Instant};

use anyhow::{Result, bail};
use clap::Args;
use rapport_dialogue::rehearse::{Mishap, Plan, Tally, load_tests, run_generated};
use serde_json::json;

use crate::{
    commands::{
        content::{compile, test_files},
        lines,
    },
    serve::println,
    wiring,
};

/// Options of `rapport bench flows`.
#[derive(Args)]
pub struct FlowsArgs {
    /// Folder with content; other systems answer as its tests say.
    #[arg(long, default_value = "content/demo")]
    content: PathBuf,
    /// How many conversations.
    #[arg(long, default_value_t = 10_000)]
    conversations: u64,
    /// Equal seeds give equal conversations.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plays the conversation of this number alone and prints it.
    #[arg(long)]
    only: Option<u64>,
    /// Prints so many of the conversations in which something went wrong.
    #[arg(long, default_value_t = 5)]
    show: usize,
}

/// Plays the conversations and prints what came of them; fails when something was done without a yes, not as it was
/// confirmed, or when somebody got stuck.
pub fn flows(args: &FlowsArgs) -> Result<()> {
    let content = wiring::read_content(std::slice::from_ref(&args.content))?;
    let tests = load_tests(&test_files(&args.content.join("tests"))?).map_err(|findings| {
        anyhow::anyhow!(findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let reader = lines::reader()?;
    let compiled = compile(content, &reader)?;
    let begun = Instant::now();
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (first, count, parts) = match args.only {
        Some(number) => (number, 1, 1),
        None => (0, args.conversations, cores),
    };
    let share = count.div_ceil(parts).max(1);
    let results: Vec<(Tally, Vec<Mishap>)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..parts)
            .map(|part| {
                let from = first + part * share;
                let plan = Plan {
                    seed: args.seed,
                    first: from,
                    count: share.min((first + count).saturating_sub(from)),
                };
                let (compiled, tests, reader) = (&compiled, &tests, &reader);
                scope.spawn(move || run_generated(compiled, tests, plan, &|text| reader.vector(text)))
            })
            .collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
    });
    let mut tally = Tally::default();
    let mut mishaps = vec![];
    for (part, found) in results {
        tally.add(&part);
        mishaps.extend(found);
    }
    for mishap in mishaps.iter().take(args.show) {
        println(&told(mishap));
    }
    let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    println(&json!({ "seed": args.seed, "took_ms": took_ms, "result": tally }).to_string());
    if tally.conversations < count {
        bail!("a part of the conversations could not be played");
    }
    if !tally.is_clean() {
        bail!("{} conversations went wrong; play one again with --only NUMBER", mishaps.len());
    }
    Ok(())
}

fn told(mishap: &Mishap) -> String {
    let mut text = format!("Conversation {} ({}): {}\n", mishap.number, mishap.flow, mishap.wrong.join("; "));
    for (customer, reply) in &mishap.transcript {
        text.push_str(&format!("  customer:  {customer}\n"));
        for line in reply.lines().filter(|line| !line.is_empty()) {
            text.push_str(&format!("    assistant: {line}\n"));
        }
    }
    text
}
