//! `rapport backup` and `rapport restore`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use rapport_domain::Clock;
use rapport_storage::Store;

use crate::{clock::SystemClock, config::Config, serve::println, wiring};

/// Options of `rapport backup`.
#[derive(Args)]
pub struct BackupArgs {
    /// A folder that holds no backup yet.
    #[arg(long)]
    to: PathBuf,
}

/// Options of `rapport restore`.
#[derive(Args)]
pub struct RestoreArgs {
    /// A folder that `rapport backup` wrote.
    #[arg(long)]
    from: PathBuf,
    /// A ledger of erasures from another machine; the one beside the database counts by itself.
    #[arg(long)]
    ledger: Option<PathBuf>,
}

/// Writes a backup of a database that may be in use.
pub async fn backup(config: &Config, args: BackupArgs) -> Result<()> {
    let store = wiring::store(config).await?;
    let done = if store.is_sqlite() {
        store.backup(&args.to, SystemClock.now()).await
    } else {
        store.backup_keys(&args.to, SystemClock.now()).await
    };
    store.close().await;
    done.with_context(|| format!("{} could not be written", args.to.display()))?;
    println(&format!("wrote {}; keep the key file apart from the database's copy", args.to.display()));
    Ok(())
}

/// Brings a backup back; whoever was erased since stays erased.
pub async fn restore(config: &Config, args: RestoreArgs) -> Result<()> {
    let options = wiring::store_options(config)?;
    let restored = if config.database.url.starts_with("sqlite:") {
        let restored = Store::restore(&args.from, options, args.ledger.as_deref(), SystemClock.now()).await;
        match restored {
            Ok((store, restored)) => {
                store.close().await;
                Ok(restored)
            }
            Err(error) => Err(error),
        }
    } else {
        let store = Store::open(options).await?;
        let restored =
            store.adopt_backup(&args.from, args.ledger.into_iter().collect(), SystemClock.now()).await;
        store.close().await;
        restored
    };
    let restored = restored.with_context(|| format!("{} could not be restored", args.from.display()))?;
    println(&format!("{} customers restored, {} stay erased", restored.customers, restored.erased));
    Ok(())
}
