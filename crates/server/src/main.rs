//! The binary `rapport`: command line, configuration, wiring, start and stop.

mod clock;
mod commands;
mod config;
mod crash;
mod demo;
mod serve;
mod starter;
mod telemetry;
mod tools;
mod wiring;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

use config::Config;

/// Customer service that people feel heard by.
#[derive(Parser)]
#[command(name = "rapport", version)]
struct Cli {
    /// Configuration file; `rapport config` prints every key with its default.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a node.
    Serve,
    /// Start the demo company: server, shop, order service, mailbox.
    Demo(demo::DemoArgs),
    /// Print the default configuration with comments.
    Config,
    /// Ask a running server whether it is ready.
    Health,
    /// Add people and reset passwords.
    User(commands::user::UserArgs),
    /// Check content: files in, findings out.
    Check(commands::content::ContentArgs),
    /// Run content's conversation tests.
    Test(commands::content::TestArgs),
    /// Decide again on a conversation's stored events and say why.
    Explain(commands::explain::ExplainArgs),
    /// Publish content from a folder, for a server that is not running; or turn another product's content into
    /// such a folder.
    Import(commands::import::ImportArgs),
    /// Write a release as files that `import` reads back, and its topics as a spreadsheet.
    Export(commands::export::ExportArgs),
    /// Write a backup: the database and, apart from it, the customers' keys.
    Backup(commands::backup::BackupArgs),
    /// Bring a backup back.
    Restore(commands::backup::RestoreArgs),
    /// Look after the search index.
    Search(commands::search::SearchArgs),
    /// Verify the audit log's chain.
    Audit,
    /// How the writers of messages feel: a JSON object a line in, one a line out.
    Perceive(commands::perceive::PerceiveArgs),
    /// Which topic messages ask for.
    Understand(commands::understand::UnderstandArgs),
    /// Which documents answer questions.
    Find(commands::find::FindArgs),
    /// The seven practices over replies.
    Coach(commands::coach::CoachArgs),
    /// The figures of one data set.
    Eval(commands::eval::EvalArgs),
    /// Send recorded customer messages to a server as live traffic.
    Replay(tools::replay::ReplayArgs),
    /// Measure.
    Bench {
        #[command(subcommand)]
        what: tools::Bench,
    },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    // The tools' clients and the trace exporter need it before the first connection.
    let _already_installed = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(cli))
}

async fn run(cli: Cli) -> Result<()> {
    let file = cli.config;
    let config = || Config::load(file.as_deref(), std::env::vars());
    match cli.command {
        Command::Serve => serve::serve(config()?).await,
        Command::Demo(args) => demo::demo(args).await,
        Command::Config => {
            serve::println(config::DEFAULT.trim_end());
            Ok(())
        }
        Command::Health => commands::health::health(&config()?).await,
        Command::User(args) => commands::user::user(&config()?, args).await,
        Command::Check(args) => commands::content::check(&args),
        Command::Test(args) => commands::content::test(&args),
        Command::Import(args) => commands::import::import(config, args).await,
        Command::Export(args) => commands::export::export(&config()?, args).await,
        Command::Explain(args) => commands::explain::explain(&config()?, args).await,
        Command::Backup(args) => commands::backup::backup(&config()?, args).await,
        Command::Restore(args) => commands::backup::restore(&config()?, args).await,
        Command::Search(args) => commands::search::search(&config()?, args).await,
        Command::Audit => commands::audit::audit(&config()?).await,
        Command::Perceive(args) => commands::perceive::perceive(&args),
        Command::Understand(args) => commands::understand::understand(&args),
        Command::Find(args) => commands::find::find(&args),
        Command::Coach(args) => commands::coach::coach(&args),
        Command::Eval(args) => commands::eval::eval(&args),
        Command::Replay(args) => tools::replay::replay(args).await,
        Command::Bench { what } => tools::bench(what).await,
    }
}
