//! The draft: what designers have changed since the release in force.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    primitives::Moment,
    release_changes::{CheckedContent, HowChanged, ReleaseName},
};

/// What has been changed since the release in force, by all designers together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Draft {
    /// Counts up with every change.
    pub version: u64,
    /// The release in force, which it would follow on.
    pub over: ReleaseName,
    /// The files that differ, by path.
    pub files: Vec<ChangedFile>,
    /// The paths of everything besides topics: flows, statements, wordings, tests.
    pub other_files: Vec<String>,
}

/// A file that differs from the release in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedFile {
    /// Its path below the content folder.
    #[schema(examples("topics/delivery-cost.md"))]
    pub path: String,
    /// How it differs.
    pub how: HowChanged,
    /// Tells which text it holds.
    pub mark: String,
    /// Who changed it last.
    #[schema(examples("Dana"))]
    pub changed_by: String,
    /// When.
    pub changed_at: Moment,
    /// Whether the release in force has changed in the same file since. Then it cannot be published before
    /// somebody has looked at both.
    pub conflict: bool,
}

/// A file, as the draft and the release in force have it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftFile {
    /// Its path below the content folder.
    #[schema(examples("topics/delivery-cost.md"))]
    pub path: String,
    /// What the draft holds; absent where there is no such file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What the release in force holds; absent where there is no such file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<String>,
    /// Tells which text the draft holds. Send it back when you save.
    pub mark: String,
    /// Who changed it last, where the draft differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Dana"))]
    pub changed_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Moment>,
    /// Whether the release in force has changed in the same file since.
    pub conflict: bool,
}

/// A file as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraftFile {
    /// Its path below the content folder.
    #[schema(min_length = 1, max_length = 100, examples("topics/delivery-cost.md"))]
    pub path: String,
    /// Its text; without one it is taken away.
    #[serde(default)]
    #[schema(max_length = 200_000)]
    pub text: Option<String>,
    /// The mark of the text that you have seen, `none` where there was no file. When the draft holds another
    /// text by now, nothing is saved.
    #[schema(max_length = 64)]
    pub mark: String,
    /// Whether you have seen what has changed in the release in force, and keep your own.
    #[serde(default)]
    #[schema(required = false)]
    pub keep: bool,
}

/// Which file.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// Its path below the content folder.
    #[param(max_length = 100, example = "topics/delivery-cost.md")]
    pub path: String,
}

/// Which change of a file.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiscardFileQuery {
    /// The file's path below the content folder.
    #[param(max_length = 100, example = "topics/delivery-cost.md")]
    pub path: String,
    /// The mark of the text that you have seen.
    #[param(max_length = 64)]
    pub mark: String,
}

/// Which draft.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DraftVersionQuery {
    /// The version that you have seen. When it has changed since, nothing happens.
    pub version: u64,
}

/// What a look at the draft found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckedDraft {
    /// The version that was looked at.
    pub version: u64,
    /// What was found.
    pub checked: CheckedContent,
}

/// Publishes the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishDraft {
    /// The version that you have seen. When it has changed since, nothing is published.
    pub version: u64,
    /// Why it is published although tests fail, in 10 to 300 characters; team leaders may say so. It stands
    /// beside the release for ever, so name no customer.
    #[serde(default)]
    #[schema(max_length = 400, examples("The price changed at noon; the test still holds the old one."))]
    pub despite: Option<String>,
}
