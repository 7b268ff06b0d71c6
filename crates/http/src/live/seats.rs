//! Who is where: which agents look at a conversation or write in it, as far as anybody told. Nothing of it is kept
//! beyond its moment.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use rapport_desk::{Presence, Seat};
use rapport_domain::{AgentId, ConversationId, Timestamp};

/// So many conversations are kept before those that nobody is in any more are looked for.
const MANY: usize = 1_000;

/// Who is where, by conversation.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<HashMap<ConversationId, HashMap<Seat, Taken>>>);

/// What an agent was heard to do from one of their windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken {
    what: Presence,
    until: Timestamp,
    /// Whoever stops writing still looks, until then.
    looks_until: Timestamp,
}

/// An agent who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct There {
    /// Who.
    pub agent: AgentId,
    /// What they do.
    pub what: Presence,
    /// How long that holds, in milliseconds, unless told again.
    pub for_ms: u32,
}

impl Taken {
    fn at(self, now: Timestamp) -> Option<(Presence, Timestamp)> {
        if self.until > now {
            Some((self.what, self.until))
        } else {
            (self.looks_until > now).then_some((Presence::Looking, self.looks_until))
        }
    }
}

impl Seats {
    /// An agent was heard to do something.
    pub fn take(
        &self,
        conversation: ConversationId,
        seat: Seat,
        (what, until): (Presence, Timestamp),
        now: Timestamp,
    ) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let there = all.entry(conversation).or_default();
        if what == Presence::Gone {
            there.remove(&seat);
        } else {
            let looked = there.get(&seat).map_or(until, |taken| taken.looks_until);
            let looks_until = if what == Presence::Looking { until } else { looked.max(until) };
            there.insert(seat, Taken { what, until, looks_until });
        }
        there.retain(|_, taken| taken.at(now).is_some());
        if there.is_empty() {
            all.remove(&conversation);
        }
        if all.len() > MANY {
            all.retain(|_, there| there.values().any(|taken| taken.at(now).is_some()));
        }
    }

    /// Who is in a conversation besides `me`, each once, with the most that they do.
    pub fn there(&self, conversation: ConversationId, me: AgentId, now: Timestamp) -> Vec<There> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = BTreeMap::<AgentId, (Presence, Timestamp)>::new();
        for (seat, taken) in all.get(&conversation).into_iter().flatten() {
            let Some(does) = taken.at(now).filter(|_| seat.agent != me) else { continue };
            found.entry(seat.agent).and_modify(|most| *most = (*most).max(does)).or_insert(does);
        }
        let there = |(agent, (what, until)): (AgentId, (Presence, Timestamp))| There {
            agent,
            what,
            for_ms: u32::try_from(until.ms_since(now)).unwrap_or(u32::MAX),
        };
        found.into_iter().map(there).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: ConversationId = ConversationId::from_bytes([9; 16]);
    const ANA: AgentId = AgentId::from_bytes([1; 16]);
    const BEN: AgentId = AgentId::from_bytes([2; 16]);

    fn second(second: i64) -> Timestamp {
        Timestamp::from_micros(second * 1_000_000)
    }

    fn does(seats: &Seats, now: i64) -> Vec<(AgentId, Presence)> {
        seats.there(HERE, ANA, second(now)).into_iter().map(|there| (there.agent, there.what)).collect()
    }

    fn hear(seats: &Seats, agent: AgentId, window: u64, what: Presence, (now, lasts): (i64, i64)) {
        seats.take(HERE, Seat { agent, window }, (what, second(now + lasts)), second(now));
    }

    #[test]
    fn whoever_stops_writing_still_looks_and_whoever_is_not_heard_is_gone() {
        let seats = Seats::default();
        hear(&seats, BEN, 1, Presence::Looking, (0, 45));
        hear(&seats, ANA, 2, Presence::Writing, (0, 6));
        hear(&seats, BEN, 1, Presence::Writing, (1, 6));
        assert_eq!(does(&seats, 2), [(BEN, Presence::Writing)], "and never oneself");
        assert_eq!(does(&seats, 8), [(BEN, Presence::Looking)]);
        assert_eq!(does(&seats, 46), []);
        assert_eq!(seats.there(HERE, BEN, second(2))[0].for_ms, 4_000);
    }

    #[test]
    fn whoever_closes_one_of_two_windows_is_still_there() {
        let seats = Seats::default();
        hear(&seats, BEN, 1, Presence::Looking, (0, 45));
        hear(&seats, BEN, 2, Presence::Noting, (0, 6));
        assert_eq!(does(&seats, 1), [(BEN, Presence::Noting)]);
        hear(&seats, BEN, 2, Presence::Gone, (2, 0));
        assert_eq!(does(&seats, 2), [(BEN, Presence::Looking)]);
        hear(&seats, BEN, 1, Presence::Gone, (3, 0));
        assert_eq!((does(&seats, 3), seats.0.lock().unwrap().len()), (vec![], 0));
    }
}
