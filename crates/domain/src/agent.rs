//! Agents: the people who sign in to the console.

use serde::{Deserialize, Serialize};

use crate::{id::AgentId, tag::Tag, time::Timestamp};

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
    /// Whom they can help best, and how many at a time.
    pub profile: Profile,
    /// Whether they take conversations now.
    pub available: bool,
    /// When the account was closed; a closed account cannot sign in.
    pub closed_at: Option<Timestamp>,
    /// When they joined.
    pub created_at: Timestamp,
}

impl Agent {
    /// Whether they answer customers: their account is open, and they do more than read.
    pub fn answers(&self) -> bool {
        self.closed_at.is_none() && self.role != Role::Reader
    }
}

/// Whom an agent can help best, and how many at a time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Languages that they answer in besides the company's own: BCP 47 codes without a region, such as `de`.
    pub languages: Vec<String>,
    /// What they know well: a conversation with such a tag is offered to them first.
    pub skills: Vec<Tag>,
    /// The most conversations that they hold at a time; `None` is no limit.
    pub capacity: Option<u32>,
}

/// A language without its region: `de` for `de-AT`.
pub fn primary_language(code: &str) -> String {
    code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// What an agent may do. Each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads what agents read and changes nothing.
    Reader,
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
            Self::Reader => "reader",
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
        [Self::Reader, Self::Agent, Self::Designer, Self::Leader, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| crate::feeling::UnknownLabel(text.chars().take(40).collect()))
    }
}
