//! Content of other products, for the draft.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::releases::ContentFile;

/// Where content comes from.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// A Rasa project: NLU data, domain, stories and rules.
    Rasa,
    /// A spreadsheet of questions and answers.
    Csv,
    /// Zendesk's Help Center API.
    Zendesk,
    /// Intercom's articles API.
    Intercom,
    /// Chatwoot's canned responses.
    Chatwoot,
    /// Markdown files, one article each.
    Markdown,
}

/// Files of another product, to be looked at.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookAtImport {
    /// Where they come from.
    pub kind: ImportKind,
    /// The files, as the product gave them.
    #[schema(min_items = 1, max_items = 5000)]
    pub files: Vec<ContentFile>,
    /// The language to take where articles are translated; the most frequent one if not given.
    #[serde(default)]
    #[schema(max_length = 35, examples("en-gb"))]
    pub locale: Option<String>,
}

/// Files of another product, to be added to the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportIntoDraft {
    /// What was looked at.
    pub import: LookAtImport,
    /// The draft's version that it was compared with. When it has changed since, nothing is added.
    pub version: u64,
}

/// What an import brings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LookedAtImport {
    /// The draft's version.
    pub version: u64,
    /// Topics that are new.
    pub topics: usize,
    /// Flows that are new.
    pub flows: usize,
    /// Examples in these topics.
    pub examples: usize,
    /// Topics that cannot be content yet, mostly for want of an answer.
    pub unfinished: usize,
    /// They, as a spreadsheet (CSV) that can be imported again when it is filled in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unfinished_csv: Option<String>,
    /// Everything that did not map, or not as it was.
    pub notes: Vec<ImportNote>,
    /// The report as a Markdown page.
    pub report: String,
    /// The content files that are new.
    pub files: Vec<ContentFile>,
}

/// Something that did not map, or not as it was.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportNote {
    /// The file that was handed in.
    #[schema(examples("data/nlu.yml"))]
    pub file: String,
    /// The line, from 1, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Which item in it.
    #[schema(examples("intent “ask_hours”"))]
    pub item: String,
    /// What is the matter.
    pub what: String,
    /// What to do about it, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
}
