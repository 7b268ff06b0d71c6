//! Mentions: notes in which a colleague is called by name. Their words are read where they stand, in the log, sealed
//! under the customer's key.

use rapport_domain::{
    AgentId, ConversationId, Timestamp,
    customer::Customer,
    event::{ConversationEvent, Recorded},
    message::Message,
};

use crate::{
    connection::Row,
    error::StorageError,
    inbox::COUNTED_AT_MOST,
    listed_events::{ListedEvent, select_listed},
    page::{Cursor, Page},
    projection::ConversationRow,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A note in which an agent is called by name.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The conversation.
    pub conversation: ConversationId,
    /// The note's sequence number.
    pub seq: u64,
    /// Whose conversation it is.
    pub customer: Customer,
    /// The note; its author calls.
    pub note: Message,
    /// When it was written.
    pub at: Timestamp,
    /// When the one who is called has read it.
    pub read_at: Option<Timestamp>,
}

impl Tx {
    /// Takes into account whom a note calls. One that is known already keeps whether it was read.
    pub(crate) async fn note_mentions(&mut self, row: &ConversationRow, recorded: &Recorded) -> Result<()> {
        let ConversationEvent::Noted { mentions, .. } = &recorded.event else { return Ok(()) };
        for agent in mentions {
            let sql = "INSERT INTO mentions (agent_id, conversation_id, seq, customer_id, at) \
                       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
            let given = values![*agent, row.id, recorded.seq, row.customer, recorded.at];
            self.connection.execute(sql, given).await?;
        }
        Ok(())
    }

    /// An agent has read the notes of a conversation that call them; answers whether that is new.
    pub async fn read_mentions(
        &mut self,
        agent: AgentId,
        conversation: ConversationId,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = "UPDATE mentions SET read_at = $3 WHERE agent_id = $1 AND conversation_id = $2 AND read_at IS NULL";
        Ok(self.connection.execute(sql, values![agent, conversation, now]).await? > 0)
    }
}

impl Reader {
    /// The notes that call an agent, the latest first.
    pub async fn mentions(
        &mut self,
        agent: AgentId,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Mention>> {
        let sql = concat!(
            select_listed!("mentions"),
            " WHERE l.agent_id = $1 AND (l.at, l.seq, l.conversation_id) < ($2, $3, $4) \
              ORDER BY l.at DESC, l.seq DESC, l.conversation_id DESC LIMIT $5"
        );
        let (at, seq, id) = match cursor {
            Some(cursor) => cursor.ranked()?,
            None => (i64::MAX, i64::MAX, String::new()),
        };
        let given = values![agent, at, seq, id, u64::from(limit) + 1];
        let rows = self.connection.fetch_all(sql, given).await?;
        let items =
            rows.iter().filter_map(|row| self.read_mention(row).transpose()).collect::<Result<_>>()?;
        Ok(Page::cut(items, limit, |last: &Mention| {
            let seq = i64::try_from(last.seq).unwrap_or(i64::MAX);
            Cursor::from_ranked(last.at.as_micros(), Timestamp::from_micros(seq), last.conversation)
        }))
    }

    /// How many notes that call an agent they have not read, none above [`COUNTED_AT_MOST`].
    pub async fn count_unread_mentions(&mut self, agent: AgentId) -> Result<u64> {
        let sql = format!(
            "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM mentions WHERE agent_id = $1 AND read_at IS NULL \
             LIMIT {COUNTED_AT_MOST}) AS unread"
        );
        self.connection.fetch_one(sqlx::AssertSqlSafe(sql), values![agent]).await?.count("n")
    }

    fn read_mention(&self, row: &Row) -> Result<Option<Mention>> {
        let Some(ListedEvent { conversation, seq, customer, event }) = self.listed_event(row)? else {
            return Ok(None);
        };
        let ConversationEvent::Noted { message, .. } = event else { return Ok(None) };
        Ok(Some(Mention {
            conversation,
            seq,
            customer,
            note: message,
            at: row.time("at")?,
            read_at: row.opt_time("read_at")?,
        }))
    }
}
