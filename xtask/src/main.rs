//! `cargo xtask`: everything that a developer or the CI runs, without further tools to install.

mod browser;
mod check;
mod debian;
mod pages;
mod process;
mod run;
mod services;
mod test;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Tasks of the Rapport workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the pages and start the demo company.
    Run(run::RunArgs),
    /// Start the demo company with the pages served by Vite, for work on the pages.
    Dev,
    /// Install what the tests need and run every test.
    Test(test::TestArgs),
    /// Check the project's own invariants.
    Check,
    /// Make the committed generated files anew: openapi.json and schema.ts.
    Regenerate,
    /// Measure; see docs/benchmarks.md.
    Bench {
        /// What to measure, and its options, as `rapport bench` takes them.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> Result<()> {
    std::env::set_current_dir(process::workspace_root())?;
    match Cli::parse().task {
        Task::Run(args) => run::run(&args),
        Task::Dev => run::dev(),
        Task::Test(args) => test::test(&args),
        Task::Check => check::check(),
        Task::Regenerate => pages::regenerate(),
        Task::Bench { arguments } => run::bench(&arguments),
    }
}
