//! The demo company whole: its conversation tests, then each database's demo used by headless Chromium.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{
    pages,
    process::{self, Background, run_with},
    services,
};

/// Runs the browser tests against the demo on SQLite, then on PostgreSQL with NATS.
pub fn test(postgres: &str, nats: &str) -> Result<()> {
    pages::install("e2e")?;
    process::run("cargo", &["build", "--package", "rapport-server"])?;
    let rapport = program();
    let rapport = rapport.to_string_lossy();
    process::run(&rapport, &["check", "content/demo"])?;
    process::run(&rapport, &["test", "content/demo"])?;
    against(&[])?;
    against(&["--database", postgres, "--nats", nats])
}

/// The program as `cargo build` leaves it.
fn program() -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    // A path with a slash, so that it is not looked for among the installed programs.
    Path::new(".").join(target).join("debug/rapport")
}

fn against(options: &[&str]) -> Result<()> {
    let port = services::free_port()?;
    let shop_port = services::free_port()?;
    let smtp_port = services::free_port()?;
    let data = std::env::temp_dir().join(format!("rapport-browser-{port}"));
    let mut demo = Command::new(program());
    demo.args(["demo", "--port", &port.to_string(), "--shop-port", &shop_port.to_string()])
        .args(["--smtp-port", &smtp_port.to_string(), "--data"])
        .arg(&data)
        .args(options);
    let mut demo = Background::start("the demo", &mut demo)?;
    services::wait_for_port(shop_port, &mut demo)?;
    services::wait_for_port(port, &mut demo)?;
    let server = format!("http://127.0.0.1:{port}");
    let shop = format!("http://127.0.0.1:{shop_port}");
    let env = [("RAPPORT_URL", server.as_str()), ("SHOP_URL", shop.as_str())];
    let tested = run_with("e2e", "npm", &["test", "--silent"], &env);
    demo.stop()?;
    std::fs::remove_dir_all(&data)?;
    tested
}
