//! `rapport user …`: people, from the command line, for the first admin and for whoever locked themselves
//! out.

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use rapport_domain::agent::Role;

use crate::{config::Config, serve::println, wiring};

/// Options of `rapport user`.
#[derive(Args)]
pub struct UserArgs {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Invite somebody; prints the link by which they choose a password.
    Add {
        /// Their address.
        #[arg(long)]
        email: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// agent, designer, leader or admin.
        #[arg(long, default_value = "agent")]
        role: Role,
    },
    /// Print a link to choose a new password.
    Reset {
        /// Their address.
        #[arg(long)]
        email: String,
    },
    /// List everybody.
    List,
}

/// Does it.
pub async fn user(config: &Config, args: UserArgs) -> Result<()> {
    let desk = wiring::desk(config).await?;
    match args.act {
        Act::Add { email, name, role } => println(&desk.invite(None, &email, &name, role).await?),
        Act::Reset { email } => {
            let agents = desk.agents().await?;
            let agent = agents.iter().find(|agent| agent.email == email.to_lowercase());
            println(&desk.password_link(agent.context("nobody has this address")?).await?);
        }
        Act::List => {
            for agent in desk.agents().await? {
                let closed = if agent.closed_at.is_some() { "  (closed)" } else { "" };
                println(&format!(
                    "{}  {:8}  {:40}  {}{closed}",
                    agent.id,
                    agent.role.as_str(),
                    agent.email,
                    agent.name
                ));
            }
        }
    }
    desk.close().await;
    Ok(())
}
