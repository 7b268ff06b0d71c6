//! Erasing a customer: their key goes, and with it every word that it sealed, in the log, in every index
//! and in every backup.

use std::path::{Path, PathBuf};

use rapport_domain::{CustomerId, ReceiptId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    backup_files::{self, Erased},
    error::StorageError,
    store::{Reader, Store, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Proof of what was erased, for the customer and for the record. It holds ids and counts only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureReceipt {
    /// Its id.
    pub id: ReceiptId,
    /// Who was erased.
    pub customer: CustomerId,
    /// When.
    pub erased_at: Timestamp,
    /// Who did it: an agent's or token's id, or `restore`.
    pub erased_by: String,
    /// Conversations whose words cannot be read any more.
    pub conversations: u64,
    /// Events that cannot be read any more.
    pub events: u64,
    /// Files deleted.
    pub attachments: u64,
    /// Deliveries deleted, sent or not.
    pub deliveries: u64,
    /// Whether the write-ahead logs of the database and of the search index were emptied at once. If not, they
    /// are with the next erasure or restart.
    pub log_emptied: bool,
    /// Backups from whose key file the key was removed.
    pub backups: Vec<PathBuf>,
    /// Backups that could not be reached. Restoring one needs the ledger of erasures, which removes the key.
    pub unreached_backups: Vec<PathBuf>,
}

/// Who is erased, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub customer: CustomerId,
    /// The id that the receipt gets.
    pub receipt: ReceiptId,
    /// Who does it: an agent's or token's id.
    pub erased_by: String,
}

impl Store {
    /// Erases a customer everywhere and answers the receipt; `None` when there is no such customer. For one
    /// who was erased before, the receipt of then.
    pub async fn erase_customer(&self, erasure: Erasure, now: Timestamp) -> Result<Option<ErasureReceipt>> {
        let customer = erasure.customer;
        let receipt = self.write(move |tx| Box::pin(async move { tx.erase(&erasure, now).await })).await?;
        let Some(Erasing { mut receipt, folders, fresh }) = receipt else { return Ok(None) };
        if !fresh {
            return Ok(Some(receipt));
        }
        // Where the act ends here or fails, the index finds out when it follows the log.
        let index_emptied = match self.forget_in_search(customer).await {
            Ok(emptied) => emptied,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the search index forgets the customer a little later"
                );
                false
            }
        };
        let entry = Erased { customer, receipt: receipt.id, erased_at: receipt.erased_at };
        if let Some(ledger) = self.ledger() {
            let entry = entry.clone();
            backup_files::blocking(move || backup_files::append_erased(&ledger, &entry)).await?;
        }
        for folder in folders {
            let (entry, path) = (entry.clone(), folder.clone());
            match backup_files::blocking(move || backup_files::erase_from(&path, &entry)).await {
                Ok(()) => receipt.backups.push(folder),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "a backup's key file was not reached"
                    );
                    receipt.unreached_backups.push(folder);
                }
            }
        }
        receipt.log_emptied = self.truncate_log().await? && index_emptied;
        let stored = receipt.clone();
        self.write(move |tx| Box::pin(async move { tx.store_receipt(&stored).await })).await?;
        Ok(Some(receipt))
    }

    /// The file in which a SQLite database's erasures outlive the database.
    pub(crate) fn ledger(&self) -> Option<PathBuf> {
        self.file().map(ledger_of)
    }
}

/// The ledger beside a SQLite file.
pub(crate) fn ledger_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".erased");
    file.with_file_name(name)
}

/// An erasure that is committed, but not yet everywhere.
pub(crate) struct Erasing {
    pub(crate) receipt: ErasureReceipt,
    folders: Vec<PathBuf>,
    fresh: bool,
}

