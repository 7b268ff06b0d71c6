//! `rapport eval NAME FOLDER`: the figures of one data set, from the shared layout.

use std::{io::BufRead, path::PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use rapport_perception::eval::{Set, evaluate};

use super::lines::reader;

/// Options of `rapport eval`.
#[derive(Args)]
pub struct EvalArgs {
    /// goemotions, emobank, convabuse, davidson, politeness, complaints, `airline_tweets` or support.
    name: String,
    /// The folder that holds the data set's files.
    folder: PathBuf,
}

/// Prints the figures as JSON.
pub fn eval(args: &EvalArgs) -> Result<()> {
    let set: Set = args.name.parse()?;
    let path = args.folder.join(set.file());
    let file = std::fs::File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines: Vec<String> = std::io::BufReader::new(file).lines().collect::<Result<_, _>>()?;
    let figures = evaluate(&reader()?, set, lines)?;
    let mut report = serde_json::Map::from_iter([("rows".to_owned(), figures.rows.into())]);
    report.extend(figures.figures.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
    crate::serve::println(&serde_json::to_string_pretty(&report)?);
    Ok(())
}
