//! The store: where transactions begin, run and end.

use std::{
    ops::{Deref, DerefMut},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use futures::{FutureExt, future::BoxFuture};
use rapport_domain::Entropy;
use tokio::sync::{mpsc, oneshot};

use crate::{
    connection::{Connection, Link},
    dialect::{self, Pools},
    error::StorageError,
    migrate::migrate,
    rollups::Rollups,
    sealing::Keys,
    search::{self, AnyIndex},
    value::values,
    writer::{self, Job, Order, WriteJob},
};

/// Jobs that may wait for the writer before callers have to wait for a place in the queue.
const QUEUE: usize = 4_096;

/// What a store needs.
pub struct StoreOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Wraps the customers' keys. Without it the database is unreadable, so keep it apart from backups.
    pub master_key: [u8; 32],
    /// Where keys and nonces come from.
    pub entropy: Arc<dyn Entropy>,
}

/// All that is stored. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    pools: Pools,
    keys: Arc<Keys>,
    /// The SQLite file.
    file: Option<PathBuf>,
    /// The queue of the SQLite writer; PostgreSQL has none.
    queue: std::sync::Mutex<Option<mpsc::Sender<Order>>>,
    writer: tokio::sync::Mutex<Option<tokio::task::JoinHandle<()>>>,
    /// Set once the database is prepared.
    index: OnceLock<AnyIndex>,
}

/// Reads. Outside a transaction ([`Store::read`]) every statement sees the latest commit; inside one (a
/// [`Tx`] is a `Reader` too) they see what the transaction has written.
pub struct Reader {
    pub(crate) connection: Connection,
    pub(crate) keys: Arc<Keys>,
}

/// A transaction: everything that is done through it is stored together, or nothing is.
pub struct Tx {
    reader: Reader,
    pub(crate) rollups: Rollups,
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

impl Tx {
    pub(crate) fn new(connection: Connection, keys: Arc<Keys>) -> Self {
        Self { reader: Reader { connection, keys }, rollups: Rollups::default() }
    }

    fn into_connection(self) -> Connection {
        self.reader.connection
    }
}

impl Store {
    /// Opens the database, creates or upgrades its schema, and checks the master key.
    pub async fn open(options: StoreOptions) -> Result<Self, StorageError> {
        let keys = Arc::new(Keys::new(&options.master_key, options.entropy));
        let scheme = options.url.split(':').next().unwrap_or_default();
        let (pools, queue, writer, file) = match scheme {
            "sqlite" => {
                let (connection, readers, file) = dialect::open_sqlite(&options.url).await?;
                let connection = Connection::new(Link::SqliteWriter(Box::new(connection)));
                let (send, receive) = mpsc::channel(QUEUE);
                let writer = tokio::spawn(writer::run(Tx::new(connection, keys.clone()), receive));
                (Pools::Sqlite(readers), Some(send), Some(writer), Some(file))
            }
            "postgres" | "postgresql" => {
                (Pools::Postgres(dialect::open_postgres(&options.url).await?), None, None, None)
            }
            _ => return Err(StorageError::UnknownScheme { scheme: scheme.chars().take(40).collect() }),
        };
        let shared = Shared {
            pools,
            keys,
            file,
            queue: std::sync::Mutex::new(queue),
            writer: tokio::sync::Mutex::new(writer),
            index: OnceLock::new(),
        };
        let store = Self { shared: Arc::new(shared) };
        if let Err(error) = store.prepare().await {
            store.close().await;
            return Err(error);
        }
        Ok(store)
    }

    async fn prepare(&self) -> Result<(), StorageError> {
        let database = self.write(|tx| Box::pin(async move { tx.prepare().await })).await?;
        let node = self.keys().random_name();
        let index = search::open(&self.shared.pools, self.file(), node, database).await?;
        // Nobody else has set it: the store is not yet out of our hands.
        drop(self.shared.index.set(index));
        Ok(())
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.shared.keys
    }

    pub(crate) fn index(&self) -> Result<&AnyIndex, StorageError> {
        self.shared.index.get().ok_or(StorageError::Closed)
    }

    /// Runs `work` in a transaction and answers after its commit. When `work` fails or panics, nothing of
    /// it is stored, and nobody else is affected.
    ///
    /// On SQLite many callers share one commit, so `work` must await nothing but the transaction: whatever
    /// else it waits for, every writer waits for. Dropping the returned future does not stop the work.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(WriteJob::new(work, reply));
        match &self.shared.pools {
            Pools::Sqlite(_) => {
                self.order(Order::Job(job)).await?;
            }
            Pools::Postgres(pool) => {
                let (pool, keys) = (pool.clone(), self.shared.keys.clone());
                // A task of its own, so that a caller that goes away cannot stop it half-way.
                tokio::spawn(async move { run_on_postgres(pool, keys, job).await });
            }
        }
        answer.await.unwrap_or_else(|_| Err(StorageError::Closed.into()))
    }

    async fn order(&self, order: Order) -> Result<(), StorageError> {
        let queue = self.shared.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let queue = queue.ok_or(StorageError::Closed)?;
        queue.send(order).await.map_err(|_| StorageError::Closed)
    }

