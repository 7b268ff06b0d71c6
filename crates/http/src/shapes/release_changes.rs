//! What publishing would change, and whether it should be published at all.

use rapport_domain::ReleaseId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    ids,
    moods::FlowInMoods,
    primitives::Moment,
    proofs::{AskedAgain, Coverage, ParaphraseReport},
};

/// What a release is compared with.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AgainstQuery {
    /// The release that it would follow on; without it, the one in force.
    #[param(value_type = Option<ids::ReleaseId>)]
    pub against: Option<ReleaseId>,
}

/// What changes from one release to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseDiff {
    /// The release before.
    pub from: ReleaseName,
    /// The release after.
    pub to: ReleaseName,
    /// Every item that differs: topics, flows, statements, actions, company, wordings, each by name.
    pub changes: Vec<ItemChange>,
}

/// Which release it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseName {
    /// Its id.
    #[schema(value_type = ids::ReleaseId)]
    pub id: ReleaseId,
    /// 1, 2, 3…
    pub number: u32,
    /// When it was published.
    pub published_at: Moment,
    /// Who published it.
    #[schema(examples("Dana"))]
    pub published_by: String,
}

/// An item that differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ItemChange {
    /// What kind of item.
    pub kind: ItemKind,
    /// Its name in files.
    #[schema(examples("delivery-cost"))]
    pub id: String,
    /// Its title, for people.
    #[schema(examples("What delivery costs"))]
    pub title: String,
    /// How it differs.
    pub how: HowChanged,
    /// Its fields that differ; all of them where it was added or removed.
    pub fields: Vec<FieldDiff>,
}

/// What kind of item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// A topic and its answer.
    Topic,
    /// A flow.
    Flow,
    /// A statement.
    Statement,
    /// An action.
    Action,
    /// Who speaks.
    Company,
    /// What Rapport itself says.
    Wordings,
}

/// How an item differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HowChanged {
    /// It was not there before.
    Added,
    /// It is not there any more.
    Removed,
    /// It reads differently.
    Changed,
}

/// A field that differs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldDiff {
    /// Which.
    #[schema(examples("answer.plain"))]
    pub field: String,
    /// What stood there; a list has a line for each entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What stands there afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What a look at content found. Nothing is published by it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckedContent {
    /// Whether it could be published: no finding is an error.
    pub publishable: bool,
    /// What is wrong, errors first.
    pub findings: Vec<Finding>,
    /// What stands against publishing it besides errors, each as a plain sentence: it is refused unless a team leader
    /// says why it is published despite that.
    #[schema(examples(json!(["2 of 61 conversation tests fail."])))]
    pub objections: Vec<String>,
    /// What came of the conversation tests; none are run on content with errors.
    pub tests: Vec<TestReport>,
    /// What came of every flow in five moods; none is gone through on content with errors.
    pub moods: Vec<FlowInMoods>,
    /// What the conversation tests reach; absent on content with errors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What became of the paraphrases; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paraphrases: Option<ParaphraseReport>,
    /// What would have become of last week's questions; absent where there were none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub questions: Option<AskedAgain>,
    /// The release in force, on which it would follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over: Option<ReleaseName>,
    /// What would change; absent where the content cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<ItemChange>>,
}

/// Something that is wrong with content, and what to do about it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finding {
    /// The file.
    #[schema(examples("topics/delivery-cost.md"))]
    pub file: String,
    /// The line, from 1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples(12))]
    pub line: Option<usize>,
    /// The step of a flow, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("ask-order-number"))]
    pub step: Option<String>,
    /// Whether it stops a release.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: String,
}

/// Whether a finding stops a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot be published so.
    Error,
    /// It can, but should be looked at.
    Warning,
}

/// What came of a conversation test.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TestReport {
    /// The test's file.
    #[schema(examples("tests/answers.yaml"))]
    pub file: String,
    /// Its name.
    pub name: String,
    /// Whether everything came as expected.
    pub passed: bool,
    /// What was expected and did not come.
    pub failures: Vec<TestFailure>,
}

/// Something that was expected and did not come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TestFailure {
    /// Which turn, from 1.
    pub turn: usize,
    /// What the customer wrote.
    pub customer: String,
    /// What was expected.
    #[schema(examples("topic: delivery-cost"))]
    pub expected: String,
    /// What came instead.
    pub came: String,
    /// The topic to look at first: the one expected, else the one that spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("delivery-cost"))]
    pub topic: Option<String>,
    /// The flow to look at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("return-an-item"))]
    pub flow: Option<String>,
}
