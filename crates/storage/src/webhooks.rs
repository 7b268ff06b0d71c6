//! Webhooks: where other systems want to be told. Addresses and secrets are sealed.

use rapport_domain::{Timestamp, WebhookId};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A subscription to outgoing webhooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// Where it calls.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// Secrets that sign, the current one first; an older one is kept while its rotation lasts.
    pub secrets: Vec<String>,
    /// Names of the events it is called for; empty means all.
    pub events: Vec<String>,
    /// Whether it is called at all.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    url: String,
    description: String,
    secrets: Vec<String>,
}

impl Tx {
    /// Adds a webhook, or changes the one with this id.
    pub async fn put_webhook(&mut self, webhook: &Webhook) -> Result<()> {
        let sealed = Sealed {
            url: webhook.url.clone(),
            description: webhook.description.clone(),
            secrets: webhook.secrets.clone(),
        };
        let sealed = self.keys.seal_house(&place(webhook.id), &sealed)?;
        let events =
            serde_json::to_string(&webhook.events).map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO webhooks (id, events, active, created_at, sealed) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (id) DO UPDATE SET events = excluded.events, active = excluded.active, \
                   sealed = excluded.sealed";
        let given = values![webhook.id, events, webhook.active, webhook.created_at, sealed];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Deletes a webhook and what still waits for it; answers whether there was one.
    pub async fn delete_webhook(&mut self, id: WebhookId) -> Result<bool> {
        let sql = "UPDATE deliveries SET state = 'cancelled' WHERE webhook_id = $1 AND state = 'pending'";
        self.connection.execute(sql, values![id]).await?;
        Ok(self.connection.execute("DELETE FROM webhooks WHERE id = $1", values![id]).await? > 0)
    }
}

impl Reader {
    /// A webhook.
    pub async fn webhook(&mut self, id: WebhookId) -> Result<Option<Webhook>> {
        let row = self.connection.fetch_optional("SELECT * FROM webhooks WHERE id = $1", values![id]).await?;
        row.map(|row| self.read_webhook(&row)).transpose()
    }

    /// All webhooks, oldest first.
    pub async fn webhooks(&mut self) -> Result<Vec<Webhook>> {
        let rows =
            self.connection.fetch_all("SELECT * FROM webhooks ORDER BY created_at, id", values![]).await?;
        rows.iter().map(|row| self.read_webhook(row)).collect()
    }

    fn read_webhook(&self, row: &Row) -> Result<Webhook> {
        let id = row.parsed("id")?;
        let sealed: Sealed = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(Webhook {
            id,
            url: sealed.url,
            description: sealed.description,
            secrets: sealed.secrets,
            events: row.json("events")?,
            active: row.flag("active")?,
            created_at: row.time("created_at")?,
        })
    }
}

fn place(id: WebhookId) -> String {
    format!("webhooks/{id}")
}
