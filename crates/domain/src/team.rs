//! Teams of agents, and whom a conversation is handed to.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgentId, TeamId},
    time::Timestamp,
};

/// How long a conversation that waits for a team is offered to it alone, in minutes, unless an admin decides
/// otherwise.
pub const OFFERED_FIRST_MINUTES: u32 = 5;

/// A team of agents. An agent may be in several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Its name, unique.
    pub name: String,
    /// For so many minutes a conversation that waits for the team is offered to its members alone; then to
    /// everybody, because the customer waits.
    pub offered_first_minutes: u32,
    /// Who is in it.
    pub members: Vec<AgentId>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Whom a conversation is handed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Receiver {
    /// A colleague, who holds it from now on.
    Agent {
        /// Who.
        id: AgentId,
    },
    /// A team: it waits for one of its members.
    Team {
        /// Which.
        id: TeamId,
    },
}

// What a customer is told at a handover, where the release says nothing of its own.

pub(crate) fn handed_to_colleague() -> String {
    "{agent} has asked {colleague} to go on with you here. {colleague} can read everything you wrote."
        .to_owned()
}

pub(crate) fn handed_to_colleague_away() -> String {
    "{agent} has asked {colleague} to go on with you here. {colleague} is away at the moment; if there is no answer \
     within ten minutes, I will pass you to somebody else from our team. Whoever answers can read everything you \
     wrote."
        .to_owned()
}

pub(crate) fn handed_to_team() -> String {
    "{agent} has asked the colleagues who know this best to go on with you here.".to_owned()
}
