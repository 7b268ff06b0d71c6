//! What agents needed and did not find: their words sealed under the key of the customer whom they were
//! answering.

use rapport_domain::{AgentId, ConversationId, CustomerId, KnowledgeGapId, Timestamp};

use crate::{
    connection::Row,
    conversations::row_key,
    error::StorageError,
    page::{Cursor, Page},
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Something that an agent needed and did not find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeGap {
    /// Its id.
    pub id: KnowledgeGapId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who looked for it.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
    /// The words with which they looked.
    pub words: String,
}

impl Tx {
    /// Keeps what an agent needed and did not find.
    pub async fn create_knowledge_gap(&mut self, gap: &KnowledgeGap) -> Result<()> {
        let (row, key) = self.locked_row(gap.conversation).await?;
        let sealed = self.keys.seal(&key, &place(gap.id), &gap.words)?;
        let sql = "INSERT INTO knowledge_gaps (id, conversation_id, customer_id, agent_id, at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let given = values![gap.id, gap.conversation, row.customer, gap.agent, gap.at, sealed];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Marks a gap as dealt with; answers whether it was open.
    pub async fn settle_knowledge_gap(&mut self, id: KnowledgeGapId, now: Timestamp) -> Result<bool> {
        let sql = "UPDATE knowledge_gaps SET settled_at = $2 WHERE id = $1 AND settled_at IS NULL";
        Ok(self.connection.execute(sql, values![id, now]).await? > 0)
    }
}

impl Reader {
    /// The gaps that nobody has dealt with, newest first.
    pub async fn knowledge_gaps(
        &mut self,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<KnowledgeGap>> {
        let sql = "SELECT g.*, k.wrapped FROM knowledge_gaps g \
                   JOIN customer_keys k ON k.customer_id = g.customer_id \
                   WHERE g.settled_at IS NULL AND (g.at, g.id) < ($1, $2) ORDER BY g.at DESC, g.id DESC LIMIT $3";
        let (at, id) = match cursor {
            Some(cursor) => cursor.newest_first()?,
            None => (i64::MAX, String::new()),
        };
        let rows = self.connection.fetch_all(sql, values![at, id, u64::from(limit) + 1]).await?;
        let gaps = rows.iter().filter_map(|row| self.read_gap(row).transpose()).collect::<Result<_>>()?;
        Ok(Page::cut(gaps, limit, |last: &KnowledgeGap| Cursor::from_newest_first(last.at, last.id)))
    }

    /// Everything that was needed in a customer's conversations and not found, oldest first.
    pub(crate) async fn knowledge_gaps_of(&mut self, customer: CustomerId) -> Result<Vec<KnowledgeGap>> {
        let sql = "SELECT g.*, k.wrapped FROM knowledge_gaps g \
                   JOIN customer_keys k ON k.customer_id = g.customer_id WHERE g.customer_id = $1 ORDER BY g.at, g.id";
        let rows = self.connection.fetch_all(sql, values![customer]).await?;
        rows.iter().filter_map(|row| self.read_gap(row).transpose()).collect()
    }

    fn read_gap(&self, row: &Row) -> Result<Option<KnowledgeGap>> {
        let Some(key) = row_key(&self.keys, row)? else { return Ok(None) };
        let id = row.parsed("id")?;
        Ok(Some(KnowledgeGap {
            id,
            conversation: row.parsed("conversation_id")?,
            agent: row.parsed("agent_id")?,
            at: row.time("at")?,
            words: key.open(&place(id), &row.blob("sealed")?)?,
        }))
    }
}

fn place(id: KnowledgeGapId) -> String {
    format!("knowledge_gaps/{id}")
}
