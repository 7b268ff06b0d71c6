//! The index as a SQLite file of its own beside the database's: FTS5 over hashed words.
//!
//! The words' table keeps no texts, so what a document holds stands beside it as tokens: FTS5 must be told what
//! to take out. `secure-delete` takes it out of the pages at once instead of marking it as gone. The file is
//! no part of a backup; without it everything is made again.

use std::{path::Path, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use rapport_domain::{CustomerId, Timestamp};
use sqlx::{
    AssertSqlSafe, Connection as _, SqlitePool,
    sqlite::{
        SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::sync::Mutex;

use super::{
    index::{Batch, Document, Index, Passage, Person, Place, Walk, Wanted, WantedPeople, key_of, steps},
    tokens::{Clauses, Token, VERSION, sentence, spelled},
};
use crate::{
    connection::{Connection, Link},
    error::StorageError,
    value::{Value, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Connections that search.
const READERS: u32 = 2;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS places (
        number INTEGER NOT NULL PRIMARY KEY, conversation TEXT NOT NULL UNIQUE, customer TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS places_by_customer ON places (customer);
    CREATE TABLE IF NOT EXISTS documents (
        key INTEGER NOT NULL PRIMARY KEY, place INTEGER NOT NULL, seq INTEGER NOT NULL, tokens BLOB NOT NULL);
    CREATE UNIQUE INDEX IF NOT EXISTS documents_by_place ON documents (place, seq);
    CREATE TABLE IF NOT EXISTS people (
        token INTEGER NOT NULL, customer TEXT NOT NULL, PRIMARY KEY (token, customer)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS people_by_customer ON people (customer);
    CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
        tokens, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
";

/// Customers who may be asked about in one statement.
const CHUNK: usize = 200;

/// See the file.
pub(super) struct SqliteIndex {
    writer: Mutex<Writer>,
    readers: SqlitePool,
    /// Reads the database itself: who has a key.
    database: SqlitePool,
}

struct Writer {
    connection: Connection,
    /// Whether a transaction was begun and not ended: its caller went away.
    open: bool,
}

impl SqliteIndex {
    /// Opens the file, or makes it. One that cannot be used is made anew: it holds nothing that would be lost.
    pub(super) async fn open(file: &Path, database: SqlitePool) -> Result<Arc<Self>> {
        match Self::try_open(file, database.clone()).await {
            Ok(index) => Ok(index),
            Err(error) if is_damage(&error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the search index cannot be used and is made anew"
                );
                remove(file).await?;
                Self::try_open(file, database).await
            }
            Err(error) => Err(error),
        }
    }

    async fn try_open(file: &Path, database: SqlitePool) -> Result<Arc<Self>> {
        let failed = |source| StorageError::Open { source };
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What the database says is indexed must not be lost here.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY");
        let writing = options.clone().pragma("cache_size", "-32000").pragma("journal_size_limit", "67108864");
        let connection = SqliteConnection::connect_with(&writing).await.map_err(failed)?;
        let mut connection = Connection::new(Link::SqliteWriter(Box::new(connection)));
        connection.script(SCHEMA).await.map_err(|source| StorageError::Statement {
            statement: "the search index's schema".to_owned(),
            source: Arc::new(source),
        })?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.pragma("cache_size", "-8000").pragma("query_only", "ON"));
        let writer = Mutex::new(Writer { connection, open: false });
        Ok(Arc::new(Self { writer, readers, database }))
    }

    async fn reader(&self) -> Result<Connection> {
        reader_of(&self.readers).await
    }

    /// Those of the batch who have a key. Asked while the index is locked: whoever is erased after this is
    /// taken out of the index after this batch is in it.
    async fn known(&self, batch: &Batch) -> Result<Vec<CustomerId>> {
        let mut connection = reader_of(&self.database).await?;
        let mut known = Vec::new();
        for chunk in batch.customers().chunks(CHUNK) {
            let marks: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql =
                format!("SELECT customer_id FROM customer_keys WHERE customer_id IN ({})", marks.join(", "));
            let given = chunk.iter().map(|id| Value::from(*id)).collect();
            for row in connection.fetch_all(AssertSqlSafe(sql), given).await? {
                known.push(row.parsed("customer_id")?);
            }
        }
        known.sort_unstable();
        Ok(known)
    }

    async fn put_batch(&self, mut batch: Batch) -> Result<()> {
        let mut writer = self.writer.lock().await;
        writer.begin().await?;
        let done = async {
            let known = self.known(&batch).await?;
            batch.keep(&known);
            for passage in &batch.passages {
                put_passage(&mut writer.connection, passage).await?;
            }
            for person in &batch.people {
                put_person(&mut writer.connection, person).await?;
            }
            match &batch.walk {
                Some(walk) => set_walk(&mut writer.connection, walk).await,
                None => Ok(()),
            }
        }
        .await;
        writer.end(done).await
    }
}

impl Writer {
    async fn begin(&mut self) -> Result<()> {
        self.connection.doomed = false;
        if self.open {
            self.connection.execute("ROLLBACK", values![]).await?;
            self.open = false;
        }
        self.connection.execute("BEGIN IMMEDIATE", values![]).await?;
        self.open = true;
        Ok(())
    }

    async fn end(&mut self, done: Result<()>) -> Result<()> {
        let done = match done {
            Ok(()) => self.connection.execute("COMMIT", values![]).await.map(drop),
            Err(error) => Err(error),
        };
        if done.is_err() {
            self.connection.doomed = false;
            // Fails where SQLite has rolled back by itself, which is as good.
            drop(self.connection.execute("ROLLBACK", values![]).await);
        }
        self.open = false;
        done
    }
}

impl Index for SqliteIndex {
    fn belong(&self, database: String) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut writer = self.writer.lock().await;
            writer.begin().await?;
            let done = async {
                let connection = &mut writer.connection;
                let known = (state(connection, "database").await?, state(connection, "version").await?);
                if known != (Some(database.clone()), Some(VERSION.to_owned())) {
                    clear(connection).await?;
                    set_state(connection, "database", &database).await?;
                    set_state(connection, "version", VERSION).await?;
                }
                Ok::<_, StorageError>(())
            }
            .await;
            writer.end(done).await
        }
        .boxed()
    }

    fn walk(&self) -> BoxFuture<'_, Result<Walk>> {
        async move { Ok(Walk::from_stored(state(&mut self.reader().await?, "walk").await?)) }.boxed()
    }

    fn lease(&self, _: Timestamp, _: Timestamp) -> BoxFuture<'_, Result<bool>> {
        async { Ok(true) }.boxed()
    }

    fn put(&self, batch: Batch) -> BoxFuture<'_, Result<()>> {
        self.put_batch(batch).boxed()
    }

    fn forget(&self, customer: CustomerId) -> BoxFuture<'_, Result<bool>> {
        async move {
            let mut writer = self.writer.lock().await;
            writer.begin().await?;
            let done = forget(&mut writer.connection, customer).await;
            writer.end(done).await?;
            // In the write-ahead log what is gone would live on. A long search can keep it; the next erasure
            // or restart empties it.
            writer.connection.truncate_log().await
        }
        .boxed()
    }

    fn clear(&self) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut writer = self.writer.lock().await;
            writer.begin().await?;
            let done = clear(&mut writer.connection).await;
            writer.end(done).await
        }
        .boxed()
    }

    fn find(&self, wanted: Wanted) -> BoxFuture<'_, Result<Vec<Place>>> {
        async move {
            let sql = "SELECT d.key, p.conversation, d.seq FROM \
                       (SELECT rowid AS key FROM words WHERE words MATCH $1 AND rowid < $2 AND rowid >= $3 \
                        ORDER BY rowid DESC LIMIT $4) AS found \
                       JOIN documents d ON d.key = found.key JOIN places p ON p.number = d.place \
                       ORDER BY found.key DESC";
            let given = values![expression(&wanted.clauses), wanted.before, wanted.from, wanted.limit];
            let rows = self.reader().await?.fetch_all(sql, given).await?;
            rows.iter()
                .map(|row| {
                    Ok(Place {
                        key: row.int("key")?,
                        conversation: row.parsed("conversation")?,
                        seq: row.count("seq")?,
                    })
                })
                .collect()
        }
        .boxed()
    }

    fn find_people(&self, wanted: WantedPeople) -> BoxFuture<'_, Result<Vec<CustomerId>>> {
        async move {
            let (sql, given) = people_statement("people", "customer", &wanted);
            let rows = self.reader().await?.fetch_all(AssertSqlSafe(sql), given).await?;
            rows.iter().map(|row| row.parsed("customer")).collect()
        }
        .boxed()
    }

    fn bytes(&self) -> BoxFuture<'_, Result<u64>> {
        async move {
            let mut reader = self.reader().await?;
            let pages = reader.fetch_one("PRAGMA page_count", values![]).await?.count("page_count")?;
            let size = reader.fetch_one("PRAGMA page_size", values![]).await?.count("page_size")?;
            Ok(pages * size)
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async move {
            drop(self.writer.lock().await.connection.truncate_log().await);
            self.readers.close().await;
        }
        .boxed()
    }
}

