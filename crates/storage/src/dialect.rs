//! Everything in which SQLite and PostgreSQL differ: opening, beginning, committing, locking, checkpoints.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rapport_domain::ConversationId;
use sqlx::{
    Connection as _, Executor as _, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{
        SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};

use crate::{
    connection::{Connection, Link},
    error::StorageError,
    value::values,
};

/// Reading connections of a SQLite database. Reads are short, and each connection is a thread with a cache.
const SQLITE_READERS: u32 = 4;
/// Connections of one node to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// A PostgreSQL connection that was used within this time is not asked whether it still lives.
const FRESH: Duration = Duration::from_secs(1);
/// Compiled statements that one connection keeps.
const STATEMENTS_KEPT: usize = 96;

/// The pools behind a store.
#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Opens a SQLite file: the writer's connection and the pool of readers.
pub(crate) async fn open_sqlite(url: &str) -> Result<(SqliteConnection, SqlitePool, PathBuf), StorageError> {
    let failed = |source| StorageError::Open { source };
    let options = url
        .parse::<SqliteConnectOptions>()
        .map_err(failed)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: a commit is on the disk before it is acknowledged. Group commit pays for it.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // What is deleted is overwritten with zeros, so that an erased customer leaves no traces.
        .pragma("secure_delete", "ON")
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(STATEMENTS_KEPT);
    let file = options.get_filename().to_owned();
    let writing = options.clone().pragma("cache_size", "-16000").pragma("journal_size_limit", "67108864");
    let writer = SqliteConnection::connect_with(&writing).await.map_err(failed)?;
    let reading = options.pragma("cache_size", "-2000").pragma("query_only", "ON");
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(reading);
    Ok((writer, readers, file))
}

/// Opens a PostgreSQL database.
pub(crate) async fn open_postgres(url: &str) -> Result<PgPool, StorageError> {
    let failed = |source| StorageError::Open { source };
    let options = url.parse::<PgConnectOptions>().map_err(failed)?.statement_cache_capacity(STATEMENTS_KEPT);
    PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(Duration::from_secs(10))
        // A server that was restarted leaves dead connections behind; one that was used just now lives.
        .test_before_acquire(false)
        .before_acquire(|link, seen| {
            Box::pin(async move {
                if seen.idle_for > FRESH { link.ping().await.map(|()| true) } else { Ok(true) }
            })
        })
        .connect_with(options)
        .await
        .map_err(failed)
}

impl Pools {
    /// A connection for reading.
    pub(crate) async fn reader(&self) -> Result<Connection, StorageError> {
        let link = match self {
            Self::Sqlite(pool) => pool.acquire().await.map(Link::SqliteReader),
            Self::Postgres(pool) => pool.acquire().await.map(Link::Postgres),
        };
        link.map(Connection::new).map_err(begin_failed)
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn begin_failed(source: sqlx::Error) -> StorageError {
    StorageError::Begin { source: Arc::new(source) }
}

impl Connection {
    /// Runs a script of several statements without values.
    pub(crate) async fn script(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        match &mut self.link {
            Link::SqliteWriter(link) => (&mut **link).execute(sqlx::raw_sql(sql)).await.map(drop),
            Link::SqliteReader(link) => (&mut **link).execute(sqlx::raw_sql(sql)).await.map(drop),
            Link::Postgres(link) => (&mut **link).execute(sqlx::raw_sql(sql)).await.map(drop),
            Link::PostgresTransaction(link) => (&mut **link).execute(sqlx::raw_sql(sql)).await.map(drop),
        }
    }

    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self.link, Link::SqliteWriter(_) | Link::SqliteReader(_))
    }

    /// Keeps every other transaction away from a conversation until this one ends. SQLite has one writer
    /// anyway.
    pub(crate) async fn lock_conversation(&mut self, id: ConversationId) -> Result<(), StorageError> {
        if !self.is_sqlite() {
            self.fetch_optional("SELECT seq FROM conversations WHERE id = $1 FOR UPDATE", values![id])
                .await?;
        }
        Ok(())
    }

    /// Keeps every other transaction away from the end of the audit chain until this one ends.
    pub(crate) async fn lock_audit(&mut self) -> Result<(), StorageError> {
        if !self.is_sqlite() {
            self.fetch_optional("SELECT number FROM audit_head WHERE id = 1 FOR UPDATE", values![]).await?;
        }
        Ok(())
    }

    /// Keeps nodes that start at the same time from migrating at the same time.
    pub(crate) async fn lock_schema(&mut self) -> Result<(), StorageError> {
        if !self.is_sqlite() {
            self.fetch_optional(
                "SELECT 1::BIGINT AS one FROM (SELECT pg_advisory_xact_lock(7270706)) AS locked",
                values![],
            )
            .await?;
        }
        Ok(())
    }

    /// Empties SQLite's write-ahead log. Answers whether it is empty now.
    pub(crate) async fn truncate_log(&mut self) -> Result<bool, StorageError> {
        let row = self.fetch_one("PRAGMA wal_checkpoint(TRUNCATE)", values![]).await?;
        Ok(row.int("busy")? == 0)
    }
}

/// Which shard of the rollups counts a conversation. SQLite's one writer needs no shards;
/// PostgreSQL's concurrent transactions would queue for the same few rows.
pub(crate) fn rollup_shard(is_sqlite: bool, conversation: ConversationId) -> i64 {
    if is_sqlite { 0 } else { i64::from(conversation.as_bytes()[15] % 32) }
}

/// Copies a SQLite file as it is at this moment, without the customers' keys. Readers and the writer go on.
pub(crate) async fn copy_sqlite(from: &Path, to: &Path) -> Result<(), StorageError> {
    let failed = |source| StorageError::Open { source };
    let options = SqliteConnectOptions::new().filename(from).busy_timeout(Duration::from_secs(5));
    let mut link = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    let target = to.to_str().ok_or_else(|| StorageError::File {
        path: to.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::InvalidInput, "the path is not UTF-8"),
    })?;
    let copied = sqlx::query("VACUUM INTO $1").bind(target).execute(&mut link).await;
    link.close().await.map_err(failed)?;
    copied.map_err(|source| StorageError::Statement {
        statement: "VACUUM INTO".into(),
        source: Arc::new(source),
    })?;
    let options = SqliteConnectOptions::new()
        .filename(to)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON");
    let mut copy = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    let cleaned = copy.execute(sqlx::raw_sql("DELETE FROM customer_keys; VACUUM;")).await;
    copy.close().await.map_err(failed)?;
    cleaned.map(drop).map_err(|source| StorageError::Statement {
        statement: "DELETE FROM customer_keys".into(),
        source: Arc::new(source),
    })
}
