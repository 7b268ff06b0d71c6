//! Teams of agents, who is there, and how much each has in hand.

use std::collections::BTreeMap;

use rapport_domain::{AgentId, TeamId, Timestamp, team::Team};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

impl Tx {
    /// Adds a team with its members. Refused when the name is taken.
    pub async fn create_team(&mut self, team: &Team) -> Result<()> {
        let sql = "INSERT INTO teams (id, name, offered_first_minutes, created_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        let given = values![team.id, &team.name, team.offered_first_minutes, team.created_at];
        if self.connection.execute(sql, given).await? == 0 {
            return Err(StorageError::Taken("the team's name"));
        }
        self.set_members(team).await
    }

    /// Changes a team and its members. Refused when the name is taken.
    pub async fn update_team(&mut self, team: &Team) -> Result<()> {
        let sql = "SELECT COUNT(*) AS n FROM teams WHERE name = $1 AND id <> $2";
        if self.connection.fetch_one(sql, values![&team.name, team.id]).await?.count("n")? > 0 {
            return Err(StorageError::Taken("the team's name"));
        }
        let sql = "UPDATE teams SET name = $2, offered_first_minutes = $3 WHERE id = $1";
        self.connection.execute(sql, values![team.id, &team.name, team.offered_first_minutes]).await?;
        self.set_members(team).await
    }

    /// Removes a team. What waits for it waits for everybody. Answers whether there was one.
    pub async fn delete_team(&mut self, id: TeamId) -> Result<bool> {
        self.connection.execute("DELETE FROM team_members WHERE team_id = $1", values![id]).await?;
        Ok(self.connection.execute("DELETE FROM teams WHERE id = $1", values![id]).await? > 0)
    }

    /// Takes an agent out of every team; answers whether they were in one.
    pub async fn leave_teams(&mut self, agent: AgentId) -> Result<bool> {
        let sql = "DELETE FROM team_members WHERE agent_id = $1";
        Ok(self.connection.execute(sql, values![agent]).await? > 0)
    }

    async fn set_members(&mut self, team: &Team) -> Result<()> {
        self.connection.execute("DELETE FROM team_members WHERE team_id = $1", values![team.id]).await?;
        for agent in &team.members {
            let sql = "INSERT INTO team_members (team_id, agent_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
            self.connection.execute(sql, values![team.id, *agent]).await?;
        }
        Ok(())
    }
}

impl Reader {
    /// All teams, by name. Members are those who answer customers.
    pub async fn teams(&mut self) -> Result<Vec<Team>> {
        let sql = "SELECT m.team_id, m.agent_id FROM team_members m JOIN agents a ON a.id = m.agent_id \
                   WHERE a.closed_at IS NULL AND a.role <> 'reader' ORDER BY m.team_id, m.agent_id";
        let mut members: BTreeMap<TeamId, Vec<AgentId>> = BTreeMap::new();
        for row in self.connection.fetch_all(sql, values![]).await? {
            members.entry(row.parsed("team_id")?).or_default().push(row.parsed("agent_id")?);
        }
        let rows = self.connection.fetch_all("SELECT * FROM teams ORDER BY name", values![]).await?;
        rows.iter()
            .map(|row| {
                let id = row.parsed("id")?;
                Ok(Team {
                    id,
                    name: row.text("name")?,
                    offered_first_minutes: u32::try_from(row.count("offered_first_minutes")?)
                        .unwrap_or(u32::MAX),
                    members: members.remove(&id).unwrap_or_default(),
                    created_at: row.time("created_at")?,
                })
            })
            .collect()
    }

    /// The agents who take conversations and are there: they were seen in a session since a moment.
    pub async fn agents_there(&mut self, seen_since: Timestamp) -> Result<Vec<AgentId>> {
        let sql = "SELECT a.id FROM agents a WHERE a.available = 1 AND a.closed_at IS NULL AND a.role <> 'reader' \
                   AND EXISTS (SELECT 1 FROM sessions s WHERE s.agent_id = a.id AND s.last_used_at >= $1)";
        let rows = self.connection.fetch_all(sql, values![seen_since]).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// How many open conversations each agent holds.
    pub async fn held_by_agents(&mut self) -> Result<BTreeMap<AgentId, u64>> {
        let sql = "SELECT holder, COUNT(*) AS n FROM conversations WHERE status = 'open' AND holder IS NOT NULL \
                   GROUP BY holder";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter().map(|row| Ok((row.parsed("holder")?, row.count("n")?))).collect()
    }
}
