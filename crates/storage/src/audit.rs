//! The audit trail: who did what to what, in ids, each row bound to the one before it by a hash.

use rapport_domain::Timestamp;
use sha2::{Digest, Sha256};

use crate::{
    connection::Row,
    error::StorageError,
    page::{Cursor, Page},
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Something that somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// 1, 2, 3… without a gap.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// Who: an agent's or a token's id, or `system`.
    pub actor: String,
    /// What, as a short name: `customer_erased`.
    pub act: String,
    /// To what: an id.
    pub subject: String,
    /// The hash of this row and the one before it.
    pub chain: String,
}

impl Tx {
    /// Adds to the trail. Ids and short names only: the trail outlives every erasure.
    pub async fn audit(&mut self, actor: &str, act: &str, subject: &str, now: Timestamp) -> Result<()> {
        self.connection.lock_audit().await?;
        let head =
            self.connection.fetch_one("SELECT number, chain FROM audit_head WHERE id = 1", values![]).await?;
        let mut row = AuditRow {
            number: head.count("number")? + 1,
            at: now,
            actor: actor.to_owned(),
            act: act.to_owned(),
            subject: subject.to_owned(),
            chain: String::new(),
        };
        row.chain = link(&head.text("chain")?, &row);
        let sql =
            "INSERT INTO audit (number, at, actor, act, subject, chain) VALUES ($1, $2, $3, $4, $5, $6)";
        let given = values![row.number, row.at, row.actor, row.act, row.subject, &row.chain];
        self.connection.execute(sql, given).await?;
        let sql = "UPDATE audit_head SET number = $1, chain = $2 WHERE id = 1";
        self.connection.execute(sql, values![row.number, row.chain]).await.map(drop)
    }
}

impl Reader {
    /// The trail, newest first.
    pub async fn audit_rows(&mut self, cursor: Option<&Cursor>, limit: u32) -> Result<Page<AuditRow>> {
        let before = cursor.map_or(Ok(i64::MAX), |cursor| cursor.newest_first().map(|(number, _)| number))?;
        let sql = "SELECT * FROM audit WHERE number < $1 ORDER BY number DESC LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![before, u64::from(limit) + 1]).await?;
        let items = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(Page::cut(items, limit, |last| {
            let number = i64::try_from(last.number).unwrap_or(i64::MAX);
            Cursor::from_newest_first(Timestamp::from_micros(number), "audit")
        }))
    }

    /// Checks the whole chain; the number of the first row that was changed, removed or slipped in.
    pub async fn audit_break(&mut self) -> Result<Option<u64>> {
        let (mut chain, mut number) = (String::new(), 0);
        loop {
            let sql = "SELECT * FROM audit WHERE number > $1 ORDER BY number LIMIT 1000";
            let rows = self.connection.fetch_all(sql, values![number]).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let row = read(row)?;
                if row.number != number + 1 || row.chain != link(&chain, &row) {
                    return Ok(Some(number + 1));
                }
                (number, chain) = (row.number, row.chain);
            }
        }
        let head =
            self.connection.fetch_one("SELECT number, chain FROM audit_head WHERE id = 1", values![]).await?;
        let whole = head.count("number")? == number && head.text("chain")? == chain;
        Ok((!whole).then_some(number + 1))
    }
}

fn link(before: &str, row: &AuditRow) -> String {
    let mut hash = Sha256::new();
    for part in
        [before, &row.number.to_string(), &row.at.as_micros().to_string(), &row.actor, &row.act, &row.subject]
    {
        // The length first, so that no two rows are written alike.
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())
}

fn read(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        number: row.count("number")?,
        at: row.time("at")?,
        actor: row.text("actor")?,
        act: row.text("act")?,
        subject: row.text("subject")?,
        chain: row.text("chain")?,
    })
}
