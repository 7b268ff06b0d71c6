//! A customer's live connection.

use std::sync::Arc;

use axum::{
    extract::ws::WebSocket,
    http::{HeaderMap, HeaderValue, header},
};
use rapport_desk::Visitor;

use super::{
    PAGE,
    bell::Rung,
    hub::Place,
    wire::{self, Ended, Heard},
};
use crate::{
    AppState, origins,
    problem::Problem,
    render,
    shapes::{AuthorKind, ClientFrame, ServerFrame},
};

/// Who shows this token, from a page that the inbox allows; else why not.
pub(super) async fn admit(state: &AppState, token: &str, origin: Option<&str>) -> Result<Visitor, String> {
    let detail = |problem: Problem| problem.shape().detail;
    let found = state.desk().visitor(token).await.map_err(|error| detail(error.into()))?;
    let visitor = found.ok_or("This visitor token is not valid any more; open a new session.")?;
    if let Some(Ok(origin)) = origin.map(HeaderValue::from_str) {
        let headers = HeaderMap::from_iter([(header::ORIGIN, origin)]);
        origins::check_visitor(&headers, state, visitor).await.map_err(detail)?;
    }
    Ok(visitor)
}

/// A connection. It is all that stays in memory between events, besides the socket.
pub(super) struct Connection {
    state: AppState,
    visitor: Visitor,
    /// Everything up to here was sent.
    cursor: u64,
    /// Whether a person is awaited: the place in the queue changes with what others do.
    awaits_person: bool,
    place: Place,
}

impl Connection {
    /// Takes its place in the hub: from here nothing is missed.
    pub(super) fn new(state: AppState, visitor: Visitor, after: u64) -> Self {
        let place = state.hub().take_place(visitor.conversation(), visitor.customer);
        Self { state, visitor, cursor: after, awaits_person: false, place }
    }

    /// Serves the connection until it ends.
    pub(super) async fn run(mut self, mut socket: Box<WebSocket>) {
        if Box::pin(self.begin(&mut socket)).await.is_err() {
            return;
        }
        let mut asked = false;
        loop {
            let served = tokio::select! {
                rung = self.place.bell().rung() => {
                    if rung.must_leave() || rung.is_gone() {
                        return Box::pin(wire::leave(socket)).await;
                    }
                    Box::pin(self.hear(&mut socket, rung)).await
                }
                heard = wire::next(&mut socket, &mut asked) => match heard {
                    Heard::Frame(frame) => Box::pin(self.take(&mut socket, frame)).await,
                    Heard::Unreadable(detail) => Box::pin(wire::complain(&mut socket, detail)).await,
                    Heard::Alive => Ok(()),
                    Heard::Silence => Box::pin(self.bear_silence(&mut socket)).await,
                    Heard::End => return,
                },
            };
            if served.is_err() {
                return;
            }
        }
    }

    async fn begin(&mut self, socket: &mut WebSocket) -> Result<(), Ended> {
        let now = self.state.desk().visit_state(self.visitor).await.map_err(broken)?;
        let seq = now.as_ref().map_or(0, |now| now.row.seq);
        // A cursor from another life, such as a database that was started over, would wait for ever.
        self.cursor = self.cursor.min(seq);
        wire::send(socket, &ServerFrame::Ready { seq }).await?;
        self.send_events(socket).await?;
        if now.is_some() { self.send_state(socket).await } else { Ok(()) }
    }

    async fn hear(&mut self, socket: &mut WebSocket, rung: Rung) -> Result<(), Ended> {
        if rung.must_read(self.cursor) && self.send_events(socket).await? {
            self.send_state(socket).await?;
        }
        if rung.agent_types() {
            self.send_typing(socket, AuthorKind::Agent).await?;
        }
        if rung.assistant_types() {
            self.send_typing(socket, AuthorKind::Assistant).await?;
        }
        Ok(())
    }

    /// Asks whether the other side is still there, and tells whoever waits where they stand by now.
    async fn bear_silence(&mut self, socket: &mut WebSocket) -> Result<(), Ended> {
        wire::ping(socket).await?;
        if self.awaits_person { self.send_state(socket).await } else { Ok(()) }
    }

    async fn take(&mut self, socket: &mut WebSocket, frame: ClientFrame) -> Result<(), Ended> {
        let conversation = self.visitor.conversation();
        match frame {
            ClientFrame::Ping {} => wire::send(socket, &ServerFrame::Pong {}).await,
            ClientFrame::Typing {} => {
                self.state.desk().customer_types(conversation).await;
                Ok(())
            }
            ClientFrame::Seen { seq } => match self.state.desk().mark_seen(conversation, seq).await {
                Ok(()) => Ok(()),
                Err(error) => wire::complain(socket, Problem::from(error).shape().detail).await,
            },
            ClientFrame::Hello { .. }
            | ClientFrame::Watch { .. }
            | ClientFrame::Unwatch {}
            | ClientFrame::Presence { .. } => {
                wire::complain(socket, "This frame is not for customers, or not twice.".to_owned()).await
            }
        }
    }

    /// Sends what happened after the cursor; tells whether what stands around the messages may have changed.
    async fn send_events(&mut self, socket: &mut WebSocket) -> Result<bool, Ended> {
        let names = self.state.names().await.map_err(|_| Ended)?;
        let mut state_changed = false;
        loop {
            let desk = self.state.desk();
            let read = desk.events_after(self.visitor.conversation(), self.cursor, PAGE).await;
            let recorded = read.map_err(broken)?;
            for recorded in &recorded {
                state_changed |= render::changes_state(&recorded.event);
                if let Some(event) = render::for_customer(recorded, &names) {
                    wire::send(socket, &ServerFrame::Event { event }).await?;
                }
                self.cursor = recorded.seq;
            }
            if recorded.len() < PAGE as usize {
                return Ok(state_changed);
            }
        }
    }

    async fn send_state(&mut self, socket: &mut WebSocket) -> Result<(), Ended> {
        let names = self.state.names().await.map_err(|_| Ended)?;
        let state = self.state.desk().visit_state(self.visitor).await.map_err(broken)?;
        let Some(state) = state else { return Ok(()) };
        let conversation = render::widget_conversation(&state, &names);
        self.awaits_person = conversation.awaiting_person;
        wire::send(socket, &ServerFrame::State { conversation }).await
    }

    async fn send_typing(&self, socket: &mut WebSocket, who: AuthorKind) -> Result<(), Ended> {
        let name = match who {
            AuthorKind::Agent => {
                let state = self.state.desk().visit_state(self.visitor).await.ok().flatten();
                state.and_then(|state| state.agent_name)
            }
            _ => self.state.names().await.ok().map(|names| Arc::clone(&names).assistant.clone()),
        };
        let conversation = self.visitor.conversation();
        wire::send(socket, &ServerFrame::Typing { conversation, who, name }).await
    }
}

/// The client comes back and tries again; the log has the cause.
fn broken(error: rapport_desk::DeskError) -> Ended {
    let _ = Problem::from(error);
    Ended
}
