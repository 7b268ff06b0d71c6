//! The library of statements with its figures, and the wordings that agents propose for it.

use rapport_desk as desk;
use rapport_domain::{ConversationId, StatementProposalId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    ids,
    labels::{Channel, FramingPart},
    primitives::Moment,
    release_changes::ReleaseName,
    timeline::Somebody,
};

/// The library of statements, with what is known of each from the last days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementLibrary {
    /// The release whose statements they are.
    pub release: ReleaseName,
    /// The figures are from here on.
    pub from: Moment,
    /// Fewer matched replies with a statement than these tell nothing.
    #[schema(examples(30))]
    pub enough: u64,
    /// Replies are matched where at least so many without the statement are alike.
    #[schema(examples(5))]
    pub enough_alike: u64,
    /// The statements, by name.
    pub statements: Vec<LibraryStatement>,
}

/// A statement with its figures.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LibraryStatement {
    /// Its name.
    #[schema(examples("i-can-see-that"))]
    pub id: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// The sentence.
    pub text: String,
    /// The sentence as it is spoken, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken: Option<String>,
    /// Who wrote it.
    pub author: String,
    /// When it fits, in short phrases; all of them must hold.
    pub fits_when: Vec<String>,
    /// When it must not be said; one that holds is enough.
    pub never_when: Vec<String>,
    /// It rests so many days before the same customer hears it again; within a conversation it never comes twice.
    pub rest_days: u16,
    /// How often it was said.
    pub uses: Vec<StatementUse>,
    /// What it did to the customers' feeling.
    pub effect: StatementEffect,
}

/// How often a statement was said, by whom and where.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementUse {
    /// Whether agents said it; otherwise the assistant did.
    pub by_agent: bool,
    /// By which way.
    pub channel: Channel,
    /// How often.
    pub total: u64,
}

/// What a statement did: how the customers' valence (−1…1) changed to their next turn, beyond what it changed after
/// replies without the statement that are alike in feeling before, its strength, channel, who replied, and topic or
/// flow.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementEffect {
    /// The replies with it that could be matched.
    pub matched: u64,
    /// The replies without it that they were held against.
    pub against: u64,
    /// The change; absent where there are too few to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<EffectEstimate>,
}

/// A change of valence with its 95 % interval.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct EffectEstimate {
    /// The change.
    #[schema(examples(0.12))]
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Proposes a wording for the library.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeStatement {
    /// The sentence.
    #[schema(min_length = 1, max_length = 300, examples("That is one wait too many."))]
    pub text: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// When you would say it.
    #[serde(default)]
    #[schema(required = false, max_length = 500, examples("When they have called twice already."))]
    pub note: String,
    /// In which conversation you found it.
    #[serde(default)]
    #[schema(value_type = Option<ids::ConversationId>)]
    pub conversation: Option<ConversationId>,
}

/// A wording that an agent proposes, and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementProposal {
    /// Its id.
    #[schema(value_type = ids::StatementProposalId)]
    pub id: StatementProposalId,
    /// The sentence.
    pub text: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// When they would say it.
    pub note: String,
    /// Who proposes it.
    pub agent: Somebody,
    /// When.
    pub at: Moment,
    /// In which conversation they found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ids::ConversationId>)]
    pub conversation: Option<ConversationId>,
    /// What became of it; absent while nobody has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<ProposalDecision>,
}

/// What became of a proposal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalDecision {
    /// The statement that it became; absent where it was declined.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("one-wait-too-many"))]
    pub statement: Option<String>,
    /// The word that came with it.
    pub word: String,
    /// Who decided.
    #[schema(examples("Dana"))]
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Says which statement a proposal became.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveProposal {
    /// The statement's name. The draft must hold it.
    #[schema(min_length = 1, max_length = 64, examples("one-wait-too-many"))]
    pub statement: String,
}

/// Says why a proposal is not taken.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineProposal {
    /// Why not, in a few words. The agent gets them.
    #[schema(min_length = 1, max_length = 500, examples("We say this already with “i-hear-you”."))]
    pub word: String,
}

impl From<desk::Estimate> for EffectEstimate {
    fn from(from: desk::Estimate) -> Self {
        let desk::Estimate { value, low, high } = from;
        Self { value, low, high }
    }
}