    /// Empties the write-ahead log, in which deleted text would live on. Answers whether it is empty now;
    /// a long read can keep it.
    pub(crate) async fn truncate_log(&self) -> Result<bool, StorageError> {
        if !self.is_sqlite() {
            // PostgreSQL recycles its log by itself.
            return Ok(true);
        }
        let (reply, answer) = oneshot::channel();
        self.order(Order::TruncateLog(reply)).await?;
        answer.await.map_err(|_| StorageError::Closed)?
    }

    /// A connection for reading. Give it back (drop it) soon: there are few.
    pub async fn read(&self) -> Result<Reader, StorageError> {
        let connection = self.shared.pools.reader().await?;
        Ok(Reader { connection, keys: self.shared.keys.clone() })
    }

    /// The signature of a value that goes out in a link and comes back, the same on every node. What is
    /// signed for one purpose fits no other.
    pub fn sign(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        self.shared.keys.sign(purpose, value)
    }

    /// Finishes what was accepted and closes the database. Later calls answer [`StorageError::Closed`].
    pub async fn close(&self) {
        drop(self.shared.queue.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take());
        let writer = self.shared.writer.lock().await.take();
        if let Some(writer) = writer
            && let Err(error) = writer.await
        {
            tracing::error!(%error, "the writer did not end well");
        }
        if let Some(index) = self.shared.index.get() {
            index.close().await;
        }
        self.shared.pools.close().await;
    }

    /// Whether the database answers, for the readiness probe.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.read()
            .await?
            .connection
            .fetch_one("SELECT COUNT(*) AS n FROM settings", values![])
            .await
            .map(drop)
    }

    /// The SQLite file; `None` on PostgreSQL.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.shared.file.as_deref()
    }

    /// Whether this store is a SQLite file.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.shared.pools, Pools::Sqlite(_))
    }
}

async fn run_on_postgres(pool: sqlx::PgPool, keys: Arc<Keys>, mut job: Box<dyn Job>) {
    let transaction = match pool.begin().await {
        Ok(transaction) => transaction,
        Err(source) => return job.settle(Err(StorageError::Begin { source: Arc::new(source) })),
    };
    let mut tx = Tx::new(Connection::new(Link::PostgresTransaction(transaction)), keys);
    let outcome = writer::run_job(&mut *job, &mut tx).await;
    let outcome = match outcome {
        Ok(true) => tx.flush_rollups().await.map(|()| true),
        other => other,
    };
    let Link::PostgresTransaction(transaction) = tx.into_connection().link else {
        return job.settle(Err(StorageError::Closed));
    };
    let ended = match outcome {
        Ok(true) => {
            transaction.commit().await.map_err(|source| StorageError::Commit { source: Arc::new(source) })
        }
        // A failed roll-back drops the connection, which rolls back too.
        Ok(false) => {
            drop(transaction.rollback().await);
            Ok(())
        }
        Err(error) => {
            drop(transaction.rollback().await);
            Err(error)
        }
    };
    job.settle(ended);
}

impl Tx {
    /// Migrates, and checks that the master key is the one that sealed this database. Answers the name by
    /// which its search index knows it.
    async fn prepare(&mut self) -> Result<String, StorageError> {
        const PLACE: &str = "settings/master_key";
        const PROOF: &str = "this is the right key";
        migrate(&mut self.connection).await?;
        let Some(sealed) = self.setting("master_key").await? else {
            let sealed = hex::encode(self.keys.seal_house(PLACE, &PROOF)?);
            self.set_setting("master_key", &sealed).await?;
            return self.database_name().await;
        };
        let sealed = hex::decode(sealed).map_err(|_| StorageError::WrongMasterKey)?;
        match self.keys.open_house::<String>(PLACE, &sealed) {
            Ok(proof) if proof == PROOF => self.database_name().await,
            _ => Err(StorageError::WrongMasterKey),
        }
    }

    async fn database_name(&mut self) -> Result<String, StorageError> {
        if let Some(known) = self.setting("database_name").await? {
            return Ok(known);
        }
        let name = self.keys.random_name();
        self.set_setting("database_name", &name).await?;
        Ok(name)
    }

    /// Gives the database a new name and answers it: a copy that was brought back is another database than the one
    /// it was taken from, so neither takes the other's search index for its own.
    pub(crate) async fn rename_database(&mut self) -> Result<String, StorageError> {
        let name = self.keys.random_name();
        let sql = "INSERT INTO settings (name, value) VALUES ('database_name', $1) \
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, values![&name]).await?;
        Ok(name)
    }

    async fn setting(&mut self, name: &str) -> Result<Option<String>, StorageError> {
        let sql = "SELECT value FROM settings WHERE name = $1";
        let row = self.connection.fetch_optional(sql, values![name]).await?;
        row.map(|row| row.text("value")).transpose()
    }

    async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StorageError> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)";
        self.connection.execute(sql, values![name, value]).await.map(drop)
    }
}

/// Runs a future and turns a panic into an error.
pub(crate) async fn catch_panic<T>(work: BoxFuture<'_, T>) -> Result<T, StorageError> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|_| StorageError::Panicked)
}
