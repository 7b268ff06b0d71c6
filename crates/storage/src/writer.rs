//! The one writer of a SQLite database, with group commit: whatever waits in the queue is stored with one
//! commit and so with one wait for the disk, each job in a savepoint of its own.

use std::sync::Arc;

use futures::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::{
    error::StorageError,
    store::{Tx, catch_panic},
    value::values,
};

/// Jobs that share one commit at most.
const BATCH: usize = 256;

/// What waits for the writer.
pub(crate) enum Order {
    /// Work in a transaction.
    Job(Box<dyn Job>),
    /// Empties the write-ahead log; answers whether it is empty now.
    TruncateLog(oneshot::Sender<Result<bool, StorageError>>),
}

/// Work that waits for a transaction.
pub(crate) trait Job: Send {
    /// Does the work and keeps what came of it; answers whether it may be committed.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool>;

    /// Tells the caller what came of it: the work's own result after a commit or its own failure, else
    /// the error.
    fn settle(self: Box<Self>, ended: Result<(), StorageError>);
}

/// See [`crate::Store::write`].
pub(crate) struct WriteJob<F, T, E> {
    work: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> WriteJob<F, T, E> {
    pub(crate) const fn new(work: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { work: Some(work), result: None, reply }
    }
}

impl<F, T, E> Job for WriteJob<F, T, E>
where
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send,
    T: Send,
    E: From<StorageError> + Send,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            let result = work(tx).await;
            let good = result.is_ok();
            self.result = Some(result);
            good
        })
    }

    fn settle(self: Box<Self>, ended: Result<(), StorageError>) {
        let answer = match (ended, self.result) {
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(StorageError::Closed.into()),
            (Err(error), _) => Err(error.into()),
        };
        // A caller that went away does not want to know.
        drop(self.reply.send(answer));
    }
}

/// Runs a job. `Ok(true)`: commit; `Ok(false)`: the work refused, roll back and give it its own error.
pub(crate) async fn run_job(job: &mut dyn Job, tx: &mut Tx) -> Result<bool, StorageError> {
    // The closure itself may panic too, so it runs inside the guarded future.
    let good = catch_panic(Box::pin(async { job.run(&mut *tx).await })).await?;
    if good && tx.connection.doomed {
        return Err(StorageError::Doomed);
    }
    Ok(good)
}

/// Serves the queue until it is closed and empty.
pub(crate) async fn run(mut tx: Tx, mut queue: mpsc::Receiver<Order>) {
    let mut waiting = Vec::with_capacity(BATCH);
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut waiting, BATCH).await > 0 {
        for order in waiting.drain(..) {
            match order {
                Order::Job(job) => batch.push(job),
                Order::TruncateLog(reply) => {
                    run_batch(&mut tx, &mut batch).await;
                    tx.connection.doomed = false;
                    drop(reply.send(tx.connection.truncate_log().await));
                }
            }
        }
        run_batch(&mut tx, &mut batch).await;
    }
}

/// A job that ran, and whether it is part of the commit.
struct Ran {
    job: Box<dyn Job>,
    ended: Result<(), StorageError>,
    committed: bool,
}

async fn run_batch(tx: &mut Tx, batch: &mut Vec<Box<dyn Job>>) {
    if batch.is_empty() {
        return;
    }
    tx.connection.doomed = false;
    if let Err(error) = tx.connection.execute("BEGIN IMMEDIATE", values![]).await {
        return refuse(batch, &error);
    }
    let mut ran = Vec::with_capacity(batch.len());
    let mut broken = None;
    let mut savepoint = Savepoint::for_batch(batch.len());
    for mut job in batch.drain(..) {
        if broken.is_some() {
            ran.push(Ran { job, ended: Ok(()), committed: true });
            continue;
        }
        match savepoint.run(&mut *job, tx).await {
            Ok((ended, committed)) => ran.push(Ran { job, ended, committed }),
            Err(error) => {
                broken = Some(error);
                ran.push(Ran { job, ended: Ok(()), committed: true });
            }
        }
    }
    let commit = match broken {
        Some(error) => Err(error),
        None => commit(tx).await,
    };
    if let Err(error) = &commit {
        tracing::error!(error = error as &dyn std::error::Error, jobs = ran.len(), "a batch is not stored");
        tx.rollups.clear();
        tx.connection.doomed = false;
        // Fails where SQLite has rolled back by itself, which is as good.
        drop(tx.connection.execute("ROLLBACK", values![]).await);
    }
    for Ran { job, ended, committed } in ran {
        match &commit {
            Err(error) if committed => job.settle(Err(again(error))),
            _ => job.settle(ended),
        }
    }
}

async fn commit(tx: &mut Tx) -> Result<(), StorageError> {
    tx.flush_rollups().await?;
    tx.connection.execute("COMMIT", values![]).await.map(drop).map_err(|error| match error {
        StorageError::Statement { source, .. } => StorageError::Commit { source },
        other => other,
    })
}

/// What one job can be undone to without the others. Every statement is a trip to the connection's thread
/// and back, so a job alone has none, and the savepoint of one job ends where the next one's begins.
#[derive(Clone, Copy, PartialEq)]
enum Savepoint {
    /// A job alone: undoing it undoes the transaction.
    Needless,
    /// Not yet set.
    Unset,
    /// Set, with nothing after it.
    Fresh,
    /// Set, with a finished job after it.
    Used,
}

