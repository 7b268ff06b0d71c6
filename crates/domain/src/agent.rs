//! Agents: the people who sign in to the console.

use serde::{Deserialize, Serialize};

use crate::{
    id::{AgentId, TeamId},
    time::Timestamp,
};

/// A person who signs in to the console.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// Their id.
    pub id: AgentId,
    /// What customers and colleagues see.
    pub name: String,
    /// Where they sign in and get mail; lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The team they answer in.
    pub team: Option<TeamId>,
    /// Whether they take conversations now.
    pub available: bool,
    /// When the account was closed; a closed account cannot sign in.
    pub closed_at: Option<Timestamp>,
    /// When they joined.
    pub created_at: Timestamp,
}

/// What an agent may do. Each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers customers.
    Agent,
    /// Writes topics, answers, flows and statements, and publishes releases.
    Designer,
    /// Sees the team's reports and invites agents.
    Leader,
    /// Everything, including tokens, webhooks and erasure.
    Admin,
}

impl Role {
    /// The name as people and tables write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Designer => "designer",
            Self::Leader => "leader",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = crate::feeling::UnknownLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Agent, Self::Designer, Self::Leader, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| crate::feeling::UnknownLabel(text.chars().take(40).collect()))
    }
}
