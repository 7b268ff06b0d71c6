//! An agent's live connection: the lists, the counts, and the conversation they look at.

use std::time::Duration;

use axum::extract::ws::WebSocket;
use rapport_desk::{Presence, Seat};
use rapport_domain::{
    AgentId, ConversationId,
    agent::{Agent, Role},
};
use tokio::time::Instant;

use super::{
    PAGE,
    bell::Rung,
    hub::{Place, ToAgents},
    seats::There,
    wire::{self, Ended, Heard},
};
use crate::{
    AppState,
    problem::Problem,
    render,
    shapes::{AuthorKind, ClientFrame, Colleague, ServerFrame},
};

/// Counts are told at most so often.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// A session that ended elsewhere ends its connections within so long.
const CHECK_EVERY: Duration = Duration::from_secs(60);
/// Colleagues are told the same thing again at most so often.
const SAID_AGAIN: Duration = Duration::from_secs(1);

/// The conversation that an agent looks at.
struct Watched {
    id: ConversationId,
    cursor: u64,
    place: Place,
}

struct Connection {
    state: AppState,
    agent: AgentId,
    /// Whether they lead the team.
    leads: bool,
    /// Whether they only read: what they see or type changes nothing for others.
    reads_only: bool,
    watched: Option<Watched>,
    recount_at: Option<Instant>,
    /// The window behind it, as colleagues are told of it.
    seat: Seat,
    /// What colleagues were told last of the watched conversation, and when.
    attends: Option<(Presence, Instant)>,
}

/// Serves the connection until it ends.
pub(super) async fn run(state: AppState, socket: Box<WebSocket>, agent: Agent, session: Box<str>) {
    let (leads, reads_only) = (agent.role >= Role::Leader, agent.role == Role::Reader);
    let seat = state.desk().new_seat(agent.id);
    let (watched, recount_at, attends) = (None, None, None);
    let mut connection =
        Connection { state, agent: agent.id, leads, reads_only, watched, recount_at, seat, attends };
    serve(&mut connection, socket, &session).await;
    connection.attend(Presence::Gone).await;
}

async fn serve(connection: &mut Connection, mut socket: Box<WebSocket>, session: &str) {
    let mut frames = connection.state.hub().for_agents();
    let (mut checked, mut asked) = (Instant::now(), false);
    if wire::send(&mut socket, &ServerFrame::Ready { seq: 0 }).await.is_err()
        || connection.send_counts(&mut socket).await.is_err()
        || connection.send_incidents(&mut socket).await.is_err()
    {
        return;
    }
    loop {
        let served = tokio::select! {
            told = frames.recv() => match told {
                Ok(ToAgents::Frame(text)) => wire::send_text(&mut socket, text).await,
                Ok(ToAgents::Recount) => {
                    connection.recount_at.get_or_insert_with(|| Instant::now() + COUNT_EVERY);
                    Ok(())
                }
                Ok(ToAgents::Incidents) => connection.send_incidents(&mut socket).await,
                // Coming back, the client reads its lists again: one way for everything that was missed.
                Ok(ToAgents::ReadAgain | ToAgents::Leave) | Err(_) => return wire::leave(socket).await,
            },
            rung = ring(connection.watched.as_ref()) => connection.hear(&mut socket, rung).await,
            () = due(connection.recount_at) => {
                connection.recount_at = None;
                connection.send_counts(&mut socket).await
            }
            heard = wire::next(&mut socket, &mut asked) => match heard {
                Heard::Frame(frame) => connection.take(&mut socket, frame).await,
                Heard::Unreadable(detail) => wire::complain(&mut socket, detail).await,
                Heard::Alive => Ok(()),
                Heard::Silence => wire::ping(&mut socket).await,
                Heard::End => return,
            },
        };
        if served.is_err() {
            return;
        }
        if checked.elapsed() > CHECK_EVERY {
            checked = Instant::now();
            if matches!(connection.state.desk().session(session).await, Ok(None)) {
                return wire::refuse(socket, "You were signed out.").await;
            }
        }
    }
}

