//! Agents: who signs in to the console. Names and addresses are sealed; sign-in finds them by a keyed hash.

use rapport_domain::{
    AgentId,
    agent::{Agent, Profile, Role},
};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    email: String,
    // Skills are tags, into which somebody may write a name.
    #[serde(default)]
    profile: Profile,
}

impl Tx {
    /// Adds an agent. Refused when the address is taken.
    pub async fn create_agent(&mut self, agent: &Agent, password_hash: Option<&str>) -> Result<()> {
        let sql = "INSERT INTO agents (id, email_digest, role, available, created_at, closed_at, sealed, \
                   password_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
        let mut given = self.agent_values(agent)?;
        given.extend(values![password_hash]);
        if self.connection.execute(sql, given).await? == 0 {
            return Err(StorageError::Taken("the agent's e-mail address"));
        }
        Ok(())
    }

    /// Changes an agent. Refused when the new address is taken; answers whether there is such an agent.
    pub async fn update_agent(&mut self, agent: &Agent) -> Result<bool> {
        let taken = self.agent_by_email(&agent.email).await?.is_some_and(|(other, _)| other.id != agent.id);
        if taken {
            return Err(StorageError::Taken("the agent's e-mail address"));
        }
        let sql = "UPDATE agents SET email_digest = $2, role = $3, available = $4, created_at = $5, \
                   closed_at = $6, sealed = $7 WHERE id = $1";
        let given = self.agent_values(agent)?;
        Ok(self.connection.execute(sql, given).await? > 0)
    }

    /// Sets an agent's password, given as its Argon2id hash.
    pub async fn set_password(&mut self, id: AgentId, password_hash: &str) -> Result<()> {
        let sql = "UPDATE agents SET password_hash = $2 WHERE id = $1";
        self.connection.execute(sql, values![id, password_hash]).await.map(drop)
    }

    /// Sets whether an agent takes conversations now.
    pub async fn set_available(&mut self, id: AgentId, available: bool) -> Result<()> {
        let sql = "UPDATE agents SET available = $2 WHERE id = $1";
        self.connection.execute(sql, values![id, available]).await.map(drop)
    }

    fn agent_values(&self, agent: &Agent) -> Result<Vec<crate::value::Value>> {
        let sealed =
            Sealed { name: agent.name.clone(), email: agent.email.clone(), profile: agent.profile.clone() };
        let sealed = self.keys.seal_house(&place(agent.id), &sealed)?;
        Ok(values![
            agent.id,
            self.keys.digest("agent_email", &agent.email.trim().to_lowercase()),
            agent.role.as_str(),
            agent.available,
            agent.created_at,
            agent.closed_at,
            sealed
        ])
    }
}

impl Reader {
    /// An agent, closed accounts included.
    pub async fn agent(&mut self, id: AgentId) -> Result<Option<Agent>> {
        let row = self.connection.fetch_optional("SELECT * FROM agents WHERE id = $1", values![id]).await?;
        row.map(|row| self.read_agent(&row)).transpose()
    }

    /// The agent with this address, and the hash of their password if they have set one.
    pub async fn agent_by_email(&mut self, email: &str) -> Result<Option<(Agent, Option<String>)>> {
        let digest = self.keys.digest("agent_email", &email.trim().to_lowercase());
        let sql = "SELECT * FROM agents WHERE email_digest = $1";
        let row = self.connection.fetch_optional(sql, values![digest]).await?;
        row.map(|row| Ok((self.read_agent(&row)?, row.opt_text("password_hash")?))).transpose()
    }

    /// All agents, oldest first, closed accounts included.
    pub async fn agents(&mut self) -> Result<Vec<Agent>> {
        let rows =
            self.connection.fetch_all("SELECT * FROM agents ORDER BY created_at, id", values![]).await?;
        rows.iter().map(|row| self.read_agent(row)).collect()
    }

    fn read_agent(&self, row: &Row) -> Result<Agent> {
        let id = row.parsed("id")?;
        let sealed: Sealed = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(Agent {
            id,
            name: sealed.name,
            email: sealed.email,
            role: row.parsed::<Role>("role")?,
            profile: sealed.profile,
            available: row.flag("available")?,
            closed_at: row.opt_time("closed_at")?,
            created_at: row.time("created_at")?,
        })
    }
}

fn place(id: AgentId) -> String {
    format!("agents/{id}")
}
