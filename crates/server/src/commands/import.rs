//! `rapport import`: publishes a content folder, or turns another product's content into one.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use rapport_desk::{Desk, MacroDraft};
use rapport_dialogue::content::{self, Severity};
use rapport_import::{Imported, Kind, MAX_BYTES, MAX_FILES, REPORT_FILE, Request, Source, UNFINISHED_FILE};

use super::export::write_new;
use crate::{config::Config, serve::println, wiring};

/// Notes and findings that are printed; the report's file has all.
const PRINTED: usize = 40;

/// Options of `rapport import`.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct ImportArgs {
    /// A content folder, to be published.
    folder: Option<PathBuf>,
    /// Publish it although its tests fail, for this reason; it stands beside the release for ever.
    #[arg(long, value_name = "REASON")]
    despite: Option<String>,
    #[command(subcommand)]
    from: Option<From>,
}

#[derive(Subcommand)]
enum From {
    /// A Rasa project's folder, or single files of it.
    Rasa(ConvertArgs),
    /// A spreadsheet with the columns question and answer, or intent, text and answer.
    Csv(ConvertArgs),
    /// Articles of Zendesk's Help Center API, as JSON files.
    Zendesk(ConvertArgs),
    /// Articles of Intercom's API, as JSON files.
    Intercom(ConvertArgs),
    /// Canned responses of Chatwoot's API, as JSON files.
    Chatwoot(ChatwootArgs),
    /// A folder of Markdown files, one article each.
    Markdown(ConvertArgs),
}

#[derive(Args)]
struct ConvertArgs {
    /// Files or folders to read.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The content folder to write; must be empty or not exist, unless --merge is given.
    #[arg(long)]
    into: PathBuf,
    /// Add to a content folder that is there. What it holds stays as it is.
    #[arg(long)]
    merge: bool,
    /// The language to take where articles are translated, such as en-gb; the most frequent one if not given.
    #[arg(long)]
    locale: Option<String>,
}

#[derive(Args)]
struct ChatwootArgs {
    /// Files or folders to read.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Topics that the assistant answers, or replies that the team has at hand.
    #[arg(long = "as", value_enum, default_value = "topics")]
    target: Target,
    /// For topics: the content folder to write; must be empty or not exist, unless --merge is given.
    #[arg(long, required_if_eq("target", "topics"))]
    into: Option<PathBuf>,
    /// For topics: add to a content folder that is there. What it holds stays as it is.
    #[arg(long)]
    merge: bool,
    /// For macros: the address of the designer in whose name they are added.
    #[arg(long, required_if_eq("target", "canned"))]
    by: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    Topics,
    Canned,
}

/// Does it.
pub async fn import(config: impl Fn() -> Result<Config>, args: ImportArgs) -> Result<()> {
    match (args.folder, args.from) {
        (Some(folder), _) => publish(&config()?, &folder, args.despite.as_deref()).await,
        (None, Some(From::Rasa(args))) => convert(Kind::Rasa, &args),
        (None, Some(From::Csv(args))) => convert(Kind::Csv, &args),
        (None, Some(From::Zendesk(args))) => convert(Kind::Zendesk, &args),
        (None, Some(From::Intercom(args))) => convert(Kind::Intercom, &args),
        (None, Some(From::Markdown(args))) => convert(Kind::Markdown, &args),
        (None, Some(From::Chatwoot(args))) => match (args.target, args.into, args.by) {
            (Target::Canned, _, Some(by)) => canned(&config()?, &args.paths, &by).await,
            (_, Some(into), _) => {
                let ChatwootArgs { paths, merge, .. } = args;
                convert(Kind::Chatwoot, &ConvertArgs { paths, into, merge, locale: None })
            }
            _ => bail!("name the folder to write with --into"),
        },
        (None, None) => bail!("name a content folder, or a product and its files"),
    }
}

/// Publishes content from a folder, with its conversation tests.
async fn publish(config: &Config, folder: &Path, despite: Option<&str>) -> Result<()> {
    let files = wiring::content_files(folder)?;
    let desk = wiring::desk(config).await?;
    let published = desk.publish_files(&files, "rapport import", None, despite).await;
    let published = published.map_err(|error| match &error {
        rapport_desk::DeskError::Unproven(objections) => anyhow::anyhow!(
            "it cannot be published like this:\n{}\n`rapport test {}` tells more; --despite REASON publishes it all the \
             same",
            objections.join("\n"),
            folder.display()
        ),
        rapport_desk::DeskError::Content(problems) => anyhow::anyhow!("{error}:\n{}", problems.join("\n")),
        _ => error.into(),
    })?;
    for warning in &published.warnings {
        println(warning);
    }
    println(&format!("published release {}", published.release.number));
    desk.close().await;
    Ok(())
}

