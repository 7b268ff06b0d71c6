//! `rapport check` and `rapport test`: content as files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::Args;
use rapport_dialogue::{
    Compiled, TopicVectors,
    content::{self, Finding, Severity},
    rehearse::{
        ConversationTest, Outcome, Paraphrase, Reached, Shares, Verdict, load_paraphrases, load_phrases,
        load_tests, moods_heading, run_moods, run_paraphrases, run_test, sameness as measure,
    },
};
use rapport_domain::{
    Clock, ReleaseId, Timestamp,
    content::{Content, Release},
    perception::Perception,
};
use rapport_perception::Reader;

use crate::{clock::SystemClock, serve::println, wiring};

/// Options of `rapport check`.
#[derive(Args)]
pub struct ContentArgs {
    /// Folder with topics, flows, statements…
    folder: PathBuf,
}

/// Options of `rapport test`.
#[derive(Args)]
pub struct TestArgs {
    /// Folder with the content; its tests stand in `tests/`.
    folder: PathBuf,
    /// Show passed tests too.
    #[arg(long)]
    all: bool,
    /// Measure sameness instead: one need in many words, as JSON Lines {"id","text","topics":[…]}; without a file
    /// the content's own `tests/paraphrases.yaml`. Prints what came of each, then the shares.
    #[arg(long, value_name = "FILE")]
    paraphrases: Option<Option<PathBuf>>,
}

/// Prints what is wrong with content; fails when it could not be published.
pub fn check(args: &ContentArgs) -> Result<()> {
    let content = wiring::read_content(std::slice::from_ref(&args.folder))?;
    let mut findings = content::check(&content);
    findings.extend(content::check_dates(&content, SystemClock.now()));
    for finding in &findings {
        println(&finding.to_string());
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let (topics, flows, statements) = (content.topics.len(), content.flows.len(), content.statements.len());
    println(&format!(
        "{topics} topics, {flows} flows, {statements} statements: {errors} errors, {} warnings",
        findings.len() - errors
    ));
    if errors > 0 {
        bail!("this content cannot be published");
    }
    Ok(())
}

/// Runs content's conversation tests, every flow in five moods and its paraphrases, as before a release is published;
/// fails when one of them does.
pub fn test(args: &TestArgs) -> Result<()> {
    let content = wiring::read_content(std::slice::from_ref(&args.folder))?;
    let reader = super::lines::reader()?;
    match &args.paraphrases {
        Some(Some(path)) => return sameness(content, &reader, &phrases_of(path)?),
        Some(None) => return sameness(content, &reader, &own_phrases(&args.folder)?),
        None => {}
    }
    let tests =
        load_tests(&test_files(&args.folder.join("tests"))?).map_err(|findings| in_lines(&findings))?;
    let compiled = compile(content, &reader)?;
    let mut reached = Reached::default();
    let run = |test: &ConversationTest| run_test(&compiled, test, &read_with(&reader), &mut reached);
    let reports: Vec<_> = tests.iter().map(run).collect();
    for report in reports.iter().filter(|report| args.all || !report.passed()) {
        println(&report.to_string());
    }
    let failed = reports.iter().filter(|report| !report.passed()).count();
    println(&format!("{} passed, {failed} failed", reports.len() - failed));
    println(&reached.coverage(&compiled.release().content).to_string());
    let moody = in_moods(&compiled, &tests, &reader);
    let below = demanded(&compiled, &own_phrases(&args.folder)?, &reader);
    let mut wrong = vec![];
    if failed > 0 {
        wrong.push(format!("{failed} conversation tests failed"));
    }
    if moody > 0 {
        wrong.push(format!("{moody} flows fail in some mood"));
    }
    if below > 0 {
        wrong.push(format!("{below} demands of sameness are not met"));
    }
    if wrong.is_empty() { Ok(()) } else { bail!(wrong.join(", and ")) }
}

/// Holds the content's own paraphrases against what the company demands; how many demands are not met comes back.
fn demanded(compiled: &Compiled, phrases: &[Paraphrase], reader: &Reader) -> usize {
    if phrases.is_empty() {
        return 0;
    }
    let outcomes = outcomes(compiled, phrases, reader);
    let bar = compiled.release().content.company.sameness;
    let found = measure(phrases, &outcomes, None, bar);
    let Shares { asked, right, offered_right, unknown, offered_wrong, wrong } = found.shares;
    println("");
    println(&format!(
        "{asked} paraphrases: {right} right, {offered_right} right among the choices, {unknown} not known, \
         {offered_wrong} only wrong choices, {wrong} wrong"
    ));
    for below in &found.below {
        println(below);
    }
    found.below.len()
}

/// The content's own paraphrases.
fn own_phrases(folder: &Path) -> Result<Vec<Paraphrase>> {
    load_phrases(&test_files(&folder.join("tests"))?).map_err(|findings| in_lines(&findings))
}

/// Paraphrases of a file of their own.
fn phrases_of(path: &Path) -> Result<Vec<Paraphrase>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    load_paraphrases(&path.display().to_string(), &text).map_err(|finding| in_lines(&[finding]))
}