/// Rings for the watched conversation; without one it never does.
async fn ring(watched: Option<&Watched>) -> Rung {
    match watched {
        Some(watched) => watched.place.bell().rung().await,
        None => std::future::pending().await,
    }
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

impl Connection {
    async fn take(&mut self, socket: &mut WebSocket, frame: ClientFrame) -> Result<(), Ended> {
        match frame {
            ClientFrame::Ping {} => wire::send(socket, &ServerFrame::Pong {}).await,
            ClientFrame::Watch { conversation, after } => self.watch(socket, conversation, after).await,
            ClientFrame::Unwatch {} => {
                self.attend(Presence::Gone).await;
                self.watched = None;
                Ok(())
            }
            ClientFrame::Presence { state } => {
                self.attend(state.into()).await;
                Ok(())
            }
            ClientFrame::Typing {} | ClientFrame::Seen { .. } if self.reads_only => Ok(()),
            ClientFrame::Typing {} => {
                if let Some(watched) = &self.watched {
                    self.state.desk().agent_types(watched.id, self.agent).await;
                }
                Ok(())
            }
            ClientFrame::Seen { seq } => {
                let Some(watched) = &self.watched else { return Ok(()) };
                match self.state.desk().mark_read(watched.id, seq).await {
                    Ok(()) => Ok(()),
                    Err(error) => wire::complain(socket, Problem::from(error).shape().detail).await,
                }
            }
            ClientFrame::Hello { .. } => wire::complain(socket, "You said hello already.".to_owned()).await,
        }
    }

    /// Lets colleagues know what the agent does in the watched conversation.
    async fn attend(&mut self, what: Presence) {
        let Some(watched) = &self.watched else { return };
        let told = self.attends.is_some_and(|(told, at)| told == what && at.elapsed() < SAID_AGAIN);
        if told || (what == Presence::Gone && self.attends.is_none()) {
            return;
        }
        self.attends = (what != Presence::Gone).then(|| (what, Instant::now()));
        self.state.desk().attend(watched.id, self.seat, what).await;
    }

    async fn watch(&mut self, socket: &mut WebSocket, id: ConversationId, after: u64) -> Result<(), Ended> {
        if self.watched.as_ref().is_some_and(|watched| watched.id != id) {
            self.attend(Presence::Gone).await;
        }
        let Ok(row) = self.state.desk().conversation_row(id).await else {
            self.watched = None;
            return wire::send(socket, &ServerFrame::Gone { conversation: id }).await;
        };
        let place = self.state.hub().take_place(id, row.customer);
        self.watched = Some(Watched { id, cursor: after.min(row.seq), place });
        self.send_events(socket).await?;
        self.send_presence(socket).await
    }

    async fn hear(&mut self, socket: &mut WebSocket, rung: Rung) -> Result<(), Ended> {
        let Some(watched) = &self.watched else { return Ok(()) };
        let conversation = watched.id;
        if rung.is_gone() {
            (self.watched, self.attends) = (None, None);
            return wire::send(socket, &ServerFrame::Gone { conversation }).await;
        }
        if rung.must_read(watched.cursor) {
            self.send_events(socket).await?;
        }
        if rung.presence() {
            self.send_presence(socket).await?;
        }
        for (types, who) in
            [(rung.customer_types(), AuthorKind::Customer), (rung.assistant_types(), AuthorKind::Assistant)]
        {
            if types {
                wire::send(socket, &ServerFrame::Typing { conversation, who, name: None }).await?;
            }
        }
        Ok(())
    }

    async fn send_events(&mut self, socket: &mut WebSocket) -> Result<(), Ended> {
        let names = self.state.names().await.map_err(|_| Ended)?;
        let Some(watched) = &mut self.watched else { return Ok(()) };
        loop {
            let read = self.state.desk().events_after(watched.id, watched.cursor, PAGE).await;
            let recorded = read.map_err(|_| Ended)?;
            for recorded in &recorded {
                if let Some(event) = render::for_agent(recorded, &names) {
                    let conversation = watched.id;
                    wire::send(socket, &ServerFrame::AgentEvent { conversation, event }).await?;
                }
                watched.cursor = recorded.seq;
            }
            if recorded.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    async fn send_presence(&self, socket: &mut WebSocket) -> Result<(), Ended> {
        let Some(watched) = &self.watched else { return Ok(()) };
        let names = self.state.names().await.map_err(|_| Ended)?;
        let there = self.state.hub().there(watched.id, self.agent, self.state.desk().now());
        let colleague = |there: There| Colleague {
            agent: names.somebody(there.agent),
            state: there.what.into(),
            for_ms: there.for_ms,
        };
        let colleagues = there.into_iter().map(colleague).collect();
        wire::send(socket, &ServerFrame::Presence { conversation: watched.id, colleagues }).await
    }

    async fn send_incidents(&self, socket: &mut WebSocket) -> Result<(), Ended> {
        if !self.leads {
            return Ok(());
        }
        let open = self.state.desk().open_incidents().await.map_err(|_| Ended)?;
        wire::send(socket, &ServerFrame::Incidents { open }).await
    }

    async fn send_counts(&self, socket: &mut WebSocket) -> Result<(), Ended> {
        let counts = self.state.desk().conversation_counts(self.agent).await.map_err(|_| Ended)?;
        wire::send(socket, &ServerFrame::Counts { counts: counts.into() }).await
    }
}
