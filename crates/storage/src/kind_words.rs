//! Kind words: thanks for an agent, by a customer or a colleague.
//!
//! A customer's words are not copied: they are read where they stand, in the log, sealed under the customer's
//! key.

use rapport_domain::{AgentId, ConversationId, KindWordsId, Timestamp, event::ConversationEvent};

use crate::{
    connection::Row,
    conversations::{event_place, row_key},
    error::StorageError,
    page::{Cursor, Page},
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Thanks for an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindWords {
    /// Their id.
    pub id: KindWordsId,
    /// For whom.
    pub agent: AgentId,
    /// By whom.
    pub from: Thankful,
    /// When.
    pub at: Timestamp,
    /// The words.
    pub words: String,
    /// Whether the agent lets the team see them.
    pub agent_shares: bool,
    /// Whether the customer does; `None` before they have said so. A colleague has agreed by writing.
    pub customer_agrees: Option<bool>,
}

/// Who says thanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thankful {
    /// A customer, in this conversation.
    Customer(ConversationId),
    /// A colleague.
    Colleague(AgentId),
}

const SELECT: &str = "SELECT w.*, k.wrapped, e.sealed AS event FROM kind_words w \
    LEFT JOIN customer_keys k ON k.customer_id = w.customer_id \
    LEFT JOIN events e ON e.conversation_id = w.conversation_id AND e.seq = w.seq";

impl Tx {
    /// Keeps that the event at `seq` thanks an agent; answers whether that is new.
    pub async fn create_customer_thanks(
        &mut self,
        (id, agent): (KindWordsId, AgentId),
        conversation: ConversationId,
        seq: u64,
        now: Timestamp,
    ) -> Result<bool> {
        let (row, _) = self.locked_row(conversation).await?;
        let sql = "INSERT INTO kind_words (id, agent_id, conversation_id, customer_id, seq, at, agent_shares) \
                   VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT DO NOTHING";
        let given = values![id, agent, conversation, row.customer, seq, now];
        Ok(self.connection.execute(sql, given).await? > 0)
    }

    /// Keeps a colleague's words.
    pub async fn create_praise(
        &mut self,
        id: KindWordsId,
        (from, to): (AgentId, AgentId),
        words: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sealed = self.keys.seal_house(&place(id), &words)?;
        let sql = "INSERT INTO kind_words (id, agent_id, from_agent_id, at, agent_shares, customer_agrees, sealed) \
                   VALUES ($1, $2, $3, $4, 0, 1, $5)";
        self.connection.execute(sql, values![id, to, from, now, sealed]).await.map(drop)
    }

    /// An agent lets the team see words for them, or not any more; answers whether there are such.
    pub async fn share_kind_words(&mut self, id: KindWordsId, agent: AgentId, shares: bool) -> Result<bool> {
        let sql = "UPDATE kind_words SET agent_shares = $3 WHERE id = $1 AND agent_id = $2";
        Ok(self.connection.execute(sql, values![id, agent, shares]).await? > 0)
    }

    /// The customer lets the team see their words, or not; answers whether there are such.
    pub async fn agree_to_share(
        &mut self,
        id: KindWordsId,
        conversation: ConversationId,
        agrees: bool,
    ) -> Result<bool> {
        let sql = "UPDATE kind_words SET customer_agrees = $3 WHERE id = $1 AND conversation_id = $2";
        Ok(self.connection.execute(sql, values![id, conversation, agrees]).await? > 0)
    }
}

impl Reader {
    /// The words for an agent, newest first.
    pub async fn kind_words_for(
        &mut self,
        agent: AgentId,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<KindWords>> {
        let sql = format!(
            "{SELECT} WHERE w.agent_id = $1 AND (w.at, w.id) < ($2, $3) ORDER BY w.at DESC, w.id DESC LIMIT $4"
        );
        let (at, id) = begin(cursor)?;
        self.kind_words_page(sql, values![agent, at, id, u64::from(limit) + 1], limit).await
    }

    /// The words that the team sees, newest first.
    pub async fn shared_kind_words(
        &mut self,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<KindWords>> {
        let sql = format!(
            "{SELECT} WHERE w.agent_shares = 1 AND w.customer_agrees = 1 AND (w.at, w.id) < ($1, $2) ORDER BY w.at DESC, w.id DESC LIMIT $3"
        );
        let (at, id) = begin(cursor)?;
        self.kind_words_page(sql, values![at, id, u64::from(limit) + 1], limit).await
    }

    /// The latest words of a customer of whom it is not known whether the team may see them.
    pub async fn kind_words_to_ask(
        &mut self,
        conversation: ConversationId,
        since: Timestamp,
    ) -> Result<Option<KindWords>> {
        let sql = format!(
            "{SELECT} WHERE w.conversation_id = $1 AND w.at >= $2 AND w.customer_agrees IS NULL ORDER BY w.at DESC, w.id DESC LIMIT 1"
        );
        let row =
            self.connection.fetch_optional(sqlx::AssertSqlSafe(sql), values![conversation, since]).await?;
        Ok(row.map(|row| self.read_kind_words(&row)).transpose()?.flatten())
    }

    async fn kind_words_page(
        &mut self,
        sql: String,
        given: Vec<crate::value::Value>,
        limit: u32,
    ) -> Result<Page<KindWords>> {
        let rows = self.connection.fetch_all(sqlx::AssertSqlSafe(sql), given).await?;
        let words =
            rows.iter().filter_map(|row| self.read_kind_words(row).transpose()).collect::<Result<_>>()?;
        Ok(Page::cut(words, limit, |last: &KindWords| Cursor::from_newest_first(last.at, last.id)))
    }

    fn read_kind_words(&self, row: &Row) -> Result<Option<KindWords>> {
        let id = row.parsed("id")?;
        let (from, words) = match row.opt_parsed("from_agent_id")? {
            Some(colleague) => {
                let words = self.keys.open_house(&place(id), &row.blob("sealed")?)?;
                (Thankful::Colleague(colleague), words)
            }
            None => {
                let conversation = row.parsed("conversation_id")?;
                let (Some(key), Some(sealed)) = (row_key(&self.keys, row)?, row.opt_blob("event")?) else {
                    return Ok(None);
                };
                let seq = row.count("seq")?;
                let event: ConversationEvent = key.open(&event_place(conversation, seq), &sealed)?;
                let Some(words) = said(&event) else { return Ok(None) };
                (Thankful::Customer(conversation), words)
            }
        };
        Ok(Some(KindWords {
            id,
            agent: row.parsed("agent_id")?,
            from,
            at: row.time("at")?,
            words,
            agent_shares: row.flag("agent_shares")?,
            customer_agrees: row.opt_int("customer_agrees")?.map(|agrees| agrees == 1),
        }))
    }
}

/// What a customer said with an event, in their own words.
fn said(event: &ConversationEvent) -> Option<String> {
    match event {
        ConversationEvent::MessageReceived { message, .. } => Some(message.text.clone()),
        ConversationEvent::Rated { comment, .. } => comment.clone(),
        _ => None,
    }
}

fn begin(cursor: Option<&Cursor>) -> Result<(i64, String)> {
    cursor.map_or(Ok((i64::MAX, String::new())), Cursor::newest_first)
}

fn place(id: KindWordsId) -> String {
    format!("kind_words/{id}")
}
