//! The live connection: one WebSocket for customers and agents.
//!
//! Eighteen thousand of them fit into one process, so a connection is one small task: it holds its cursor and
//! a bell, and reads what is new from the log when the bell rings. Nothing is buffered for it, so a slow
//! reader costs nothing, and what it missed it reads later.

mod agent;
mod bell;
mod customer;
mod hub;
mod seats;
mod wire;

use std::time::Duration;

use axum::{
    extract::{State, WebSocketUpgrade, ws::WebSocket, ws::rejection::WebSocketUpgradeRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use crate::{
    AppState,
    access::session_cookie,
    origins,
    problem::{Problem, kinds},
    shapes::ClientFrame,
};

pub(crate) use hub::Hub;
use wire::Heard;
#[cfg(feature = "fuzzing")]
pub(crate) use wire::parse as read_frame;

/// What is read at once. The default of 128 KiB would be most of a connection's memory.
const READ_BYTES: usize = 1024;
/// The largest frame that is taken.
const MAX_FRAME_BYTES: usize = 64 * 1024;
/// The first frame has to come within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Events read from the log at once.
const PAGE: u32 = 50;

/// Opens the live connection.
///
/// A WebSocket. The client's first frame is `hello`; all frames are JSON texts, of the shapes `ClientFrame`
/// and `ServerFrame`.
#[utoipa::path(
    get,
    path = "/live",
    responses(
        (status = 101, description = "The connection is a WebSocket now"),
        (status = 426, description = "This is no WebSocket handshake")
    )
)]
pub(crate) async fn live(
    State(state): State<AppState>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return no_handshake(rejection.status()),
    };
    // A page of somebody else must not speak with an agent's cookie; customers' pages are checked with their
    // token, in the first frame.
    let foreign = origins::is_foreign(&headers, &state);
    let session = session_cookie(&headers).filter(|_| !foreign).map(Box::from);
    let origin = origins::origin(&headers).filter(|_| foreign).map(Box::from);
    upgrade
        .read_buffer_size(READ_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(2 * MAX_FRAME_BYTES)
        .max_frame_size(MAX_FRAME_BYTES)
        .max_message_size(MAX_FRAME_BYTES)
        // Boxed at once: a socket that is moved from future to future would lie in each of them.
        .on_upgrade(move |socket| greet(state, Box::new(socket), session, origin))
}

fn no_handshake(status: StatusCode) -> Response {
    let problem =
        Problem::new(kinds::MALFORMED, "This address speaks WebSocket: open it with a WebSocket client.");
    let mut response = problem.into_response();
    if status == StatusCode::UPGRADE_REQUIRED {
        *response.status_mut() = status;
    }
    response
}

/// Waits for the first frame and goes on as customer or agent.
async fn greet(
    state: AppState,
    mut socket: Box<WebSocket>,
    session: Option<Box<str>>,
    origin: Option<Box<str>>,
) {
    let first = tokio::time::timeout(HELLO_WITHIN, wire::next(&mut socket, &mut false)).await;
    let (token, after) = match first {
        Ok(Heard::Frame(ClientFrame::Hello { token, after })) => (token, after),
        Ok(Heard::Frame(_)) => {
            return Box::pin(wire::refuse(socket, "The first frame must be `hello`.")).await;
        }
        Ok(Heard::Unreadable(detail)) => return Box::pin(wire::refuse(socket, &detail)).await,
        Ok(_) | Err(_) => return,
    };
    // What is needed to find out who is there is dropped before the long wait begins.
    match (token, session) {
        (Some(token), _) => {
            let visitor = Box::pin(customer::admit(&state, &token, origin.as_deref())).await;
            drop((token, origin));
            match visitor {
                Ok(visitor) => customer::Connection::new(state, visitor, after).run(socket).await,
                Err(detail) => Box::pin(wire::refuse(socket, &detail)).await,
            }
        }
        (None, Some(session)) => {
            let found = Box::pin(state.desk().session(&session)).await;
            match found {
                Ok(Some((agent, _))) => Box::pin(agent::run(state, socket, agent, session)).await,
                Ok(None) => Box::pin(wire::refuse(socket, "Nobody is signed in.")).await,
                Err(error) => {
                    let _ = Problem::from(error);
                    let detail = "Something is broken on our side. Try again in a moment.";
                    Box::pin(wire::refuse(socket, detail)).await;
                }
            }
        }
        (None, None) => {
            let detail = "Give the visitor token in `hello`, or sign in first.";
            Box::pin(wire::refuse(socket, detail)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a connection's task takes, besides the socket's buffers and its place in the hub.
    fn task_bytes<A, B, C, D, F: Future>(_: impl FnOnce(A, B, C, D) -> F) -> usize {
        size_of::<F>()
    }

    #[test]
    fn a_connection_is_a_small_task() {
        let bytes = task_bytes(greet);
        assert!(bytes <= 2_048, "{bytes} bytes: box what is not held between events");
    }
}
