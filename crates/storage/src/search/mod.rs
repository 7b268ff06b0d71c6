//! Full-text search over everything that was ever said, without a word of it in clear: a blind index.
//!
//! The index holds hashed words only ([`tokens`]); a text that it finds is opened with its customer's key,
//! held against what was asked, and shown as an excerpt. The index is one port ([`index`]) with two
//! implementations: a SQLite file beside the database's, and a schema of the PostgreSQL database. It follows
//! the log ([`follow`]), belongs to no backup and can be made again at any time.

mod excerpt;
mod find;
mod follow;
mod index;
mod postgres;
mod query;
mod sqlite;
mod tokens;
mod words;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rapport_domain::{CustomerId, event::ConversationEvent, message::Message};

pub use excerpt::Piece;
pub use find::{Found, SearchFilter};
pub use tokens::Speaker;

use crate::{
    dialect::Pools,
    error::StorageError,
    store::{Store, Tx},
};

type Result<T> = std::result::Result<T, StorageError>;

/// A search index, whichever it is.
pub(crate) type AnyIndex = Arc<dyn index::Index>;

/// Opens the index of a database, which `database` names, and makes sure that it is that database's.
pub(crate) async fn open(
    pools: &Pools,
    file: Option<&Path>,
    node: String,
    database: String,
) -> Result<AnyIndex> {
    let index: AnyIndex = match pools {
        Pools::Sqlite(pool) => {
            let file = file.ok_or(StorageError::Closed)?;
            sqlite::SqliteIndex::open(&index_of(file), pool.clone()).await?
        }
        Pools::Postgres(pool) => postgres::PostgresIndex::open(pool.clone(), node).await?,
    };
    index.belong(database).await?;
    Ok(index)
}

/// Removes the index beside a SQLite file that is about to be restored: it tells of another time.
pub(crate) async fn remove_beside(file: &Path) -> Result<()> {
    sqlite::remove(&index_of(file)).await
}

/// The index's file beside a SQLite file.
fn index_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".search");
    file.with_file_name(name)
}

impl Tx {
    /// Takes a customer out of an index in the same database, in the erasure's own transaction.
    pub(crate) async fn forget_in_search(&mut self, customer: CustomerId) -> Result<()> {
        if self.connection.is_sqlite() {
            return Ok(());
        }
        postgres::forget(&mut self.connection, customer).await
    }
}

impl Store {
    /// Takes a customer out of an index that lies apart. Answers whether its write-ahead log is empty now.
    pub(crate) async fn forget_in_search(&self, customer: CustomerId) -> Result<bool> {
        if self.is_sqlite() { self.index()?.forget(customer).await } else { Ok(true) }
    }

    /// Empties the search index; whoever follows the log next makes it again.
    pub async fn rebuild_search(&self) -> Result<()> {
        self.index()?.clear().await
    }

    /// Bytes that the search index takes.
    pub async fn search_bytes(&self) -> Result<u64> {
        self.index()?.bytes().await
    }
}

/// What was read, or nothing where it does not open: one damaged value must not keep everything else from being
/// found. The log says where it stands, and nothing of what stands there.
fn if_readable<T>(read: Result<T>, place: impl std::fmt::Display) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StorageError::Unseal { .. } | StorageError::Corrupt { .. }) => {
            tracing::warn!(%place, "what stands here cannot be read, so search leaves it out");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What can be found of an event: who said it, and the message.
fn said(event: &ConversationEvent) -> Option<(Speaker, &Message)> {
    match event {
        ConversationEvent::MessageReceived { message, .. } => Some((Speaker::Customer, message)),
        ConversationEvent::Replied { message, .. } => Some((Speaker::Assistant, message)),
        ConversationEvent::AgentReplied { message, .. } => Some((Speaker::Agent, message)),
        ConversationEvent::Noted { message, .. } => Some((Speaker::Note, message)),
        _ => None,
    }
}

/// The kinds of events in which something can be found, for a statement.
const SAID: &str = "'message_received', 'replied', 'agent_replied', 'noted'";

/// The text of a message in which words are found: what was written, and what its files are called.
fn text_of(message: &Message) -> String {
    let names = message.attachments.iter().map(|file| file.name.as_str());
    std::iter::once(message.text.as_str()).chain(names).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The text of a customer in which words are found.
fn profile_of(customer: &rapport_domain::customer::Customer) -> String {
    let parts = [&customer.name, &customer.email, &customer.external_id];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join("\n")
}
