//! Replies that an agent has sent and may still take back: they wait for their moment, sealed under the
//! customer's key.

use rapport_domain::{AgentId, ConversationId, Timestamp, message::Attachment, promise::PromiseSaid};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    conversations::row_key,
    error::StorageError,
    store::{Reader, Tx},
    value::{from_label, label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// A reply that waits for its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldReply {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Whose reply.
    pub agent: AgentId,
    /// The sender's own id: the same id is the same reply.
    pub client_id: String,
    /// The text.
    pub text: String,
    /// Files that come along.
    pub attachments: Vec<Attachment>,
    /// What it says of promises.
    pub promises: Vec<PromiseSaid>,
    /// When it was sent.
    pub held_at: Timestamp,
    /// When it goes out, unless it is taken back.
    pub due_at: Timestamp,
    /// Why it did not go out when its moment came.
    pub refused: Option<Refusal>,
}

/// Why a reply did not go out when its moment came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Somebody else speaks by now.
    HeldByOther,
    /// Something about it does not fit any more, such as a file that is gone.
    Invalid,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    client_id: String,
    text: String,
    attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    promises: Vec<PromiseSaid>,
}

impl Tx {
    /// Lets a reply wait for its moment. One with the same id that waits already stays as it is; one that was
    /// refused waits anew.
    pub async fn hold_reply(&mut self, reply: &HeldReply) -> Result<()> {
        let (row, key) = self.locked_row(reply.conversation).await?;
        let digest = self.held_digest(reply.conversation, reply.agent, &reply.client_id);
        let sealed = Sealed {
            client_id: reply.client_id.clone(),
            text: reply.text.clone(),
            attachments: reply.attachments.clone(),
            promises: reply.promises.clone(),
        };
        let sealed = self.keys.seal(&key, &place(&digest), &sealed)?;
        let sql = "INSERT INTO held_replies (digest, conversation_id, customer_id, agent_id, held_at, due_at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (digest) DO UPDATE SET held_at = excluded.held_at, \
                   due_at = excluded.due_at, sealed = excluded.sealed, refused = NULL \
                   WHERE held_replies.refused IS NOT NULL";
        let given = values![
            digest,
            reply.conversation,
            row.customer,
            reply.agent,
            reply.held_at,
            reply.due_at,
            sealed
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Takes a waiting reply away, to send it or because its sender took it back; answers whether it was
    /// there. Of several who take it, one gets it.
    pub async fn take_held_reply(
        &mut self,
        conversation: ConversationId,
        agent: AgentId,
        client_id: &str,
    ) -> Result<bool> {
        let digest = self.held_digest(conversation, agent, client_id);
        let sql = "DELETE FROM held_replies WHERE digest = $1";
        Ok(self.connection.execute(sql, values![digest]).await? > 0)
    }

    /// Keeps a reply that could not go out, for its sender to decide.
    pub async fn refuse_held_reply(
        &mut self,
        conversation: ConversationId,
        agent: AgentId,
        client_id: &str,
        why: Refusal,
    ) -> Result<()> {
        let digest = self.held_digest(conversation, agent, client_id);
        let sql = "UPDATE held_replies SET refused = $2 WHERE digest = $1";
        self.connection.execute(sql, values![digest, label(&why)]).await.map(drop)
    }
}

impl Reader {
    /// The replies that wait in a conversation, or could not go out, in the order in which they were sent.
    pub async fn held_replies(&mut self, conversation: ConversationId) -> Result<Vec<HeldReply>> {
        let sql = "SELECT h.*, k.wrapped FROM held_replies h \
                   JOIN customer_keys k ON k.customer_id = h.customer_id \
                   WHERE h.conversation_id = $1 ORDER BY h.held_at, h.digest";
        let rows = self.connection.fetch_all(sql, values![conversation]).await?;
        rows.iter().filter_map(|row| self.read_held(row).transpose()).collect()
    }

    /// The replies whose moment has come, in the order in which they were sent.
    pub async fn held_replies_due(&mut self, now: Timestamp, limit: u32) -> Result<Vec<HeldReply>> {
        let sql = "SELECT h.*, k.wrapped FROM held_replies h \
                   JOIN customer_keys k ON k.customer_id = h.customer_id \
                   WHERE h.refused IS NULL AND h.due_at <= $1 ORDER BY h.due_at, h.held_at LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![now, limit]).await?;
        rows.iter().filter_map(|row| self.read_held(row).transpose()).collect()
    }

    /// When the next reply's moment comes.
    pub async fn next_held_reply_due(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(due_at) AS at FROM held_replies WHERE refused IS NULL";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    fn held_digest(&self, conversation: ConversationId, agent: AgentId, client_id: &str) -> String {
        self.keys.digest("held_reply", &format!("{conversation}/{agent}/{client_id}"))
    }

    fn read_held(&self, row: &Row) -> Result<Option<HeldReply>> {
        let Some(key) = row_key(&self.keys, row)? else { return Ok(None) };
        let digest = row.text("digest")?;
        let sealed: Sealed = key.open(&place(&digest), &row.blob("sealed")?)?;
        let refused = row.opt_text("refused")?.map(|text| from_label(&text)).transpose();
        Ok(Some(HeldReply {
            conversation: row.parsed("conversation_id")?,
            agent: row.parsed("agent_id")?,
            client_id: sealed.client_id,
            text: sealed.text,
            attachments: sealed.attachments,
            promises: sealed.promises,
            held_at: row.time("held_at")?,
            due_at: row.time("due_at")?,
            refused: refused.map_err(|source| StorageError::Corrupt {
                column: "held_replies.refused".to_owned(),
                source: Box::new(source),
            })?,
        }))
    }
}

fn place(digest: &str) -> String {
    format!("held_replies/{digest}")
}