impl Tx {
    pub(crate) async fn erase(&mut self, erasure: &Erasure, now: Timestamp) -> Result<Option<Erasing>> {
        let customer = erasure.customer;
        let sql = "SELECT erased_at FROM customers WHERE id = $1";
        let Some(row) = self.connection.fetch_optional(sql, values![customer]).await? else {
            return Ok(None);
        };
        if row.opt_time("erased_at")?.is_some()
            && let Some(receipt) = self.erasure_receipt(customer).await?
        {
            return Ok(Some(Erasing { receipt, folders: Vec::new(), fresh: false }));
        }
        // The conversations first: whoever appends to one waits here, and then finds the key gone.
        let sql = "UPDATE conversations SET status = 'resolved', holder = NULL, awaits_person = 0, waiting_since = NULL, unread = 0, \
                   handover_reason = NULL, handover_since = NULL, handover_priority = NULL, snoozed_until = NULL, \
                   sealed_preview = NULL, sealed_note = NULL, sealed_tags = NULL, hostility = NULL, hides_preview = 0, \
                   ended_at = NULL, team_id = NULL, language = NULL, topic = NULL, \
                   handed_at = NULL, sealed_handed = NULL WHERE customer_id = $1";
        let conversations = self.connection.execute(sql, values![customer]).await?;
        let sql = "SELECT COUNT(*) AS n FROM events WHERE conversation_id IN \
                   (SELECT id FROM conversations WHERE customer_id = $1)";
        let events = self.connection.fetch_one(sql, values![customer]).await?.count("n")?;
        let sql = "SELECT COUNT(*) AS n FROM attachments WHERE customer_id = $1";
        let attachments = self.connection.fetch_one(sql, values![customer]).await?.count("n")?;
        let sql = "SELECT COUNT(*) AS n FROM deliveries WHERE customer_id = $1";
        let deliveries = self.connection.fetch_one(sql, values![customer]).await?.count("n")?;
        for sql in DELETIONS {
            self.connection.execute(sql, values![customer]).await?;
        }
        self.erase_tags(customer).await?;
        self.erase_chat_feedback(customer).await?;
        self.forget_in_search(customer).await?;
        let sql = "UPDATE customers SET sealed = NULL, verified = 0, erased_at = $2, version = version + 1 \
                   WHERE id = $1";
        self.connection.execute(sql, values![customer, now]).await?;
        let receipt = ErasureReceipt {
            id: erasure.receipt,
            customer,
            erased_at: now,
            erased_by: erasure.erased_by.clone(),
            conversations,
            events,
            attachments,
            deliveries,
            log_emptied: false,
            backups: Vec::new(),
            unreached_backups: Vec::new(),
        };
        self.store_receipt(&receipt).await?;
        self.audit(&erasure.erased_by, "customer_erased", &customer.to_string(), now).await?;
        let rows = self.connection.fetch_all("SELECT folder FROM backups ORDER BY folder", values![]).await?;
        let folders = rows.iter().map(|row| row.text("folder").map(PathBuf::from)).collect::<Result<_>>()?;
        Ok(Some(Erasing { receipt, folders, fresh: true }))
    }

    async fn store_receipt(&mut self, receipt: &ErasureReceipt) -> Result<()> {
        let json = serde_json::to_string(receipt).map_err(|source| StorageError::Encode { source })?;
        let sql = "INSERT INTO erasures (customer_id, receipt_id, erased_at, receipt) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (customer_id) DO UPDATE SET receipt = excluded.receipt";
        let given = values![receipt.customer, receipt.id, receipt.erased_at, json];
        self.connection.execute(sql, given).await.map(drop)
    }
}

/// Everything that is or was the customer's, and that nobody needs without their words.
const DELETIONS: [&str; 22] = [
    "DELETE FROM customer_keys WHERE customer_id = $1",
    "DELETE FROM customer_lookups WHERE customer_id = $1",
    "DELETE FROM visitors WHERE customer_id = $1",
    "DELETE FROM attachment_contents WHERE attachment_id IN (SELECT id FROM attachments WHERE customer_id = $1)",
    "DELETE FROM attachments WHERE customer_id = $1",
    "DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deliveries WHERE customer_id = $1)",
    "DELETE FROM deliveries WHERE customer_id = $1",
    "DELETE FROM turns WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    "DELETE FROM flow_timers WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    "DELETE FROM sla_clocks WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    "DELETE FROM provider_ids WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    "DELETE FROM statement_uses WHERE customer_id = $1",
    // Without the statements that they held, the replies would count as replies without any.
    "DELETE FROM felt_replies WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    "DELETE FROM statement_proposals WHERE customer_id = $1",
    "DELETE FROM knowledge_gaps WHERE customer_id = $1",
    "DELETE FROM kind_words WHERE customer_id = $1",
    "DELETE FROM promises WHERE customer_id = $1",
    "DELETE FROM mentions WHERE customer_id = $1",
    // That somebody was harmed, when and how it ended is theirs to keep; the words about the customer go.
    "UPDATE incidents SET sealed = NULL WHERE customer_id = $1",
    "DELETE FROM held_replies WHERE customer_id = $1",
    "DELETE FROM unanswered WHERE conversation_id IN (SELECT id FROM conversations WHERE customer_id = $1)",
    // The key stays used, so that a repeated request is not done again; only the answer goes.
    "UPDATE idempotency_keys SET sealed = NULL WHERE customer_id = $1",
];

impl Reader {
    /// The receipt of a customer's erasure.
    pub async fn erasure_receipt(&mut self, customer: CustomerId) -> Result<Option<ErasureReceipt>> {
        let sql = "SELECT receipt FROM erasures WHERE customer_id = $1";
        self.connection
            .fetch_optional(sql, values![customer])
            .await?
            .map(|row| row.json("receipt"))
            .transpose()
    }

    /// Every erasure, oldest first.
    pub(crate) async fn erasures(&mut self) -> Result<Vec<Erased>> {
        let sql = "SELECT customer_id, receipt_id, erased_at FROM erasures ORDER BY erased_at, customer_id";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter()
            .map(|row| {
                Ok(Erased {
                    customer: row.parsed("customer_id")?,
                    receipt: row.parsed("receipt_id")?,
                    erased_at: row.time("erased_at")?,
                })
            })
            .collect()
    }
}
