//! What a turn asks for, as far as the release knows.

use serde::{Deserialize, Serialize};

use crate::id::TopicId;

/// What a customer's turn asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Understanding {
    /// The likeliest topics, best first, at most five.
    pub candidates: Vec<Candidate>,
    /// Calibrated probability 0…1 that the release covers what is asked at all.
    pub in_scope: f32,
    /// What kind of turn it is, apart from its topic.
    pub dialogue_act: DialogueAct,
    /// A second request in the same turn, where that is sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Candidate>,
}

/// A topic and how sure we are of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The topic.
    pub topic: TopicId,
    /// Calibrated probability 0…1 that it is what is asked; together at most about one, less where the
    /// release may not cover what is asked.
    pub confidence: f32,
}

/// What a customer does with a turn, whatever it is about. Found by rules, so that "a person, please"
/// works whatever the models say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DialogueAct {
    /// Asks or tells something.
    Inform,
    /// Yes.
    Affirm,
    /// No.
    Deny,
    /// Hello, and nothing else.
    Greet,
    /// Thanks, and nothing else.
    Thank,
    /// Goodbye, and nothing else.
    Farewell,
    /// Wants a person.
    AskForPerson,
    /// Asks whether we are a machine.
    AskIfAi,
    /// Stop what we are doing.
    Cancel,
    /// Say that again.
    Repeat,
    /// Corrects what was understood: "no, the blue one".
    Correct,
}
