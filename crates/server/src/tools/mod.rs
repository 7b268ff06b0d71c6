//! Programs that use a server as its customers and agents do: replay, load, crashes.

pub mod coach;
pub mod crash;
pub mod desk;
pub mod figures;
pub mod flows;
pub mod history;
pub mod inbox;
pub mod live;
pub mod node;
pub mod pages;
pub mod redteam;
pub mod replay;
pub mod search;
pub mod visitor;

use anyhow::Result;
use clap::Subcommand;

/// What to measure.
#[derive(Subcommand)]
pub enum Bench {
    /// Many live chats at once: memory of each, latency of replies.
    Live(live::LiveArgs),
    /// Kill the server again and again while customers write and agents take over.
    Crash(crash::CrashArgs),
    /// Agents and customers at the same conversations at the same moments: nobody answers twice, nobody is left
    /// in silence.
    Desk(desk::DeskArgs),
    /// How long the coach takes over one draft.
    Coach(coach::CoachArgs),
    /// Generated conversations over every flow: nothing done without a yes, nobody stuck.
    Flows(flows::FlowsArgs),
    /// Search over many messages: latency of queries, size of the index.
    Search(search::SearchArgs),
    /// The first page of each part of a full inbox.
    Inbox(inbox::InboxArgs),
    /// Readers of the help centre: pages a second, and how long each takes.
    Pages(pages::PagesArgs),
    /// The guard on a language model's drafts: what gets through, what is blocked for nothing.
    Redteam(redteam::RedteamArgs),
    /// Start-up time and idle memory.
    Start(node::StartArgs),
}

/// Measures.
pub async fn bench(what: Bench) -> Result<()> {
    match what {
        Bench::Live(args) => live::live(args).await,
        Bench::Crash(args) => crash::crash(args).await,
        Bench::Desk(args) => desk::desk(args).await,
        Bench::Coach(args) => coach::coach(args).await,
        Bench::Flows(args) => flows::flows(&args),
        Bench::Search(args) => search::search(args).await,
        Bench::Inbox(args) => inbox::inbox(args).await,
        Bench::Pages(args) => pages::pages(args).await,
        Bench::Redteam(args) => redteam::redteam(args).await,
        Bench::Start(args) => node::start(args).await,
    }
}
