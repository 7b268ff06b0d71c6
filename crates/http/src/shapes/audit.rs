//! The audit log.

use serde::Serialize;
use utoipa::ToSchema;

use super::primitives::Moment;

/// Something that somebody did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEntry {
    /// 1, 2, 3… without a gap.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// Who: an agent's, a token's or a customer's id, `system`, `somebody` who did not sign in, or the name under
    /// which a release was published.
    pub actor: String,
    /// The agent's name, where one did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    /// What, as a short name.
    #[schema(examples("customer_erased"))]
    pub act: String,
    /// To what: an id.
    pub subject: String,
    /// The agent's name, where it was done to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
}

/// Whether the audit log is as it was written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditVerdict {
    /// Whether no row was changed, removed or slipped in.
    pub whole: bool,
    /// The number of the first row that is not as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<u64>,
}
