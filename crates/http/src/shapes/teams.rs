//! Teams, and handing a conversation to a colleague or a team.

use rapport_domain::{AgentId, TeamId, team};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ids, primitives::Moment, timeline::Somebody};

/// A team of agents.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Team {
    /// Its id.
    #[schema(value_type = ids::TeamId)]
    pub id: TeamId,
    /// Its name.
    #[schema(examples("Returns"))]
    pub name: String,
    /// For so many minutes what waits for the team is offered to its members alone; then to everybody.
    #[schema(examples(5))]
    pub offered_first_minutes: u32,
    /// Who is in it.
    #[schema(value_type = Vec<ids::AgentId>)]
    pub members: Vec<AgentId>,
}

impl From<team::Team> for Team {
    fn from(from: team::Team) -> Self {
        Self {
            id: from.id,
            name: from.name,
            offered_first_minutes: from.offered_first_minutes,
            members: from.members,
        }
    }
}

/// A team that is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTeam {
    /// Its name.
    #[schema(min_length = 1, max_length = 60, examples("Returns"))]
    pub name: String,
    /// For so many minutes what waits for the team is offered to its members alone.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 120, default = 5)]
    pub offered_first_minutes: Option<u32>,
    /// Who is in it.
    #[serde(default)]
    #[schema(value_type = Vec<ids::AgentId>, max_items = 1000)]
    pub members: Vec<AgentId>,
}

/// What changes about a team.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTeam {
    /// A new name.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60)]
    pub name: Option<String>,
    /// For so many minutes what waits for the team is offered to its members alone.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 120)]
    pub offered_first_minutes: Option<u32>,
    /// Who is in it from now on.
    #[serde(default)]
    #[schema(value_type = Option<Vec<ids::AgentId>>, max_items = 1000)]
    pub members: Option<Vec<AgentId>>,
}

/// Whom a conversation is handed to.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Receiver {
    /// A colleague, who holds it from now on.
    Agent {
        /// Who.
        #[schema(value_type = ids::AgentId)]
        id: AgentId,
    },
    /// A team: it waits for one of its members.
    Team {
        /// Which.
        #[schema(value_type = ids::TeamId)]
        id: TeamId,
    },
}

impl From<Receiver> for team::Receiver {
    fn from(from: Receiver) -> Self {
        match from {
            Receiver::Agent { id } => Self::Agent { id },
            Receiver::Team { id } => Self::Team { id },
        }
    }
}

/// Whom a conversation was handed to, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReceiverName {
    /// A colleague.
    Agent {
        /// Who.
        #[schema(value_type = ids::AgentId)]
        id: AgentId,
        /// Their name.
        #[schema(examples("Ben"))]
        name: String,
    },
    /// A team.
    Team {
        /// Which.
        #[schema(value_type = ids::TeamId)]
        id: TeamId,
        /// Its name.
        #[schema(examples("Returns"))]
        name: String,
    },
}

/// A conversation was handed to a colleague or a team who has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Handed {
    /// Who did.
    pub by: Somebody,
    /// To whom.
    pub to: ReceiverName,
    /// What they should know first.
    #[schema(examples("She needs the invoice for the insurance; the refund is booked."))]
    pub note: String,
    /// When.
    pub at: Moment,
}

/// Hands a conversation to a colleague or a team.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// To whom.
    pub to: Receiver,
    /// What they should know first.
    #[serde(default)]
    #[schema(max_length = 2000, examples("She needs the invoice for the insurance; the refund is booked."))]
    pub note: String,
    /// The conversation's `fence` as you saw it; refused when somebody else speaks by now.
    #[serde(default)]
    pub fence: Option<u64>,
}

/// Who could go on with a conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Receivers {
    /// The language that the customer writes in, where it is not the company's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("de"))]
    pub language: Option<String>,
    /// Colleagues: who is there, has a hand free and suits it best comes first.
    pub colleagues: Vec<ReceivingColleague>,
    /// Teams that have members, by name.
    pub teams: Vec<ReceivingTeam>,
}

/// A colleague who could go on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReceivingColleague {
    /// Their id.
    #[schema(value_type = ids::AgentId)]
    pub id: AgentId,
    /// Their name.
    #[schema(examples("Ben"))]
    pub name: String,
    /// Whether they take conversations and were seen just now.
    pub there: bool,
    /// How many open conversations they hold.
    pub held: u64,
    /// Whether they hold as many as they take at a time.
    pub full: bool,
    /// Whether they speak the customer's language, where that is not the company's own.
    pub speaks: bool,
    /// What they know well of what the conversation is about.
    pub skills: Vec<String>,
}

/// A team that could go on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReceivingTeam {
    /// Its id.
    #[schema(value_type = ids::TeamId)]
    pub id: TeamId,
    /// Its name.
    #[schema(examples("Returns"))]
    pub name: String,
    /// How many of its members are there.
    pub there: u64,
    /// For so many minutes the conversation is offered to its members alone; at once to everybody where none is
    /// there.
    pub offered_first_minutes: u32,
}
