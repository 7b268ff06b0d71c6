//! What an agent can say now, and what they looked for in vain.

use rapport_domain::{ConversationId, KnowledgeGapId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    explanations::StatementRule,
    ids,
    labels::Feeling,
    primitives::Moment,
    releases::{ReleaseRow, TopicView},
    statements::EffectEstimate,
    timeline::Somebody,
};

/// What an agent looks for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskAssist {
    /// Words to look for; without them, what the customer said last is answered.
    #[serde(default)]
    #[schema(max_length = 200, examples("delivery to Scotland"))]
    pub words: Option<String>,
}

/// What an agent can say now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Assist {
    /// The release that the answers are from: they hold until another is published.
    pub release: ReleaseRow,
    /// Approved answers, best first.
    pub answers: Vec<FoundAnswer>,
    /// Statements that fit how the customer feels, best first; empty where nothing is called for.
    pub statements: Vec<SuggestedStatement>,
    /// Whether the language model can be asked for a draft.
    pub can_draft: bool,
    /// How the customer feels; absent while that is unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
}

/// A topic whose answer may be what is needed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FoundAnswer {
    /// The topic with its answer.
    pub topic: TopicView,
    /// What the flow does, where a flow answers: "looking for your order".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("looking for your order"))]
    pub flow_title: Option<String>,
    /// How sure it is that this is asked for, 0…1; absent where only words were matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// A statement that fits this customer now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuggestedStatement {
    /// The sentence, its blanks filled.
    #[schema(examples("You should not have to chase this."))]
    pub text: String,
    /// Its rule, and why it fits now.
    pub rule: StatementRule,
    /// How many days ago this customer was told it last; absent where they were not in the last 90 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_days_ago: Option<u32>,
    /// What it did in the last half year; absent while there are too few to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<EffectEstimate>,
}

/// Says what was needed and was not there.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportKnowledgeGap {
    /// What was needed, in a few words.
    #[schema(min_length = 1, max_length = 500, examples("delivery to a lighthouse"))]
    pub words: String,
}

/// Something that an agent needed and did not find.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KnowledgeGap {
    /// Its id.
    #[schema(value_type = ids::KnowledgeGapId)]
    pub id: KnowledgeGapId,
    /// What was needed.
    #[schema(examples("delivery to a lighthouse"))]
    pub words: String,
    /// Who needed it.
    pub agent: Somebody,
    /// When.
    pub at: Moment,
    /// In which conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
}
