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
    let wanted = "install version 22.12 or newer (20.19 does, too), then run this again";
    let version = process::output_of("node", &["--version"])
        .with_context(|| format!("Node.js is missing: {wanted}"))?;
    if !builds_pages(&version) {
        bail!("Node.js {version} is too old: {wanted}");
    }
    Ok(())
}

/// Whether Vite runs on this version of Node: `^20.19 || >=22.12`.
fn builds_pages(version: &str) -> bool {
    let mut parts = version.trim().trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::builds_pages;

    #[test]
    fn takes_the_versions_of_node_that_vite_takes() {
        for good in ["v20.19.0", "v20.20.1", "v22.12.0", "v23.1.0", "v24.0.0\n"] {
            assert!(builds_pages(good), "{good}");
        }
        for bad in ["", "v18.20.0", "v20.18.3", "v21.7.0", "v22.11.0"] {
            assert!(!builds_pages(bad), "{bad}");
        }
    }
}
