//! The exposure ledger: hard contacts, counted from what was written to an agent and never from anything about
//! the agent. It spreads hard conversations fairly and suggests breaks; it is no ranking and no report.

use rapport_domain::{AgentId, Timestamp, agent::Agent};
use rapport_storage::HardContact;

use crate::{Desk, DeskError, floor::MINUTE_MS, hours::start_of_day};

const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// From so many hard contacts within an hour on, a break is suggested and the next ones go to colleagues.
pub const BREAK_AFTER: u64 = 3;

/// An agent's day, for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MyDay {
    /// Hard contacts today.
    pub hard_contacts: u64,
    /// Hard contacts in the last hour.
    pub last_hour: u64,
    /// Whether a break would do them good.
    pub suggests_break: bool,
    /// Whether hard conversations are offered to colleagues first now.
    pub gentler: bool,
}

/// How many hard contacts an agent has had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HardContactShare {
    /// Who.
    pub agent: AgentId,
    /// How many in the last seven days.
    pub week: u64,
    /// How many in the last twenty-four hours.
    pub day: u64,
}

impl Desk {
    /// An agent's day.
    pub async fn my_day(&self, agent: AgentId) -> Result<MyDay, DeskError> {
        let now = self.now();
        let company = self.release().await?.release().content.company.clone();
        let since = start_of_day(&company, now);
        let today = self.store().read().await?.hard_contacts_since(since).await?;
        let rota = self.rota(now, &self.agents().await?).await?;
        let last_hour = rota.last_hour(agent);
        Ok(MyDay {
            hard_contacts: count(&today, agent, since),
            last_hour,
            suggests_break: last_hour >= BREAK_AFTER,
            gentler: !rota.offers_hard_to(agent),
        })
    }

    /// How hard contacts are spread over those who answer now, in the order of their names.
    pub async fn hard_contact_shares(&self) -> Result<Vec<HardContactShare>, DeskError> {
        let now = self.now();
        let (week, day) = (now.plus_ms(-7 * DAY_MS), now.plus_ms(-DAY_MS));
        let contacts = self.store().read().await?.hard_contacts_since(week).await?;
        let mut agents = self.agents().await?;
        agents.retain(Agent::answers);
        agents.sort_by_cached_key(|agent| agent.name.to_lowercase());
        let share = |agent: Agent| HardContactShare {
            agent: agent.id,
            week: count(&contacts, agent.id, week),
            day: count(&contacts, agent.id, day),
        };
        Ok(agents.into_iter().map(share).collect())
    }

    /// The rota of `agents` at this moment.
    pub(crate) async fn rota(&self, now: Timestamp, agents: &[Agent]) -> Result<Rota, DeskError> {
        let contacts = self.store().read().await?.hard_contacts_since(now.plus_ms(-DAY_MS)).await?;
        let available = agents.iter().filter(|agent| agent.available && agent.answers());
        Ok(Rota { now, contacts, available: available.map(|agent| agent.id).collect() })
    }
}

/// Who is there, and the hard contacts of the last day.
pub(crate) struct Rota {
    now: Timestamp,
    contacts: Vec<HardContact>,
    available: Vec<AgentId>,
}

impl Rota {
    fn lately(&self, agent: AgentId) -> u64 {
        count(&self.contacts, agent, self.now.plus_ms(-DAY_MS))
    }

    fn last_hour(&self, agent: AgentId) -> u64 {
        count(&self.contacts, agent, self.now.plus_ms(-HOUR_MS))
    }

    /// Whether the next hard conversation is offered to this agent at once: nobody else who is there, and is not
    /// due for a break, has had fewer lately.
    pub(crate) fn offers_hard_to(&self, agent: AgentId) -> bool {
        let rested = |other: &AgentId| self.last_hour(*other) < BREAK_AFTER;
        let mut others = self.available.iter().filter(|other| **other != agent).filter(|other| rested(other));
        if rested(&agent) {
            !others.any(|other| self.lately(*other) < self.lately(agent))
        } else {
            others.next().is_none()
        }
    }
}

fn count(contacts: &[HardContact], agent: AgentId, since: Timestamp) -> u64 {
    let theirs = contacts.iter().filter(|contact| contact.agent == agent && contact.at >= since);
    u64::try_from(theirs.count()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: AgentId = AgentId::from_bytes([1; 16]);
    const BEN: AgentId = AgentId::from_bytes([2; 16]);

    fn rota(minutes_ago: &[(AgentId, i64)], available: &[AgentId]) -> Rota {
        let now = Timestamp::from_micros(1_763_800_000_000_000);
        let contact =
            |(agent, ago): &(AgentId, i64)| HardContact { agent: *agent, at: now.plus_ms(-ago * MINUTE_MS) };
        Rota { now, contacts: minutes_ago.iter().map(contact).collect(), available: available.to_vec() }
    }

    #[test]
    fn hard_conversations_go_to_who_had_the_fewest_lately() {
        let even = rota(&[], &[ANA, BEN]);
        assert!(even.offers_hard_to(ANA) && even.offers_hard_to(BEN));
        let ana_had_one = rota(&[(ANA, 90)], &[ANA, BEN]);
        assert!(!ana_had_one.offers_hard_to(ANA) && ana_had_one.offers_hard_to(BEN));
        let both_had_one = rota(&[(ANA, 90), (BEN, 300)], &[ANA, BEN]);
        assert!(both_had_one.offers_hard_to(ANA));
        let long_ago = rota(&[(ANA, 25 * 60)], &[ANA, BEN]);
        assert!(long_ago.offers_hard_to(ANA), "a day later it starts afresh");
    }

    #[test]
    fn whoever_is_due_for_a_break_comes_last_and_nobody_is_left_waiting() {
        let tired = rota(&[(ANA, 1), (ANA, 20), (ANA, 50), (BEN, 70), (BEN, 80), (BEN, 90)], &[ANA, BEN]);
        assert!(!tired.offers_hard_to(ANA) && tired.offers_hard_to(BEN));
        let alone = rota(&[(ANA, 1), (ANA, 2), (ANA, 3)], &[ANA]);
        assert!(alone.offers_hard_to(ANA));
        let both = rota(&[(ANA, 1), (ANA, 2), (ANA, 3), (BEN, 1), (BEN, 2), (BEN, 3)], &[ANA, BEN]);
        assert!(both.offers_hard_to(ANA) && both.offers_hard_to(BEN));
    }
}
