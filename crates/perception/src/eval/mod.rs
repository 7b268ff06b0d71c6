//! Measures the reader on the shared data sets; the caller opens the files and hands the lines over.

mod faithful;
pub mod measures;

use std::str::FromStr;

use rapport_domain::feeling::{Emotion, Feeling};
use serde::Deserialize;

use crate::reader::{Reader, Reading, Role, Turn};
use faithful::faithful;
use measures::{Binary, Classes, correlation, expected_calibration_error};

/// A data set of the shared layout that this crate can be measured on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// 28 emotions, several at once.
    Goemotions,
    /// Valence, arousal, dominance.
    Emobank,
    /// Users abusing a bot.
    Convabuse,
    /// Offensive tweets, the tenth that was not trained on.
    Davidson,
    /// Requests, the tenth that was not trained on.
    Politeness,
    /// Tweets to companies.
    Complaints,
    /// Tweets to airlines.
    AirlineTweets,
    /// The nine feelings in support messages (`training/annotation/gold.jsonl`).
    Support,
    /// The same by another hand, who knew neither the reader nor the messages that it learnt from
    /// (`training/annotation/gold-second.jsonl`).
    SupportSecond,
}

/// Figures of one data set.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Rows measured.
    pub rows: usize,
    /// Name and value of each figure.
    pub figures: Vec<(&'static str, f64)>,
}

/// Why a data set could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// No data set of this name.
    #[error(
        "there is no data set {0:?}; known are goemotions, emobank, convabuse, davidson, politeness, complaints, airline_tweets, support and support-second; of the coach: epitome and practices"
    )]
    UnknownSet(String),
    /// A line is no row of this data set.
    #[error("line {line} is no row of this data set")]
    Row {
        /// Counted from 1.
        line: usize,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// Nothing to measure.
    #[error("there are no rows to measure")]
    NoRows,
}

/// Everything that a row of any of the sets may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Row {
    text: String,
    labels: Vec<String>,
    valence: f32,
    arousal: f32,
    dominance: f32,
    abusive: bool,
    label: String,
    score: f32,
    complaint: serde_json::Value,
    sentiment: String,
    feeling: String,
    intensity: f32,
    urgency: f32,
    hostility: String,
    context: Vec<Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    role: String,
    text: String,
}

impl FromStr for Set {
    type Err = EvalError;

    fn from_str(name: &str) -> Result<Self, EvalError> {
        Ok(match name {
            "goemotions" => Self::Goemotions,
            "emobank" => Self::Emobank,
            "convabuse" => Self::Convabuse,
            "davidson" => Self::Davidson,
            "politeness" => Self::Politeness,
            "complaints" => Self::Complaints,
            "airline_tweets" => Self::AirlineTweets,
            "support" => Self::Support,
            "support-second" => Self::SupportSecond,
            other => return Err(EvalError::UnknownSet(other.chars().take(40).collect())),
        })
    }
}

impl Set {
    /// The file to measure on, inside the data set's folder.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Davidson | Self::Politeness => "train.jsonl",
            Self::Support => "gold.jsonl",
            Self::SupportSecond => "gold-second.jsonl",
            _ => "dev.jsonl",
        }
    }
}

/// Reads every row of `lines` and compares.
pub fn evaluate(
    reader: &Reader,
    set: Set,
    lines: impl IntoIterator<Item = String>,
) -> Result<Figures, EvalError> {
    let mut read = Vec::new();
    for (at, line) in lines.into_iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row: Row =
            serde_json::from_str(&line).map_err(|source| EvalError::Row { line: at + 1, source })?;
        let measured = !matches!(set, Set::Davidson | Set::Politeness) || kept_out(&row.text);
        if measured {
            let context: Vec<Turn> = row.context.iter().map(turn).collect();
            let reading = reader.read(&row.text, &context);
            read.push((row, reading));
        }
    }
    if read.is_empty() {
        return Err(EvalError::NoRows);
    }
    let figures = match set {
        Set::Goemotions => goemotions(&read),
        Set::Emobank => emobank(&read),
        Set::Convabuse => hostile(&read, |row| row.abusive),
        Set::Davidson => hostile(&read, |row| row.label != "neither"),
        Set::Politeness => politeness(read.as_slice()),
        Set::Complaints => complaints(&read),
        Set::AirlineTweets => sentiment(&read),
        Set::Support | Set::SupportSecond => support(reader, &read),
    };
    Ok(Figures { rows: read.len(), figures })
}

type Read = [(Row, Reading)];

fn goemotions(read: &Read) -> Vec<(&'static str, f64)> {
    let f1 = |emotion: Emotion| {
        Binary::count(read.iter().map(|(row, reading)| {
            let told = row.labels.iter().any(|label| label == emotion.as_str());
            (reading.perception.labels.contains(&emotion), told)
        }))
        .f1()
    };
    let sum: f64 = Emotion::ALL.into_iter().map(f1).sum();
    vec![("macro_f1", sum / Emotion::ALL.len() as f64)]
}

fn emobank(read: &Read) -> Vec<(&'static str, f64)> {
    let axis = |told: fn(&Row) -> f32, found: fn(&Reading) -> f32| {
        correlation(read.iter().map(|(row, reading)| (f64::from(told(row)), f64::from(found(reading)))))
    };
    vec![
        ("valence_r", axis(|row| row.valence, |reading| reading.perception.valence)),
        ("arousal_r", axis(|row| row.arousal, |reading| reading.perception.arousal)),
        ("dominance_r", axis(|row| row.dominance, |reading| reading.perception.dominance)),
    ]
}

