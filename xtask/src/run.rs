//! `cargo xtask run`, `dev` and `bench`: the built program, started.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::{
    pages,
    process::{self, Background},
};

/// Options of `cargo xtask run`.
#[derive(Args)]
pub struct RunArgs {
    /// Start over: forget the demo's conversations and logins.
    #[arg(long)]
    fresh: bool,
    /// Port of the console and the API.
    #[arg(long, default_value_t = 7070)]
    port: u16,
    /// A PostgreSQL server instead of the embedded database: postgres://user@host/database.
    #[arg(long)]
    database: Option<String>,
}

/// Builds the pages and starts the demo company.
pub fn run(args: &RunArgs) -> Result<()> {
    pages::build()?;
    let port = args.port.to_string();
    let mut arguments =
        vec!["run", "--release", "--package", "rapport-server", "--", "demo", "--port", &port];
    if args.fresh {
        arguments.push("--fresh");
    }
    if let Some(database) = &args.database {
        arguments.extend(["--database", database.as_str()]);
    }
    process::run("cargo", &arguments)
}

/// Starts the demo company and Vite's server, which reloads the pages as they change.
pub fn dev() -> Result<()> {
    pages::install("web")?;
    let mut vite = Command::new("npm");
    vite.args(["run", "dev"]).current_dir("web");
    let vite = Background::start("Vite", &mut vite)?;
    let served = process::run("cargo", &["run", "--package", "rapport-server", "--", "demo"]);
    drop(vite);
    served
}

/// Measures with the release build.
pub fn bench(arguments: &[String]) -> Result<()> {
    let fixed = ["run", "--release", "--package", "rapport-server", "--", "bench"];
    let all: Vec<&str> = fixed.into_iter().chain(arguments.iter().map(String::as_str)).collect();
    process::run("cargo", &all)
}
