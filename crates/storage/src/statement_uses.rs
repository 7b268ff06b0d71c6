//! Which statements a customer heard when, so that none wears out.

use rapport_domain::{CustomerId, StatementId, Timestamp, event::Recorded};
use sqlx::AssertSqlSafe;

use crate::{
    error::StorageError,
    projection::ConversationRow,
    store::{Reader, Tx},
    value::values,
};

impl Tx {
    pub(crate) async fn note_statements(
        &mut self,
        row: &ConversationRow,
        recorded: &Recorded,
    ) -> Result<(), StorageError> {
        let statements = recorded.event.facts().statements;
        if statements.is_empty() {
            return Ok(());
        }
        let mut given = values![row.id, recorded.seq, row.customer, recorded.at];
        let rows = statements.iter().map(|statement| {
            given.push(statement.as_str().into());
            format!("($1, $2, ${}, $3, $4)", given.len())
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let sql = format!(
            "INSERT INTO statement_uses (conversation_id, seq, statement, customer_id, at) VALUES {rows} \
             ON CONFLICT DO NOTHING"
        );
        self.connection.execute(AssertSqlSafe(sql), given).await.map(drop)
    }
}

impl Reader {
    /// The statements that a customer heard since a moment, in any conversation, oldest first.
    pub async fn statements_heard(
        &mut self,
        customer: CustomerId,
        since: Timestamp,
    ) -> Result<Vec<(StatementId, Timestamp)>, StorageError> {
        let sql = "SELECT statement, at FROM statement_uses WHERE customer_id = $1 AND at >= $2 ORDER BY at, statement";
        let rows = self.connection.fetch_all(sql, values![customer, since]).await?;
        rows.iter().map(|row| Ok((row.parsed("statement")?, row.time("at")?))).collect()
    }
}
