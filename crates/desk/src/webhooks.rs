//! Outgoing webhooks: put into the outbox in the same transaction as what they tell. The clocks of response times,
//! which have something to tell too, are moved along with them.

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use rapport_domain::{
    ConversationId, CustomerId, DeliveryId, Timestamp, WebhookId,
    agent::Agent,
    event::{ConversationEvent, Recorded},
    message::{Author, Message},
};
use rapport_event_bus::Notice;
use rapport_outbound::Secret;
use rapport_storage::{
    ConversationRow, Cursor, Delivery, DeliveryAttempt, DeliveryAuthor, DeliveryKind, NewDelivery, Page,
    StorageError, Tx, Webhook,
};
use serde_json::{Value, json};

use crate::{Desk, DeskError, Sla, error::invalid};

pub use rapport_storage::Webhook as WebhookView;

/// What can be told.
pub const WEBHOOK_EVENTS: [&str; 13] = [
    "conversation.started",
    "message.received",
    "message.sent",
    "handover.requested",
    "conversation.taken_over",
    "conversation.handed_back",
    "conversation.handed_over",
    "conversation.resolved",
    "conversation.rated",
    "conversation.protected",
    "sla.near",
    "sla.missed",
    "test",
];

/// A delivery and its attempts.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// The delivery.
    pub delivery: Delivery,
    /// Oldest first.
    pub attempts: Vec<DeliveryAttempt>,
}

/// What changes of a webhook.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    /// Where it calls.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Names of the events it is called for; empty means all.
    pub events: Option<Vec<String>>,
    /// Whether it is called at all.
    pub active: Option<bool>,
    /// Whether to make a new secret. The one before signs along until the next change.
    pub new_secret: bool,
}

/// The webhooks in force, so that not every commit reads them.
#[derive(Default)]
pub(crate) struct WebhookCache {
    targets: RwLock<Option<Arc<Vec<Target>>>>,
    used: AtomicBool,
}

/// Where to call for what, and what else goes with an event.
#[derive(Debug, Clone)]
pub(crate) struct Targets {
    all: Arc<Vec<Target>>,
    entropy: Arc<Entropies>,
    sla: Sla,
}

/// Something to tell.
pub(crate) struct Telling {
    /// Its name, one of [`WEBHOOK_EVENTS`].
    pub name: &'static str,
    /// Tells it from everything else that is ever told.
    pub key: String,
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub customer: CustomerId,
    /// When it happened.
    pub at: Timestamp,
    /// What.
    pub data: Value,
}

/// One webhook, ready to be called.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    id: WebhookId,
    events: Vec<String>,
    /// Where it calls.
    pub url: String,
    /// With what it signs.
    pub secrets: Vec<Secret>,
}

/// Randomness for delivery ids, behind a type that can be debugged.
struct Entropies(Arc<dyn rapport_domain::Entropy>);

impl std::fmt::Debug for Entropies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}

impl WebhookCache {
    /// Reads them anew at the next use.
    pub fn forget(&self) {
        *self.targets.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether there are any.
    pub fn is_used(&self) -> bool {
        self.used.load(Ordering::Relaxed)
    }
}

impl Targets {
    /// The webhook with this id.
    pub fn find(&self, id: WebhookId) -> Option<Target> {
        self.all.iter().find(|target| target.id == id).cloned()
    }

    /// Puts what `recorded` tells into the outbox, for every webhook that wants to know, and moves the
    /// conversation's clock.
    pub async fn enqueue(
        &self,
        tx: &mut Tx,
        row: &ConversationRow,
        recorded: &[Recorded],
    ) -> Result<(), StorageError> {
        for recorded in recorded {
            let Some((name, data)) = told(row, recorded) else { continue };
            let key = format!("{}:{}", row.id, recorded.seq);
            let (conversation, customer, at) = (row.id, row.customer, recorded.at);
            self.post(tx, &Telling { name, key, conversation, customer, at, data }).await?;
        }
        self.sla.follow(tx, row, recorded, self).await
    }

    /// Puts it into the outbox, for every webhook that wants to know.
    pub async fn post(&self, tx: &mut Tx, telling: &Telling) -> Result<(), StorageError> {
        let Telling { name, key, conversation, customer, at, data } = telling;
        let wants = |target: &&Target| target.events.is_empty() || target.events.iter().any(|e| e == name);
        for target in self.all.iter().filter(wants) {
            let new = NewDelivery {
                id: DeliveryId::mint(*at, &*self.entropy.0),
                unique_key: format!("webhook:{}:{key}", target.id),
                kind: DeliveryKind::Webhook,
                author: DeliveryAuthor::System,
                conversation: Some(*conversation),
                customer: Some(*customer),
                webhook: Some(target.id),
                due_at: *at,
                payload: payload(name, *at, data),
            };
            tx.enqueue_delivery(&new, *at).await?;
        }
        Ok(())
    }

