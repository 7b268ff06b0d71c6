//! Telling every node that something changed: within one process, or over NATS between several.
//!
//! A [`Notice`] carries ids only. Whoever hears one reads the log after its own cursor, so a notice that is
//! lost costs time and never a message, and one that comes twice costs nothing. Whoever may have missed
//! some is told so ([`Heard::Lagged`]) and reads everything it watches again.

mod nats;
mod notice;

use std::sync::Arc;

use tokio::sync::broadcast;

pub use nats::SUBJECT;
pub use notice::{Notice, Presence, Seat};

/// Notices that a slow subscriber may leave unheard before it is told that it lags.
const HELD: usize = 4_096;

/// What can go wrong on the bus.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// NATS cannot be reached.
    #[error("cannot connect to NATS")]
    Connect {
        /// Why.
        #[source]
        source: async_nats::ConnectError,
    },
    /// The subscription was refused.
    #[error("cannot subscribe to {SUBJECT}")]
    Subscribe {
        /// Why.
        #[source]
        source: async_nats::SubscribeError,
    },
    /// NATS is away. This node has heard the notice all the same, and the others are told on the return
    /// that they missed something.
    #[error("NATS is away")]
    CutOff,
    /// The notice could not be handed to NATS. This node has heard it all the same.
    #[error("cannot publish to {SUBJECT}")]
    Publish {
        /// Why.
        #[source]
        source: async_nats::PublishError,
    },
}

/// Where changes are told. Cheap to clone; every clone is the same bus.
#[derive(Clone)]
pub struct Bus {
    here: broadcast::Sender<Heard>,
    others: Option<Arc<nats::Nats>>,
}

/// What a subscriber hears.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Heard {
    /// Something changed.
    Notice(Notice),
    /// Notices may have been missed: read again whatever is watched.
    Lagged,
}

/// A subscriber's end of the bus.
pub struct Subscription(broadcast::Receiver<Heard>);

impl Bus {
    /// A bus for one process.
    pub fn in_process() -> Self {
        Self { here: broadcast::Sender::new(HELD), others: None }
    }

    /// A bus between all processes at one NATS server or cluster (`nats://host:port`). After a lost
    /// connection it connects again by itself and tells every subscriber that it lags.
    pub async fn nats(url: &str) -> Result<Self, BusError> {
        let here = broadcast::Sender::new(HELD);
        let others = nats::Nats::connect(url, here.clone()).await?;
        Ok(Self { here, others: Some(Arc::new(others)) })
    }

    /// Tells everybody: subscribers of this process at once, other nodes over NATS. An error means only
    /// that the other nodes may not hear it.
    pub async fn publish(&self, notice: &Notice) -> Result<(), BusError> {
        // Nobody listening here is no error.
        drop(self.here.send(Heard::Notice(*notice)));
        match &self.others {
            Some(others) => others.publish(notice).await,
            None => Ok(()),
        }
    }

    /// Hears everything from now on.
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.here.subscribe())
    }

    /// Whether notices of other nodes arrive, for the readiness probe.
    pub fn is_connected(&self) -> bool {
        self.others.as_ref().is_none_or(|others| others.is_connected())
    }

    /// Hands everything that was published to NATS and leaves. Subscriptions end when the last clone of the
    /// bus is gone.
    pub async fn close(&self) {
        if let Some(others) = &self.others {
            others.close().await;
        }
    }
}

impl Subscription {
    /// The next thing to hear; `None` when the bus is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(heard) => Some(heard),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Lagged),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
