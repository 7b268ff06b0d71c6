//! `cargo xtask check`: the invariants of ARCHITECTURE.md and our house rules, as a program.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::process;

/// Which of our crates each crate may use, besides itself. The order is the direction of dependency.
const ALLOWED_EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("perception", &["domain"]),
    ("coaching", &["domain"]),
    ("dialogue", &["domain", "coaching"]),
    ("channels", &["domain"]),
    ("outbound", &["domain"]),
    ("import", &["domain", "dialogue", "channels"]),
    ("storage", &["domain"]),
    ("event-bus", &["domain"]),
    ("insight", &["domain"]),
    (
        "desk",
        &[
            "domain",
            "perception",
            "coaching",
            "dialogue",
            "channels",
            "outbound",
            "import",
            "storage",
            "event-bus",
            "insight",
        ],
    ),
    ("http", &["domain", "channels", "desk"]),
    ("demo", &["domain"]),
    (
        "testing",
        &["domain", "desk", "http", "storage", "event-bus", "perception", "dialogue", "channels", "outbound"],
    ),
    (
        "server",
        &[
            "domain",
            "perception",
            "coaching",
            "dialogue",
            "channels",
            "outbound",
            "import",
            "storage",
            "event-bus",
            "insight",
            "desk",
            "http",
            "demo",
        ],
    ),
];

/// Libraries that only some crates may use, and why.
const RESERVED: &[(&str, &[&str], &str)] = &[
    ("sqlx", &["storage", "testing"], "only storage knows SQL; testing makes databases for tests"),
    (
        "reqwest",
        &["outbound", "server"],
        "outbound is the only HTTP client; server's tools speak to our own API",
    ),
    ("async-nats", &["event-bus"], "only event-bus knows NATS"),
    ("rten", &["perception"], "only perception runs models"),
    ("utoipa", &["http"], "only http knows the shapes of the API"),
    ("lettre", &["channels"], "only channels knows a provider's format"),
    ("toml", &["server"], "only server reads the configuration"),
];

/// Crates that do no I/O and are not async.
const PURE: &[&str] = &["domain", "coaching", "dialogue", "import", "insight"];

const BANNED_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "manager", "common", "misc"];
const MAX_LINES: usize = 600;
const MAX_MODEL_BYTES: u64 = 60 * 1024 * 1024;

/// Checks everything and lists all that is wrong.
pub fn check() -> Result<()> {
    let wrong = problems()?;
    if wrong.is_empty() {
        eprintln!("• check: all invariants hold");
        return Ok(());
    }
    bail!("{} invariants are broken:\n  {}", wrong.len(), wrong.join("\n  "))
}

fn problems() -> Result<Vec<String>> {
    let mut wrong = vec![];
    let crates = member_names()?;
    code_map(&crates, &mut wrong)?;
    for name in &crates {
        manifest(name, &mut wrong)?;
    }
    for path in tracked_files()? {
        source_file(&path, &mut wrong);
    }
    models(&mut wrong)?;
    reasons(&mut wrong)?;
    Ok(wrong)
}

fn member_names() -> Result<BTreeSet<String>> {
    let folders = fs::read_dir("crates")?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    Ok(folders.filter(|name| Path::new("crates").join(name).join("Cargo.toml").exists()).collect())
}

/// The code map of ARCHITECTURE.md names each crate, and no other.
fn code_map(crates: &BTreeSet<String>, wrong: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string("ARCHITECTURE.md").context("ARCHITECTURE.md is missing")?;
    let lines = text.lines().count();
    if lines > 200 {
        wrong.push(format!("ARCHITECTURE.md has {lines} lines; a map of more than 200 is not read"));
    }
    let mapped: BTreeSet<String> = text
        .split('`')
        .filter_map(|word| word.strip_prefix("crates/"))
        .map(|rest| rest.split('/').next().unwrap_or(rest).to_owned())
        .collect();
    for missing in crates.difference(&mapped) {
        wrong.push(format!("ARCHITECTURE.md's code map lacks `crates/{missing}`"));
    }
    for gone in mapped.difference(crates) {
        wrong.push(format!("ARCHITECTURE.md names `crates/{gone}`, which does not exist"));
    }
    Ok(())
}

fn manifest(name: &str, wrong: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string(format!("crates/{name}/Cargo.toml"))?;
    let manifest: toml::Table = text.parse()?;
    let inherits = manifest.get("lints").and_then(|l| l.get("workspace")).and_then(toml::Value::as_bool);
    if inherits != Some(true) {
        wrong.push(format!("crates/{name}/Cargo.toml lacks `[lints] workspace = true`"));
    }
    let Some((_, allowed)) = ALLOWED_EDGES.iter().find(|(known, _)| *known == name) else {
        wrong.push(format!("crates/{name} is not in the list of allowed edges (xtask/src/check.rs)"));
        return Ok(());
    };
    let none = toml::Table::new();
    let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table).unwrap_or(&none);
    for dependency in dependencies.keys() {
        if let Some(ours) = dependency.strip_prefix("rapport-")
            && !allowed.contains(&ours)
        {
            wrong.push(format!("{name} must not depend on {ours}"));
        }
        if PURE.contains(&name) && matches!(dependency.as_str(), "tokio" | "futures" | "axum" | "getrandom") {
            wrong.push(format!("{name} is pure and must not depend on {dependency}"));
        }
        for (library, users, why) in RESERVED {
            if dependency == library && !users.contains(&name) {
                wrong.push(format!("{name} must not depend on {library}: {why}"));
            }
        }
    }
    Ok(())
}

