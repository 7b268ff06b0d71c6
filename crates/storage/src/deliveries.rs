//! The outbox: what waits to leave, stored in the transaction that decided it.
//!
//! A worker claims due rows, sends them, and marks what came of it. When it dies between the two, the claim
//! runs out and the row is sent again under the same key: at least once on the wire.

use rapport_domain::{ConversationId, CustomerId, DeliveryId, Slug, Timestamp, WebhookId};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    page::{Cursor, Page},
    sealing::Key,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// What is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// An e-mail.
    Email,
    /// A call of a webhook.
    Webhook,
    /// A look, later, whether the customer has seen a message; if not, it becomes an e-mail.
    SeenCheck,
}

/// On whose behalf something is delivered. A take-over cancels what the assistant has not yet sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryAuthor {
    /// The assistant's.
    Assistant,
    /// An agent's.
    Agent,
    /// Rapport's own: a webhook, an invitation.
    System,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Waits for its time or its next attempt.
    Pending,
    /// Has arrived.
    Sent,
    /// Was given up.
    Dead,
    /// Is not to be sent any more.
    Cancelled,
}

/// Something to deliver.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// The same key is the same delivery. Made of ids, never of text.
    pub unique_key: String,
    /// What it is.
    pub kind: DeliveryKind,
    /// On whose behalf.
    pub author: DeliveryAuthor,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// The customer whose words it carries; it is sealed under their key and erased with them.
    pub customer: Option<CustomerId>,
    /// The webhook that it calls.
    pub webhook: Option<WebhookId>,
    /// When to send it.
    pub due_at: Timestamp,
    /// What to send.
    pub payload: serde_json::Value,
}

/// Something that was to be delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// What makes it unique.
    pub unique_key: String,
    /// What it is.
    pub kind: DeliveryKind,
    /// On whose behalf.
    pub author: DeliveryAuthor,
    /// The conversation it belongs to.
    pub conversation: Option<ConversationId>,
    /// The customer whose words it carries.
    pub customer: Option<CustomerId>,
    /// The webhook that it calls.
    pub webhook: Option<WebhookId>,
    /// When it was decided.
    pub created_at: Timestamp,
    /// When it is sent next.
    pub due_at: Timestamp,
    /// Attempts so far, the one a claim begins included.
    pub attempts: u32,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it arrived or was given up.
    pub finished_at: Option<Timestamp>,
    /// What is sent; gone once an e-mail has left or the customer was erased.
    pub payload: Option<serde_json::Value>,
}

/// What came of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub duration_ms: u64,
    /// The answer's status.
    pub http_status: Option<u16>,
    /// What went wrong, as a short name such as `timed-out`; never another server's words, which may name
    /// the customer.
    pub problem: Option<Slug>,
}

impl Tx {
    /// Puts something into the outbox; answers whether it was new.
    pub async fn enqueue_delivery(&mut self, new: &NewDelivery, now: Timestamp) -> Result<bool> {
        let key = match new.customer {
            Some(customer) => self.customer_key(customer).await?,
            None => self.keys.house().clone(),
        };
        let sealed = self.keys.seal(&key, &place(new.id), &new.payload)?;
        let sql = "INSERT INTO deliveries (id, unique_key, kind, author_kind, conversation_id, customer_id, \
                   webhook_id, created_at, due_at, attempts, claimed_until, state, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 'pending', $10) ON CONFLICT DO NOTHING";
        let given = values![
            new.id,
            &new.unique_key,
            label(&new.kind),
            label(&new.author),
            new.conversation,
            new.customer,
            new.webhook,
            now,
            new.due_at,
            sealed
        ];
        Ok(self.connection.execute(sql, given).await? > 0)
    }

    /// Takes up to `limit` due deliveries until `claim_until`.
    pub async fn claim_deliveries(
        &mut self,
        now: Timestamp,
        limit: u32,
        claim_until: Timestamp,
    ) -> Result<Vec<Delivery>> {
        let sql = "UPDATE deliveries SET claimed_until = $3, attempts = attempts + 1 WHERE id IN \
                   (SELECT id FROM deliveries WHERE state = 'pending' AND due_at <= $1 AND claimed_until <= $1 \
                   ORDER BY due_at, id LIMIT $2) AND state = 'pending' AND claimed_until <= $1 RETURNING id";
        let claimed = self.connection.fetch_all(sql, values![now, limit, claim_until]).await?;
        let mut out = Vec::with_capacity(claimed.len());
        for row in claimed {
            out.extend(self.delivery(row.parsed("id")?).await?);
        }
        out.sort_by_key(|delivery| (delivery.due_at, delivery.id));
        Ok(out)
    }

    /// It has left.
    pub async fn mark_sent(&mut self, id: DeliveryId, attempt: &DeliveryAttempt) -> Result<()> {
        self.note_attempt(id, attempt).await?;
        // Cancelled while it was on its way: it has left all the same. An e-mail's text is of no more use,
        // while a webhook's body stands in the delivery log.
        let sql = "UPDATE deliveries SET state = 'sent', finished_at = $2, claimed_until = 0, \
                   sealed = CASE WHEN kind = 'webhook' THEN sealed ELSE NULL END \
                   WHERE id = $1 AND state IN ('pending', 'cancelled')";
        self.connection.execute(sql, values![id, attempt.at]).await.map(drop)
    }