fn hostile(read: &Read, told: fn(&Row) -> bool) -> Vec<(&'static str, f64)> {
    let pairs = read.iter().map(|(row, reading)| (reading.perception.hostility.score >= 0.5, told(row)));
    let counts = Binary::count(pairs);
    vec![("macro_f1", counts.macro_f1()), ("weighted_f1", counts.weighted_f1()), ("f1", counts.f1())]
}

/// Politest against rudest quarter, as published.
fn politeness(read: &Read) -> Vec<(&'static str, f64)> {
    let mut order: Vec<&(Row, Reading)> = read.iter().collect();
    order.sort_by(|a, b| a.0.score.total_cmp(&b.0.score));
    let quarter = order.len() / 4;
    let ends = order[..quarter].iter().chain(&order[order.len() - quarter..]);
    let mut found: Vec<f32> = ends.clone().map(|(_, reading)| reading.perception.politeness).collect();
    found.sort_by(f32::total_cmp);
    let middle = found.get(found.len() / 2).copied().unwrap_or_default();
    let counts = Binary::count(
        ends.enumerate().map(|(at, (_, reading))| (reading.perception.politeness >= middle, at >= quarter)),
    );
    let all =
        read.iter().map(|(row, reading)| (f64::from(row.score), f64::from(reading.perception.politeness)));
    vec![("quartile_accuracy", counts.accuracy()), ("r", correlation(all))]
}

fn complaints(read: &Read) -> Vec<(&'static str, f64)> {
    let pairs =
        read.iter().map(|(row, reading)| (reading.perception.complaint >= 0.5, is_true(&row.complaint)));
    let counts = Binary::count(pairs);
    vec![("f1", counts.f1()), ("macro_f1", counts.macro_f1()), ("accuracy", counts.accuracy())]
}

fn sentiment(read: &Read) -> Vec<(&'static str, f64)> {
    let class = |feeling: Feeling| match feeling {
        feeling if feeling.is_negative() => 0,
        feeling if feeling.is_positive() => 2,
        _ => 1,
    };
    let told = |row: &Row| match row.sentiment.as_str() {
        "negative" => 0,
        "positive" => 2,
        _ => 1,
    };
    let classes = Classes::count(
        3,
        read.iter().map(|(row, reading)| (class(reading.perception.likeliest()), told(row))),
    );
    vec![("macro_f1", classes.macro_f1()), ("accuracy", classes.accuracy())]
}

fn support(reader: &Reader, read: &Read) -> Vec<(&'static str, f64)> {
    let told = |row: &Row| row.feeling.parse().unwrap_or(Feeling::Calm).index();
    let classes = Classes::count(
        9,
        read.iter().map(|(row, reading)| (reading.perception.likeliest().index(), told(row))),
    );
    let sure = read.iter().map(|(row, reading)| {
        let right = reading.perception.likeliest().index() == told(row);
        (f64::from(reading.perception.confidence), right)
    });
    let abstained = read.iter().filter(|(_, reading)| reading.perception.feeling.is_none()).count();
    let complaint = Binary::count(
        read.iter().map(|(row, reading)| (reading.perception.complaint >= 0.5, is_true(&row.complaint))),
    );
    let hostile = Binary::count(
        read.iter()
            .map(|(row, reading)| (reading.perception.hostility.score >= 0.5, row.hostility != "none")),
    );
    let urgent = Binary::count(
        read.iter().map(|(row, reading)| (reading.perception.urgency >= 0.4, row.urgency >= 0.4)),
    );
    let contexts: Vec<Vec<Turn>> =
        read.iter().map(|(row, _)| row.context.iter().map(turn).collect()).collect();
    let faithful = faithful(
        reader,
        read.iter()
            .zip(&contexts)
            .map(|((row, reading), context)| (row.text.as_str(), context.as_slice(), &reading.perception)),
    );
    let intensity =
        read.iter().map(|(row, reading)| (f64::from(row.intensity), f64::from(reading.perception.intensity)));
    vec![
        ("macro_f1", classes.macro_f1()),
        ("accuracy", classes.accuracy()),
        ("ece", expected_calibration_error(sure)),
        ("abstained", abstained as f64 / read.len() as f64),
        ("complaint_f1", complaint.f1()),
        ("hostility_f1", hostile.f1()),
        ("urgency_f1", urgent.f1()),
        ("intensity_r", correlation(intensity)),
        ("evidence_drop", faithful.evidence),
        ("other_words_drop", faithful.others),
        ("evidence_drops_more", faithful.won),
    ]
}

fn turn(said: &Said) -> Turn {
    let role = if matches!(said.role.as_str(), "customer" | "user") { Role::Customer } else { Role::Staff };
    Turn { role, text: said.text.clone() }
}

/// `true` or 1.
fn is_true(value: &serde_json::Value) -> bool {
    value.as_bool().unwrap_or_else(|| value.as_f64().is_some_and(|number| number > 0.5))
}

/// The tenth of a set without a dev split that training leaves alone; `training/trunk_head.py` agrees.
fn kept_out(text: &str) -> bool {
    let hash =
        text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 10 == 0
}
