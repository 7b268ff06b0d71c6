//! Who could go on with a conversation: colleagues and teams, with what the agent wants to know before choosing.

use std::cmp::Reverse;

use rapport_domain::{AgentId, ConversationId, agent::Agent, tag::Tag, team::Team};

use crate::{Desk, DeskError};

/// Who could go on with a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Receivers {
    /// The language that the customer writes in, where it is not the company's own.
    pub language: Option<String>,
    /// Colleagues: who is there, has a hand free and suits it best comes first.
    pub colleagues: Vec<Colleague>,
    /// Teams that have members, by name.
    pub teams: Vec<TeamThere>,
}

/// A colleague who could go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Colleague {
    /// Who.
    pub agent: Agent,
    /// Whether they take conversations and were seen just now.
    pub there: bool,
    /// How many open conversations they hold.
    pub held: u64,
    /// Whether they hold as many as they take at a time.
    pub full: bool,
    /// Whether they speak the customer's language, where that is not the company's own.
    pub speaks: bool,
    /// What they know well of what the conversation is about.
    pub skills: Vec<Tag>,
}

/// A team that could go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamThere {
    /// Which.
    pub team: Team,
    /// How many of its members are there.
    pub there: u64,
}

impl Desk {
    /// Who could go on with a conversation in place of an agent.
    pub async fn receivers(
        &self,
        conversation: ConversationId,
        agent: AgentId,
    ) -> Result<Receivers, DeskError> {
        let row = self.conversation_row(conversation).await?;
        let floor = self.floor().await?;
        let needs = floor.needs(&row);
        let colleague = |other: &Agent| Colleague {
            there: floor.is_there(other.id),
            held: floor.held_by(other.id),
            full: floor.is_full(other),
            speaks: needs.speaks(other),
            skills: needs
                .skills
                .iter()
                .filter(|skill| other.profile.skills.contains(skill))
                .cloned()
                .collect(),
            agent: other.clone(),
        };
        let mut colleagues: Vec<Colleague> =
            floor.agents.iter().filter(|other| other.id != agent).map(colleague).collect();
        colleagues.sort_by_cached_key(|one| {
            let name = one.agent.name.to_lowercase();
            (!one.there, one.full, Reverse(floor.fit(&row, &one.agent)), name)
        });
        let there = |team: &Team| team.members.iter().filter(|member| floor.is_there(**member)).count();
        let answers = |team: &&Team| team.members.iter().any(|member| floor.agent(*member).is_some());
        let teams = floor.teams.iter().filter(answers).map(|team| TeamThere {
            team: team.clone(),
            there: u64::try_from(there(team)).unwrap_or(u64::MAX),
        });
        let teams = teams.collect();
        Ok(Receivers { language: needs.language, colleagues, teams })
    }
}
