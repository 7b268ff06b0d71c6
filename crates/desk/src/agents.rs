//! Agents: who they are, what they may do, whether they take conversations.

use rapport_domain::{
    AgentId, Timestamp,
    agent::{Agent, Profile, Role, primary_language},
    tag::{MAX_TAGS, Tag},
};
use rapport_event_bus::Notice;

use crate::{
    Desk, DeskError,
    customers::{checked_email, checked_name},
    error::invalid,
    secrets,
};

/// What changes of an agent.
#[derive(Debug, Clone, Default)]
pub struct AgentChange {
    /// A new name.
    pub name: Option<String>,
    /// Whether they take conversations now.
    pub available: Option<bool>,
    /// A new role.
    pub role: Option<Role>,
    /// Whether the account is closed.
    pub closed: Option<bool>,
    /// Languages that they answer in besides the company's own.
    pub languages: Option<Vec<String>>,
    /// What they know well.
    pub skills: Option<Vec<Tag>>,
    /// The most conversations that they hold at a time; `None` within is no limit.
    pub capacity: Option<Option<u32>>,
}

/// The most languages of one agent.
const MOST_LANGUAGES: usize = 20;
/// The most conversations that an agent may be given at a time.
const MOST_AT_A_TIME: u32 = 100;

impl AgentChange {
    /// What the audit log says of it.
    fn acts(&self) -> Vec<&'static str> {
        let role = self.role.map(|role| match role {
            Role::Reader => "role_reader_given",
            Role::Agent => "role_agent_given",
            Role::Designer => "role_designer_given",
            Role::Leader => "role_leader_given",
            Role::Admin => "role_admin_given",
        });
        let closed = self.closed.map(|closed| if closed { "agent_closed" } else { "agent_reopened" });
        let profile = self.languages.is_some() || self.skills.is_some() || self.capacity.is_some();
        let acts: Vec<_> = [
            role,
            closed,
            self.name.as_ref().map(|_| "agent_renamed"),
            profile.then_some("agent_profile_changed"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if acts.is_empty() { vec!["agent_changed"] } else { acts }
    }

    /// Refuses what does not fit, and brings the rest into the form in which it is kept.
    fn checked(mut self) -> Result<Self, DeskError> {
        self.name = self.name.as_deref().map(checked_name).transpose()?;
        if let Some(languages) = &mut self.languages {
            *languages = languages.iter().map(|code| primary_language(code.trim())).collect();
            languages.sort_unstable();
            languages.dedup();
            let is_code =
                |code: &String| (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
            if languages.len() > MOST_LANGUAGES || !languages.iter().all(is_code) {
                return Err(invalid(
                    "languages",
                    "Give up to 20 languages by their codes, such as de or fr.",
                ));
            }
        }
        if self.skills.as_ref().is_some_and(|skills| skills.len() > MAX_TAGS) {
            return Err(invalid("skills", format!("Give at most {MAX_TAGS} skills.")));
        }
        if matches!(self.capacity, Some(Some(most)) if !(1..=MOST_AT_A_TIME).contains(&most)) {
            return Err(invalid("capacity", "Give 1 to 100 conversations, or none for no limit."));
        }
        Ok(self)
    }

    /// Makes the change, which is checked.
    fn apply(self, agent: &mut Agent, now: Timestamp) -> Result<(), DeskError> {
        if let Some(name) = self.name {
            agent.name = name;
        }
        if let Some(languages) = self.languages {
            agent.profile.languages = languages;
        }
        if let Some(skills) = self.skills {
            agent.profile.skills = skills;
        }
        agent.profile.capacity = self.capacity.unwrap_or(agent.profile.capacity);
        agent.role = self.role.unwrap_or(agent.role);
        if agent.role == Role::Reader && self.available == Some(true) {
            return Err(DeskError::WrongState("This account only reads, so it takes no conversations."));
        }
        agent.available = self.available.unwrap_or(agent.available) && agent.role != Role::Reader;
        if let Some(closed) = self.closed {
            agent.closed_at = closed.then_some(now);
        }
        Ok(())
    }
}

impl Desk {
    /// An agent.
    pub async fn agent(&self, id: AgentId) -> Result<Agent, DeskError> {
        self.store().read().await?.agent(id).await?.ok_or(DeskError::NotFound("agent"))
    }

    /// All agents, closed accounts included.
    pub async fn agents(&self) -> Result<Vec<Agent>, DeskError> {
        Ok(self.store().read().await?.agents().await?)
    }

    /// Adds an agent with a password; the command line and the demo use it. Everybody else is invited.
    pub async fn add_agent(
        &self,
        email: &str,
        name: &str,
        role: Role,
        password: Option<&str>,
    ) -> Result<Agent, DeskError> {
        let now = self.now();
        let agent = Agent {
            id: AgentId::mint(now, self.entropy()),
            name: checked_name(name)?,
            email: checked_email(email)?.to_lowercase(),
            role,
            profile: Profile::default(),
            available: role != Role::Reader,
            closed_at: None,
            created_at: now,
        };
        let hash = match password {
            Some(password) => Some(self.hash_off_runtime(password).await?),
            None => None,
        };
        let stored = agent.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_agent(&stored, hash.as_deref()).await?;
                    tx.audit("system", "agent_added", &stored.id.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(agent)
    }

    /// Changes an agent. `by` is who does it: nobody gives rights that they do not have, or closes their
    /// own account.
    pub async fn change_agent(
        &self,
        by: &Agent,
        id: AgentId,
        change: AgentChange,
    ) -> Result<Agent, DeskError> {
        let change = change.checked()?;
        let own = by.id == id;
        let rights = change.role.is_some() || change.closed.is_some();
        if (!own || rights) && by.role < Role::Leader {
            return Err(DeskError::Forbidden("change other agents"));
        }
        if own && rights {
            return Err(DeskError::WrongState(
                "Ask a colleague to change your own role or close your account.",
            ));
        }
        let acts = change.acts();
        let (by_id, by_role, now) = (by.id, by.role, self.now());
        let (agent, left_teams) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut agent = tx.agent(id).await?.ok_or(DeskError::NotFound("agent"))?;
                    if agent.role > by_role || change.role.is_some_and(|role| role > by_role) {
                        return Err(DeskError::Forbidden("give or take rights above your own"));
                    }
                    if change.closed == Some(true) {
                        tx.end_sessions(id, None).await?;
                    }
                    change.apply(&mut agent, now)?;
                    tx.update_agent(&agent).await?;
                    // A team of people who do not answer would be handed what nobody reads.
                    let left_teams = !agent.answers() && tx.leave_teams(id).await?;
                    for act in acts {
                        tx.audit(&by_id.to_string(), act, &id.to_string(), now).await?;
                    }
                    Ok::<_, DeskError>((agent, left_teams))
                })
            })
            .await?;
        self.publish_to_bus(Notice::AgentChanged { agent: id }).await;
        if left_teams {
            self.publish_to_bus(Notice::TeamsChanged {}).await;
        }
        Ok(agent)
    }

    /// Hashes a password on a thread that nobody waits for, after checking it.
    pub(crate) async fn hash_off_runtime(&self, password: &str) -> Result<String, DeskError> {
        let chars = password.chars().count();
        if chars < secrets::MIN_PASSWORD_CHARS {
            return Err(invalid(
                "password",
                format!("Use at least {} characters.", secrets::MIN_PASSWORD_CHARS),
            ));
        }
        if chars > secrets::MAX_PASSWORD_CHARS {
            return Err(invalid(
                "password",
                format!("Use at most {} characters.", secrets::MAX_PASSWORD_CHARS),
            ));
        }
        let (password, entropy) = (password.to_owned(), std::sync::Arc::clone(&self.parts().entropy));
        tokio::task::spawn_blocking(move || secrets::hash_password(&password, &*entropy))
            .await
            .map_err(|_| DeskError::WrongState("The password could not be hashed; try again."))
    }
}
