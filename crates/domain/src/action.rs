//! Actions: what Rapport may do in other systems, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{ActionCallId, ActionId};

/// Arguments of a call, by name. Sorted, so that equal arguments have one written form.
pub type Arguments = BTreeMap<String, serde_json::Value>;

/// A call of an action, fixed before it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionCall {
    /// Its id, which is also the idempotency key on the wire.
    pub id: ActionCallId,
    /// Which action.
    pub action: ActionId,
    /// With what.
    pub arguments: Arguments,
    /// The name under which the flow keeps what comes back.
    pub save: String,
    /// The sequence number of the customer's confirmation; required where the action changes something.
    pub confirmed_by: Option<u64>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ActionOutcome {
    /// It worked; here is what came back.
    Done {
        /// The answer's JSON object.
        result: serde_json::Value,
    },
    /// The other system refused, with a reason it gave: no such order, too late to change.
    Refused {
        /// A short machine-readable reason, such as `not_found`.
        reason: String,
    },
    /// Nothing can be said for sure: a time-out, a broken connection.
    Unknown,
    /// The gate stopped it before it left: unconfirmed, over its limit.
    Blocked {
        /// Why.
        reason: String,
    },
}
