//! `rapport export`: a release as files that `import` reads back, and its topics as a spreadsheet.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use rapport_desk::Desk;

use crate::{config::Config, serve::println, wiring};

/// Options of `rapport export`.
#[derive(Args)]
pub struct ExportArgs {
    /// Where to write the content; must be empty or not exist.
    #[arg(required_unless_present = "csv")]
    folder: Option<PathBuf>,
    /// The number of the release; the one in force if not given.
    #[arg(long)]
    release: Option<u32>,
    /// Write the topics, their examples and answers into this spreadsheet too.
    #[arg(long)]
    csv: Option<PathBuf>,
}

/// Writes a release.
pub async fn export(config: &Config, args: ExportArgs) -> Result<()> {
    for folder in args.folder.iter().filter(|folder| folder.exists()) {
        if fs::read_dir(folder)?.next().is_some() {
            bail!("{} is not empty; name a folder that is, or that does not exist", folder.display());
        }
    }
    if let Some(csv) = args.csv.iter().find(|csv| csv.exists()) {
        bail!("{} is there already; name another file", csv.display());
    }
    let desk = wiring::desk(config).await?;
    let written = write(&desk, &args).await;
    desk.close().await;
    written
}

async fn write(desk: &Desk, args: &ExportArgs) -> Result<()> {
    let releases = desk.releases().await?;
    let wanted = releases
        .iter()
        .find(|release| args.release.map_or(release.current, |number| release.number == number));
    let release = wanted.with_context(|| {
        let newest = releases.iter().map(|release| release.number).max().unwrap_or(0);
        format!("there is no release {}; they go from 1 to {newest}", args.release.unwrap_or(0))
    })?;
    if let Some(folder) = &args.folder {
        for (path, text) in desk.release_files(release.id).await? {
            write_new(&folder.join(path), &text)?;
        }
        println(&format!("wrote release {} to {}", release.number, folder.display()));
        if !release.current {
            println("conversation tests are kept of the release in force alone, so there are none with it");
        }
    }
    if let Some(csv) = &args.csv {
        write_new(csv, &desk.release_topics_as_csv(release.id).await?)?;
        println(&format!("wrote the topics of release {} to {}", release.number, csv.display()));
    }
    Ok(())
}

/// Writes a file that is not there yet, with its folders.
pub fn write_new(path: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", path.display()))
}
