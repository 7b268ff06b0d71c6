//! The bus between nodes: core NATS publish and subscribe.
//!
//! The server does not echo a node's own notices: the node has heard them without the detour, also while
//! NATS is away.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_nats::{Client, ConnectOptions, Event, client::RequestErrorKind, connection::State};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::{
    sync::{Notify, broadcast},
    task::JoinHandle,
};

use crate::{BusError, Heard, Notice};

/// Where notices are published.
pub const SUBJECT: &str = "rapport.notices";

/// Asked to hear from the server itself; nobody listens here.
const QUESTION: &str = "rapport.present";

/// The longest pause between two attempts to connect again.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// A connection that does not answer for two of these is given up.
const PING: Duration = Duration::from_secs(5);
/// How long to wait for room in NATS' queue. Whoever publishes has something better to do than wait.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long to wait for the server to know of the subscription. A user without the permissions that
/// docs/operate.md names never hears.
const CONFIRMED_IN: Duration = Duration::from_secs(2);

pub(crate) struct Nats {
    client: Client,
    listener: JoinHandle<()>,
}

/// What goes over the wire.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Wire {
    Notice(Notice),
    /// The sender was cut off and could not tell what changed meanwhile.
    CutOff {
        cut_off: bool,
    },
}

impl Nats {
    pub(crate) async fn connect(url: &str, here: broadcast::Sender<Heard>) -> Result<Self, BusError> {
        let back = Arc::new(Notify::new());
        let client = options(here.clone(), back.clone())
            .connect(url)
            .await
            .map_err(|source| BusError::Connect { source })?;
        let messages = client.subscribe(SUBJECT).await.map_err(|source| BusError::Subscribe { source })?;
        confirm(&client).await;
        let listener = tokio::spawn(listen(client.clone(), messages, here, back));
        Ok(Self { client, listener })
    }

    pub(crate) async fn publish(&self, notice: &Notice) -> Result<(), BusError> {
        // While it is cut off, the other nodes learn on the return that they missed something; holding
        // notices back until then would only tell them what is old.
        if !self.is_connected() {
            return Err(BusError::CutOff);
        }
        match tokio::time::timeout(PATIENCE, send(&self.client, &Wire::Notice(*notice))).await {
            Ok(sent) => sent.map_err(|source| BusError::Publish { source }),
            Err(_) => Err(BusError::CutOff),
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    pub(crate) async fn close(&self) {
        if let Err(error) = self.client.drain().await {
            tracing::warn!(%error, "NATS did not take the last notices");
        }
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

fn options(here: broadcast::Sender<Heard>, back: Arc<Notify>) -> ConnectOptions {
    let was_connected = Arc::new(AtomicBool::new(false));
    ConnectOptions::new()
        .name("rapport")
        .no_echo()
        .ping_interval(PING)
        .reconnect_delay_callback(|attempt| {
            let exponent = u32::try_from(attempt).unwrap_or(u32::MAX).min(8);
            Duration::from_millis(10_u64.saturating_mul(1 << exponent)).min(LONGEST_PAUSE)
        })
        .event_callback(move |event| {
            tracing::info!(%event, "NATS");
            match event {
                Event::Connected if was_connected.swap(true, Ordering::Relaxed) => back.notify_one(),
                Event::SlowConsumer(_) => drop(here.send(Heard::Lagged)),
                _ => {}
            }
            std::future::ready(())
        })
}

async fn listen(
    client: Client,
    mut messages: async_nats::Subscriber,
    here: broadcast::Sender<Heard>,
    back: Arc<Notify>,
) {
    loop {
        tokio::select! {
            message = messages.next() => {
                let Some(message) = message else { return };
                match serde_json::from_slice::<Wire>(&message.payload) {
                    Ok(Wire::Notice(notice)) => drop(here.send(Heard::Notice(notice))),
                    Ok(Wire::CutOff { .. }) => drop(here.send(Heard::Lagged)),
                    // A newer node may tell what this one does not know yet.
                    Err(error) => tracing::debug!(%error, "a notice of an unknown kind"),
                }
            }
            () = back.notified() => {
                drop(here.send(Heard::Lagged));
                // Apart, so that notices are heard meanwhile.
                tokio::spawn(came_back(client.clone(), here.clone()));
            }
        }
    }
}

/// After a cut: has everybody read again, here and on the other nodes.
async fn came_back(client: Client, here: broadcast::Sender<Heard>) {
    confirm(&client).await;
    // What was read before the server knew of the subscription could miss what came between.
    drop(here.send(Heard::Lagged));
    if let Err(error) = send(&client, &Wire::CutOff { cut_off: true }).await {
        tracing::warn!(%error, "the other nodes do not know that they missed something");
    }
}

/// Waits until the server knows of the subscription, so that others' notices are heard from now on, though
/// not for ever. A server answers a connection's commands in order, and a question that nobody listens to by
/// itself.
async fn confirm(client: &Client) {
    match tokio::time::timeout(CONFIRMED_IN, client.request(QUESTION, Vec::new().into())).await {
        Ok(Err(error)) if error.kind() != RequestErrorKind::NoResponders => {
            tracing::warn!(%error, "NATS did not confirm the subscription");
        }
        Ok(_) => {}
        Err(_) => tracing::warn!("NATS did not confirm the subscription in time; may it use `_INBOX.>`?"),
    }
}

async fn send(client: &Client, wire: &Wire) -> Result<(), async_nats::PublishError> {
    let payload = serde_json::to_vec(wire).expect("ids and numbers are always JSON");
    client.publish(SUBJECT, payload.into()).await
}
