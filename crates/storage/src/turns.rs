//! Turns that wait to be answered. A due time is a row, not a sleeping task, so it survives a restart.

use rapport_domain::{ConversationId, Timestamp};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A turn that waits to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whose turn.
    pub conversation: ConversationId,
    /// When its first message came.
    pub first_at: Timestamp,
    /// The sequence number of its last message.
    pub through_seq: u64,
    /// When it is answered, unless another message comes.
    pub due_at: Timestamp,
    /// Until when a worker has it to itself; past when nobody has.
    pub claimed_until: Timestamp,
    /// How often a worker took it.
    pub attempts: u32,
}

impl Tx {
    /// Puts a turn off until `due_at`, or begins one at `now`. A worker that has it keeps it, so no two
    /// ever work on one conversation; it finds the newer message when it finishes.
    pub async fn schedule_turn(
        &mut self,
        conversation: ConversationId,
        through_seq: u64,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "INSERT INTO turns (conversation_id, first_at, through_seq, due_at, claimed_until, attempts) \
                   VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (conversation_id) DO UPDATE SET \
                   through_seq = excluded.through_seq, due_at = excluded.due_at, attempts = 0 \
                   WHERE turns.through_seq <= excluded.through_seq";
        self.connection.execute(sql, values![conversation, now, through_seq, due_at]).await.map(drop)
    }

    /// Takes up to `limit` due turns until `claim_until`.
    pub async fn claim_due_turns(
        &mut self,
        now: Timestamp,
        limit: u32,
        claim_until: Timestamp,
    ) -> Result<Vec<Turn>> {
        // The outer condition is checked again where a PostgreSQL row was locked by another node.
        let sql = "UPDATE turns SET claimed_until = $3, attempts = attempts + 1 WHERE conversation_id IN \
                   (SELECT conversation_id FROM turns WHERE due_at <= $1 AND claimed_until <= $1 \
                   ORDER BY due_at LIMIT $2) AND due_at <= $1 AND claimed_until <= $1 RETURNING *";
        let rows = self.connection.fetch_all(sql, values![now, limit, claim_until]).await?;
        let mut turns: Vec<Turn> = rows.iter().map(read).collect::<Result<_>>()?;
        turns.sort_by_key(|turn| turn.due_at);
        Ok(turns)
    }

    /// Ends a turn that was answered through `through_seq`. Where a newer message came meanwhile, the turn
    /// stays and is free for the next worker; answers whether it ended.
    pub async fn finish_turn(&mut self, conversation: ConversationId, through_seq: u64) -> Result<bool> {
        let sql = "DELETE FROM turns WHERE conversation_id = $1 AND through_seq <= $2";
        if self.connection.execute(sql, values![conversation, through_seq]).await? > 0 {
            return Ok(true);
        }
        let sql = "UPDATE turns SET claimed_until = 0, attempts = 0 WHERE conversation_id = $1";
        self.connection.execute(sql, values![conversation]).await?;
        Ok(false)
    }

    /// Gives a turn back, to be taken again from `due_at` on.
    pub async fn release_turn(&mut self, conversation: ConversationId, due_at: Timestamp) -> Result<()> {
        let sql = "UPDATE turns SET claimed_until = 0, due_at = $2 WHERE conversation_id = $1";
        self.connection.execute(sql, values![conversation, due_at]).await.map(drop)
    }

    /// Drops a turn, whatever came meanwhile: a person answers from here.
    pub async fn drop_turn(&mut self, conversation: ConversationId) -> Result<()> {
        self.connection
            .execute("DELETE FROM turns WHERE conversation_id = $1", values![conversation])
            .await
            .map(drop)
    }
}

impl Reader {
    /// The waiting turn of a conversation.
    pub async fn turn(&mut self, conversation: ConversationId) -> Result<Option<Turn>> {
        let sql = "SELECT * FROM turns WHERE conversation_id = $1";
        self.connection.fetch_optional(sql, values![conversation]).await?.as_ref().map(read).transpose()
    }

    /// When the next turn can be taken.
    pub async fn next_turn_due(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(CASE WHEN claimed_until > due_at THEN claimed_until ELSE due_at END) AS at FROM turns";
        self.connection.fetch_one(sql, values![]).await?.opt_time("at")
    }

    /// How many turns wait: the queue's depth.
    pub async fn turns_waiting(&mut self) -> Result<u64> {
        self.connection.fetch_one("SELECT COUNT(*) AS n FROM turns", values![]).await?.count("n")
    }
}

fn read(row: &Row) -> Result<Turn> {
    Ok(Turn {
        conversation: row.parsed("conversation_id")?,
        first_at: row.time("first_at")?,
        through_seq: row.count("through_seq")?,
        due_at: row.time("due_at")?,
        claimed_until: row.time("claimed_until")?,
        attempts: u32::try_from(row.count("attempts")?).unwrap_or(u32::MAX),
    })
}
