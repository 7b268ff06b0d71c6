//! The outbox: mails for customers who have left, and webhooks. At least once on the wire, with ids by
//! which the receiver can tell a repeat.

use std::{sync::Arc, time::Duration};

use rapport_channels::email::{MissedReplies, MissedReply};
use rapport_domain::{
    DeliveryId, Entropy, Timestamp,
    conversation::Channel,
    event::{ConversationEvent, Recorded},
    message::Author,
};
use rapport_outbound::{PostError, WebhookPost};
use rapport_storage::{
    ConversationRow, Delivery, DeliveryAttempt, DeliveryAuthor, DeliveryKind, NewDelivery, StorageError, Tx,
};
use tracing::Instrument as _;

use crate::{Desk, DeskError, Step, steps::step_in};

/// Deliveries taken at once.
const BATCH: u32 = 16;
/// How long a worker has a delivery to itself, in milliseconds: longer than any receiver may take.
const CLAIM_MS: i64 = 60_000;
/// Waits between attempts, in seconds, as Standard Webhooks advises; then it is given up.
const WAITS_S: &[i64] = &[5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// What an attempt came to.
enum Sent {
    /// It has left, or need not leave any more.
    Done(Option<u16>),
    /// It did not arrive; whether trying again can help.
    Failed { problem: &'static str, http_status: Option<u16>, again: bool },
}

/// How what is said in the chat reaches a customer who has left: a look, later, whether they have seen it.
pub(crate) struct SeenCheck {
    /// Whether mail can be sent at all.
    mails: bool,
    due_at: Timestamp,
    entropy: Arc<dyn Entropy>,
}

impl SeenCheck {
    /// Puts the look at the last of what was said into the outbox. `row` is the conversation.
    pub(crate) async fn enqueue(
        &self,
        tx: &mut Tx,
        row: &ConversationRow,
        recorded: &[Recorded],
    ) -> Result<(), StorageError> {
        if !self.mails || row.channel != Channel::Widget {
            return Ok(());
        }
        let said = recorded.iter().rev().find(|r| is_reply(&r.event));
        let Some(said) = said else { return Ok(()) };
        let agent = matches!(said.event, ConversationEvent::AgentReplied { .. });
        let new = NewDelivery {
            id: DeliveryId::mint(said.at, &*self.entropy),
            unique_key: format!("seen:{}:{}", row.id, said.seq),
            kind: DeliveryKind::SeenCheck,
            author: if agent { DeliveryAuthor::Agent } else { DeliveryAuthor::Assistant },
            conversation: Some(row.id),
            customer: Some(row.customer),
            webhook: None,
            due_at: self.due_at,
            payload: serde_json::json!({ "seq": said.seq }),
        };
        tx.enqueue_delivery(&new, said.at).await?;
        Ok(())
    }
}

/// What Rapport itself says is told to those who are there; what the assistant says of a promise goes out.
fn is_reply(event: &ConversationEvent) -> bool {
    match event {
        ConversationEvent::Replied { .. } | ConversationEvent::AgentReplied { .. } => true,
        ConversationEvent::SystemSaid { message } => message.author == Author::Assistant,
        _ => false,
    }
}

impl Desk {
    /// For what is said now.
    pub(crate) fn seen_check(&self) -> SeenCheck {
        SeenCheck {
            mails: self.parts().mailer.is_some(),
            due_at: self.now().plus_ms(self.settings().unseen_after_ms),
            entropy: Arc::clone(&self.parts().entropy),
        }
    }

    /// Sends what is due; answers how many were taken.
    pub(crate) async fn deliver_due(&self) -> Result<usize, DeskError> {
        let now = self.now();
        let due = self.store().read().await?.next_delivery_due().await?;
        if due.is_none_or(|due| due > now) {
            return Ok(0);
        }
        let taken = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.claim_deliveries(now, BATCH, now.plus_ms(CLAIM_MS)).await })
            })
            .await;
        let taken: Vec<Delivery> = taken.map_err(|error: StorageError| DeskError::from(error))?;
        let count = taken.len();
        futures::future::join_all(taken.into_iter().map(|delivery| self.deliver(delivery))).await;
        Ok(count)
    }

    async fn deliver(&self, delivery: Delivery) {
        let at = self.now();
        let span = tracing::info_span!(
            "step",
            otel.name = "deliver",
            delivery = %delivery.id,
            conversation = delivery.conversation.map(tracing::field::display)
        );
        let (sent, took) = step_in(span.clone(), "deliver", self.send(&delivery)).await;
        self.after_sending(&delivery, sent, (at, took)).instrument(span).await;
    }

    async fn send(&self, delivery: &Delivery) -> Result<Sent, DeskError> {
        match delivery.kind {
            DeliveryKind::SeenCheck | DeliveryKind::Email => self.send_mail(delivery).await,
            DeliveryKind::Webhook => self.send_webhook(delivery).await,
        }
    }

    /// Keeps what became of a try that began `at` and `took` so long.
    async fn after_sending(
        &self,
        delivery: &Delivery,
        sent: Result<Sent, DeskError>,
        (at, took): (Timestamp, Duration),
    ) {
        let sent = sent.unwrap_or_else(|error| {
            tracing::error!(error = %crate::workers::Chain(&error), "a delivery failed");
            Sent::Failed { problem: "internal", http_status: None, again: true }
        });
        self.observe(Step::BetweenSendAndMark);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let marked =
            self.mark(delivery, sent, DeliveryAttempt { at, duration_ms, http_status: None, problem: None });
        if let Err(error) = marked.await {
            tracing::error!(%error, "a delivery's outcome could not be kept; it will be sent again");
        }
    }

    async fn mark(
        &self,
        delivery: &Delivery,
        sent: Sent,
        attempt: DeliveryAttempt,
    ) -> Result<(), StorageError> {
        let (id, attempts, now) = (delivery.id, delivery.attempts, self.now());
        match sent {
            Sent::Done(http_status) => {
                let attempt = DeliveryAttempt { http_status, ..attempt };
                self.store().write(move |tx| Box::pin(async move { tx.mark_sent(id, &attempt).await })).await
            }
            Sent::Failed { problem, http_status, again } => {
                let attempt = DeliveryAttempt { http_status, problem: problem.parse().ok(), ..attempt };
                let wait_s = usize::try_from(attempts).ok().and_then(|n| WAITS_S.get(n.saturating_sub(1)));
                let next = wait_s.filter(|_| again).map(|wait_s| now.plus_ms(wait_s * 1_000));
                self.store()
                    .write(move |tx| Box::pin(async move { tx.mark_failed(id, &attempt, next).await }))
                    .await
            }
        }
    }

    /// Mails all replies that the customer has not seen, unless a later look will.
    async fn send_mail(&self, delivery: &Delivery) -> Result<Sent, DeskError> {
        let Some(mailer) = &self.parts().mailer else { return Ok(Sent::Done(None)) };
        let (Some(id), Some(customer)) = (delivery.conversation, delivery.customer) else {
            return Ok(Sent::Done(None));
        };
        let through = delivery.payload.as_ref().and_then(|payload| payload["seq"].as_u64()).unwrap_or(0);
        let mut reader = self.store().read().await?;
        let Some(row) = reader.conversation(id).await? else { return Ok(Sent::Done(None)) };
        let email = reader.customer(customer).await?.and_then(|customer| customer.email);
        let events = reader.events_after(id, row.seen_seq, 500).await?;
        drop(reader);
        let later = events.iter().any(|r| r.seq > through && is_reply(&r.event));
        let (Some(to), false) = (email, later || row.seen_seq >= through) else {
            return Ok(Sent::Done(None));
        };
        let replies = self.missed(&events, through).await?;
        if replies.is_empty() {
            return Ok(Sent::Done(None));
        }
        let company = self.release().await?.release().content.company.clone();
        let mail = MissedReplies {
            stop_link: self.stop_link(customer, &to),
            to,
            company: company.name,
            assistant: company.assistant,
            conversation: id,
            delivery: delivery.id,
            link: self.link_back(id, customer).await?,
            replies,
        };
        Ok(match mailer.send_missed_replies(&mail).await {
            Ok(()) => Sent::Done(None),
            Err(error) => {
                tracing::warn!(error = %crate::workers::Chain(&error), "a mail could not be sent");
                Sent::Failed { problem: "smtp", http_status: None, again: !error.is_permanent() }
            }
        })
    }

    async fn missed(&self, events: &[Recorded], through: u64) -> Result<Vec<MissedReply>, DeskError> {
        let mut replies = vec![];
        for recorded in events.iter().filter(|r| r.seq <= through && is_reply(&r.event)) {
            let Some(message) = recorded.event.visible_message() else { continue };
            let author = match message.author {
                Author::Agent { id } => Some(self.agent(id).await?.name),
                _ => None,
            };
            replies.push(MissedReply {
                author,
                text: message.text.clone(),
                rich: message.rich.clone(),
                at: message.at,
            });
        }
        Ok(replies)
    }

    async fn send_webhook(&self, delivery: &Delivery) -> Result<Sent, DeskError> {
        let (Some(webhook), Some(payload)) = (delivery.webhook, &delivery.payload) else {
            return Ok(Sent::Done(None));
        };
        let target = self.webhook_targets().await?.find(webhook);
        let Some(target) = target else {
            return Ok(Sent::Failed { problem: "webhook-gone", http_status: None, again: false });
        };
        let body = payload.to_string();
        let id = delivery.id.to_string();
        let post = WebhookPost { url: &target.url, secrets: &target.secrets, id: &id, body: &body };
        Ok(match self.parts().outbound.post_webhook(post, self.now()).await {
            Ok(status) if (200..300).contains(&status) => Sent::Done(Some(status)),
            // 410 Gone: the receiver wants no more of it (Standard Webhooks).
            Ok(status) => Sent::Failed { problem: "status", http_status: Some(status), again: status != 410 },
            Err(error) => {
                let (problem, again) = match error {
                    PostError::Address(_) => ("address-refused", false),
                    PostError::TimedOut => ("timed-out", true),
                    PostError::Connection(_) => ("no-connection", true),
                };
                Sent::Failed { problem, http_status: None, again }
            }
        })
    }
}
