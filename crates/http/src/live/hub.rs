//! One per node: hears what changes and rings the bells of the connections that care.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use axum::extract::ws::Utf8Bytes;
use rapport_desk::{Change, Changes, Desk};
use rapport_domain::{AgentId, ConversationId, CustomerId, Timestamp, message::Author};
use tokio::sync::broadcast;

use super::{
    bell::Bell,
    seats::{Seats, There},
    wire,
};
use crate::{dictionary::Dictionaries, render, shapes::ServerFrame};

/// Changes of rows are told to agents together, at most so often.
const TOGETHER: Duration = Duration::from_millis(150);
/// Frames that an agent's connection may be behind before it reads its lists again.
const AGENT_FRAMES: usize = 512;
/// When more rows than this have changed, agents read their lists again instead.
const MANY_ROWS: usize = 200;

/// Tells connections what is new.
pub(crate) struct Hub {
    shared: Arc<Shared>,
}

/// The bells of a conversation's connections, and whose conversation it is.
type Bells = Vec<(CustomerId, Weak<Bell>)>;

struct Shared {
    bells: Mutex<HashMap<ConversationId, Bells>>,
    agents: broadcast::Sender<ToAgents>,
    seats: Seats,
}

/// What all agents are told.
#[derive(Debug, Clone)]
pub(super) enum ToAgents {
    /// A frame for all of them.
    Frame(Utf8Bytes),
    /// Counts may have changed.
    Recount,
    /// Incidents were opened or closed.
    Incidents,
    /// Frames were left out: lists are to be read again.
    ReadAgain,
    /// The node stops.
    Leave,
}

/// A connection's place in the hub; given up when it is dropped.
pub(super) struct Place {
    conversation: ConversationId,
    bell: Arc<Bell>,
    shared: Arc<Shared>,
}

impl Place {
    /// The bell that rings for this connection.
    pub(super) fn bell(&self) -> &Bell {
        &self.bell
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut bells = self.shared.bells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(listed) = bells.get_mut(&self.conversation) {
            let own = Arc::as_ptr(&self.bell);
            listed.retain(|(_, bell)| !std::ptr::eq(bell.as_ptr(), own));
            if listed.is_empty() {
                bells.remove(&self.conversation);
            }
        }
        metrics::gauge!("rapport_live_connections").decrement(1.0);
    }
}

impl Hub {
    /// Begins to listen.
    pub(crate) fn start(desk: Desk, names: Arc<Dictionaries>) -> Self {
        let agents = broadcast::Sender::new(AGENT_FRAMES);
        let shared = Arc::new(Shared { bells: Mutex::default(), agents, seats: Seats::default() });
        let changes = desk.changes();
        tokio::spawn(listen(changes, desk, names, Arc::downgrade(&shared)));
        Self { shared }
    }

    /// A bell that rings when something happens in the conversation. Take the place before reading the log,
    /// so that nothing falls between.
    pub(super) fn take_place(&self, conversation: ConversationId, customer: CustomerId) -> Place {
        let bell = Arc::new(Bell::default());
        let mut bells = self.shared.bells.lock().unwrap_or_else(PoisonError::into_inner);
        let listed = bells.entry(conversation).or_insert_with(|| Vec::with_capacity(1));
        listed.push((customer, Arc::downgrade(&bell)));
        metrics::gauge!("rapport_live_connections").increment(1.0);
        Place { conversation, bell, shared: Arc::clone(&self.shared) }
    }

    /// What all agents are told, from now on.
    pub(super) fn for_agents(&self) -> broadcast::Receiver<ToAgents> {
        self.shared.agents.subscribe()
    }

    /// Who looks at a conversation or writes in it, besides `me`.
    pub(super) fn there(&self, conversation: ConversationId, me: AgentId, now: Timestamp) -> Vec<There> {
        self.shared.seats.there(conversation, me, now)
    }