    /// Lets the clock of a conversation, which is locked, go on to `now`.
    pub async fn look_at_clock(
        &self,
        tx: &mut Tx,
        conversation: ConversationId,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.sla.look(tx, conversation, self, now).await
    }
}

/// The body, as Standard Webhooks advises: type, timestamp, data.
fn payload(name: &str, at: Timestamp, data: &Value) -> Value {
    json!({ "type": name, "timestamp": at.to_string(), "data": data })
}

fn told(row: &ConversationRow, recorded: &Recorded) -> Option<(&'static str, Value)> {
    let (name, more) = match &recorded.event {
        ConversationEvent::Started { .. } => ("conversation.started", json!({})),
        ConversationEvent::MessageReceived { message, .. } => ("message.received", said(message)),
        ConversationEvent::Replied { message, .. } | ConversationEvent::AgentReplied { message, .. } => {
            ("message.sent", said(message))
        }
        ConversationEvent::SystemSaid { message } if message.author == Author::Assistant => {
            ("message.sent", said(message))
        }
        ConversationEvent::HandoverRequested { reason, note, priority } => {
            ("handover.requested", json!({ "reason": reason, "note": note, "priority": priority }))
        }
        ConversationEvent::TakenOver { agent, .. } => ("conversation.taken_over", json!({ "agent": agent })),
        ConversationEvent::HandedBack { agent, .. } => {
            ("conversation.handed_back", json!({ "agent": agent }))
        }
        ConversationEvent::HandedOver { agent, to, note, .. } => {
            ("conversation.handed_over", json!({ "agent": agent, "to": to, "note": note }))
        }
        ConversationEvent::Resolved { agent } => ("conversation.resolved", json!({ "agent": agent })),
        ConversationEvent::Rated { score, comment } => {
            ("conversation.rated", json!({ "score": score, "comment": comment }))
        }
        ConversationEvent::Protected { level, ended, agent } => {
            ("conversation.protected", json!({ "level": level, "ended": ended, "agent": agent }))
        }
        _ => return None,
    };
    let mut data = json!({ "conversation": row.id, "customer": row.customer, "seq": recorded.seq });
    if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
        data.extend(more);
    }
    Some((name, data))
}

fn said(message: &Message) -> Value {
    json!({ "message": { "id": message.id, "author": message.author, "text": message.text } })
}

