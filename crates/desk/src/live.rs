//! What live connections are told: that something is new. They read the log after their own cursor.

use rapport_domain::{AgentId, ConversationId, CustomerId, Timestamp, event::Recorded, message::Author};
use rapport_event_bus::{Heard, Notice, Presence, Seat, Subscription};
use tokio_util::sync::CancellationToken;

use crate::{Desk, DeskError};

/// Something that a live connection may want to know.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// A conversation has new events, or its row changed.
    Conversation {
        /// Which.
        conversation: ConversationId,
        /// Whose.
        customer: CustomerId,
        /// The sequence number of its last event.
        seq: u64,
    },
    /// Somebody is typing.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        who: Author,
        /// Until when to show it, unless told again.
        until: Timestamp,
    },
    /// An agent came, went or changed.
    Agent(AgentId),
    /// Teams were added, changed or removed.
    Teams,
    /// Another release is in force.
    Release,
    /// Reports of incidents were opened or closed.
    Incidents,
    /// The response times were set.
    Sla,
    /// A colleague looks at a conversation, writes in it, or is gone from it.
    Presence {
        /// Where.
        conversation: ConversationId,
        /// Who.
        seat: Seat,
        /// What they do.
        what: Presence,
        /// Until when that holds, unless told again.
        until: Timestamp,
    },
    /// A customer was erased: drop whatever is held of them.
    Erased(CustomerId),
    /// Changes may have been missed: read everything again.
    Missed,
}

/// Hears changes.
pub struct Changes(Subscription);

impl Changes {
    /// The next change; `None` when the node stops.
    pub async fn next(&mut self) -> Option<Change> {
        loop {
            match self.0.next().await? {
                Heard::Lagged => return Some(Change::Missed),
                Heard::Notice(notice) => {
                    if let Some(change) = change_of(notice) {
                        return Some(change);
                    }
                }
            }
        }
    }
}

impl Desk {
    /// Hears changes from now on. One subscription serves all connections of a node.
    pub fn changes(&self) -> Changes {
        Changes(self.parts().bus.subscribe())
    }

    /// At most `limit` events of a conversation after `seq`, oldest first.
    pub async fn events_after(
        &self,
        conversation: ConversationId,
        seq: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>, DeskError> {
        Ok(self.store().read().await?.events_after(conversation, seq, limit).await?)
    }

    /// Takes to heart what other nodes tell: a new release, changed webhooks, new deliveries.
    pub(crate) async fn hear_notices(self, stop: CancellationToken) {
        let mut heard = self.parts().bus.subscribe();
        loop {
            let next = tokio::select! {
                next = heard.next() => next,
                () = stop.cancelled() => return,
            };
            match next {
                None => return,
                Some(Heard::Notice(Notice::ReleasePublished { release })) => {
                    self.follow_release(release).await
                }
                Some(Heard::Notice(Notice::WebhooksChanged {})) => self.shared.webhooks.forget(),
                Some(Heard::Notice(Notice::SlaChanged {})) => self.shared.sla.forget(),
                Some(Heard::Notice(Notice::DeliveryQueued { .. })) => self.shared.deliveries.notify_one(),
                Some(Heard::Notice(_)) => {}
                Some(Heard::Lagged) => {
                    self.shared.webhooks.forget();
                    self.shared.sla.forget();
                    if let Err(error) = self.reload_release().await {
                        tracing::error!(%error, "the release could not be read again");
                    }
                }
            }
        }
    }

    async fn follow_release(&self, release: rapport_domain::ReleaseId) {
        match self.release().await {
            Ok(current) if current.release().id == release => {}
            _ => {
                if let Err(error) = self.reload_release().await {
                    tracing::error!(%error, "a new release could not be read");
                }
            }
        }
    }
}

const fn change_of(notice: Notice) -> Option<Change> {
    match notice {
        Notice::ConversationChanged { conversation, customer, seq }
        | Notice::ConversationSeen { conversation, customer, seq, .. } => {
            Some(Change::Conversation { conversation, customer, seq })
        }
        Notice::Typing { conversation, who, until } => Some(Change::Typing { conversation, who, until }),
        Notice::AgentChanged { agent } => Some(Change::Agent(agent)),
        Notice::TeamsChanged {} => Some(Change::Teams),
        Notice::ReleasePublished { .. } => Some(Change::Release),
        Notice::IncidentsChanged {} => Some(Change::Incidents),
        Notice::SlaChanged {} => Some(Change::Sla),
        Notice::Presence { conversation, seat, what, until } => {
            Some(Change::Presence { conversation, seat, what, until })
        }
        Notice::CustomerErased { customer } => Some(Change::Erased(customer)),
        Notice::InboxChanged { .. } | Notice::DeliveryQueued { .. } | Notice::WebhooksChanged {} => None,
    }
}
