//! What customers asked without getting an answer.

use rapport_domain::ConversationId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    ids,
    labels::{DecisionKind, Feeling},
    primitives::Moment,
    reports::FeelingCount,
    timeline::Candidate,
};

/// How far back.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DaysQuery {
    /// Days; 30 where nothing is said.
    #[param(minimum = 1, maximum = 365)]
    pub days: Option<u32>,
}

/// What customers asked without getting an answer. The newest 500 questions are looked at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unanswered {
    /// Questions that mean about the same, the most frequent first.
    pub groups: Vec<UnansweredGroup>,
    /// How many questions there are in all.
    pub total: usize,
    /// How many more would be answered by now.
    pub answered_since: usize,
}

/// Questions that mean about the same.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnansweredGroup {
    /// The questions, newest first.
    pub questions: Vec<UnansweredQuestion>,
    /// How those who asked felt, the most frequent first; who was not clear is not counted.
    pub feelings: Vec<FeelingCount>,
    /// The topics that come nearest, best first.
    pub nearest: Vec<Candidate>,
}

/// A question without an answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnansweredQuestion {
    /// In which conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// When.
    pub at: Moment,
    /// What the customer wrote; card numbers and secrets are masked.
    pub text: String,
    /// How they felt, where that was clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// What the assistant did instead of answering.
    pub decision: DecisionKind,
}