impl Savepoint {
    const fn for_batch(jobs: usize) -> Self {
        if jobs == 1 { Self::Needless } else { Self::Unset }
    }

    /// Runs a job. An `Err` means that the transaction itself is broken (SQLite rolls back by itself when
    /// the disk is full or fails); then nothing of the batch is stored.
    async fn run(
        &mut self,
        job: &mut dyn Job,
        tx: &mut Tx,
    ) -> Result<(Result<(), StorageError>, bool), StorageError> {
        let set = match self {
            Self::Needless | Self::Fresh => Ok(()),
            Self::Unset => tx.connection.script("SAVEPOINT job").await,
            Self::Used => tx.connection.script("RELEASE job; SAVEPOINT job").await,
        };
        set.map_err(|source| StorageError::Commit { source: Arc::new(source) })?;
        let counted = tx.rollups.clone();
        let outcome = run_job(job, tx).await;
        if matches!(outcome, Ok(true)) {
            if *self != Self::Needless {
                *self = Self::Used;
            }
            return Ok((Ok(()), true));
        }
        tx.connection.doomed = false;
        tx.rollups = counted;
        if *self == Self::Needless {
            tx.connection.execute("ROLLBACK", values![]).await?;
            tx.connection.execute("BEGIN IMMEDIATE", values![]).await?;
        } else {
            tx.connection.execute("ROLLBACK TO job", values![]).await?;
            *self = Self::Fresh;
        }
        Ok(match outcome {
            Ok(_) => (Ok(()), false),
            Err(error) => (Err(error), false),
        })
    }
}

fn refuse(batch: &mut Vec<Box<dyn Job>>, error: &StorageError) {
    tracing::error!(error = error as &dyn std::error::Error, "the writer cannot begin");
    for job in batch.drain(..) {
        job.settle(Err(again(error)));
    }
}

/// The same error for every caller of a batch.
fn again(error: &StorageError) -> StorageError {
    match error {
        StorageError::Commit { source } | StorageError::Statement { source, .. } => {
            StorageError::Commit { source: source.clone() }
        }
        _ => StorageError::Doomed,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rapport_domain::Entropy;

    use crate::{StorageError, Store, StoreOptions, value::values};

    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    /// Asked on the writer's own connection: another one may be set otherwise.
    #[tokio::test]
    async fn a_commit_is_on_the_disk_before_it_is_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
        let store =
            Store::open(StoreOptions { url, master_key: [0; 32], entropy: Arc::new(Zeros) }).await.unwrap();
        let found = store
            .write::<_, StorageError, _>(|tx| {
                Box::pin(async move {
                    let link = &mut tx.connection;
                    let number = |row: crate::connection::Row, name| row.int(name);
                    Ok((
                        number(link.fetch_one("PRAGMA synchronous", values![]).await?, "synchronous")?,
                        link.fetch_one("PRAGMA journal_mode", values![]).await?.text("journal_mode")?,
                        number(link.fetch_one("PRAGMA secure_delete", values![]).await?, "secure_delete")?,
                        number(link.fetch_one("PRAGMA foreign_keys", values![]).await?, "foreign_keys")?,
                    ))
                })
            })
            .await
            .unwrap();
        // 2 is FULL.
        assert_eq!(found, (2, "wal".to_owned(), 1, 1));
        let mut reader = store.read().await.unwrap();
        let write = reader.connection.execute("DELETE FROM settings", values![]).await;
        assert!(write.is_err(), "a reading connection cannot write");
    }

    /// Whoever is told that it is stored finds it stored, and the others do not; the writer goes on when
    /// there is room again.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_full_disk_loses_nothing_that_was_acknowledged() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
        let store =
            Store::open(StoreOptions { url, master_key: [0; 32], entropy: Arc::new(Zeros) }).await.unwrap();
        let room = async |pages: i64| {
            let set = store.write::<_, StorageError, _>(move |tx| {
                Box::pin(async move {
                    let used =
                        tx.connection.fetch_one("PRAGMA page_count", values![]).await?.int("page_count")?;
                    let sql = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", used + pages));
                    tx.connection.fetch_one(sql, values![]).await.map(drop)
                })
            });
            set.await.unwrap();
        };
        let write = async |n: usize| {
            let store = store.clone();
            let work = tokio::spawn(async move {
                store
                    .write::<_, StorageError, _>(move |tx| {
                        Box::pin(async move {
                            let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)";
                            let given = values![n.to_string(), "x".repeat(9_000)];
                            tx.connection.execute(sql, given).await.map(drop)
                        })
                    })
                    .await
            });
            work.await.unwrap().is_ok().then(|| n.to_string())
        };
        room(40).await;
        let mut told: Vec<String> = Vec::new();
        for n in 0..5 {
            told.push(write(n).await.expect("there is room for five"));
        }
        // These share commits, and one that finds no room takes the others of its commit with it.
        let flood = futures::future::join_all((5..60).map(write)).await;
        assert!(flood.iter().any(Option::is_none), "{flood:?}");
        told.extend(flood.into_iter().flatten());
        room(10_000).await;
        told.extend(write(60).await);
        told.sort();
        let mut reader = store.read().await.unwrap();
        let rows =
            reader.connection.fetch_all("SELECT name FROM settings ORDER BY name", values![]).await.unwrap();
        let names = rows.iter().map(|row| row.text("name").unwrap());
        let stored: Vec<String> = names.filter(|name| name.parse::<usize>().is_ok()).collect();
        assert_eq!(stored, told);
    }
}
