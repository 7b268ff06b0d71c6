//! Moments that flows wait for. Like a turn's, such a moment is a row, so it survives a restart.

use rapport_domain::{ConversationId, Timestamp};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

impl Tx {
    /// Sets the moment at which a conversation is looked at by itself, or takes it away.
    pub async fn set_flow_timer(
        &mut self,
        conversation: ConversationId,
        due_at: Option<Timestamp>,
    ) -> Result<()> {
        let Some(due_at) = due_at else {
            let sql = "DELETE FROM flow_timers WHERE conversation_id = $1";
            return self.connection.execute(sql, values![conversation]).await.map(drop);
        };
        let sql = "INSERT INTO flow_timers (conversation_id, due_at, claimed_until) VALUES ($1, $2, 0) \
                   ON CONFLICT (conversation_id) DO UPDATE SET due_at = excluded.due_at, claimed_until = 0";
        self.connection.execute(sql, values![conversation, due_at]).await.map(drop)
    }

    /// Takes up to `limit` conversations whose moment has come, until `claim_until`.
    pub async fn claim_flow_timers(
        &mut self,
        now: Timestamp,
        limit: u32,
        claim_until: Timestamp,
    ) -> Result<Vec<ConversationId>> {
        // The outer condition is checked again where a PostgreSQL row was locked by another node.
        let sql = "UPDATE flow_timers SET claimed_until = $3 WHERE conversation_id IN \
                   (SELECT conversation_id FROM flow_timers WHERE due_at <= $1 AND claimed_until <= $1 \
                   ORDER BY due_at LIMIT $2) AND due_at <= $1 AND claimed_until <= $1 RETURNING conversation_id";
        let rows = self.connection.fetch_all(sql, values![now, limit, claim_until]).await?;
        rows.iter().map(|row| row.parsed("conversation_id")).collect()
    }
}

impl Reader {
    /// When the next moment comes that a flow waits for, or the claim runs out on one that came by `now`.
    pub async fn next_flow_timer_due(&mut self, now: Timestamp) -> Result<Option<Timestamp>> {
        // However many flows wait, the index answers: a claimed moment has come, so few rows are looked at.
        let sql = "SELECT MIN(at) AS at FROM (SELECT due_at AS at FROM (SELECT due_at FROM flow_timers \
                   WHERE claimed_until = 0 ORDER BY due_at LIMIT 1) AS free UNION ALL \
                   SELECT claimed_until AS at FROM flow_timers WHERE due_at <= $1 AND claimed_until > 0) AS next";
        self.connection.fetch_one(sql, values![now]).await?.opt_time("at")
    }
}
