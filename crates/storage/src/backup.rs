//! Backup and restore.
//!
//! A backup is a folder: `rapport.db` without the customers' keys, `keys.jsonl` with them (still wrapped by
//! the master key), and `erased.jsonl`, the ledger of erasures. An erasure removes the key from the key
//! file of every backup folder it can reach; where it cannot, the ledger removes it at the restore.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rapport_domain::Timestamp;

use crate::{
    backup_files::{self, ERASED, Erased, KEYS, KeyLine, file_error},
    dialect::copy_sqlite,
    erasure::{Erasure, ledger_of},
    error::StorageError,
    store::{Reader, Store, StoreOptions, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// The database's file in a backup.
const DATABASE: &str = "rapport.db";

/// What a restore brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Customers whose words can be read again.
    pub customers: u64,
    /// Customers of the backup who stay erased.
    pub erased: u64,
}

impl Store {
    /// Copies a SQLite database into `folder`, which must not hold a backup yet, while it is in use. A
    /// PostgreSQL database is copied with `pg_dump --exclude-table-data=customer_keys --exclude-schema=search`,
    /// then [`Store::backup_keys`]: the search index would keep hashed words of customers who are erased later.
    pub async fn backup(&self, folder: &Path, now: Timestamp) -> Result<()> {
        let file = self.file().ok_or(StorageError::NeedsPgDump)?;
        let (database, part) = (folder.join(DATABASE), folder.join("rapport.db.part"));
        {
            let (folder, database) = (folder.to_owned(), database.clone());
            backup_files::blocking(move || {
                fs::create_dir_all(&folder).map_err(file_error(&folder))?;
                if database.exists() {
                    let source =
                        std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there is a backup already");
                    return Err(StorageError::File { path: database, source });
                }
                Ok(())
            })
            .await?;
        }
        let leftover = part.clone();
        backup_files::blocking(move || match fs::remove_file(&leftover) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(file_error(&leftover)(error)),
            _ => Ok(()),
        })
        .await?;
        copy_sqlite(file, &part).await?;
        // The keys after the copy, so that none of the copy's is missing; the name last, so that a backup
        // that has it is whole.
        self.backup_keys(folder, now).await?;
        backup_files::blocking(move || {
            let done = fs::File::open(&part)
                .and_then(|file| file.sync_all())
                .and_then(|()| fs::rename(&part, &database));
            done.map_err(file_error(&database))
        })
        .await
    }

    /// Writes the customers' keys and the ledger of erasures into `folder`, and remembers the folder, so
    /// that later erasures reach it.
    pub async fn backup_keys(&self, folder: &Path, now: Timestamp) -> Result<()> {
        let folder = std::path::absolute(folder).map_err(file_error(folder))?;
        let name = folder.to_string_lossy().into_owned();
        // The folder is known before the keys are in it: no erasure between the two can miss it.
        self.write::<_, StorageError, _>(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO backups (folder, made_at) VALUES ($1, $2) \
                           ON CONFLICT (folder) DO UPDATE SET made_at = excluded.made_at";
                tx.connection.execute(sql, values![name, now]).await.map(drop)
            })
        })
        .await?;
        let mut reader = self.read().await?;
        let (keys, erased) = (reader.key_lines().await?, reader.erasures().await?);
        drop(reader);
        backup_files::blocking(move || {
            fs::create_dir_all(&folder).map_err(file_error(&folder))?;
            backup_files::write_lines(&folder.join(KEYS), &keys)?;
            backup_files::write_lines(&folder.join(ERASED), &erased)
        })
        .await
    }

    /// Brings a SQLite backup back to the file that `options` names, which must not exist. The ledger
    /// beside that file is applied too, and `ledger` if given (of another machine, or of a PostgreSQL
    /// database): whoever was erased since the backup stays erased.
    pub async fn restore(
        folder: &Path,
        options: StoreOptions,
        ledger: Option<&Path>,
        now: Timestamp,
    ) -> Result<(Self, Restored)> {
        let file: PathBuf = options
            .url
            .parse::<sqlx::sqlite::SqliteConnectOptions>()
            .map_err(|source| StorageError::Open { source })?
            .get_filename()
            .to_owned();
        let (beside, database) = (ledger_of(&file), file.clone());
        let source = folder.join(DATABASE);
        backup_files::blocking(move || {
            let mut from = fs::File::open(&source).map_err(file_error(&source))?;
            let mut to =
                fs::OpenOptions::new().write(true).create_new(true).open(&file).map_err(file_error(&file))?;
            std::io::copy(&mut from, &mut to).and_then(|_| to.sync_all()).map_err(file_error(&file))
        })
        .await?;
        crate::search::remove_beside(&database).await?;
        let store = Self::open(options).await?;
        let mut ledgers = vec![beside];
        ledgers.extend(ledger.map(Path::to_owned));
        let restored = store.adopt_backup(folder, ledgers, now).await?;
        Ok((store, restored))
    }

    /// Brings the keys of a backup back into a database that was restored from it, and erases whoever a
    /// ledger names. For PostgreSQL, after `pg_restore`; [`Store::restore`] does it by itself.
    pub async fn adopt_backup(
        &self,
        folder: &Path,
        ledgers: Vec<PathBuf>,
        now: Timestamp,
    ) -> Result<Restored> {
        let (folder, beside) = (folder.to_owned(), self.ledger());
        let (keys, erased) = backup_files::blocking(move || {
            let keys: Vec<KeyLine> = backup_files::read_lines(&folder.join(KEYS))?;
            let mut erased: Vec<Erased> = backup_files::read_lines(&folder.join(ERASED))?;
            for ledger in ledgers {
                erased.extend(backup_files::read_lines::<Erased>(&ledger)?);
            }
            erased.sort_by_key(|erased| (erased.erased_at, erased.customer));
            erased.dedup_by_key(|erased| erased.customer);
            // The next restore to this place must know of them too.
            match beside {
                Some(beside) if !erased.is_empty() => backup_files::write_lines(&beside, &erased)?,
                _ => {}
            }
            Ok((keys, erased))
        })
        .await?;
        let (restored, name) = self
            .write::<_, StorageError, _>(move |tx| {
                Box::pin(async move {
                    let (mut customers, mut gone) = (0, 0);
                    for line in keys.iter().filter(|line| erased.iter().all(|e| e.customer != line.customer))
                    {
                        customers += u64::from(tx.adopt_key(line).await?);
                    }
                    for Erased { customer, receipt, erased_at } in erased {
                        let erasure = Erasure { customer, receipt, erased_by: "restore".to_owned() };
                        let at = if erased_at > now { now } else { erased_at };
                        gone += u64::from(tx.erase(&erasure, at).await?.is_some());
                    }
                    let name = tx.rename_database().await?;
                    Ok((Restored { customers, erased: gone }, name))
                })
            })
            .await?;
        // An index that was here tells of another time, and the one that is made now of this database only.
        self.index()?.belong(name).await?;
        self.truncate_log().await?;
        Ok(restored)
    }
}

impl Tx {
    /// Takes a key in for a customer who is known and not erased; answers whether it was missing.
    async fn adopt_key(&mut self, line: &KeyLine) -> Result<bool> {
        let wrapped = hex::decode(&line.wrapped)
            .map_err(|_| StorageError::Unseal { place: format!("{KEYS}/{}", line.customer) })?;
        self.keys.unwrap(line.customer, &wrapped)?;
        let sql = "INSERT INTO customer_keys (customer_id, wrapped) \
                   SELECT id, $2 FROM customers WHERE id = $1 AND erased_at IS NULL ON CONFLICT DO NOTHING";
        Ok(self.connection.execute(sql, values![line.customer, wrapped]).await? > 0)
    }
}

impl Reader {
    async fn key_lines(&mut self) -> Result<Vec<KeyLine>> {
        let sql = "SELECT customer_id, wrapped FROM customer_keys ORDER BY customer_id";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter()
            .map(|row| {
                Ok(KeyLine {
                    customer: row.parsed("customer_id")?,
                    wrapped: hex::encode(row.blob("wrapped")?),
                })
            })
            .collect()
    }
}
