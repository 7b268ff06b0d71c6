//! `rapport eval NAME FOLDER`: the figures of one data set, from the shared layout.

use std::{
    io::BufRead,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Args;
use rapport_perception::eval::{Set, evaluate};

use super::{eval_coach::CoachSet, lines::reader};

/// Options of `rapport eval`.
#[derive(Args)]
pub struct EvalArgs {
    /// Of the reader: goemotions, emobank, convabuse, davidson, politeness, complaints, `airline_tweets`, support
    /// or support-second; of the coach: epitome or practices.
    name: String,
    /// The folder that holds the data set's files.
    folder: PathBuf,
}

/// Prints the figures as JSON.
pub fn eval(args: &EvalArgs) -> Result<()> {
    let report = match CoachSet::named(&args.name) {
        Some(set) => set.figures(&lines(&args.folder.join(set.file()))?)?,
        None => {
            let set: Set = args.name.parse()?;
            let figures = evaluate(&reader()?, set, lines(&args.folder.join(set.file()))?)?;
            let named = figures.figures.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
            std::iter::once(("rows".to_owned(), figures.rows.into())).chain(named).collect()
        }
    };
    crate::serve::println(&serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn lines(path: &Path) -> Result<Vec<String>> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(std::io::BufReader::new(file).lines().collect::<Result<_, _>>()?)
}