    /// It did not arrive: the next attempt is at `next_due`, or it is given up.
    pub async fn mark_failed(
        &mut self,
        id: DeliveryId,
        attempt: &DeliveryAttempt,
        next_due: Option<Timestamp>,
    ) -> Result<()> {
        self.note_attempt(id, attempt).await?;
        let (sql, at) = match next_due {
            Some(due) => (
                "UPDATE deliveries SET due_at = $2, claimed_until = 0 WHERE id = $1 AND state = 'pending'",
                due,
            ),
            None => (
                "UPDATE deliveries SET state = 'dead', finished_at = $2, claimed_until = 0 \
                 WHERE id = $1 AND state = 'pending'",
                attempt.at,
            ),
        };
        self.connection.execute(sql, values![id, at]).await.map(drop)
    }

    /// It is not to be sent any more; answers whether it still waited.
    pub async fn cancel_delivery(&mut self, id: DeliveryId) -> Result<bool> {
        let sql = "UPDATE deliveries SET state = 'cancelled' WHERE id = $1 AND state = 'pending'";
        Ok(self.connection.execute(sql, values![id]).await? > 0)
    }

    /// Cancels what the assistant has not yet sent of a conversation; answers how many.
    pub async fn cancel_assistant(&mut self, conversation: ConversationId) -> Result<u64> {
        let sql = "UPDATE deliveries SET state = 'cancelled' \
                   WHERE conversation_id = $1 AND state = 'pending' AND author_kind = 'assistant'";
        self.connection.execute(sql, values![conversation]).await
    }

    /// Sends a given-up or cancelled delivery again; answers whether there is something to send.
    pub async fn retry_delivery(&mut self, id: DeliveryId, now: Timestamp) -> Result<bool> {
        let sql = "UPDATE deliveries SET state = 'pending', due_at = $2, claimed_until = 0, finished_at = NULL \
                   WHERE id = $1 AND state IN ('dead', 'sent', 'pending') AND sealed IS NOT NULL";
        Ok(self.connection.execute(sql, values![id, now]).await? > 0)
    }

    async fn note_attempt(&mut self, id: DeliveryId, attempt: &DeliveryAttempt) -> Result<()> {
        let sql = "INSERT INTO delivery_attempts (delivery_id, number, at, duration_ms, http_status, problem) \
                   SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM delivery_attempts WHERE delivery_id = $1";
        let problem = attempt.problem.as_ref().map(Slug::as_str);
        let given = values![id, attempt.at, attempt.duration_ms, attempt.http_status, problem];
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// A delivery.
    pub async fn delivery(&mut self, id: DeliveryId) -> Result<Option<Delivery>> {
        let sql = "SELECT d.*, k.wrapped FROM deliveries d \
                   LEFT JOIN customer_keys k ON k.customer_id = d.customer_id WHERE d.id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        row.map(|row| self.read_delivery(&row)).transpose()
    }

    /// Deliveries to a webhook, newest first.
    pub async fn webhook_deliveries(
        &mut self,
        webhook: WebhookId,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Delivery>> {
        let (at, id) = cursor.map_or(Ok((i64::MAX, "~".to_owned())), Cursor::newest_first)?;
        let sql = "SELECT d.*, k.wrapped FROM deliveries d \
                   LEFT JOIN customer_keys k ON k.customer_id = d.customer_id \
                   WHERE d.webhook_id = $1 AND (d.created_at < $2 OR (d.created_at = $2 AND d.id < $3)) \
                   ORDER BY d.created_at DESC, d.id DESC LIMIT $4";
        let rows = self.connection.fetch_all(sql, values![webhook, at, id, u64::from(limit) + 1]).await?;
        let items = rows.iter().map(|row| self.read_delivery(row)).collect::<Result<Vec<_>>>()?;
        Ok(Page::cut(items, limit, |last| Cursor::from_newest_first(last.created_at, last.id)))
    }

    /// The attempts of a delivery, oldest first.
    pub async fn delivery_attempts(&mut self, id: DeliveryId) -> Result<Vec<DeliveryAttempt>> {
        let sql = "SELECT * FROM delivery_attempts WHERE delivery_id = $1 ORDER BY number";
        let rows = self.connection.fetch_all(sql, values![id]).await?;
        rows.iter()
            .map(|row| {
                Ok(DeliveryAttempt {
                    at: row.time("at")?,
                    duration_ms: row.count("duration_ms")?,
                    http_status: row.opt_int("http_status")?.and_then(|status| u16::try_from(status).ok()),
                    problem: row.opt_parsed("problem")?,
                })
            })
            .collect()
    }

    /// When the next delivery can be taken.
    pub async fn next_delivery_due(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END) AS at \
                   FROM deliveries WHERE state = 'pending'";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    /// How many deliveries wait: the queue's depth.
    pub async fn deliveries_waiting(&mut self) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'";
        self.connection.fetch_one(sql, values![]).await?.count("n")
    }

    fn read_delivery(&self, row: &Row) -> Result<Delivery> {
        let id = row.parsed("id")?;
        let customer = row.opt_parsed::<CustomerId>("customer_id")?;
        let key: Option<Key> = match customer {
            Some(_) => crate::conversations::row_key(&self.keys, row)?,
            None => Some(self.keys.house().clone()),
        };
        let payload = match (key, row.opt_blob("sealed")?) {
            (Some(key), Some(sealed)) => Some(key.open(&place(id), &sealed)?),
            _ => None,
        };
        Ok(Delivery {
            id,
            unique_key: row.text("unique_key")?,
            kind: row.label("kind")?,
            author: row.label("author_kind")?,
            conversation: row.opt_parsed("conversation_id")?,
            customer,
            webhook: row.opt_parsed("webhook_id")?,
            created_at: row.time("created_at")?,
            due_at: row.time("due_at")?,
            attempts: u32::try_from(row.count("attempts")?).unwrap_or(u32::MAX),
            state: row.label("state")?,
            finished_at: row.opt_time("finished_at")?,
            payload,
        })
    }
}

fn place(id: DeliveryId) -> String {
    format!("deliveries/{id}")
}
