//! Why the assistant replied as it did: everything that a decision was made from.

use rapport_domain::ConversationId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ids,
    labels::{DialogueAct, FramingPart},
    perception::Perception,
    primitives::Moment,
    release_changes::ReleaseName,
    releases::TopicView,
    timeline::{Candidate, Why},
};

/// What `decide` did at one turn after the other, run again on the stored events.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Explanation {
    /// The conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// The turns, oldest first.
    pub turns: Vec<ExplainedTurn>,
}

/// One turn, explained.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedTurn {
    /// The place of the decision's first event in the conversation.
    pub seq: u64,
    /// The place of the reply that it led to; absent where it led to a call or to silence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<u64>,
    /// When it was decided.
    pub at: Moment,
    /// Whether running it again gave the very same.
    pub same: bool,
    /// What differs, in short sentences.
    pub differences: Vec<String>,
    /// The messages that it answers, oldest first.
    pub heard: Vec<HeardMessage>,
    /// What they were understood to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<Understood>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Box<Why>>,
    /// The statements that frame the reply, each with its rule.
    pub statements: Vec<StatementRule>,
    /// The release that was in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseName>,
    /// The topic as that release has it, with the answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicView>,
}

/// A customer's message and what it showed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HeardMessage {
    /// Its place in the conversation.
    pub seq: u64,
    /// When it came.
    pub at: Moment,
    /// What was written.
    pub text: String,
    /// What it showed of its writer's feeling; its evidence marks stretches of `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perception: Option<Box<Perception>>,
}

/// What a turn was understood to ask.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Understood {
    /// What kind of turn it is.
    pub dialogue_act: DialogueAct,
    /// Probability 0…1 that the release covers it.
    pub in_scope: f32,
    /// The likeliest topics, best first.
    pub candidates: Vec<Candidate>,
    /// A second request in the same turn, where that is sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub also: Option<Candidate>,
}

/// A statement that frames a reply, and the rule by which it may be said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementRule {
    /// Its name.
    #[schema(examples("i-can-see-that"))]
    pub statement: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// Why this one.
    #[schema(examples("The customer is angry and this names what happened to them."))]
    pub because: String,
    /// The sentence as it is authored; absent where the release is not here any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it fits, in short phrases; all of them must hold.
    pub fits_when: Vec<String>,
    /// When it must not be said; one that holds is enough.
    pub never_when: Vec<String>,
    /// It rests so many days before the same customer hears it again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_days: Option<u16>,
}
