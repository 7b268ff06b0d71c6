//! Who is there, what they can and how much they have in hand: whom a conversation is offered to first.

use std::collections::{BTreeMap, BTreeSet};

use rapport_domain::{
    AgentId, Timestamp,
    agent::{Agent, primary_language},
    queue::DANGER_PRIORITY,
    tag::Tag,
    team::Team,
};
use rapport_storage::ConversationRow;

use crate::{Desk, DeskError, hard_contacts::Rota, queue::PRESENT_MS};

pub(crate) const MINUTE_MS: i64 = 60_000;
/// A conversation is offered first to those whom it suits for so long; then to everybody, because the customer
/// waits.
pub(crate) const OFFERED_FIRST_MS: i64 = 5 * MINUTE_MS;

/// The people who answer, at this moment.
pub(crate) struct Floor {
    now: Timestamp,
    rota: Rota,
    /// Those with an open account who answer customers.
    pub(crate) agents: Vec<Agent>,
    there: BTreeSet<AgentId>,
    held: BTreeMap<AgentId, u64>,
    pub(crate) teams: Vec<Team>,
    /// The company's own language, which everybody speaks.
    language: String,
}

/// What a conversation asks of whoever answers it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Needs {
    /// A language that is not the company's own.
    pub(crate) language: Option<String>,
    /// What somebody knows well of its tags and its topic.
    pub(crate) skills: Vec<Tag>,
}

impl Needs {
    /// Whether somebody speaks the language that is needed, if one is.
    pub(crate) fn speaks(&self, agent: &Agent) -> bool {
        self.language.as_ref().is_some_and(|needed| agent.profile.languages.contains(needed))
    }

    /// How much of it an agent brings. Words come first: who cannot read a message cannot use a skill.
    fn met_by(&self, agent: &Agent) -> usize {
        let skills = self.skills.iter().filter(|skill| agent.profile.skills.contains(skill)).count();
        skills + if self.speaks(agent) { 100 } else { 0 }
    }
}

impl Desk {
    /// The people who answer, at this moment.
    pub(crate) async fn floor(&self) -> Result<Floor, DeskError> {
        let now = self.now();
        let language = primary_language(&self.release().await?.release().content.company.locale);
        let mut agents = self.agents().await?;
        agents.retain(Agent::answers);
        let rota = self.rota(now, &agents).await?;
        let mut reader = self.store().read().await?;
        Ok(Floor {
            now,
            rota,
            agents,
            there: reader.agents_there(now.plus_ms(-PRESENT_MS)).await?.into_iter().collect(),
            held: reader.held_by_agents().await?,
            teams: reader.teams().await?,
            language,
        })
    }
}

impl Floor {
    pub(crate) fn agent(&self, id: AgentId) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.id == id)
    }

    /// Whether an agent takes conversations and was seen just now.
    pub(crate) fn is_there(&self, agent: AgentId) -> bool {
        self.there.contains(&agent)
    }

    /// How many open conversations an agent holds.
    pub(crate) fn held_by(&self, agent: AgentId) -> u64 {
        self.held.get(&agent).copied().unwrap_or(0)
    }

    /// Whether an agent holds as many conversations as they take at a time.
    pub(crate) fn is_full(&self, agent: &Agent) -> bool {
        agent.profile.capacity.is_some_and(|most| self.held_by(agent.id) >= u64::from(most))
    }

    /// What a conversation asks of whoever answers it.
    pub(crate) fn needs(&self, row: &ConversationRow) -> Needs {
        let language = row.language.as_deref().map(primary_language);
        // The topic `delivery-late` asks for whoever knows “delivery late”.
        let topic = row.topic.as_ref().and_then(|topic| topic.as_str().replace('-', " ").parse::<Tag>().ok());
        let known = |tag: &&Tag| self.agents.iter().any(|agent| agent.profile.skills.contains(tag));
        Needs {
            language: language.filter(|written| *written != self.language),
            skills: row.tags.iter().chain(&topic).filter(known).cloned().collect(),
        }
    }

    /// How well a conversation suits an agent; more is better.
    pub(crate) fn fit(&self, row: &ConversationRow, agent: &Agent) -> usize {
        let own_team = self.team(row).is_some_and(|team| team.members.contains(&agent.id));
        self.needs(row).met_by(agent) + usize::from(own_team)
    }

    /// Whether a conversation that waits is offered to an agent now. For its first minutes it is kept for colleagues
    /// who are there, have a hand free and suit it better; danger is everybody's at once.
    pub(crate) fn offers(&self, row: &ConversationRow, agent: &Agent) -> bool {
        if row.handover.as_ref().is_some_and(|handover| handover.priority >= DANGER_PRIORITY) {
            return true;
        }
        let team = self.team(row).filter(|team| self.is_kept_for(row, team));
        if team.is_some_and(|team| !team.members.contains(&agent.id)) {
            return false;
        }
        if row.waiting_since.is_some_and(|since| self.now.ms_since(since) >= OFFERED_FIRST_MS) {
            return true;
        }
        if row.hostility.is_some() && !self.rota.offers_hard_to(agent.id) {
            return false;
        }
        let needs = self.needs(row);
        let mine = needs.met_by(agent);
        let mut others = self.free().filter(|other| team.is_none_or(|team| team.members.contains(&other.id)));
        !others.any(|other| needs.met_by(other) > mine)
    }

    fn team(&self, row: &ConversationRow) -> Option<&Team> {
        let id = row.team()?;
        self.teams.iter().find(|team| team.id == id)
    }

    /// Whether a conversation is still offered to its team alone. Where nobody of it could take it, it is not.
    fn is_kept_for(&self, row: &ConversationRow, team: &Team) -> bool {
        let alone_ms = i64::from(team.offered_first_minutes) * MINUTE_MS;
        row.handed.as_ref().is_some_and(|handed| self.now.ms_since(handed.at) < alone_ms)
            && self.free().any(|agent| team.members.contains(&agent.id))
    }

    /// Those who are there and have a hand free.
    fn free(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter().filter(|agent| self.is_there(agent.id) && !self.is_full(agent))
    }
}
