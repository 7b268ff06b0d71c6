//! Teams: who is in which, and how long what waits for a team is offered to it alone.

use rapport_channels::text;
use rapport_domain::{
    AgentId, TeamId,
    agent::Role,
    team::{OFFERED_FIRST_MINUTES, Team},
};
use rapport_event_bus::Notice;
use rapport_storage::Tx;

use crate::{Desk, DeskError, error::invalid};

/// The longest name, in characters.
const MAX_NAME_CHARS: usize = 60;
/// The most teams.
const MOST: usize = 200;
/// The longest time that a conversation is offered to its team alone: two hours.
const LONGEST_MINUTES: u32 = 120;

/// What changes of a team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamChange {
    /// A new name.
    pub name: Option<String>,
    /// For how many minutes what waits for it is offered to it alone.
    pub offered_first_minutes: Option<u32>,
    /// Who is in it from now on.
    pub members: Option<Vec<AgentId>>,
}

impl Desk {
    /// All teams, by name.
    pub async fn teams(&self) -> Result<Vec<Team>, DeskError> {
        let mut teams = self.store().read().await?.teams().await?;
        teams.sort_by_cached_key(|team| team.name.to_lowercase());
        Ok(teams)
    }

    /// Adds a team. `by` is who does, for the audit log.
    pub async fn add_team(&self, by: &str, change: TeamChange) -> Result<Team, DeskError> {
        let Some(name) = change.name.clone() else { return Err(invalid("name", "Give the team a name.")) };
        let now = self.now();
        let team = Team {
            id: TeamId::mint(now, self.entropy()),
            name,
            offered_first_minutes: OFFERED_FIRST_MINUTES,
            members: vec![],
            created_at: now,
        };
        let by = by.to_owned();
        self.write_team(move |tx| {
            Box::pin(async move {
                if tx.teams().await?.len() >= MOST {
                    return Err(DeskError::WrongState("There are 200 teams. Remove some first."));
                }
                let team = changed(tx, team, change).await?;
                tx.create_team(&team).await?;
                tx.audit(&by, "team_added", &team.id.to_string(), now).await?;
                Ok(team)
            })
        })
        .await
    }

    /// Changes a team.
    pub async fn change_team(&self, by: &str, id: TeamId, change: TeamChange) -> Result<Team, DeskError> {
        let (by, now) = (by.to_owned(), self.now());
        self.write_team(move |tx| {
            Box::pin(async move {
                let known = tx.teams().await?.into_iter().find(|team| team.id == id);
                let team = changed(tx, known.ok_or(DeskError::NotFound("team"))?, change).await?;
                tx.update_team(&team).await?;
                tx.audit(&by, "team_changed", &id.to_string(), now).await?;
                Ok(team)
            })
        })
        .await
    }

    /// Removes a team. What waits for it waits for everybody from now on.
    pub async fn remove_team(&self, by: &str, id: TeamId) -> Result<(), DeskError> {
        let (by, now) = (by.to_owned(), self.now());
        self.write_team(move |tx| {
            Box::pin(async move {
                if !tx.delete_team(id).await? {
                    return Err(DeskError::NotFound("team"));
                }
                tx.audit(&by, "team_removed", &id.to_string(), now).await?;
                Ok(())
            })
        })
        .await
    }

    async fn write_team<T, F>(&self, work: F) -> Result<T, DeskError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> futures::future::BoxFuture<'a, Result<T, DeskError>>
            + Send
            + 'static,
    {
        let done = self.store().write(work).await?;
        self.publish_to_bus(Notice::TeamsChanged {}).await;
        Ok(done)
    }
}

/// The team after a change, if it can be made.
async fn changed(tx: &mut Tx, mut team: Team, change: TeamChange) -> Result<Team, DeskError> {
    if let Some(name) = change.name {
        team.name = text::line(&name, MAX_NAME_CHARS).map_err(|error| invalid("name", error.to_string()))?;
        let same =
            |other: &Team| other.id != team.id && other.name.to_lowercase() == team.name.to_lowercase();
        if tx.teams().await?.iter().any(same) {
            return Err(invalid("name", "There is a team with this name already."));
        }
    }
    if let Some(minutes) = change.offered_first_minutes {
        if minutes > LONGEST_MINUTES {
            return Err(invalid(
                "offered_first_minutes",
                "A customer is kept for one team for 120 minutes at most.",
            ));
        }
        team.offered_first_minutes = minutes;
    }
    if let Some(mut members) = change.members {
        members.sort_unstable();
        members.dedup();
        let agents = tx.agents().await?;
        for member in &members {
            let agent =
                agents.iter().find(|agent| agent.id == *member).ok_or(DeskError::NotFound("agent"))?;
            if !agent.answers() {
                let why = if agent.role == Role::Reader { "only reads" } else { "has no open account" };
                let message = format!("{} {why}, so they cannot be in a team.", agent.name);
                return Err(invalid("members", message));
            }
        }
        team.members = members;
    }
    Ok(team)
}
