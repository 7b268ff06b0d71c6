//! The coach's figures: EPITOME's levels, and the practices over a set of replies that keep or break them.

use anyhow::{Context, Result, bail};
use rapport_coaching::{Exchange, Practice, Speaker, epitome};
use rapport_insight::{Share, wilson};
use rapport_perception::eval::measures::Classes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::coach::{Judge, Question};

/// A data set that the coach is measured on.
#[derive(Clone, Copy)]
pub enum CoachSet {
    /// 2,122 replies of peer support with three levels each (Sharma et al., EMNLP 2020).
    Epitome,
    /// Replies that keep one practice or break it (`training/annotation/practices`).
    Practices,
}

impl CoachSet {
    /// The set of this name, if it is one of the coach's.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "epitome" => Some(Self::Epitome),
            "practices" => Some(Self::Practices),
            _ => None,
        }
    }

    /// The file to measure on, inside the data set's folder.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Epitome => "dev.jsonl",
            Self::Practices => "measuring.jsonl",
        }
    }

    /// Judges every row of `lines` and compares.
    pub fn figures(self, lines: &[String]) -> Result<Map<String, Value>> {
        match self {
            Self::Epitome => levels(&rows(lines)?),
            Self::Practices => practices(&rows(lines)?),
        }
    }
}

/// The practices as the measuring set names them, and which of the coach's judges each.
const PRACTICES: [(&str, Practice); 9] = [
    ("acceptance", Practice::Acceptance),
    ("not-reactive", Practice::NotReactive),
    ("not-defensive", Practice::NotDefensive),
    ("heard", Practice::Heard),
    ("match", Practice::Matched),
    ("check", Practice::Checked),
    ("never-know-how-you-feel", Practice::NoClaimedFeeling),
    ("sympathy-versus-empathy", Practice::EmpathyWithAction),
    ("empathy-with-action", Practice::EmpathyWithAction),
];

#[derive(Deserialize)]
struct Levels {
    customer: String,
    reply: String,
    emotional_reactions: u8,
    interpretations: u8,
    explorations: u8,
}

#[derive(Deserialize)]
struct Kept {
    practice: String,
    label: String,
    #[serde(flatten)]
    question: Question,
}

fn rows<Row: DeserializeOwned>(lines: &[String]) -> Result<Vec<Row>> {
    let told = lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let rows: Vec<Row> = told
        .map(|(at, line)| serde_json::from_str(line).with_context(|| format!("line {}", at + 1)))
        .collect::<Result<_>>()?;
    if rows.is_empty() {
        bail!("there are no rows to measure");
    }
    Ok(rows)
}

fn levels(rows: &[Levels]) -> Result<Map<String, Value>> {
    let found: Vec<_> = rows.iter().map(|row| epitome(&Exchange::new(&row.customer, &row.reply))).collect();
    let of = |found: Vec<u8>, told: fn(&Levels) -> u8| {
        let pairs = found.into_iter().zip(rows).map(|(level, row)| (level.into(), told(row).into()));
        let classes = Classes::count(3, pairs);
        json!({ "macro_f1": classes.macro_f1(), "accuracy": classes.accuracy() })
    };
    let reactions = of(found.iter().map(|l| l.emotional_reactions).collect(), |row| row.emotional_reactions);
    let understood = of(found.iter().map(|l| l.interpretations).collect(), |row| row.interpretations);
    let explored = of(found.iter().map(|l| l.explorations).collect(), |row| row.explorations);
    Ok(Map::from_iter([
        ("rows".to_owned(), rows.len().into()),
        ("emotional_reactions".to_owned(), reactions),
        ("interpretations".to_owned(), understood),
        ("explorations".to_owned(), explored),
    ]))
}

/// Per practice: of the hints, how many are right, and of the broken replies, how many get one; each with its
/// 95 % interval.
fn practices(rows: &[Kept]) -> Result<Map<String, Value>> {
    let judge = Judge::open()?;
    let mut figures = Map::from_iter([("rows".to_owned(), rows.len().into())]);
    for (name, practice) in PRACTICES {
        let own: Vec<&Kept> = rows.iter().filter(|row| row.practice == name).collect();
        let pairs: Vec<(bool, bool)> = own
            .iter()
            .map(|row| {
                let report = judge.of(&row.question, Speaker::Agent);
                (!report.practices.get(practice).kept, row.label == "broken")
            })
            .collect();
        let right = pairs.iter().filter(|pair| **pair == (true, true)).count() as u64;
        let found = pairs.iter().filter(|(found, _)| *found).count() as u64;
        let broken = pairs.iter().filter(|(_, broken)| *broken).count() as u64;
        figures.insert(
            name.to_owned(),
            json!({
                "rows": own.len(),
                "precision": wilson(right, found).map(with_interval),
                "recall": wilson(right, broken).map(with_interval),
            }),
        );
    }
    Ok(figures)
}

fn with_interval(share: Share) -> Value {
    json!({ "share": share.value, "from": share.low, "to": share.high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_row_is_named_by_its_line() {
        let lines = ["".to_owned(), "{\"customer\": 1}".to_owned()];
        let error = CoachSet::Epitome.figures(&lines).expect_err("no such row");
        assert_eq!(error.to_string(), "line 2");
        assert!(CoachSet::Practices.figures(&[]).is_err());
    }

    #[test]
    fn levels_are_compared_one_by_one() {
        let row = r#"{"customer": "I lost my job today.", "reply": "I am so sorry.", "emotional_reactions": 2, "interpretations": 0, "explorations": 0}"#;
        let figures = CoachSet::Epitome.figures(&[row.to_owned()]).expect("a row");
        assert_eq!(figures["emotional_reactions"]["accuracy"], 1.0);
    }
}
