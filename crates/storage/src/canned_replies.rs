//! Replies that agents keep at hand, each sealed under the house key.

use rapport_domain::{AgentId, CannedReplyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A reply that agents keep at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReply {
    /// Its id.
    pub id: CannedReplyId,
    /// Whose it is; `None` is the whole team's.
    pub owner: Option<AgentId>,
    /// By which it is found.
    pub title: String,
    /// What is inserted.
    pub text: String,
    /// When it was made.
    pub created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    title: String,
    text: String,
}

impl Tx {
    /// Keeps a reply at hand, or what it has become.
    pub async fn save_canned_reply(&mut self, reply: &CannedReply) -> Result<()> {
        let sealed = Sealed { title: reply.title.clone(), text: reply.text.clone() };
        let sealed = self.keys.seal_house(&place(reply.id), &sealed)?;
        let sql = "INSERT INTO canned_replies (id, agent_id, created_at, sealed) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET agent_id = excluded.agent_id, sealed = excluded.sealed";
        self.connection.execute(sql, values![reply.id, reply.owner, reply.created_at, sealed]).await.map(drop)
    }

    /// Forgets a reply.
    pub async fn delete_canned_reply(&mut self, id: CannedReplyId) -> Result<()> {
        self.connection.execute("DELETE FROM canned_replies WHERE id = $1", values![id]).await.map(drop)
    }
}

impl Reader {
    /// A reply.
    pub async fn canned_reply(&mut self, id: CannedReplyId) -> Result<Option<CannedReply>> {
        let sql = "SELECT * FROM canned_replies WHERE id = $1";
        let row = self.connection.fetch_optional(sql, values![id]).await?;
        row.map(|row| self.read_canned_reply(&row)).transpose()
    }

    /// The replies that an agent has at hand: their own and the team's, oldest first.
    pub async fn canned_replies(&mut self, agent: AgentId) -> Result<Vec<CannedReply>> {
        let sql =
            "SELECT * FROM canned_replies WHERE agent_id = $1 OR agent_id IS NULL ORDER BY created_at, id";
        let rows = self.connection.fetch_all(sql, values![agent]).await?;
        rows.iter().map(|row| self.read_canned_reply(row)).collect()
    }

    fn read_canned_reply(&self, row: &Row) -> Result<CannedReply> {
        let id = row.parsed("id")?;
        let sealed: Sealed = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
        Ok(CannedReply {
            id,
            owner: row.opt_parsed("agent_id")?,
            title: sealed.title,
            text: sealed.text,
            created_at: row.time("created_at")?,
        })
    }
}

fn place(id: CannedReplyId) -> String {
    format!("canned_replies/{id}")
}