fn in_lines(findings: &[Finding]) -> anyhow::Error {
    anyhow::anyhow!(findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// Goes through every flow in five moods and prints how that went; how many flows fail comes back.
fn in_moods(compiled: &Compiled, tests: &[ConversationTest], reader: &Reader) -> usize {
    if compiled.release().content.flows.is_empty() {
        return 0;
    }
    let flows = run_moods(compiled, tests, &|text| reader.vector(text));
    println("");
    println(&moods_heading());
    for flow in &flows {
        println(&flow.to_string());
    }
    flows.iter().filter(|flow| !flow.passed()).count()
}

/// Content as a release that is not published.
pub(crate) fn compile(content: Content, reader: &Reader) -> Result<Compiled> {
    let vectors = TopicVectors::read(&content.topics, |texts| reader.vectors(texts));
    let release = Release {
        id: ReleaseId::from_bytes([0; 16]),
        number: 0,
        published_at: Timestamp::from_micros(0),
        published_by: "rapport test".to_owned(),
        content,
    };
    Ok(Compiled::new(release.into(), &vectors)?)
}

fn read_with(reader: &Reader) -> impl Fn(&str) -> (Perception, Vec<f32>) {
    |text| {
        let reading = reader.read(text, &[]);
        (reading.perception, reading.vector)
    }
}

/// Measures how many of the paraphrases get the answer that they are meant to get.
fn sameness(content: Content, reader: &Reader, paraphrases: &[Paraphrase]) -> Result<()> {
    if paraphrases.is_empty() {
        bail!("there are no paraphrases; write them into tests/paraphrases.yaml of the content");
    }
    let compiled = compile(content, reader)?;
    let outcomes = outcomes(&compiled, paraphrases, reader);
    for outcome in &outcomes {
        println(&serde_json::to_string(outcome)?);
    }
    println(&shares(paraphrases, &outcomes).to_string());
    if outcomes.iter().any(|outcome| outcome.same_facts == Some(false)) {
        bail!("not every channel gets the same facts; see above");
    }
    Ok(())
}

/// What became of each, in their order, on all cores.
fn outcomes(compiled: &Compiled, paraphrases: &[Paraphrase], reader: &Reader) -> Vec<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let share = paraphrases.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let run = |part| run_paraphrases(compiled, part, &read_with(reader));
        let workers: Vec<_> = paraphrases.chunks(share).map(|part| scope.spawn(move || run(part))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    })
}

/// The verdicts counted, apart for needs with an answer, needs without, and two needs at once.
fn shares(paraphrases: &[Paraphrase], outcomes: &[Outcome]) -> serde_json::Value {
    let counted = |with: fn(&Paraphrase) -> bool| {
        let chosen = paraphrases.iter().zip(outcomes).filter(|(paraphrase, _)| with(paraphrase));
        let verdicts: Vec<Verdict> = chosen.map(|(_, outcome)| outcome.verdict).collect();
        let count = |verdict| verdicts.iter().filter(|found| **found == verdict).count();
        serde_json::json!({
            "count": verdicts.len(), "right": count(Verdict::Right), "offered_right": count(Verdict::OfferedRight),
            "unknown": count(Verdict::Unknown), "offered_wrong": count(Verdict::OfferedWrong),
            "wrong": count(Verdict::Wrong),
        })
    };
    let given = |same| outcomes.iter().filter(|outcome| outcome.same_facts == Some(same)).count();
    serde_json::json!({
        "with_answer": counted(|paraphrase| !paraphrase.topics.is_empty()),
        "without_answer": counted(|paraphrase| paraphrase.topics.is_empty()),
        "second_request_met": outcomes.iter().filter(|outcome| outcome.second_met == Some(true)).count(),
        "two_requests": outcomes.iter().filter(|outcome| outcome.second_met.is_some()).count(),
        "same_facts_on_all_channels": given(true), "other_facts": given(false),
    })
}

pub(crate) fn test_files(folder: &Path) -> Result<Vec<(String, String)>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "yaml" || e == "yml"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path.display().to_string(), text))
        })
        .collect()
}
