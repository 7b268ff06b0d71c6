//! Installs the Debian packages that tests need, where they are missing.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process;

/// A program that tests need, and the package that brings it.
struct Needed {
    paths: &'static [&'static str],
    package: &'static str,
}

const NEEDED: &[Needed] = &[
    Needed { paths: &["/usr/bin/chromium", "/usr/bin/chromium-browser"], package: "chromium" },
    Needed { paths: &["/usr/lib/postgresql"], package: "postgresql" },
    Needed { paths: &["/usr/sbin/nats-server", "/usr/bin/nats-server"], package: "nats-server" },
];

/// Installs what is missing; asks for rights when it is not root.
pub fn install_missing() -> Result<()> {
    let missing: Vec<&str> =
        NEEDED.iter().filter(|n| !n.paths.iter().any(|p| Path::new(p).exists())).map(|n| n.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if process::output_of("which", &["apt-get"]).is_none() {
        bail!("install these first, then run again: {}", missing.join(", "));
    }
    let root = process::output_of("id", &["-u"]).as_deref() == Some("0");
    let apt = |arguments: &[&str]| {
        let env = [("DEBIAN_FRONTEND", "noninteractive")];
        if root {
            return process::run_with(".", "apt-get", arguments, &env);
        }
        let with_sudo: Vec<&str> = ["apt-get"].iter().chain(arguments).copied().collect();
        process::run_with(".", "sudo", &with_sudo, &env)
    };
    apt(&["update", "-q"])?;
    let install: Vec<&str> =
        ["install", "-y", "-q", "--no-install-recommends"].iter().copied().chain(missing).collect();
    apt(&install)
}
