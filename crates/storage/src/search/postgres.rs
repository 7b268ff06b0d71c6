//! The index as tables of the schema `search` in the PostgreSQL database: text-search vectors over hashed words.
//!
//! A search looks first into what was said last: words that are everywhere fill the page there, and are not
//! looked up in millions of rows. What is rarer is found by the index over the words.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use rapport_domain::{CustomerId, Timestamp};
use sqlx::{AssertSqlSafe, PgPool};

use super::{
    index::{Batch, Document, Index, Passage, Person, Place, Walk, Wanted, WantedPeople, key_of, steps},
    sqlite::people_statement,
    tokens::{Clauses, Token, VERSION, sentence, spelled},
};
use crate::{
    connection::{Connection, Link, Row},
    error::StorageError,
    value::{Value, values},
};

type Result<T> = std::result::Result<T, StorageError>;

const SCHEMA: &str = "
    CREATE SCHEMA IF NOT EXISTS search;
    CREATE TABLE IF NOT EXISTS search.state (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS search.documents (
        key BIGINT NOT NULL PRIMARY KEY, conversation_id TEXT NOT NULL, customer_id TEXT NOT NULL,
        seq BIGINT NOT NULL, tokens TSVECTOR NOT NULL, UNIQUE (conversation_id, seq));
    CREATE INDEX IF NOT EXISTS documents_by_customer ON search.documents (customer_id);
    CREATE INDEX IF NOT EXISTS documents_by_token ON search.documents USING GIN (tokens);
    CREATE TABLE IF NOT EXISTS search.people (
        token BIGINT NOT NULL, customer_id TEXT NOT NULL, PRIMARY KEY (token, customer_id));
    CREATE INDEX IF NOT EXISTS people_by_customer ON search.people (customer_id);
";

/// See the file.
pub(super) struct PostgresIndex {
    pool: PgPool,
    /// This node, to the others.
    node: String,
}

impl PostgresIndex {
    /// Makes the schema where it is not there.
    pub(super) async fn open(pool: PgPool, node: String) -> Result<Arc<Self>> {
        let index = Arc::new(Self { pool, node });
        let mut connection = index.begin().await?;
        let made = async {
            connection.lock_schema().await?;
            connection.script(SCHEMA).await.map_err(|source| StorageError::Statement {
                statement: "the search index's schema".to_owned(),
                source: Arc::new(source),
            })
        }
        .await;
        end(connection, made).await?;
        Ok(index)
    }

    async fn begin(&self) -> Result<Connection> {
        let transaction = self.pool.begin().await;
        let transaction = transaction.map_err(|source| StorageError::Begin { source: Arc::new(source) })?;
        Ok(Connection::new(Link::PostgresTransaction(transaction)))
    }

    async fn reader(&self) -> Result<Connection> {
        let link = self.pool.acquire().await;
        let link = link.map_err(|source| StorageError::Begin { source: Arc::new(source) })?;
        Ok(Connection::new(Link::Postgres(link)))
    }

    async fn take_lease(&self, now: Timestamp, until: Timestamp) -> Result<bool> {
        let mut connection = self.reader().await?;
        let value = format!("{:020} {}", until.as_micros(), self.node);
        let sql = "INSERT INTO search.state (name, value) VALUES ('lease', $1) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value \
                   WHERE state.value < $2 OR state.value LIKE $3 OR state.value > $4";
        // Later than any lease can last: taken by a clock that was wrong.
        let too_late = until.plus_ms(until.ms_since(now));
        let [now, too_late] = [now, too_late].map(|at| format!("{:020}", at.as_micros()));
        let given = values![value, now, format!("% {}", self.node), too_late];
        Ok(connection.execute(sql, given).await? > 0)
    }
}

/// Commits where all went well, else rolls back.
async fn end(connection: Connection, done: Result<()>) -> Result<()> {
    let Link::PostgresTransaction(transaction) = connection.link else { return Err(StorageError::Closed) };
    match done {
        Ok(()) => {
            transaction.commit().await.map_err(|source| StorageError::Commit { source: Arc::new(source) })
        }
        Err(error) => {
            drop(transaction.rollback().await);
            Err(error)
        }
    }
}

impl Index for PostgresIndex {
    fn belong(&self, database: String) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut connection = self.begin().await?;
            let done = async {
                connection.lock_schema().await?;
                let known =
                    (state(&mut connection, "database").await?, state(&mut connection, "version").await?);
                if known != (Some(database.clone()), Some(VERSION.to_owned())) {
                    clear(&mut connection).await?;
                    set_state(&mut connection, "database", &database).await?;
                    set_state(&mut connection, "version", VERSION).await?;
                }
                Ok::<_, StorageError>(())
            }
            .await;
            end(connection, done).await
        }
        .boxed()
    }

    fn walk(&self) -> BoxFuture<'_, Result<Walk>> {
        async move { Ok(Walk::from_stored(state(&mut self.reader().await?, "walk").await?)) }.boxed()
    }

    fn lease(&self, now: Timestamp, until: Timestamp) -> BoxFuture<'_, Result<bool>> {
        self.take_lease(now, until).boxed()
    }

    fn put(&self, mut batch: Batch) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut connection = self.begin().await?;
            let done = async {
                let known = lock_keys(&mut connection, &batch).await?;
                batch.keep(&known);
                for passage in &batch.passages {
                    put_passage(&mut connection, passage).await?;
                }
                for person in &batch.people {
                    put_person(&mut connection, person).await?;
                }
                match &batch.walk {
                    Some(walk) => set_walk(&mut connection, walk).await,
                    None => Ok(()),
                }
            }
            .await;
            end(connection, done).await
        }
        .boxed()
    }

    fn forget(&self, customer: CustomerId) -> BoxFuture<'_, Result<bool>> {
        async move {
            let mut connection = self.begin().await?;
            let done = forget(&mut connection, customer).await;
            // PostgreSQL recycles its log by itself.
            end(connection, done).await.map(|()| true)
        }
        .boxed()
    }

    fn clear(&self) -> BoxFuture<'_, Result<()>> {
        async move {
            let mut connection = self.begin().await?;
            let done = clear(&mut connection).await;
            end(connection, done).await
        }
        .boxed()
    }

    fn find(&self, wanted: Wanted) -> BoxFuture<'_, Result<Vec<Place>>> {
        async move {
            let mut reader = self.reader().await?;
            let given = || values![expression(&wanted.clauses), wanted.before, wanted.from, wanted.limit];
            let latest = reader.fetch_all(AMONG_LATEST, given()).await?;
            // A page that is full is full of the newest, wherever they were found.
            let rows = if latest.len() < wanted.limit as usize {
                reader.fetch_all(AMONG_ALL, given()).await?
            } else {
                latest
            };
            rows.iter().map(read_place).collect()
        }
        .boxed()
    }

    fn find_people(&self, wanted: WantedPeople) -> BoxFuture<'_, Result<Vec<CustomerId>>> {
        async move {
            let (sql, given) = people_statement("search.people", "customer_id", &wanted);
            let rows = self.reader().await?.fetch_all(AssertSqlSafe(sql), given).await?;
            rows.iter().map(|row| row.parsed("customer_id")).collect()
        }
        .boxed()
    }

    fn bytes(&self) -> BoxFuture<'_, Result<u64>> {
        async move {
            let sql = "SELECT CAST(pg_total_relation_size('search.documents') + \
                       pg_total_relation_size('search.people') AS BIGINT) AS bytes";
            self.reader().await?.fetch_one(sql, values![]).await?.count("bytes")
        }
        .boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        async move {
            // The next node need not wait until the lease has run out. The pool is the store's, which closes it.
            if let Ok(mut connection) = self.reader().await {
                let sql = "DELETE FROM search.state WHERE name = 'lease' AND value LIKE $1";
                drop(connection.execute(sql, values![format!("% {}", self.node)]).await);
            }
        }
        .boxed()
    }
}