/// Removes an index's files; that they are not there is as good.
pub(super) async fn remove(file: &Path) -> Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match tokio::fs::remove_file(&name).await {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(StorageError::File { path: name.into(), source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a file is no database, a damaged one, or not built as this program builds it. One that is only locked
/// belongs to another process.
fn is_damage(error: &StorageError) -> bool {
    let source = match error {
        StorageError::Open { source } => source,
        StorageError::Statement { source, .. } => &**source,
        _ => return false,
    };
    let code = source.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    // SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB; the rest of an extended code says more exactly why.
    code.is_some_and(|code| matches!(code & 0xff, 1 | 11 | 26))
}

async fn reader_of(pool: &SqlitePool) -> Result<Connection> {
    let link = pool.acquire().await.map_err(|source| StorageError::Begin { source: Arc::new(source) })?;
    Ok(Connection::new(Link::SqliteReader(link)))
}

async fn put_passage(connection: &mut Connection, passage: &Passage) -> Result<()> {
    let sql = "INSERT INTO places (conversation, customer) VALUES ($1, $2) \
               ON CONFLICT (conversation) DO UPDATE SET customer = excluded.customer RETURNING number";
    let given = values![passage.conversation, passage.customer];
    let place = connection.fetch_one(sql, given).await?.int("number")?;
    take_out(connection, place, (passage.after, passage.through)).await?;
    for document in &passage.documents {
        put_document(connection, place, document).await?;
    }
    Ok(())
}

async fn put_document(connection: &mut Connection, place: i64, document: &Document) -> Result<()> {
    let tokens: Vec<u8> = document.tokens.iter().flat_map(|token| token.to_le_bytes()).collect();
    let mut key = key_of(document.at);
    for step in steps() {
        let sql = "INSERT INTO documents (key, place, seq, tokens) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (key) DO NOTHING";
        let given = values![key, place, document.seq, tokens.clone()];
        if connection.execute(sql, given).await? > 0 {
            let sql = "INSERT INTO words (rowid, tokens) VALUES ($1, $2)";
            return connection.execute(sql, values![key, sentence(&document.tokens)]).await.map(drop);
        }
        key = key.saturating_add(step);
    }
    Err(StorageError::Taken("the document's moment"))
}

async fn put_person(connection: &mut Connection, person: &Person) -> Result<()> {
    connection.execute("DELETE FROM people WHERE customer = $1", values![person.customer]).await?;
    for token in &person.tokens {
        let sql = "INSERT INTO people (token, customer) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        connection.execute(sql, values![*token, person.customer]).await?;
    }
    Ok(())
}

/// Takes the documents of a conversation behind one place and up to another out.
async fn take_out(connection: &mut Connection, place: i64, (after, through): (u64, u64)) -> Result<()> {
    let sql = "SELECT key, tokens FROM documents WHERE place = $1 AND seq > $2 AND seq <= $3";
    for row in connection.fetch_all(sql, values![place, after, through]).await? {
        let tokens: Vec<Token> = row
            .blob("tokens")?
            .chunks_exact(4)
            .map(|bytes| Token::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let sql = "INSERT INTO words (words, rowid, tokens) VALUES ('delete', $1, $2)";
        connection.execute(sql, values![row.int("key")?, sentence(&tokens)]).await?;
    }
    let sql = "DELETE FROM documents WHERE place = $1 AND seq > $2 AND seq <= $3";
    connection.execute(sql, values![place, after, through]).await.map(drop)
}

async fn forget(connection: &mut Connection, customer: CustomerId) -> Result<()> {
    let rows =
        connection.fetch_all("SELECT number FROM places WHERE customer = $1", values![customer]).await?;
    for row in rows {
        take_out(connection, row.int("number")?, (0, u64::MAX)).await?;
    }
    connection.execute("DELETE FROM places WHERE customer = $1", values![customer]).await?;
    connection.execute("DELETE FROM people WHERE customer = $1", values![customer]).await.map(drop)
}

async fn clear(connection: &mut Connection) -> Result<()> {
    connection.execute("INSERT INTO words (words) VALUES ('delete-all')", values![]).await?;
    connection.execute("DELETE FROM documents", values![]).await?;
    connection.execute("DELETE FROM places", values![]).await?;
    connection.execute("DELETE FROM people", values![]).await?;
    set_walk(connection, &Walk::beginning()).await
}

async fn set_walk(connection: &mut Connection, walk: &Walk) -> Result<()> {
    match walk {
        Walk::Done => connection.execute("DELETE FROM state WHERE name = 'walk'", values![]).await.map(drop),
        Walk::DownTo(id) => set_state(connection, "walk", id).await,
    }
}

async fn state(connection: &mut Connection, name: &str) -> Result<Option<String>> {
    let row = connection.fetch_optional("SELECT value FROM state WHERE name = $1", values![name]).await?;
    row.map(|row| row.text("value")).transpose()
}

async fn set_state(connection: &mut Connection, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO state (name, value) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, values![name, value]).await.map(drop)
}

/// What FTS5 is asked for: of each clause at least one token.
fn expression(clauses: &Clauses) -> String {
    let either = |clause: &Vec<Token>| {
        let tokens: Vec<String> = clause.iter().map(|token| format!("\"{}\"", spelled(*token))).collect();
        format!("({})", tokens.join(" OR "))
    };
    clauses.iter().map(either).collect::<Vec<_>>().join(" AND ")
}

/// Customers who have a token of each clause. Both databases are asked so.
pub(super) fn people_statement(table: &str, column: &str, wanted: &WantedPeople) -> (String, Vec<Value>) {
    let mut given = Vec::new();
    let mut either = |clause: &Vec<Token>| {
        let marks: Vec<String> = clause
            .iter()
            .map(|token| {
                given.push(Value::from(*token));
                format!("${}", given.len())
            })
            .collect();
        format!("SELECT DISTINCT {column} FROM {table} WHERE token IN ({})", marks.join(", "))
    };
    let each = wanted.clauses.iter().map(&mut either).collect::<Vec<_>>().join(" INTERSECT ");
    let only = match wanted.before {
        Some(before) => {
            given.push(Value::from(before));
            format!("WHERE {column} < ${}", given.len())
        }
        None => String::new(),
    };
    given.push(Value::from(wanted.limit));
    let limit = given.len();
    let sql = format!("SELECT {column} FROM ({each}) AS found {only} ORDER BY {column} DESC LIMIT ${limit}");
    (sql, given)
}