    /// Ends all connections.
    pub(crate) fn close(&self) {
        self.shared.every(Bell::leave);
        // Nobody listening is no error.
        let _ = self.shared.agents.send(ToAgents::Leave);
    }
}

impl Shared {
    fn ring(&self, conversation: ConversationId, how: impl Fn(&Bell)) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        let listed = bells.get(&conversation).map(Vec::as_slice).unwrap_or_default();
        listed.iter().filter_map(|(_, bell)| bell.upgrade()).for_each(|bell| how(&bell));
    }

    fn every(&self, how: impl Fn(&Bell)) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        bells.values().flatten().filter_map(|(_, bell)| bell.upgrade()).for_each(|bell| how(&bell));
    }

    fn gone(&self, erased: CustomerId) {
        let bells = self.bells.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = bells.values().flatten().filter(|(customer, _)| *customer == erased);
        theirs.filter_map(|(_, bell)| bell.upgrade()).for_each(|bell| bell.gone());
    }

    fn tell_agents(&self, what: ToAgents) {
        let _ = self.agents.send(what);
    }
}

async fn listen(mut changes: Changes, desk: Desk, names: Arc<Dictionaries>, shared: Weak<Shared>) {
    let mut changed: HashSet<ConversationId> = HashSet::new();
    let mut flush = tokio::time::interval(TOGETHER);
    flush.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let change = tokio::select! {
            change = changes.next() => change,
            _ = flush.tick(), if !changed.is_empty() => {
                let Some(shared) = shared.upgrade() else { return };
                tell_rows(&shared, &desk, &names, std::mem::take(&mut changed)).await;
                continue;
            }
        };
        let (Some(change), Some(shared)) = (change, shared.upgrade()) else { return };
        match change {
            Change::Conversation { conversation, seq, .. } => {
                shared.ring(conversation, |bell| bell.event(seq));
                if shared.agents.receiver_count() > 0 {
                    changed.insert(conversation);
                }
            }
            Change::Typing { conversation, who, .. } => shared.ring(conversation, |bell| match who {
                Author::Customer => bell.customer_types(),
                Author::Assistant => bell.assistant_types(),
                Author::Agent { .. } => bell.agent_types(),
                Author::System => {}
            }),
            Change::Presence { conversation, seat, what, until } => {
                shared.seats.take(conversation, seat, (what, until), desk.now());
                shared.ring(conversation, Bell::presence);
            }
            Change::Erased(customer) => {
                shared.gone(customer);
                shared.tell_agents(ToAgents::ReadAgain);
            }
            Change::Agent(_) | Change::Teams => {
                names.forget();
                shared.tell_agents(ToAgents::Recount);
            }
            Change::Incidents => shared.tell_agents(ToAgents::Incidents),
            Change::Sla => shared.tell_agents(ToAgents::Recount),
            Change::Release => names.forget(),
            Change::Missed => {
                names.forget();
                shared.every(Bell::read_again);
                shared.tell_agents(ToAgents::ReadAgain);
            }
        }
    }
}

/// Reads each changed row once for all agents of the node.
async fn tell_rows(shared: &Shared, desk: &Desk, names: &Dictionaries, changed: HashSet<ConversationId>) {
    if shared.agents.receiver_count() == 0 {
        return;
    }
    if changed.len() > MANY_ROWS {
        return shared.tell_agents(ToAgents::ReadAgain);
    }
    let Ok(names) = names.get(desk).await else { return shared.tell_agents(ToAgents::ReadAgain) };
    for conversation in changed {
        // A row that cannot be read any more was erased, and that is told by itself.
        let Ok(row) = desk.conversation_row(conversation).await else { continue };
        let conversation = Box::new(render::row(&row, &names));
        shared.tell_agents(ToAgents::Frame(wire::text(&ServerFrame::Conversation { conversation })));
    }
    shared.tell_agents(ToAgents::Recount);
}
