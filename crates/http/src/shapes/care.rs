//! Care for those who answer: limits, incidents, the day, kind words.

use rapport_domain::{ConversationId, IncidentId, KindWordsId, care};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ids, primitives::Moment, timeline::Somebody};

/// Where a conversation stands with its limits, and what would be said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Limits {
    /// Whether the customer was warned in this episode.
    pub warned: bool,
    /// Whether it may be ended now: after a warning, or a threat.
    pub may_end: bool,
    /// What a warning says to the customer.
    #[schema(examples("I want to help you with this, and I will. Please leave out the insults."))]
    pub warning: String,
    /// What an end says to the customer; it always names another way to reach the company.
    pub ending: String,
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// One plain, kind warning; help goes on.
    Warn,
    /// The end, after a warning or a threat.
    End,
}

/// Sets a limit in authored words.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetLimit {
    /// Which.
    pub limit: Limit,
}

/// What an incident is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// A person was insulted or demeaned.
    Abuse,
    /// Somebody was threatened.
    Threat,
    /// Something else that should not have happened.
    Other,
}

impl From<care::IncidentKind> for IncidentKind {
    fn from(from: care::IncidentKind) -> Self {
        match from {
            care::IncidentKind::Abuse => Self::Abuse,
            care::IncidentKind::Threat => Self::Threat,
            care::IncidentKind::Other => Self::Other,
        }
    }
}

impl From<IncidentKind> for care::IncidentKind {
    fn from(from: IncidentKind) -> Self {
        match from {
            IncidentKind::Abuse => Self::Abuse,
            IncidentKind::Threat => Self::Threat,
            IncidentKind::Other => Self::Other,
        }
    }
}

/// Reports what happened in a conversation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportIncident {
    /// What it is about.
    pub kind: IncidentKind,
    /// What happened.
    #[schema(min_length = 1, max_length = 4000, examples("Said that he knows where our shop is."))]
    pub happened: String,
    /// The place of the message that it is about.
    #[serde(default)]
    #[schema(examples(7))]
    pub message: Option<u64>,
}

/// A report of what should not have happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Incident {
    /// Its id.
    #[schema(value_type = ids::IncidentId)]
    pub id: IncidentId,
    /// In which conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// What it is about.
    pub kind: IncidentKind,
    /// Who reported it; absent where Rapport did: a threat was read, or a conversation was ended by policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Somebody>,
    /// What happened; absent where nobody wrote it, and once the customer was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happened: Option<String>,
    /// The place of the message that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<u64>,
    /// When it was reported.
    pub at: Moment,
    /// Whether the customer was erased since: then no word is left of it.
    pub erased: bool,
    /// How it was closed; absent while it is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

/// How an incident was closed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Closed {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Somebody,
    /// What came of it; absent once the customer was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub came_of_it: Option<String>,
}

/// Closes an incident.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseIncident {
    /// What came of it.
    #[schema(min_length = 1, max_length = 4000, examples("Talked with Ana; the police have the report."))]
    pub came_of_it: String,
}

/// Which incidents to list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentQuery {
    /// Only those that nobody has closed.
    #[serde(default)]
    pub open: bool,
    /// The `next` of the page before.
    #[param(max_length = 400)]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 50)]
    pub limit: Option<u16>,
}

/// My day: what was written to me, never anything about me.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct MyDay {
    /// Hard contacts today: abuse or threats that were written to me, and conversations with such that I took
    /// over.
    pub hard_contacts: u64,
    /// The same in the last hour.
    pub last_hour: u64,
    /// From so many within an hour on a break is suggested.
    #[schema(examples(3))]
    pub break_after: u64,
    /// Whether a break is suggested now.
    pub suggests_break: bool,
    /// Whether hard conversations are offered to colleagues first now.
    pub gentler: bool,
}

/// How many hard contacts an agent has had, to see whether they are spread fairly.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HardContactShare {
    /// Who.
    pub agent: Somebody,
    /// How many in the last seven days.
    pub week: u64,
    /// How many in the last twenty-four hours.
    pub day: u64,
}

/// The conversation that is next for me; I hold it now.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct NextConversation {
    /// Which; absent where nobody waits, or what waits is offered to colleagues first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ids::ConversationId>)]
    pub conversation: Option<ConversationId>,
}

/// Thanks for an agent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindWords {
    /// Their id.
    #[schema(value_type = ids::KindWordsId)]
    pub id: KindWordsId,
    /// For whom.
    #[serde(rename = "for")]
    pub for_agent: Somebody,
    /// The words.
    #[schema(examples("Thank you so much, you saved my holiday!"))]
    pub words: String,
    /// The colleague who says them; absent where a customer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colleague: Option<Somebody>,
    /// The conversation in which a customer said them; only whom they are for is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ids::ConversationId>)]
    pub conversation: Option<ConversationId>,
    /// When.
    pub at: Moment,
    /// Whether whom they are for lets the team see them.
    pub shared: bool,
    /// Whether who said them does; absent before a customer has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<bool>,
}

/// Lets the team see words for me, or not any more.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareKindWords {
    /// Whether the team may see them.
    pub shared: bool,
}

/// Praises a colleague.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Praise {
    /// What for.
    #[schema(min_length = 1, max_length = 1000, examples("You stayed so calm with that call this morning."))]
    pub words: String,
}

/// Asks the customer whether the team may see their words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MayShare {
    /// The words' id.
    #[schema(value_type = ids::KindWordsId)]
    pub id: KindWordsId,
    /// The words.
    #[schema(examples("Thank you so much, you saved my holiday!"))]
    pub words: String,
}

/// Whether the team may see the customer's words.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreeToShare {
    /// Which words.
    #[schema(value_type = ids::KindWordsId)]
    pub id: KindWordsId,
    /// Whether.
    pub agrees: bool,
}

/// The conversation was ended by policy because of hostility.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Ended {
    /// Other ways to reach the company.
    #[schema(examples("You can write to help@trailfern.example."))]
    pub other_ways: String,
    /// From when on the customer is answered here again.
    pub until: Moment,
}
