//! Care for those who answer: what is reported of what happened to them.

use serde::{Deserialize, Serialize};

/// What an incident is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A person was insulted or demeaned.
    Abuse,
    /// Somebody was threatened.
    Threat,
    /// Something else that should not have happened.
    Other,
}