/// Three thousand documents, newest first, are looked at one by one before the index over the words is asked.
const AMONG_LATEST: &str = "WITH latest AS MATERIALIZED (SELECT key, conversation_id, seq, tokens \
     FROM search.documents WHERE key < $2 AND key >= $3 ORDER BY key DESC LIMIT 3000) \
     SELECT key, conversation_id, seq FROM latest WHERE tokens @@ CAST($1 AS TSQUERY) \
     ORDER BY key DESC LIMIT $4";

const AMONG_ALL: &str = "WITH found AS MATERIALIZED (SELECT key, conversation_id, seq FROM search.documents \
     WHERE tokens @@ CAST($1 AS TSQUERY) AND key < $2 AND key >= $3) \
     SELECT key, conversation_id, seq FROM found ORDER BY key DESC LIMIT $4";

fn read_place(row: &Row) -> Result<Place> {
    Ok(Place { key: row.int("key")?, conversation: row.parsed("conversation_id")?, seq: row.count("seq")? })
}

/// Those of the batch who have a key, which nobody can delete until the batch is in.
async fn lock_keys(connection: &mut Connection, batch: &Batch) -> Result<Vec<CustomerId>> {
    let mut known = Vec::new();
    for chunk in batch.customers().chunks(200) {
        let marks: Vec<String> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT customer_id FROM customer_keys WHERE customer_id IN ({}) ORDER BY customer_id FOR SHARE",
            marks.join(", ")
        );
        let given = chunk.iter().map(|id| Value::from(*id)).collect();
        for row in connection.fetch_all(AssertSqlSafe(sql), given).await? {
            known.push(row.parsed("customer_id")?);
        }
    }
    known.sort_unstable();
    Ok(known)
}

