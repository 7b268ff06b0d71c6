//! `cargo xtask test`: everything that must hold, on both databases and both buses, in a browser too.

use anyhow::Result;
use clap::Args;

use crate::{
    browser, check, debian, pages,
    process::{run, run_with},
    services,
};

/// Options of `cargo xtask test`.
#[derive(Args)]
pub struct TestArgs {
    /// The inner loop: Rust tests on SQLite and the in-process bus only; installs nothing.
    #[arg(long)]
    quick: bool,
    /// Only the browser tests.
    #[arg(long, conflicts_with = "quick")]
    browser: bool,
}

/// Runs the tests.
pub fn test(args: &TestArgs) -> Result<()> {
    if args.quick {
        return run("cargo", &["test", "--workspace", "--quiet"]);
    }
    debian::install_missing()?;
    pages::build()?;
    if !args.browser {
        run("cargo", &["fmt", "--all", "--check"])?;
        check::check()?;
        pages::test()?;
        run("cargo", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    }
    let postgres = services::postgres()?;
    let nats = services::nats()?;
    if !args.browser {
        let env = [
            ("RAPPORT_TEST_POSTGRES", postgres.url.as_str()),
            ("RAPPORT_TEST_NATS", services::nats_program()),
        ];
        run_with(".", "cargo", &["test", "--workspace", "--no-fail-fast"], &env)?;
    }
    browser::test(&postgres.url, &nats.url)?;
    drop(nats);
    postgres.stop()
}
