//! What a customer who waits is told, and what limits and reports ask: figures only.

use rapport_domain::{ActionId, AgentId, ConversationId, CustomerId, Timestamp, feeling::Feeling};

use crate::{
    error::StorageError,
    projection::ConversationRow,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// What reports may know of a conversation: no text, no names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationDay {
    /// The first feeling of the episode that could be told.
    pub arrived: Option<Feeling>,
    /// The last one.
    pub left: Option<Feeling>,
    /// Whether a person was called or took over.
    pub handed_over: bool,
    /// Whether it is resolved.
    pub resolved: bool,
    /// The customer's rating of the episode.
    pub rating: Option<u8>,
}

impl Tx {
    /// A conversation's row, kept from everybody else until the transaction ends.
    pub async fn lock_conversation(&mut self, id: ConversationId) -> Result<ConversationRow> {
        Ok(self.locked_row(id).await?.0)
    }
}

impl Reader {
    /// How many conversations are served before this one: all that wait, where it does not wait itself.
    pub async fn waiting_ahead(&mut self, id: ConversationId) -> Result<u64> {
        // An index alone answers this; a customer asks it again and again while they wait.
        let sql = "SELECT COUNT(*) AS n FROM conversations WHERE awaits_person = 1 \
                   AND (waiting_rank, waiting_since) < (SELECT COALESCE(MAX(waiting_rank), 9000000000000000000), \
                   COALESCE(MAX(waiting_since), 0) FROM conversations WHERE id = $1 AND awaits_person = 1)";
        self.connection.fetch_one(sql, values![id]).await?.count("n")
    }

    /// How many customers wait for a person.
    pub async fn waiting_count(&mut self) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM conversations WHERE awaits_person = 1";
        self.connection.fetch_one(sql, values![]).await?.count("n")
    }

    /// How many agents take conversations and are there: they were seen in a session since a moment.
    pub async fn available_agents(&mut self, seen_since: Timestamp) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM agents a WHERE a.available = 1 AND a.closed_at IS NULL \
                   AND a.role <> 'reader' AND EXISTS \
                   (SELECT 1 FROM sessions s WHERE s.agent_id = a.id AND s.last_used_at >= $1)";
        self.connection.fetch_one(sql, values![seen_since]).await?.count("n")
    }

    /// Conversations that a person holds who is not there: the account is closed, or the customer waits since
    /// `waited_since` (and was handed to them no later) while the holder takes no conversations or was not seen since
    /// `seen_since`. At most 100.
    pub async fn stranded(
        &mut self,
        waited_since: Timestamp,
        seen_since: Timestamp,
    ) -> Result<Vec<(ConversationId, AgentId)>> {
        let sql = "SELECT c.id, c.holder FROM conversations c JOIN agents a ON a.id = c.holder \
                   WHERE c.status = 'open' AND c.holder IS NOT NULL AND (a.closed_at IS NOT NULL \
                   OR (c.waiting_since <= $1 AND (c.handed_at IS NULL OR c.handed_at <= $1) AND (a.available = 0 OR NOT EXISTS (SELECT 1 FROM sessions s \
                   WHERE s.agent_id = a.id AND s.last_used_at >= $2)))) ORDER BY c.waiting_since, c.id LIMIT 100";
        let rows = self.connection.fetch_all(sql, values![waited_since, seen_since]).await?;
        rows.iter().map(|row| Ok((row.parsed("id")?, row.parsed("holder")?))).collect()
    }

    /// Since when the customer waits who has waited longest for a person.
    pub async fn waiting_longest_since(&mut self) -> Result<Option<Timestamp>> {
        let sql = "SELECT MIN(waiting_since) AS since FROM conversations WHERE awaits_person = 1";
        self.connection.fetch_one(sql, values![]).await?.opt_time("since")
    }

    /// How often an action was called for a customer since a moment.
    pub async fn actions_since(
        &mut self,
        customer: CustomerId,
        action: &ActionId,
        since: Timestamp,
    ) -> Result<u64> {
        let sql = "SELECT e.facts FROM events e JOIN conversations c ON c.id = e.conversation_id \
                   WHERE c.customer_id = $1 AND e.at >= $2 AND e.kind = 'action_requested'";
        let rows = self.connection.fetch_all(sql, values![customer, since]).await?;
        let mut count = 0;
        for row in &rows {
            let facts: rapport_domain::event::Facts =
                serde_json::from_str(&row.text("facts")?).map_err(|source| StorageError::Corrupt {
                    column: "facts".into(),
                    source: Box::new(source),
                })?;
            count += u64::from(facts.action.as_ref() == Some(action));
        }
        Ok(count)
    }

    /// The conversations that moved since `from` and before `until`.
    pub async fn conversations_between(
        &mut self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<ConversationDay>> {
        let sql = "SELECT c.arrived, c.feeling, c.status, c.rating, (SELECT COUNT(*) FROM events e \
                   WHERE e.conversation_id = c.id AND e.kind IN ('handover_requested', 'taken_over') \
                   AND e.at >= $1) AS persons FROM conversations c WHERE c.last_at >= $1 AND c.last_at <= $2";
        let rows = self.connection.fetch_all(sql, values![from, until]).await?;
        rows.iter()
            .map(|row| {
                Ok(ConversationDay {
                    arrived: row.opt_parsed("arrived")?,
                    left: row.opt_parsed("feeling")?,
                    handed_over: row.count("persons")? > 0,
                    resolved: row.text("status")? == "resolved",
                    rating: row.opt_int("rating")?.and_then(|score| u8::try_from(score).ok()),
                })
            })
            .collect()
    }
}