impl Desk {
    /// The webhooks in force.
    pub(crate) async fn webhook_targets(&self) -> Result<Targets, DeskError> {
        let cache = &self.shared.webhooks;
        let cached = cache.targets.read().unwrap_or_else(PoisonError::into_inner).clone();
        let all = match cached {
            Some(all) => all,
            None => {
                let rows = self.store().read().await?.webhooks().await?;
                let all: Vec<Target> = rows.into_iter().filter(|row| row.active).map(target).collect();
                cache.used.store(!all.is_empty(), Ordering::Relaxed);
                let all = Arc::new(all);
                *cache.targets.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&all));
                all
            }
        };
        let entropy = Arc::new(Entropies(Arc::clone(&self.parts().entropy)));
        Ok(Targets { all, entropy, sla: self.sla().await? })
    }

    /// All webhooks, oldest first.
    pub async fn webhooks(&self) -> Result<Vec<WebhookView>, DeskError> {
        Ok(self.store().read().await?.webhooks().await?)
    }

    /// Adds a webhook.
    pub async fn add_webhook(&self, by: &Agent, change: WebhookChange) -> Result<WebhookView, DeskError> {
        let now = self.now();
        let webhook = Webhook {
            id: WebhookId::mint(now, self.entropy()),
            url: String::new(),
            description: String::new(),
            secrets: vec![],
            events: vec![],
            active: true,
            created_at: now,
        };
        let url = change.url.clone().ok_or_else(|| invalid("url", "Where shall it call?"))?;
        let change = WebhookChange { url: Some(url), new_secret: true, ..change };
        self.put_webhook(by, webhook, change, "webhook_added").await
    }

    /// Changes a webhook.
    pub async fn change_webhook(
        &self,
        by: &Agent,
        id: WebhookId,
        change: WebhookChange,
    ) -> Result<WebhookView, DeskError> {
        let webhook = self.store().read().await?.webhook(id).await?.ok_or(DeskError::NotFound("webhook"))?;
        self.put_webhook(by, webhook, change, "webhook_changed").await
    }

    /// Removes a webhook and what still waits for it.
    pub async fn remove_webhook(&self, by: &Agent, id: WebhookId) -> Result<(), DeskError> {
        let (now, actor) = (self.now(), by.id.to_string());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.delete_webhook(id).await? {
                        return Err(DeskError::NotFound("webhook"));
                    }
                    tx.audit(&actor, "webhook_removed", &id.to_string(), now).await?;
                    Ok(())
                })
            })
            .await?;
        self.webhooks_changed().await;
        Ok(())
    }

    /// Sends a test to a webhook.
    pub async fn test_webhook(&self, id: WebhookId) -> Result<DeliveryId, DeskError> {
        let webhook = self.store().read().await?.webhook(id).await?.ok_or(DeskError::NotFound("webhook"))?;
        let now = self.now();
        let delivery = DeliveryId::mint(now, self.entropy());
        let new = NewDelivery {
            id: delivery,
            unique_key: format!("webhook-test:{delivery}"),
            kind: DeliveryKind::Webhook,
            author: DeliveryAuthor::System,
            conversation: None,
            customer: None,
            webhook: Some(webhook.id),
            due_at: now,
            payload: payload("test", now, &json!({ "webhook": webhook.id })),
        };
        self.store()
            .write(move |tx| {
                Box::pin(async move { tx.enqueue_delivery(&new, now).await.map_err(DeskError::from) })
            })
            .await?;
        self.shared.deliveries.notify_one();
        Ok(delivery)
    }

    /// Deliveries to a webhook, newest first, with their attempts.
    pub async fn webhook_deliveries(
        &self,
        id: WebhookId,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<DeliveryView>, DeskError> {
        let mut reader = self.store().read().await?;
        let page = reader.webhook_deliveries(id, cursor.as_ref(), limit).await?;
        let mut items = vec![];
        for delivery in page.items {
            let attempts = reader.delivery_attempts(delivery.id).await?;
            items.push(DeliveryView { delivery, attempts });
        }
        Ok(Page { items, next: page.next })
    }

    /// Sends a delivery again.
    pub async fn retry_delivery(&self, id: DeliveryId) -> Result<(), DeskError> {
        let now = self.now();
        let again: bool = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.retry_delivery(id, now).await.map_err(DeskError::from) })
            })
            .await?;
        if !again {
            return Err(DeskError::WrongState(
                "There is nothing to send again: it waits, has arrived or was erased.",
            ));
        }
        self.shared.deliveries.notify_one();
        Ok(())
    }

    async fn put_webhook(
        &self,
        by: &Agent,
        mut webhook: Webhook,
        change: WebhookChange,
        act: &'static str,
    ) -> Result<WebhookView, DeskError> {
        if let Some(url) = change.url {
            if let Err(error) = self.parts().outbound.check_url(&url) {
                return Err(invalid("url", format!("This address cannot be called: {error}.")));
            }
            webhook.url = url;
        }
        if let Some(events) = change.events {
            if let Some(unknown) = events.iter().find(|event| !WEBHOOK_EVENTS.contains(&event.as_str())) {
                return Err(invalid(
                    "events",
                    format!("{unknown:?} is not one of {}.", WEBHOOK_EVENTS.join(", ")),
                ));
            }
            webhook.events = events;
        }
        if let Some(description) = change.description {
            webhook.description = description.chars().take(500).collect();
        }
        webhook.active = change.active.unwrap_or(webhook.active);
        webhook.secrets.truncate(1);
        if change.new_secret {
            webhook.secrets.insert(0, Secret::mint(self.entropy()).reveal());
        }
        let (stored, now, actor) = (webhook.clone(), self.now(), by.id.to_string());
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.put_webhook(&stored).await?;
                    tx.audit(&actor, act, &stored.id.to_string(), now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.webhooks_changed().await;
        Ok(webhook)
    }

    async fn webhooks_changed(&self) {
        self.shared.webhooks.forget();
        self.publish_to_bus(Notice::WebhooksChanged {}).await;
    }
}

fn target(row: Webhook) -> Target {
    let secrets = row.secrets.iter().filter_map(|secret| Secret::parse(secret).ok()).collect();
    Target { id: row.id, events: row.events, url: row.url, secrets }
}
