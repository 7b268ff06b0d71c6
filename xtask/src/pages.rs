//! The web pages: installing what they need, building, checking, and the files generated for them.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::process::{self, run_in};

/// Node's packages, installed when the lock file changed since the last time.
pub fn install(folder: &str) -> Result<()> {
    node_is_new_enough()?;
    let lock = fs::read_to_string(Path::new(folder).join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json is missing"))?;
    let stamp = Path::new(folder).join("node_modules/.lock-installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run_in(folder, "npm", &["ci", "--no-audit", "--no-fund"])?;
    fs::write(stamp, lock)?;
    Ok(())
}

/// Builds the console and the widget into `web/dist`.
pub fn build() -> Result<()> {
    install("web")?;
    run_in("web", "npm", &["run", "--silent", "build"])
}

/// Lints, type-checks and tests the pages.
pub fn test() -> Result<()> {
    install("web")?;
    for script in ["lint", "check", "test"] {
        run_in("web", "npm", &["run", "--silent", script])?;
    }
    Ok(())
}

/// Makes the committed generated files anew.
pub fn regenerate() -> Result<()> {
    let env = [("REGENERATE", "1")];
    process::run_with(".", "cargo", &["test", "--quiet", "-p", "rapport-http", "openapi"], &env)?;
    install("web")?;
    run_in("web", "npm", &["run", "--silent", "generate"])
}

fn node_is_new_enough() -> Result<()> {
    let version = process::output_of("node", &["--version"])
        .context("Node.js is missing: install version 20 or newer, then run this again")?;
    let major: u32 = version.trim_start_matches('v').split('.').next().unwrap_or("").parse().unwrap_or(0);
    if major < 20 {
        bail!("Node.js {version} is too old: install version 20 or newer, then run this again");
    }
    Ok(())
}
