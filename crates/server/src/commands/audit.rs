//! `rapport audit`: verifies the chain of the audit log.

use anyhow::{Result, bail};

use crate::{config::Config, serve::println, wiring};

/// Fails at the first row that was changed, removed or slipped in.
pub async fn audit(config: &Config) -> Result<()> {
    let store = wiring::store(config).await?;
    let broken = store.read().await?.audit_break().await;
    store.close().await;
    match broken? {
        None => {
            println("the audit log is whole");
            Ok(())
        }
        Some(number) => bail!("the audit log was changed at row {number}"),
    }
}
