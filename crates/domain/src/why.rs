//! Why a reply was given: read by agents, reviewers and `rapport explain`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    feeling::Feeling,
    id::{FlowId, ReleaseId, StatementId, StepId, TopicId},
    proposal::{Proposal, ProposalVerdict},
    time::Timestamp,
};

/// Why a reply was given as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What the reply does.
    pub decision: DecisionKind,
    /// The release that was in force.
    pub release: ReleaseId,
    /// The topic that was understood.
    pub topic: Option<TopicId>,
    /// How sure that was, 0…1.
    pub confidence: Option<f32>,
    /// The version of the topic's answer that was given.
    pub answer_version: Option<u32>,
    /// A second request in the same turn that was answered too: its topic and the answer's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<(TopicId, u32)>,
    /// The flow and step that spoke.
    pub flow: Option<(FlowId, StepId)>,
    /// The feeling that the framing answers; `None` is unclear.
    pub feeling: Option<Feeling>,
    /// Strength of that feeling, 0…1.
    pub intensity: f32,
    /// Urgency 0…1.
    pub urgency: f32,
    /// The statements that frame the facts, and why each was chosen.
    pub statements: Vec<ChosenStatement>,
    /// Further remarks, each a short plain sentence.
    pub notes: Vec<String>,
    /// What became of a language model's proposal, which stands in the surroundings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Box<ProposalVerdict>>,
    /// What was known from outside the conversation, so that the decision can be run again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surroundings: Option<Box<Surroundings>>,
}

impl Why {
    /// A why that names the decision and the release, and nothing else yet.
    pub const fn new(decision: DecisionKind, release: ReleaseId) -> Self {
        Self {
            decision,
            release,
            topic: None,
            confidence: None,
            answer_version: None,
            second: None,
            flow: None,
            feeling: None,
            intensity: 0.0,
            urgency: 0.0,
            statements: Vec::new(),
            notes: Vec::new(),
            verdict: None,
            surroundings: None,
        }
    }
}

/// What a decision takes from outside the conversation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Surroundings {
    /// The moment of the decision.
    pub now: Timestamp,
    /// What the customer is called, if they told.
    #[serde(default)]
    pub customer_name: Option<String>,
    /// Where the customer can be written to, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_email: Option<String>,
    /// Whether the shop vouches for who they are.
    #[serde(default)]
    pub signed_in: bool,
    /// When each statement was last said to this customer, in whichever conversation.
    #[serde(default)]
    pub recent_statements: BTreeMap<StatementId, Timestamp>,
    /// How long a person would take.
    #[serde(default)]
    pub queue: QueueOutlook,
    /// What a language model proposed where no authored answer was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Box<Proposal>>,
}

/// How long it would take until a person answers this conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueOutlook {
    /// The place in the queue, from 1.
    pub place: u32,
    /// Minutes until a person answers, if that can be told honestly.
    pub wait_minutes: Option<u32>,
    /// Whether people answer now.
    pub open_now: bool,
    /// When people answer again, in words that complete "we open …": "tomorrow at 09:00".
    pub opens: String,
}

impl Default for QueueOutlook {
    fn default() -> Self {
        Self { place: 1, wait_minutes: None, open_now: true, opens: String::new() }
    }
}

/// What a reply does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Gives an approved answer.
    Answered,
    /// Takes a step of a flow.
    FlowStep,
    /// Asks which of the likeliest topics is meant.
    AskedBack,
    /// Says that it does not know, and offers a person.
    DidNotKnow,
    /// Hands over to a person.
    HandedOver,
    /// Greets, thanks, says goodbye or says what it is.
    Courtesy,
    /// Warns an abusive customer, or ends by policy.
    Protected,
    /// Acknowledges what came in while a person is awaited.
    Waiting,
    /// Gives what a language model put together from approved answers.
    Drafted,
}

/// A statement that frames a reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenStatement {
    /// Which.
    pub statement: StatementId,
    /// Which part of the framing it plays.
    pub part: crate::content::FramingPart,
    /// Why this one: a short plain sentence.
    pub because: String,
}
