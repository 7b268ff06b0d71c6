//! Agents, signing in, invitations and password resets.

use rapport_domain::{AgentId, agent};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{conversations::Counts, ids, labels::Role, primitives::Moment};

/// A person who signs in to the console.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Agent {
    /// Their id.
    #[schema(value_type = ids::AgentId)]
    pub id: AgentId,
    /// What customers and colleagues see.
    #[schema(examples("Ana"))]
    pub name: String,
    /// Where they sign in and get mail.
    #[schema(examples("ana@trailfern.example"))]
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Languages that they answer in besides the company's own, by code.
    #[schema(examples(json!(["de", "fr"])))]
    pub languages: Vec<String>,
    /// What they know well: a conversation with such a tag is offered to them first.
    #[schema(examples(json!(["refund"])))]
    pub skills: Vec<String>,
    /// The most conversations that they hold at a time; absent where there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples(6))]
    pub capacity: Option<u32>,
    /// Whether they take conversations now.
    pub available: bool,
    /// When the account was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// When they joined.
    pub created_at: Moment,
}

impl From<agent::Agent> for Agent {
    fn from(from: agent::Agent) -> Self {
        Self {
            id: from.id,
            name: from.name,
            email: from.email,
            role: from.role.into(),
            languages: from.profile.languages,
            skills: from.profile.skills.iter().map(ToString::to_string).collect(),
            capacity: from.profile.capacity,
            available: from.available,
            closed_at: from.closed_at.map(Moment),
            created_at: from.created_at.into(),
        }
    }
}

/// Signs in.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The agent's address.
    #[schema(max_length = 254, examples("ana@trailfern.example"))]
    pub email: String,
    /// Their password.
    #[schema(max_length = 256, format = Password)]
    pub password: String,
}

/// An agent who signed in; the session is in the cookie.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedIn {
    /// Who.
    pub agent: Agent,
}

/// Who is signed in, and what the first screen shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    /// Who.
    pub agent: Agent,
    /// For whom they work.
    pub company: CompanyBrief,
    /// How many conversations each part of the inbox holds.
    pub counts: Counts,
}

/// The company, as the console names it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CompanyBrief {
    /// Its name.
    #[schema(examples("Trailfern"))]
    pub name: String,
    /// The assistant's name.
    #[schema(examples("Fern"))]
    pub assistant: String,
    /// IANA time zone of the business hours.
    #[schema(examples("Europe/Berlin"))]
    pub time_zone: String,
}

/// What I change about myself.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeMe {
    /// Whether I take conversations now.
    #[serde(default)]
    pub available: Option<bool>,
    /// What customers and colleagues see.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// A new password.
    #[serde(default)]
    pub password: Option<ChangePassword>,
}

/// A new password, proven by the old one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present password.
    #[schema(max_length = 256, format = Password)]
    pub old: String,
    /// The new one, at least 12 characters.
    #[schema(min_length = 12, max_length = 256, format = Password)]
    pub new: String,
}

/// Asks for a link to set a new password.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskPasswordReset {
    /// The agent's address. The answer is the same whether it is known or not.
    #[schema(max_length = 254, examples("ana@trailfern.example"))]
    pub email: String,
}

/// Sets a new password with the link.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// The new password, at least 12 characters.
    #[schema(min_length = 12, max_length = 256, format = Password)]
    pub password: String,
}

/// Invites a colleague by mail.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Where the invitation goes.
    #[schema(max_length = 254, examples("ben@trailfern.example"))]
    pub email: String,
    /// What they are called.
    #[schema(min_length = 1, max_length = 100, examples("Ben"))]
    pub name: String,
    /// What they may do; not more than the one who invites.
    pub role: Role,
}

/// An invitation that was made.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SentInvitation {
    /// Where it goes.
    #[schema(examples("ben@trailfern.example"))]
    pub email: String,
    /// What they are called.
    #[schema(examples("Ben"))]
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Leads to the page where it is accepted, for where no mail is set up. As secret as a password.
    pub link: String,
}

/// An invitation, as the invited person sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Invitation {
    /// Where it went.
    #[schema(examples("ben@trailfern.example"))]
    pub email: String,
    /// What they are called.
    #[schema(examples("Ben"))]
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The company that invites.
    #[schema(examples("Trailfern"))]
    pub company: String,
    /// Until when it can be accepted.
    pub expires_at: Moment,
}

/// Accepts an invitation.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInvitation {
    /// What customers and colleagues see.
    #[schema(min_length = 1, max_length = 100, examples("Ben"))]
    pub name: String,
    /// Their password, at least 12 characters.
    #[schema(min_length = 12, max_length = 256, format = Password)]
    pub password: String,
}

/// What changes about an agent.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAgent {
    /// What customers and colleagues see.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// What they may do; admins only.
    #[serde(default)]
    pub role: Option<Role>,
    /// Whether they take conversations now.
    #[serde(default)]
    pub available: Option<bool>,
    /// Whether the account is closed; its sessions end at once.
    #[serde(default)]
    pub closed: Option<bool>,
    /// Languages that they answer in besides the company's own, by code.
    #[serde(default)]
    #[schema(max_items = 20, examples(json!(["de", "fr"])))]
    pub languages: Option<Vec<String>>,
    /// What they know well, as tags.
    #[serde(default)]
    #[schema(max_items = 20, examples(json!(["refund"])))]
    pub skills: Option<Vec<String>>,
    /// The most conversations that they hold at a time; 0 is no limit.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 100)]
    pub capacity: Option<u32>,
}
