//! Releases: published, immutable sets of topics, answers, flows and statements.

use rapport_domain::ReleaseId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ids, labels::FramingPart, primitives::Moment};

/// A release in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseRow {
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
    /// In the list, why it was published although tests failed, if that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub despite: Option<String>,
    /// A hash of its content: the same content has the same hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Whether it is in force.
    pub current: bool,
}

/// The release in force and what it holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CurrentRelease {
    /// As in the list.
    pub release: ReleaseRow,
    /// What customers ask about.
    pub topics: Vec<TopicView>,
    /// Conversations with several steps.
    pub flows: Vec<FlowView>,
    /// Empathy sentences.
    pub statements: Vec<StatementView>,
}

/// A topic and its answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicView {
    /// Its name.
    #[schema(examples("delivery-cost"))]
    pub id: String,
    /// Its title.
    #[schema(examples("What delivery costs"))]
    pub title: String,
    /// Who looks after it.
    #[schema(examples("Customer care"))]
    pub owner: String,
    /// How customers ask for it.
    pub examples: Vec<String>,
    /// The approved answer, where it is a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerView>,
    /// The flow that answers it, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("where-is-my-order"))]
    pub flow: Option<String>,
}

/// An approved text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerView {
    /// Counts up with every change of the text.
    pub version: u32,
    /// For channels that show text alone.
    pub plain: String,
    /// In Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rich: Option<String>,
    /// For channels that speak.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken: Option<String>,
    /// What happens next, who does it and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// A flow that is offered after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// The first day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// The last day on which it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// For whom it holds.
    pub audience: super::draft_topics::Audience,
}

/// A flow and its steps.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowView {
    /// Its name.
    #[schema(examples("return-an-item"))]
    pub id: String,
    /// Its title.
    #[schema(examples("returning an item"))]
    pub title: String,
    /// The question that offers it.
    pub offer: String,
    /// Its steps in order, each as it is authored.
    #[schema(value_type = Vec<std::collections::BTreeMap<String, serde_json::Value>>)]
    pub steps: Vec<serde_json::Value>,
}

/// An authored empathy sentence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementView {
    /// Its name.
    #[schema(examples("i-can-see-that"))]
    pub id: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// The sentence.
    pub text: String,
    /// Who wrote it.
    pub author: String,
}

/// Publishes a release from the files of a content folder.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRelease {
    /// The files, as `rapport check` reads them. Where no file stands in `statements/`, the statements in
    /// force stay.
    #[schema(min_items = 1, max_items = 2000)]
    pub files: Vec<ContentFile>,
    /// The release that its publisher has seen in force. When another one is by now, nothing is published.
    #[serde(default)]
    #[schema(value_type = Option<ids::ReleaseId>)]
    pub over: Option<ReleaseId>,
    /// Why it is published although tests fail, in 10 to 300 characters; team leaders may say so. It stands
    /// beside the release for ever, so name no customer.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub despite: Option<String>,
}

/// The files of a content folder, to be looked at.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckContent {
    /// The files, as `rapport check` and `rapport test` read them; `tests/*.yaml` are run, those published
    /// last where none come along.
    #[schema(min_items = 1, max_items = 2000)]
    pub files: Vec<ContentFile>,
}

/// What it is done over.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverQuery {
    /// The release that the caller has seen in force. When another one is by now, nothing changes.
    #[param(value_type = Option<ids::ReleaseId>)]
    pub over: Option<ReleaseId>,
}

/// A release as the files of a content folder. `POST /releases` takes it as it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReleaseFiles {
    /// The files.
    pub files: Vec<ContentFile>,
}

/// A file of a content folder.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentFile {
    /// Its path below the folder.
    #[schema(min_length = 1, max_length = 300, examples("topics/delivery-cost.md"))]
    pub path: String,
    /// Its text.
    pub text: String,
}
