//! Statements of the draft: edited as a whole and previewed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    draft::DraftFile,
    labels::{DecisionKind, Feeling, FramingPart},
    release_changes::{Finding, HowChanged},
};

/// A statement with everything that its file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its name.
    #[schema(min_length = 1, max_length = 64, examples("one-wait-too-many"))]
    pub id: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// The sentence; `{happened}`, `{cannot}`, `{without}` and `{name}` are filled in.
    #[schema(max_length = 500, examples("I can see that {happened}."))]
    pub text: String,
    /// The sentence to be spoken, where it differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub spoken: Option<String>,
    /// When it fits. All that is given must hold.
    #[serde(default)]
    #[schema(required = false)]
    pub when: StatementCondition,
    /// When it must not be said. One that holds is enough.
    #[serde(default)]
    #[schema(required = false)]
    pub never_when: StatementNever,
    /// Who wrote it.
    #[schema(max_length = 300, examples("Conversation design"))]
    pub author: String,
    /// It rests so many days before the same customer hears it again.
    #[schema(maximum = 3650, examples(7))]
    pub rest_days: u16,
}

/// When a statement fits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementCondition {
    /// One of these feelings; empty means any.
    #[serde(default)]
    #[schema(required = false, max_items = 9)]
    pub feelings: Vec<Feeling>,
    /// At least this strong.
    #[serde(default)]
    #[schema(required = false, minimum = 0, maximum = 1)]
    pub min_intensity: f32,
    /// At most this strong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub max_intensity: Option<f32>,
    /// At least this urgent.
    #[serde(default)]
    #[schema(required = false, minimum = 0, maximum = 1)]
    pub min_urgency: f32,
    /// Only where the customer had to come back or ask again.
    #[serde(default)]
    #[schema(required = false)]
    pub repeated: bool,
    /// Only with replies of these kinds; empty means any.
    #[serde(default)]
    #[schema(required = false, max_items = 9)]
    pub decisions: Vec<DecisionKind>,
}

/// When a statement must not be said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementNever {
    /// One of these feelings.
    #[serde(default)]
    #[schema(required = false, max_items = 9)]
    pub feelings: Vec<Feeling>,
    /// At least this urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1)]
    pub min_urgency: Option<f32>,
    /// The message attacks a person.
    #[serde(default)]
    #[schema(required = false)]
    pub hostile: bool,
    /// The assistant speaks: the sentence is for people only.
    #[serde(default)]
    #[schema(required = false)]
    pub assistant: bool,
    /// One of these topics.
    #[serde(default)]
    #[schema(required = false, max_items = 200)]
    pub topics: Vec<String>,
    /// The customer writes formally.
    #[serde(default)]
    #[schema(required = false)]
    pub formal: bool,
}

/// All statements of the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftStatements {
    /// By name.
    pub statements: Vec<StatementEntry>,
}

/// A statement in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementEntry {
    /// Its name.
    #[schema(examples("one-wait-too-many"))]
    pub id: String,
    /// What it holds; absent where its file cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
    /// The file that holds it. One with several statements is edited as text.
    #[schema(examples("statements/one-wait-too-many.yaml"))]
    pub path: String,
    /// How it differs from the release in force; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// A statement to be edited.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftStatement {
    /// Its file.
    pub file: DraftFile,
    /// What it holds; absent where there is none, or it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<Finding>,
    /// What the release in force holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Statement>,
    /// What is wrong in it, as the draft stands.
    pub findings: Vec<Finding>,
}

/// A statement as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraftStatement {
    /// The statement.
    pub statement: Statement,
    /// The mark of the file that you have seen, `none` for a new one. When the draft holds another text by
    /// now, nothing is saved.
    #[schema(max_length = 64)]
    pub mark: String,
    /// Whether you have seen what has changed in the release in force, and keep your own.
    #[serde(default)]
    #[schema(required = false)]
    pub keep: bool,
}

/// How a statement is to be shown.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewDraftStatement {
    /// The statement as it is being written, saved or not.
    pub statement: Statement,
    /// What the customer asks about; the first topic that fills the blanks where nothing is said.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub topic: Option<String>,
    /// How strongly the customer feels.
    #[schema(minimum = 0, maximum = 1)]
    pub intensity: f32,
    /// How soon they need an answer.
    #[serde(default)]
    #[schema(required = false, minimum = 0, maximum = 1)]
    pub urgency: f32,
    /// Whether they had to come back.
    #[serde(default)]
    #[schema(required = false)]
    pub repeated: bool,
    /// Whether an agent says it; otherwise the assistant does.
    #[serde(default)]
    #[schema(required = false)]
    pub by_agent: bool,
    /// Whether it is heard; otherwise it is read.
    #[serde(default)]
    #[schema(required = false)]
    pub spoken: bool,
}

/// How a statement would be said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementPreview {
    /// The topic that it is shown with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// That topic's approved answer, as it is read or heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What comes of it in each feeling, and where the feeling is unclear.
    pub feelings: Vec<StatementInFeeling>,
    /// When it fits, in short phrases.
    pub fits_when: Vec<String>,
    /// When it must not be said.
    pub never_when: Vec<String>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// What comes of a statement in a feeling.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementInFeeling {
    /// The feeling; absent where it is unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// How it reads; absent where it would not be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why it would not be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}
