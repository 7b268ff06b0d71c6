//! Visitors of a page: the token that brings a browser back to its customer.

use rapport_domain::{CustomerId, InboxId, Timestamp};

use crate::{
    error::StorageError,
    sealing::token_digest,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Whose browser it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visitor {
    /// The customer.
    pub customer: CustomerId,
    /// The inbox whose widget it uses.
    pub inbox: InboxId,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when the token works.
    pub expires_at: Timestamp,
}

impl Tx {
    /// Lets whoever holds `token` come back as this visitor, or changes whose token it is.
    pub async fn put_visitor(&mut self, visitor: &Visitor, token: &str) -> Result<()> {
        let sql = "INSERT INTO visitors (digest, customer_id, inbox_id, created_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO UPDATE SET \
                   customer_id = excluded.customer_id, inbox_id = excluded.inbox_id, expires_at = excluded.expires_at";
        let given = values![
            token_digest(token),
            visitor.customer,
            visitor.inbox,
            visitor.created_at,
            visitor.expires_at
        ];
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// The visitor who holds `token`.
    pub async fn visitor(&mut self, token: &str, now: Timestamp) -> Result<Option<Visitor>> {
        let sql = "SELECT * FROM visitors WHERE digest = $1 AND expires_at > $2";
        let row = self.connection.fetch_optional(sql, values![token_digest(token), now]).await?;
        row.map(|row| {
            Ok(Visitor {
                customer: row.parsed("customer_id")?,
                inbox: row.parsed("inbox_id")?,
                created_at: row.time("created_at")?,
                expires_at: row.time("expires_at")?,
            })
        })
        .transpose()
    }
}
