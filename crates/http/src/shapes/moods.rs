//! Every flow in five moods: looked at before it is published.

use serde::Serialize;
use utoipa::ToSchema;

/// What came of a flow, gone through on its happy path in five moods.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowInMoods {
    /// The flow.
    #[schema(examples("return-an-item"))]
    pub flow: String,
    /// What the customer asks for; absent where no customer can get there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("I want to send something back"))]
    pub request: Option<String>,
    /// What came of it, mood by mood; empty where no customer can get there.
    pub moods: Vec<MoodReport>,
}

/// What came of a flow in one mood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoodReport {
    /// The mood.
    pub mood: Mood,
    /// Whether nothing is wrong.
    pub passed: bool,
    /// What is wrong.
    pub failures: Vec<MoodFailure>,
    /// What was said, turn by turn.
    pub transcript: Vec<MoodTurn>,
}

/// A mood in which every flow is rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Nothing stirs.
    Calm,
    /// Angry at the company.
    Angry,
    /// Worried about how it ends.
    Anxious,
    /// Has lost somebody.
    Grieving,
    /// Has no time.
    Hurried,
}

/// Something that is wrong in one mood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoodFailure {
    /// Which turn, from 1.
    pub turn: usize,
    /// The flow that spoke there, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("return-an-item"))]
    pub flow: Option<String>,
    /// Its step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("say-started"))]
    pub step: Option<String>,
    /// What is wrong and what to do.
    pub wrong: String,
    /// What the customer read there.
    pub said: String,
}

/// A turn as it was played.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoodTurn {
    /// What the customer wrote.
    pub customer: String,
    /// What came back.
    pub reply: String,
}
