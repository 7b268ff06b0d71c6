//! What can go wrong in storage.

use std::{path::PathBuf, sync::Arc};

use rapport_domain::{ConversationId, CustomerId};

/// What can go wrong in storage. "Not found" is an `Option`, except where a caller hands in an id that it
/// must have got from here.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database cannot be opened.
    #[error("cannot open the database")]
    Open {
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The address of the database names neither SQLite nor PostgreSQL.
    #[error("the database address must begin with sqlite: or postgres://, not with {scheme:?}")]
    UnknownScheme {
        /// What it begins with.
        scheme: String,
    },
    /// A later version of the program has written this database.
    #[error(
        "the database has schema {found}, but this program knows only up to {known}: use the newer program"
    )]
    TooNew {
        /// The schema found.
        found: i64,
        /// The last schema known.
        known: i64,
    },
    /// The master key is not the one that sealed this database.
    #[error("the master key does not fit this database")]
    WrongMasterKey,
    /// A statement failed.
    #[error("the database refused: {statement}")]
    Statement {
        /// The statement's text, which holds no values.
        statement: String,
        /// Why.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// A transaction could not begin.
    #[error("the database cannot begin a transaction")]
    Begin {
        /// Why.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// The commit failed: nothing of it is stored.
    #[error("the database cannot commit")]
    Commit {
        /// Why.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// An earlier statement of the same transaction failed, so the whole transaction was rolled back.
    #[error("an earlier statement of the transaction failed")]
    Doomed,
    /// The work inside a transaction panicked; it was rolled back.
    #[error("the work inside the transaction panicked")]
    Panicked,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// A stored value is not what it must be.
    #[error("column {column} holds an unexpected value")]
    Corrupt {
        /// Which column.
        column: String,
        /// What is wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A sealed value does not open: it was changed, moved to another row, or sealed with another key.
    #[error("the sealed value of {place} does not open")]
    Unseal {
        /// Where it stands.
        place: String,
    },
    /// A value cannot be written as JSON.
    #[error("a value cannot be written as JSON")]
    Encode {
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The customer was erased; their words cannot be read or added to any more.
    #[error("{0} was erased")]
    Erased(CustomerId),
    /// There is no such customer.
    #[error("there is no customer {0}")]
    NoSuchCustomer(CustomerId),
    /// There is no such conversation.
    #[error("there is no conversation {0}")]
    NoSuchConversation(ConversationId),
    /// Somebody else speaks for the company now: the fencing token is out of date.
    #[error("{conversation} has fencing token {found}, not {expected}")]
    StaleFence {
        /// Which conversation.
        conversation: ConversationId,
        /// The caller's token.
        expected: u64,
        /// The conversation's token.
        found: u64,
    },
    /// The assistant would speak while an agent holds the conversation.
    #[error("an agent holds {0}, so the assistant is silent")]
    NotHolder(ConversationId),
    /// Something happened since the caller looked.
    #[error("{conversation} stands at {found}, not at {expected}")]
    StaleSeq {
        /// Which conversation.
        conversation: ConversationId,
        /// Where the caller thought it stood.
        expected: u64,
        /// Where it stands.
        found: u64,
    },
    /// This turn was answered already.
    #[error("this turn of {0} was answered already")]
    AlreadyReplied(ConversationId),
    /// The first event of a conversation must be its start, and no other may be.
    #[error("{0} must begin with a start, and only begin with it")]
    MisplacedStart(ConversationId),
    /// A cursor that this list did not give out.
    #[error("the cursor is not one of this list")]
    InvalidCursor,
    /// A value that must be unique is taken.
    #[error("{0} is taken already")]
    Taken(&'static str),
    /// A file of a backup cannot be read or written.
    #[error("cannot use {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A backup's file is not as a backup writes it.
    #[error("{path} is damaged at line {line}")]
    DamagedBackup {
        /// Which file.
        path: PathBuf,
        /// Where.
        line: usize,
    },
    /// A PostgreSQL database is copied with PostgreSQL's own tools.
    #[error(
        "a PostgreSQL database is copied with pg_dump --exclude-table-data=customer_keys \
         --exclude-schema=search, then `backup_keys`"
    )]
    NeedsPgDump,
}
