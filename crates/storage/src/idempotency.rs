//! Requests that are made again because their answer got lost: the same key gets the same answer.

use rapport_domain::{CustomerId, Timestamp};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Who asks under which key. The key is the caller's choice, so it is stored only as a keyed hash.
#[derive(Debug, Clone, Copy)]
pub struct IdempotencyKey<'a> {
    /// Who asks: an agent's, a token's or a customer's id.
    pub principal: &'a str,
    /// The key.
    pub key: &'a str,
    /// A hash of the request: the same key with another request is a mistake.
    pub request_hash: &'a str,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Idempotency {
    /// Never seen: it is the caller's now, who does the work and then stores the answer.
    Fresh,
    /// Another request with this key is being worked on.
    InProgress,
    /// It was answered so.
    Answered {
        /// The answer's status.
        http_status: u16,
        /// The answer's body.
        body: Vec<u8>,
    },
    /// The key was used for another request.
    Mismatch,
    /// It was answered, but the answer was erased with its customer.
    Erased,
}

impl Tx {
    /// Asks for a key, and takes it if it is fresh. A key whose worker died can be taken again after
    /// `stale_before`.
    pub async fn begin_idempotent(
        &mut self,
        key: IdempotencyKey<'_>,
        now: Timestamp,
        stale_before: Timestamp,
    ) -> Result<Idempotency> {
        let digest = self.idempotency_digest(key);
        let sql = "INSERT INTO idempotency_keys (digest, request_digest, created_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (digest) DO UPDATE SET created_at = excluded.created_at \
                   WHERE idempotency_keys.http_status IS NULL AND idempotency_keys.created_at <= $4 \
                   AND idempotency_keys.request_digest = excluded.request_digest";
        let request = self.keys.digest("request", key.request_hash);
        let taken = self.connection.execute(sql, values![&digest, &request, now, stale_before]).await?;
        if taken > 0 {
            return Ok(Idempotency::Fresh);
        }
        let sql = "SELECT i.*, k.wrapped FROM idempotency_keys i \
                   LEFT JOIN customer_keys k ON k.customer_id = i.customer_id WHERE i.digest = $1";
        let row = self.connection.fetch_one(sql, values![&digest]).await?;
        if row.text("request_digest")? != request {
            return Ok(Idempotency::Mismatch);
        }
        let Some(http_status) = row.opt_int("http_status")? else { return Ok(Idempotency::InProgress) };
        let key = match row.opt_text("customer_id")? {
            Some(_) => crate::conversations::row_key(&self.keys, &row)?,
            None => Some(self.keys.house().clone()),
        };
        let (Some(key), Some(sealed)) = (key, row.opt_blob("sealed")?) else {
            return Ok(Idempotency::Erased);
        };
        let body = key.open_bytes(&place(&digest), &sealed)?;
        Ok(Idempotency::Answered { http_status: u16::try_from(http_status).unwrap_or(500), body })
    }

    /// Stores the answer. What tells of a customer is sealed under their key and erased with them.
    pub async fn finish_idempotent(
        &mut self,
        key: IdempotencyKey<'_>,
        customer: Option<CustomerId>,
        http_status: u16,
        body: &[u8],
    ) -> Result<()> {
        let digest = self.idempotency_digest(key);
        let sealing = match customer {
            Some(customer) => self.customer_key(customer).await?,
            None => self.keys.house().clone(),
        };
        let sealed = self.keys.seal_bytes(&sealing, &place(&digest), body);
        let sql =
            "UPDATE idempotency_keys SET customer_id = $2, http_status = $3, sealed = $4 WHERE digest = $1";
        self.connection.execute(sql, values![digest, customer, http_status, sealed]).await.map(drop)
    }

    /// Gives a key back after a failure that is worth trying again.
    pub async fn abandon_idempotent(&mut self, key: IdempotencyKey<'_>) -> Result<()> {
        let digest = self.idempotency_digest(key);
        let sql = "DELETE FROM idempotency_keys WHERE digest = $1 AND http_status IS NULL";
        self.connection.execute(sql, values![digest]).await.map(drop)
    }
}

impl Reader {
    fn idempotency_digest(&self, key: IdempotencyKey<'_>) -> String {
        self.keys.digest("idempotency", &format!("{}\0{}", key.principal, key.key))
    }
}

fn place(digest: &str) -> String {
    format!("idempotency_keys/{digest}")
}
