//! Inboxes: where conversations of one channel arrive.

use rapport_domain::{InboxId, Timestamp, conversation::Channel};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Where conversations of one channel arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// Its id.
    pub id: InboxId,
    /// The key that the page's snippet carries; not a secret.
    pub public_key: String,
    /// Its name.
    pub name: String,
    /// How conversations come and go.
    pub channel: Channel,
    /// Origins whose pages may show the widget: `https://shop.example`.
    pub allowed_origins: Vec<String>,
    /// With which the shop signs who a visitor is.
    pub identity_secret: Option<String>,
    /// Whether new conversations may arrive.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Tx {
    /// Adds an inbox, or changes the one with this id. Refused when the public key is taken.
    pub async fn put_inbox(&mut self, inbox: &Inbox) -> Result<()> {
        let taken = self.inbox_by_key(&inbox.public_key).await?.is_some_and(|other| other.id != inbox.id);
        if taken {
            return Err(StorageError::Taken("the inbox's public key"));
        }
        let sealed =
            inbox.identity_secret.as_ref().map(|secret| self.keys.seal_house(&place(inbox.id), secret));
        let origins = serde_json::to_string(&inbox.allowed_origins)
            .map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO inboxes (id, public_key, name, channel, allowed_origins, active, created_at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET \
                   public_key = excluded.public_key, name = excluded.name, channel = excluded.channel, \
                   allowed_origins = excluded.allowed_origins, active = excluded.active, sealed = excluded.sealed";
        let given = values![
            inbox.id,
            &inbox.public_key,
            &inbox.name,
            label(&inbox.channel),
            origins,
            inbox.active,
            inbox.created_at,
            sealed.transpose()?
        ];
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// An inbox.
    pub async fn inbox(&mut self, id: InboxId) -> Result<Option<Inbox>> {
        let row = self.connection.fetch_optional("SELECT * FROM inboxes WHERE id = $1", values![id]).await?;
        row.map(|row| self.read_inbox(&row)).transpose()
    }

    /// The inbox with this public key.
    pub async fn inbox_by_key(&mut self, public_key: &str) -> Result<Option<Inbox>> {
        let sql = "SELECT * FROM inboxes WHERE public_key = $1";
        let row = self.connection.fetch_optional(sql, values![public_key]).await?;
        row.map(|row| self.read_inbox(&row)).transpose()
    }

    /// All inboxes, oldest first.
    pub async fn inboxes(&mut self) -> Result<Vec<Inbox>> {
        let rows =
            self.connection.fetch_all("SELECT * FROM inboxes ORDER BY created_at, id", values![]).await?;
        rows.iter().map(|row| self.read_inbox(row)).collect()
    }

    fn read_inbox(&self, row: &Row) -> Result<Inbox> {
        let id = row.parsed("id")?;
        let secret = row.opt_blob("sealed")?.map(|sealed| self.keys.open_house(&place(id), &sealed));
        Ok(Inbox {
            id,
            public_key: row.text("public_key")?,
            name: row.text("name")?,
            channel: row.label("channel")?,
            allowed_origins: row.json("allowed_origins")?,
            identity_secret: secret.transpose()?,
            active: row.flag("active")?,
            created_at: row.time("created_at")?,
        })
    }
}

fn place(id: InboxId) -> String {
    format!("inboxes/{id}")
}
