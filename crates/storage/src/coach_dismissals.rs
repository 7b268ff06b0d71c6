//! Which rules of the coach an agent waved away, and how often.

use rapport_domain::{AgentId, Timestamp};

use crate::{
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

/// A rule that an agent waved away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dismissal {
    /// The rule's stable name.
    pub rule: String,
    /// How often.
    pub total: u64,
    /// When they did last.
    pub last_at: Timestamp,
}

impl Tx {
    /// Counts that an agent waved a rule away.
    pub async fn dismiss_rule(
        &mut self,
        agent: AgentId,
        rule: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let sql = "INSERT INTO coach_dismissals (agent_id, rule, total, last_at) VALUES ($1, $2, 1, $3) \
                   ON CONFLICT (agent_id, rule) DO UPDATE \
                   SET total = coach_dismissals.total + 1, last_at = excluded.last_at";
        self.connection.execute(sql, values![agent, rule, now]).await.map(drop)
    }

    /// Forgets that an agent waved a rule away.
    pub async fn forget_dismissal(&mut self, agent: AgentId, rule: &str) -> Result<(), StorageError> {
        let sql = "DELETE FROM coach_dismissals WHERE agent_id = $1 AND rule = $2";
        self.connection.execute(sql, values![agent, rule]).await.map(drop)
    }
}

impl Reader {
    /// The rules that an agent waved away, most often first.
    pub async fn dismissals(&mut self, agent: AgentId) -> Result<Vec<Dismissal>, StorageError> {
        let sql =
            "SELECT rule, total, last_at FROM coach_dismissals WHERE agent_id = $1 ORDER BY total DESC, rule";
        let rows = self.connection.fetch_all(sql, values![agent]).await?;
        let dismissal = |row: &crate::connection::Row| {
            Ok(Dismissal {
                rule: row.text("rule")?,
                total: row.count("total")?,
                last_at: row.time("last_at")?,
            })
        };
        rows.iter().map(dismissal).collect()
    }
}