fn tracked_files() -> Result<Vec<String>> {
    let listed = process::output_of("git", &["ls-files", "--cached", "--others", "--exclude-standard"])
        .context("git ls-files failed")?;
    Ok(listed.lines().filter(|path| Path::new(path).is_file()).map(str::to_owned).collect())
}

fn source_file(path: &str, wrong: &mut Vec<String>) {
    let stem = Path::new(path).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
    if BANNED_NAMES.contains(&stem) {
        wrong.push(format!("{path}: a file's name says what is in it; `{stem}` does not"));
    }
    let extension = Path::new(path).extension().and_then(|e| e.to_str()).unwrap_or_default();
    if !matches!(
        extension,
        "rs" | "ts" | "svelte" | "py" | "js" | "mjs" | "css" | "md" | "toml" | "yaml" | "json"
    ) {
        return;
    }
    let Ok(text) = fs::read_to_string(path) else { return };
    let generated =
        path.ends_with("schema.ts") || path.ends_with("openapi.json") || path.contains("package-lock");
    let is_test = path.contains("/tests/") || path.contains(".test.") || path.starts_with("e2e/");
    let lines = code_lines(&text, extension);
    let is_code = matches!(extension, "rs" | "ts" | "svelte" | "py" | "js" | "mjs");
    if is_code && !generated && !is_test && lines > MAX_LINES {
        wrong.push(format!("{path} has {lines} lines outside its tests; {MAX_LINES} is the limit"));
    }
    if extension == "rs" && !text.trim_start().starts_with("//!") && !path.ends_with("build.rs") {
        wrong.push(format!("{path} does not begin with a `//!` line that says what it is and why"));
    }
    if !generated {
        forbidden_words(path, extension, &text, wrong);
    }
}

/// Lines up to a Rust file's test module.
fn code_lines(text: &str, extension: &str) -> usize {
    let code = if extension == "rs" { text.split("\n#[cfg(test)]").next().unwrap_or(text) } else { text };
    code.lines().count()
}

fn forbidden_words(path: &str, extension: &str, text: &str, wrong: &mut Vec<String>) {
    if path == "xtask/src/check.rs" {
        return;
    }
    let reads_environment = path.starts_with("crates/server/") || path.starts_with("xtask/");
    let only_tests = |at: usize| {
        path.contains("/tests/") || path.contains("crates/testing/") || text[..at].contains("#[cfg(test)]")
    };
    if extension == "rs"
        && !reads_environment
        && let Some(at) = text.find("env::var")
        && !only_tests(at)
    {
        wrong.push(format!("{path} reads the environment; only server does"));
    }
    for (what, why) in [
        ("/root/", "a path of somebody's machine"),
        ("/work/", "a path of somebody's machine"),
        ("registry.npmjs.org", "a registry's host; npm knows its own"),
    ] {
        if text.contains(what) {
            wrong.push(format!("{path} holds {what:?}: {why}"));
        }
    }
}

/// Each folder below models/ has its card, and all weights together stay small.
fn models(wrong: &mut Vec<String>) -> Result<()> {
    let mut total = 0;
    let Ok(folders) = fs::read_dir("models") else { return Ok(()) };
    for folder in folders.filter_map(Result::ok).filter(|entry| entry.path().is_dir()) {
        if !folder.path().join("README.md").exists() {
            wrong.push(format!("{} lacks its model card README.md", folder.path().display()));
        }
        for file in fs::read_dir(folder.path())?.filter_map(Result::ok) {
            total += file.metadata()?.len();
        }
    }
    if total > MAX_MODEL_BYTES {
        wrong.push(format!("models/ holds {total} bytes; {MAX_MODEL_BYTES} is the limit"));
    }
    Ok(())
}

/// Every dependency of the workspace stands below a comment that gives its reason.
fn reasons(wrong: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string("Cargo.toml")?;
    let section = text.split("[workspace.dependencies]").nth(1).unwrap_or("");
    let section = section.split("\n[").next().unwrap_or("");
    let mut has_reason = true;
    for line in section.lines() {
        if line.trim().is_empty() {
            has_reason = false;
        } else if line.starts_with('#') {
            has_reason = true;
        } else if !has_reason && !line.starts_with("rapport-") {
            wrong.push(format!("Cargo.toml: no reason stands above {line:?}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invariants_hold() {
        std::env::set_current_dir(process::workspace_root()).unwrap();
        assert_eq!(problems().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn every_edge_goes_to_a_crate_listed_before() {
        let mut before = BTreeSet::new();
        for (name, edges) in ALLOWED_EDGES {
            for edge in *edges {
                assert!(before.contains(edge), "{name} → {edge}");
            }
            before.insert(*name);
        }
    }
}