/// Turns another product's content into a content folder, with a report.
fn convert(kind: Kind, args: &ConvertArgs) -> Result<()> {
    let there = args.into.exists() && fs::read_dir(&args.into)?.next().is_some();
    if there && !args.merge {
        bail!(
            "{} is not empty. Name a new folder; or give --merge to add to this one, where what it holds stays as it is",
            args.into.display()
        );
    }
    let existing = if there { wiring::content_files(&args.into)? } else { vec![] };
    let sources = sources(&args.paths, |path| kind.reads(path))?;
    let request = Request { kind, sources: &sources, existing: &existing, locale: args.locale.as_deref() };
    let Imported { mut files, unfinished, report } = rapport_import::import(&request)?;
    for (path, text) in crate::starter::FILES {
        // Without them the folder could not be checked.
        let needed = matches!(*path, "company.yaml" | "wordings.yaml");
        if needed && !existing.iter().any(|(known, _)| known == path) {
            files.push(((*path).to_owned(), (*text).to_owned()));
        }
    }
    for (path, text) in &files {
        write_new(&args.into.join(path), text)?;
    }
    if let Some(unfinished) = unfinished {
        write_new(&free(&args.into, UNFINISHED_FILE), &unfinished)?;
    }
    for note in report.notes.iter().take(PRINTED) {
        println(&note.to_string());
    }
    let checked = checked(&args.into);
    let page = free(&args.into, REPORT_FILE);
    write_new(&page, &format!("{}\n{checked}", report.to_markdown()))?;
    if report.notes.len() > PRINTED {
        println(&format!("… and {} more", report.notes.len() - PRINTED));
    }
    println(&report.summary());
    println(&format!(
        "Everything that did not map stands in {}; “rapport check {}” says what is missing.",
        page.display(),
        args.into.display()
    ));
    Ok(())
}

/// What `rapport check` says of the folder, as a part of the report.
fn checked(folder: &Path) -> String {
    let findings = match wiring::read_content(&[folder.to_owned()]) {
        Ok(content) => content::check(&content),
        Err(error) => return format!("## What the check says\n\n{error}\n"),
    };
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let counts = format!("{errors} errors, {} warnings.", findings.len() - errors);
    println(&format!("The check finds {counts}"));
    let lines = findings.iter().map(|finding| format!("- {finding}\n"));
    format!("## What the check says\n\n{counts}\n\n{}", lines.collect::<String>())
}

/// `name` in a folder, or with a number where it is there.
fn free(folder: &Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..).map(|number| folder.join(format!("{stem}-{number}.{ending}")));
    std::iter::once(folder.join(name))
        .chain(numbered)
        .find(|path| !path.exists())
        .unwrap_or_else(|| folder.join(name))
}

/// Adds canned responses to the macros that the team has at hand.
async fn canned(config: &Config, paths: &[PathBuf], by: &str) -> Result<()> {
    let sources = sources(paths, |path| Kind::Chatwoot.reads(path))?;
    let (replies, notes) = rapport_import::canned_replies(&sources);
    for note in &notes {
        println(&note.to_string());
    }
    let desk = wiring::desk(config).await?;
    let added = add_canned(&desk, replies, by).await;
    desk.close().await;
    println(&format!("{} macros added", added?));
    Ok(())
}

async fn add_canned(desk: &Desk, replies: Vec<rapport_import::CannedReply>, by: &str) -> Result<usize> {
    let agents = desk.agents().await?;
    let agent = agents.iter().find(|agent| agent.email == by.to_lowercase());
    let agent = agent.with_context(|| format!("nobody has the address {by}"))?;
    let known = desk.macros(agent).await?;
    let mut added = 0;
    for reply in replies {
        if known.iter().any(|known| known.title == reply.title && known.owner.is_none()) {
            println(&format!("“{}” is there already; it stays as it is", reply.title));
            continue;
        }
        let title = reply.title.clone();
        let draft = MacroDraft { title: reply.title, text: reply.text, acts: vec![], shared: true };
        desk.add_macro(agent, draft).await.with_context(|| format!("“{title}”, after {added} were added"))?;
        added += 1;
    }
    Ok(added)
}

/// The files at `paths` that are read, folders with all that is in them; what is hidden, linked or a tool's own
/// is passed over.
fn sources(paths: &[PathBuf], reads: impl Fn(&str) -> bool) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    for path in paths {
        let root = if path.is_dir() { path.as_path() } else { path.parent().unwrap_or(Path::new("")) };
        walk(root, path, &reads, &mut found)?;
    }
    let mut bytes = 0;
    let mut sources = Vec::new();
    for (name, path) in found {
        bytes += usize::try_from(fs::metadata(&path)?.len()).unwrap_or(usize::MAX / 2);
        if bytes > MAX_BYTES {
            bail!("these files hold more than {} MB; import them in parts", MAX_BYTES / (1024 * 1024));
        }
        let read = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        sources.push(Source { path: name, bytes: read });
    }
    Ok(sources)
}

fn walk(
    root: &Path,
    path: &Path,
    reads: &impl Fn(&str) -> bool,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<()> {
    let kind = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
    if kind.is_file() {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        if reads(&name) {
            found.push((name, path.to_owned()));
        }
        if found.len() > MAX_FILES {
            bail!("there are more than {MAX_FILES} files; import them in parts");
        }
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut entries: Vec<fs::DirEntry> = entries.collect::<std::io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let own =
            name.starts_with('.') || matches!(&*name, "node_modules" | "venv" | "__pycache__" | "models");
        // A link may lead out of the folder, or round in a circle.
        if !own && !entry.file_type()?.is_symlink() {
            walk(root, &entry.path(), reads, found)?;
        }
    }
    Ok(())
}
