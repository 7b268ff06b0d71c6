//! `rapport explain CONVERSATION`: decides again on the stored events.

use anyhow::{Result, bail};
use clap::Args;
use rapport_domain::ConversationId;

use crate::{config::Config, serve::println, wiring};

/// Options of `rapport explain`.
#[derive(Args)]
pub struct ExplainArgs {
    /// The conversation: `cnv_…`.
    conversation: ConversationId,
}

/// Prints every decision with its why, and whether deciding again comes to the same.
pub async fn explain(config: &Config, args: ExplainArgs) -> Result<()> {
    let desk = wiring::desk(config).await?;
    let explained = desk.explain(args.conversation).await;
    desk.close().await;
    let explained = explained?;
    for decision in &explained {
        println(&serde_json::to_string_pretty(decision)?);
    }
    let differing = explained.iter().filter(|decision| !decision.equal).count();
    if differing > 0 {
        bail!("{differing} of {} decisions come out differently", explained.len());
    }
    Ok(())
}
