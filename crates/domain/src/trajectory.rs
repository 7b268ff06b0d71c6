//! How a customer's feeling moves through a conversation.

use serde::{Deserialize, Serialize};

use crate::{feeling::Feeling, perception::Perception, time::Timestamp};

/// One point of a trajectory: what one message showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Felt {
    /// The sequence number of the message.
    pub seq: u64,
    /// When it was accepted.
    pub at: Timestamp,
    /// The feeling; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// Unpleasant −1 … pleasant 1.
    pub valence: f32,
    /// Strength 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
}

/// Perceptions over a conversation, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Trajectory(pub Vec<Felt>);

/// Where a trajectory is heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Getting worse.
    Escalating,
    /// Getting better.
    Easing,
    /// Neither.
    Steady,
}

/// How much the valence must move between two points to count as a move at all.
const NOTICEABLE: f32 = 0.25;

impl Trajectory {
    /// Adds what a message showed.
    pub fn push(&mut self, seq: u64, at: Timestamp, perception: &Perception) {
        self.0.push(Felt {
            seq,
            at,
            feeling: perception.feeling,
            valence: perception.valence,
            intensity: perception.intensity,
            urgency: perception.urgency,
        });
    }

    /// The first feeling that could be told: how the customer arrived.
    pub fn arrived(&self) -> Option<&Felt> {
        self.0.iter().find(|felt| felt.feeling.is_some())
    }

    /// The last feeling that could be told: how the customer left, or is now.
    pub fn latest(&self) -> Option<&Felt> {
        self.0.iter().rev().find(|felt| felt.feeling.is_some())
    }

    /// Where it is heading: the last point against the mean of the up to three before it.
    pub fn direction(&self) -> Direction {
        let Some((last, before)) = self.0.split_last() else { return Direction::Steady };
        let recent = &before[before.len().saturating_sub(3)..];
        if recent.is_empty() {
            return Direction::Steady;
        }
        #[expect(clippy::cast_precision_loss, reason = "at most three points")]
        let mean = recent.iter().map(|felt| felt.valence).sum::<f32>() / recent.len() as f32;
        if last.valence < mean - NOTICEABLE {
            Direction::Escalating
        } else if last.valence > mean + NOTICEABLE {
            Direction::Easing
        } else {
            Direction::Steady
        }
    }
}
