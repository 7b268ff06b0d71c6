//! Whether the evidence carried the decision: what deleting it does to the feeling found, beside deleting as
//! many other words.

use rapport_domain::perception::Perception;

use crate::reader::{Reader, Turn};

/// Draws of other words for each message.
const DRAWS: usize = 3;

/// What deleting did to the probability of the feeling found, on average.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Faithful {
    /// Drop after the evidence was deleted.
    pub(super) evidence: f64,
    /// Drop after as many other words were.
    pub(super) others: f64,
    /// Share of messages in which the first is larger.
    pub(super) won: f64,
}

/// Measures over every message that has evidence and at least as many other words.
pub(super) fn faithful<'a>(
    reader: &Reader,
    read: impl Iterator<Item = (&'a str, &'a [Turn], &'a Perception)>,
) -> Faithful {
    let drops: Vec<(f64, f64)> =
        read.filter_map(|(text, context, found)| drops(reader, text, context, found)).collect();
    let count = (drops.len() as f64).max(1.0);
    Faithful {
        evidence: drops.iter().map(|(evidence, _)| evidence).sum::<f64>() / count,
        others: drops.iter().map(|(_, others)| others).sum::<f64>() / count,
        won: drops.iter().filter(|(evidence, others)| evidence > others).count() as f64 / count,
    }
}

fn drops(reader: &Reader, text: &str, context: &[Turn], found: &Perception) -> Option<(f64, f64)> {
    let mut spans: Vec<(usize, usize)> =
        found.evidence.iter().map(|span| (span.start as usize, span.end as usize)).collect();
    spans.dedup();
    let others: Vec<(usize, usize)> =
        words(text).into_iter().filter(|word| spans.iter().all(|span| apart(*word, *span))).collect();
    if spans.is_empty() || others.len() < spans.len() {
        return None;
    }
    let feeling = found.likeliest().index();
    let drop = |deleted: &[(usize, usize)]| {
        let rest = reader.read(&without(text, deleted), context).perception;
        f64::from(found.feelings[feeling] - rest.feelings[feeling])
    };
    let draw = |number: usize| {
        let from = number * others.len() / DRAWS;
        let step = (others.len() / spans.len()).max(1);
        let picked: Vec<_> = (0..spans.len()).map(|at| others[(from + at * step) % others.len()]).collect();
        drop(&picked)
    };
    Some((drop(&spans), (0..DRAWS).map(draw).sum::<f64>() / DRAWS as f64))
}

fn apart(a: (usize, usize), b: (usize, usize)) -> bool {
    a.1 <= b.0 || b.1 <= a.0
}

fn without(text: &str, deleted: &[(usize, usize)]) -> String {
    let kept = |at: &usize| deleted.iter().all(|(start, end)| at < start || at >= end);
    text.chars().enumerate().filter(|(at, _)| kept(at)).map(|(_, c)| c).collect()
}

/// Start and end of each word, in code points.
fn words(text: &str) -> Vec<(usize, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    chars
        .chunk_by(|a, b| a.is_alphanumeric() == b.is_alphanumeric())
        .filter_map(|run| {
            let start = at;
            at += run.len();
            run[0].is_alphanumeric().then_some((start, at))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_what_is_left() {
        assert_eq!(words("é so, 2nd"), [(0, 1), (2, 4), (6, 9)]);
        assert_eq!(without("é so, 2nd", &[(0, 1), (6, 9)]), " so, ");
    }
}
