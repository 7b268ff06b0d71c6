//! Frames as texts, in and out.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};

use crate::{
    documented,
    shapes::{ClientFrame, ServerFrame},
};

/// A connection that was silent for so long is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(45);
/// A reader that does not take a frame in so long is let go; it comes back and reads what it missed.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connection has ended.
pub(super) struct Ended;

/// What came from the other side.
pub(super) enum Heard {
    /// A frame.
    Frame(ClientFrame),
    /// Something that is no frame, and why.
    Unreadable(String),
    /// The other side is there and said nothing.
    Alive,
    /// Nothing for a while: ask.
    Silence,
    /// The connection has ended, or the other side does not answer any more.
    End,
}

/// What comes next. `asked` remembers between calls that the other side was asked and has not answered.
pub(super) async fn next(socket: &mut WebSocket, asked: &mut bool) -> Heard {
    let Ok(received) = tokio::time::timeout(SILENCE, socket.recv()).await else {
        return if std::mem::replace(asked, true) { Heard::End } else { Heard::Silence };
    };
    *asked = false;
    match received {
        Some(Ok(Message::Text(text))) => parse(&text).map_or_else(Heard::Unreadable, Heard::Frame),
        Some(Ok(Message::Binary(_))) => Heard::Unreadable("Send frames as JSON texts.".to_owned()),
        // Answered below us.
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Heard::Alive,
        Some(Ok(Message::Close(_)) | Err(_)) | None => Heard::End,
    }
}

pub(crate) fn parse(text: &str) -> Result<ClientFrame, String> {
    let unreadable = |error: serde_json::Error| format!("This frame cannot be read: {error}.");
    let value = serde_json::from_str(text).map_err(unreadable)?;
    documented::check::<ClientFrame>(&value)
        .map_err(|fault| format!("This frame cannot be read: {} {}.", fault.field, fault.message))?;
    serde_json::from_str(text).map_err(unreadable)
}

/// Sends a frame.
pub(super) async fn send(socket: &mut WebSocket, frame: &ServerFrame) -> Result<(), Ended> {
    send_text(socket, text(frame)).await
}

/// A frame as text, to be sent to many.
pub(super) fn text(frame: &ServerFrame) -> Utf8Bytes {
    serde_json::to_string(frame).unwrap_or_default().into()
}

/// Sends a text.
pub(super) async fn send_text(socket: &mut WebSocket, text: Utf8Bytes) -> Result<(), Ended> {
    send_message(socket, Message::Text(text)).await
}

/// Asks whether the other side is still there; a dead connection shows at the next one.
pub(super) async fn ping(socket: &mut WebSocket) -> Result<(), Ended> {
    send_message(socket, Message::Ping(bytes::Bytes::new())).await
}

async fn send_message(socket: &mut WebSocket, message: Message) -> Result<(), Ended> {
    match tokio::time::timeout(PATIENCE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Ended),
    }
}

/// Tells what is wrong with a frame; the connection goes on.
pub(super) async fn complain(socket: &mut WebSocket, detail: String) -> Result<(), Ended> {
    send(socket, &ServerFrame::Error { detail }).await
}

/// Says why, and closes.
pub(super) async fn refuse(mut socket: Box<WebSocket>, detail: &str) {
    if complain(&mut socket, detail.to_owned()).await.is_ok() {
        let reason = Utf8Bytes::from_static("refused");
        let close = CloseFrame { code: close_code::POLICY, reason };
        let _ = send_message(&mut socket, Message::Close(Some(close))).await;
    }
}

/// Closes because the node stops: clients come back at once, to another one.
pub(super) async fn leave(mut socket: Box<WebSocket>) {
    let close = CloseFrame { code: close_code::RESTART, reason: Utf8Bytes::from_static("restart") };
    let _ = send_message(&mut socket, Message::Close(Some(close))).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_read_and_refused_clearly() {
        let hello = ClientFrame::Hello { token: Some("vis_1".into()), after: 7 };
        assert_eq!(parse(r#"{"type":"hello","token":"vis_1","after":7}"#), Ok(hello));
        assert_eq!(parse(r#"{"type":"hello"}"#), Ok(ClientFrame::Hello { token: None, after: 0 }));
        assert_eq!(parse(r#"{"type":"ping"}"#), Ok(ClientFrame::Ping {}));
        for bad in [
            "",
            "{}",
            "[]",
            r#"["ping"]"#,
            r#"{"type":"no"}"#,
            r#"{"type":"seen"}"#,
            r#"{"type":"seen","seq":-1}"#,
            r#"{"type":"seen","seq":9223372036854775808}"#,
            "\u{0}",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
