//! `rapport search rebuild`: makes the search index again, beside a running server or without one.

use std::time::Duration;

use anyhow::Result;
use clap::{Args, Subcommand};
use rapport_domain::Clock as _;

use crate::{clock::SystemClock, config::Config, serve::println, wiring};

/// Options of `rapport search`.
#[derive(Args)]
pub struct SearchArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Empty the search index and make it again from the log.
    Rebuild,
}

/// How long to wait where another node makes the index.
const PATIENCE: Duration = Duration::from_millis(500);
/// Conversations and customers between two lines of progress.
const PROGRESS: u64 = 6_400;

/// Does it.
pub async fn search(config: &Config, args: SearchArgs) -> Result<()> {
    let Act::Rebuild = args.act;
    let store = wiring::store(config).await?;
    store.rebuild_search().await?;
    let (mut all, mut told) = (0, 0);
    while store.search_behind().await? > 0 {
        let taken = store.index_due(SystemClock.now()).await?;
        all += taken;
        if taken == 0 {
            tokio::time::sleep(PATIENCE).await;
        } else if all - told >= PROGRESS {
            told = all;
            println(&format!("{all} conversations and customers taken in"));
        }
    }
    // The last stretch of the walk, which says that nothing is left.
    store.index_due(SystemClock.now()).await?;
    println("the search index is up to date");
    store.close().await;
    Ok(())
}