async fn put_passage(connection: &mut Connection, passage: &Passage) -> Result<()> {
    let sql = "DELETE FROM search.documents WHERE conversation_id = $1 AND seq > $2 AND seq <= $3";
    connection.execute(sql, values![passage.conversation, passage.after, passage.through]).await?;
    for document in &passage.documents {
        put_document(connection, passage, document).await?;
    }
    Ok(())
}

async fn put_document(connection: &mut Connection, passage: &Passage, document: &Document) -> Result<()> {
    let mut key = key_of(document.at);
    let tokens = sentence(&document.tokens);
    for step in steps() {
        let sql = "INSERT INTO search.documents (key, conversation_id, customer_id, seq, tokens) \
                   VALUES ($1, $2, $3, $4, CAST($5 AS TSVECTOR)) ON CONFLICT (key) DO NOTHING";
        let given = values![key, passage.conversation, passage.customer, document.seq, &tokens];
        if connection.execute(sql, given).await? > 0 {
            return Ok(());
        }
        key = key.saturating_add(step);
    }
    Err(StorageError::Taken("the document's moment"))
}

async fn put_person(connection: &mut Connection, person: &Person) -> Result<()> {
    let sql = "DELETE FROM search.people WHERE customer_id = $1";
    connection.execute(sql, values![person.customer]).await?;
    for token in &person.tokens {
        let sql = "INSERT INTO search.people (token, customer_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        connection.execute(sql, values![*token, person.customer]).await?;
    }
    Ok(())
}

/// Takes everything of a customer out; within the erasure's own transaction too.
pub(super) async fn forget(connection: &mut Connection, customer: CustomerId) -> Result<()> {
    let sql = "DELETE FROM search.documents WHERE customer_id = $1";
    connection.execute(sql, values![customer]).await?;
    let sql = "DELETE FROM search.people WHERE customer_id = $1";
    connection.execute(sql, values![customer]).await.map(drop)
}

async fn clear(connection: &mut Connection) -> Result<()> {
    connection.execute("TRUNCATE search.documents, search.people", values![]).await?;
    set_walk(connection, &Walk::beginning()).await
}

async fn set_walk(connection: &mut Connection, walk: &Walk) -> Result<()> {
    match walk {
        Walk::Done => {
            connection.execute("DELETE FROM search.state WHERE name = 'walk'", values![]).await.map(drop)
        }
        Walk::DownTo(id) => set_state(connection, "walk", id).await,
    }
}

async fn state(connection: &mut Connection, name: &str) -> Result<Option<String>> {
    let sql = "SELECT value FROM search.state WHERE name = $1";
    let row = connection.fetch_optional(sql, values![name]).await?;
    row.map(|row| row.text("value")).transpose()
}

async fn set_state(connection: &mut Connection, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO search.state (name, value) VALUES ($1, $2) \
               ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    connection.execute(sql, values![name, value]).await.map(drop)
}

/// What PostgreSQL is asked for: of each clause at least one token.
fn expression(clauses: &Clauses) -> String {
    let either = |clause: &Vec<Token>| {
        let tokens: Vec<String> = clause.iter().map(|token| spelled(*token)).collect();
        format!("({})", tokens.join(" | "))
    };
    clauses.iter().map(either).collect::<Vec<_>>().join(" & ")
}
