//! Releases that wait for their moment.

use rapport_domain::ScheduledReleaseId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment, release_changes::ReleaseName};

/// Publishes the draft at a moment.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleDraft {
    /// The version that you have seen. When it has changed since, nothing is scheduled.
    pub version: u64,
    /// When it is to be published, within the next year.
    pub due_at: Moment,
    /// Why it is to be published although tests fail, in 10 to 300 characters; team leaders may say so. It stands
    /// beside the release for ever, so name no customer.
    #[serde(default)]
    #[schema(max_length = 400)]
    pub despite: Option<String>,
}

/// The releases that wait for their moment, and those that were not published then.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScheduledReleases {
    /// By their moment. One at most waits; the others were refused and stay until somebody takes them away.
    pub scheduled: Vec<ScheduledRelease>,
}

/// A release that waits for its moment, or was not published then.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScheduledRelease {
    /// Its id.
    #[schema(value_type = ids::ScheduledReleaseId)]
    pub id: ScheduledReleaseId,
    /// When it is to be published.
    pub due_at: Moment,
    /// Who prepared it.
    #[schema(examples("Dana"))]
    pub scheduled_by: String,
    /// When it was prepared.
    pub scheduled_at: Moment,
    /// The files that it changes.
    #[schema(examples(json!(["topics/delivery-cost.md"])))]
    pub files: Vec<String>,
    /// How many conversation tests, flows and demands of sameness failed when it was prepared. If more do at its moment, it is not
    /// published.
    pub failing: u32,
    /// The release that was published since it was prepared, if one was: then this one will not be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overtaken_by: Option<ReleaseName>,
    /// Why it was not published, once its moment has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}
