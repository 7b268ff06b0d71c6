//! The leader's day: what came in, who answered, how customers arrived and left, what they said of it.

use std::collections::BTreeMap;

use rapport_domain::feeling::Feeling;

use crate::interval::{Share, wilson};

/// What is known of one conversation that was active in the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// The first feeling that could be told.
    pub arrived: Option<Feeling>,
    /// The last feeling that could be told.
    pub left: Option<Feeling>,
    /// Whether a person was called or took over.
    pub handed_over: bool,
    /// Whether it is resolved.
    pub resolved: bool,
    /// The customer's rating 1…5.
    pub rating: Option<u8>,
}

/// How many of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Of what.
    pub name: String,
    /// How many.
    pub count: u64,
}

/// How many customers arrived with one feeling and left with another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// How they arrived; `None` is unclear.
    pub from: Option<Feeling>,
    /// How they left; `None` is unclear.
    pub to: Option<Feeling>,
    /// How many.
    pub count: u64,
}

/// Customers who wait for a person now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaitingFigures {
    /// How many.
    pub count: u64,
    /// How long the first of them has waited, in seconds.
    pub longest_s: u64,
}

/// What customers said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingFigures {
    /// How many rated.
    pub count: u64,
    /// How many gave 1, 2, 3, 4, 5.
    pub distribution: [u64; 5],
    /// The mean, 1…5.
    pub mean: Option<f64>,
    /// The share of 4 and 5, with its interval: CSAT as the field counts it.
    pub satisfied: Option<Share>,
}

/// The leader's day.
#[derive(Debug, Clone, PartialEq)]
pub struct Today {
    /// Conversations with a customer's message in the day.
    pub conversations: u64,
    /// Of these, the ones that no person was needed for.
    pub by_assistant: u64,
    /// Of these, the ones that a person was called for or took over.
    pub handed_over: u64,
    /// Of these, the resolved ones.
    pub resolved: u64,
    /// Who waits now.
    pub waiting: WaitingFigures,
    /// What customers said.
    pub ratings: RatingFigures,
    /// How customers arrived.
    pub arrived: Vec<Counted>,
    /// How they left, or are now.
    pub left: Vec<Counted>,
    /// From how they arrived to how they left, most frequent first.
    pub moves: Vec<Move>,
    /// Of the customers who arrived with a feeling that hurts, the share that left without one.
    pub eased: Option<Share>,
}

/// Sums up a day.
pub fn today(conversations: &[Day], waiting: WaitingFigures) -> Today {
    let count = |keep: &dyn Fn(&Day) -> bool| conversations.iter().filter(|day| keep(day)).count() as u64;
    let hurt = |feeling: Option<Feeling>| feeling.is_some_and(Feeling::is_negative);
    let arrived_hurt = count(&|day| hurt(day.arrived));
    Today {
        conversations: conversations.len() as u64,
        by_assistant: count(&|day| !day.handed_over),
        handed_over: count(&|day| day.handed_over),
        resolved: count(&|day| day.resolved),
        waiting,
        ratings: ratings(conversations),
        arrived: by_feeling(conversations.iter().map(|day| day.arrived)),
        left: by_feeling(conversations.iter().map(|day| day.left)),
        moves: moves(conversations),
        eased: wilson(count(&|day| hurt(day.arrived) && !hurt(day.left)), arrived_hurt),
    }
}

fn ratings(conversations: &[Day]) -> RatingFigures {
    let mut distribution = [0; 5];
    for score in conversations.iter().filter_map(|day| day.rating).filter(|score| (1..=5).contains(score)) {
        distribution[usize::from(score) - 1] += 1;
    }
    let count: u64 = distribution.iter().sum();
    let sum: u64 = distribution.iter().zip(1..).map(|(count, score): (&u64, u64)| count * score).sum();
    #[expect(clippy::cast_precision_loss, reason = "counts of a day lie far below 2^52")]
    let mean = (count > 0).then(|| sum as f64 / count as f64);
    RatingFigures { count, distribution, mean, satisfied: wilson(distribution[3] + distribution[4], count) }
}

fn by_feeling(feelings: impl Iterator<Item = Option<Feeling>>) -> Vec<Counted> {
    let mut counts = BTreeMap::<Option<Feeling>, u64>::new();
    feelings.for_each(|feeling| *counts.entry(feeling).or_default() += 1);
    let mut counted: Vec<Counted> = counts
        .into_iter()
        .map(|(feeling, count)| Counted {
            name: feeling.map_or("unclear", Feeling::as_str).to_owned(),
            count,
        })
        .collect();
    counted.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    counted
}

fn moves(conversations: &[Day]) -> Vec<Move> {
    let mut counts = BTreeMap::<(Option<Feeling>, Option<Feeling>), u64>::new();
    for day in conversations {
        *counts.entry((day.arrived, day.left)).or_default() += 1;
    }
    let mut moves: Vec<Move> =
        counts.into_iter().map(|((from, to), count)| Move { from, to, count }).collect();
    moves.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (a.from, a.to).cmp(&(b.from, b.to))));
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(arrived: Feeling, left: Feeling, handed_over: bool, rating: Option<u8>) -> Day {
        Day { arrived: Some(arrived), left: Some(left), handed_over, resolved: true, rating }
    }

    #[test]
    fn a_day_tells_how_customers_arrived_and_left() {
        let days = [
            day(Feeling::Angry, Feeling::Calm, true, Some(5)),
            day(Feeling::Angry, Feeling::Calm, false, Some(4)),
            day(Feeling::Frustrated, Feeling::Angry, true, Some(1)),
            day(Feeling::Calm, Feeling::Grateful, false, None),
        ];
        let today = today(&days, WaitingFigures::default());
        assert_eq!((today.conversations, today.by_assistant, today.handed_over), (4, 2, 2));
        assert_eq!(today.moves[0], Move { from: Some(Feeling::Angry), to: Some(Feeling::Calm), count: 2 });
        assert_eq!(today.arrived[0], Counted { name: "angry".into(), count: 2 });
        assert_eq!(today.ratings.distribution, [1, 0, 0, 1, 1]);
        assert!((today.eased.unwrap().value - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn an_empty_day_claims_nothing() {
        let today = today(&[], WaitingFigures::default());
        assert_eq!((today.ratings.mean, today.eased, today.moves.len()), (None, None, 0));
    }
}
