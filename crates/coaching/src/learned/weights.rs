//! The weights of the learned judgements, as `models/practices/README.md` describes their file. They are part of
//! the binary.

use std::{collections::HashMap, sync::LazyLock};

use super::judgement::Judgement;

/// The weights that this binary carries. A test reads them, so that a damaged file never leaves the workshop.
pub static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| {
    let file = include_str!("../../../../models/practices/practices.tsv");
    Weights::parse(file).expect("a test reads the weights that are shipped")
});

/// What was learnt.
#[derive(Debug)]
pub struct Weights {
    judgements: [Learnt; Judgement::COUNT],
    groups: [HashMap<&'static str, Row>; GROUPS.len()],
}

/// What was learnt for one judgement besides the weights of its features.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Learnt {
    /// What a step of a feature's weight is worth.
    pub scale: f32,
    /// Where every reply starts.
    pub bias: f32,
    /// From here on a reply is marked.
    pub marked_from: f32,
    /// Up to here a reply surely keeps it.
    pub kept_up_to: f32,
}

/// A feature's weight for each judgement, in steps.
pub type Row = [i8; Judgement::COUNT];

/// The groups of features, as the file names them.
pub const GROUPS: [&str; 3] = ["words", "shape", "manner"];

/// Why a file of weights cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// It is of another kind or version.
    #[error("the weights do not begin with `{FORMAT}`")]
    Format,
    /// The judgements are others, or stand in another order.
    #[error("the weights lack the judgement `{0}` at its place")]
    Judgement(&'static str),
    /// A line is no feature with weights.
    #[error("line {0} of the weights cannot be read")]
    Line(usize),
}

const FORMAT: &str = "rapport practices 1";

impl Weights {
    /// Reads a file of weights.
    pub fn parse(file: &'static str) -> Result<Self, WeightsError> {
        let mut lines = file.lines().zip(1..);
        if lines.next().is_none_or(|(line, _)| line != FORMAT) {
            return Err(WeightsError::Format);
        }
        let mut judgements = [Learnt::default(); Judgement::COUNT];
        for (judgement, learnt) in Judgement::ALL.iter().zip(&mut judgements) {
            let read = lines.next().and_then(|(line, _)| learnt_of(line, judgement.as_str()));
            *learnt = read.ok_or(WeightsError::Judgement(judgement.as_str()))?;
        }
        let mut groups: [HashMap<&str, Row>; GROUPS.len()] = Default::default();
        for (line, number) in lines {
            let (group, name, row) = feature(line).ok_or(WeightsError::Line(number))?;
            groups[group].insert(name, row);
        }
        Ok(Self { judgements, groups })
    }

    /// What was learnt for a judgement.
    pub const fn learnt(&self, judgement: Judgement) -> &Learnt {
        &self.judgements[judgement as usize]
    }

    /// The weights of a feature, unless it says nothing.
    pub fn row(&self, group: usize, name: &str) -> Option<&Row> {
        self.groups[group].get(name)
    }
}

fn learnt_of(line: &str, name: &str) -> Option<Learnt> {
    let mut fields = line.split('\t');
    if fields.next()? != name {
        return None;
    }
    let mut number = || fields.next()?.parse().ok();
    Some(Learnt { scale: number()?, bias: number()?, marked_from: number()?, kept_up_to: number()? })
}

/// A group, a name, and a weight for each judgement: empty where it is 0, left out at the end.
fn feature(line: &str) -> Option<(usize, &str, Row)> {
    let mut fields = line.split('\t');
    let group = fields.next()?;
    let group = GROUPS.iter().position(|known| *known == group)?;
    let name = fields.next()?;
    let mut row = Row::default();
    for (at, field) in fields.enumerate() {
        *row.get_mut(at)? = if field.is_empty() { 0 } else { field.parse().ok()? };
    }
    Some((group, name, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_can_be_read() {
        for judgement in Judgement::ALL {
            let learnt = WEIGHTS.learnt(judgement);
            assert!(learnt.scale > 0.0 && learnt.bias < learnt.marked_from, "{judgement:?} {learnt:?}");
            assert!(learnt.kept_up_to <= learnt.marked_from, "{judgement:?} {learnt:?}");
        }
        assert!(WEIGHTS.groups.iter().all(|group| group.len() > 50));
        assert!(WEIGHTS.row(0, "poor").is_some_and(|row| row[Judgement::Empathy as usize] > 0));
    }

    #[test]
    fn damaged_weights_are_refused() {
        let check = |file: &'static str, expected: WeightsError| {
            assert_eq!(Weights::parse(file).unwrap_err(), expected);
        };
        check("", WeightsError::Format);
        check("rapport practices 2\n", WeightsError::Format);
        check("rapport practices 1\nheard\t1\t0\t0\t-1\n", WeightsError::Judgement("acceptance"));
        check("rapport practices 1\nacceptance\t1\t0\t?\t-1\n", WeightsError::Judgement("acceptance"));
        let head: String = Judgement::ALL.iter().map(|j| format!("{}\t1\t0\t1\t-1\n", j.as_str())).collect();
        for line in ["words", "colours\tred\t1", "words\tred\tx", "words\tred\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10"]
        {
            let file = format!("rapport practices 1\n{head}{line}\n").leak();
            assert_eq!(Weights::parse(file).unwrap_err(), WeightsError::Line(11), "{line}");
        }
    }
}
