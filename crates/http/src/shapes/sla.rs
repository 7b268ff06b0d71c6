//! Response times: what is set, how one conversation stands, how it went.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    labels::{Channel, MissReason, SlaTarget},
    primitives::Moment,
};

/// How long some conversations may take, in minutes of business hours in which the customer waits for a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlaRule {
    /// Only those of this channel; all where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Only urgent ones.
    #[serde(default)]
    pub urgent: bool,
    /// Until a person's first reply; no such target where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 527040, examples(30))]
    pub first_reply_minutes: Option<u32>,
    /// Until the resolution; no such target where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 527040, examples(480))]
    pub resolution_minutes: Option<u32>,
}

/// Sets the response times, all at once.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetSlaRules {
    /// The rules. Of those that fit a conversation, one for urgent ones comes before one for a channel, and that
    /// before one for all. Without a rule nothing is measured.
    #[schema(max_items = 20)]
    pub rules: Vec<SlaRule>,
}

/// The response times.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaSettings {
    /// The rules.
    pub rules: Vec<SlaRule>,
    /// Whether the company's file names business hours. Without them the clocks stand still.
    pub has_hours: bool,
}

/// How a conversation stands with its response times: the target that is due next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlaNext {
    /// Which.
    pub target: SlaTarget,
    /// When it is missed, counting business hours only; absent while the clock stands still because nobody of us
    /// is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// From when on it is near.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub near_at: Option<Moment>,
    /// While the clock stands still: how many seconds of business hours are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_s: Option<u64>,
    /// Whether it was missed already.
    pub missed: bool,
}

/// Which days to report.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SlaReportQuery {
    /// How many, today included.
    #[param(minimum = 1, maximum = 92, default = 7)]
    pub days: Option<u32>,
}

/// How often response times were met and missed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaReport {
    /// Whether response times are set.
    pub is_set: bool,
    /// The days, oldest first, today last.
    pub days: Vec<SlaDay>,
    /// Why targets were missed in these days, most frequent first.
    pub reasons: Vec<SlaReasonCount>,
    /// Conversations whose clock runs now.
    pub running: u64,
    /// Of these, the ones whose next target is near.
    pub near: u64,
    /// Of these, the ones whose next target is missed.
    pub missed: u64,
}

/// A day's response times.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlaDay {
    /// The day, in the company's time zone.
    #[schema(examples("2026-11-23"))]
    pub day: String,
    /// First replies by a person.
    pub first_reply: SlaTally,
    /// Resolutions.
    pub resolution: SlaTally,
}

/// How often a target was met and missed.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct SlaTally {
    /// In time.
    pub met: u64,
    /// Too late, or not yet and the time is up.
    pub missed: u64,
}

/// How often a target was missed for a reason.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct SlaReasonCount {
    /// Which target.
    pub target: SlaTarget,
    /// What the conversation waited for when its time was up.
    pub reason: MissReason,
    /// How often.
    pub count: u64,
}
