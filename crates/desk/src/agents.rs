//! Agents: who they are, what they may do, whether they take conversations.

use rapport_domain::{
    AgentId,
    agent::{Agent, Role},
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
}

impl AgentChange {
    /// What the audit log says of it.
    fn acts(&self) -> Vec<&'static str> {
        let role = self.role.map(|role| match role {
            Role::Agent => "role_agent_given",
            Role::Designer => "role_designer_given",
            Role::Leader => "role_leader_given",
            Role::Admin => "role_admin_given",
        });
        let closed = self.closed.map(|closed| if closed { "agent_closed" } else { "agent_reopened" });
        let acts: Vec<_> =
            [role, closed, self.name.as_ref().map(|_| "agent_renamed")].into_iter().flatten().collect();
        if acts.is_empty() { vec!["agent_changed"] } else { acts }
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
            team: None,
            available: true,
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
        let name = change.name.as_deref().map(checked_name).transpose()?;
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
        let agent = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let mut agent = tx.agent(id).await?.ok_or(DeskError::NotFound("agent"))?;
                    if agent.role > by_role || change.role.is_some_and(|role| role > by_role) {
                        return Err(DeskError::Forbidden("give or take rights above your own"));
                    }
                    agent.name = name.unwrap_or(agent.name);
                    agent.available = change.available.unwrap_or(agent.available);
                    agent.role = change.role.unwrap_or(agent.role);
                    if let Some(closed) = change.closed {
                        agent.closed_at = closed.then_some(now);
                        if closed {
                            tx.end_sessions(id, None).await?;
                        }
                    }
                    tx.update_agent(&agent).await?;
                    for act in acts {
                        tx.audit(&by_id.to_string(), act, &id.to_string(), now).await?;
                    }
                    Ok::<_, DeskError>(agent)
                })
            })
            .await?;
        self.publish_to_bus(Notice::AgentChanged { agent: id }).await;
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
