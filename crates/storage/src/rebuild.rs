//! Making the projections again from the events: after a change of what they show, or in doubt.

use rapport_domain::{ConversationId, CustomerId, event::Facts};

use crate::{
    error::StorageError,
    projection::ConversationRow,
    rollups::Counted,
    store::{Reader, Store, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// Rows that are read at a time.
const STRETCH: u64 = 2_000;

/// What was made again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Conversations whose row was made again.
    pub conversations: u64,
    /// Conversations of erased customers, whose words cannot be read; they stay as they are.
    pub erased: u64,
}

impl Store {
    /// Makes every conversation's row, the statements heard, the feelings after them and the rollups again from the events. Meant
    /// for a store that no server is using: counts that are made meanwhile are lost.
    pub async fn rebuild_projections(&self) -> Result<Rebuilt> {
        let mut rebuilt = Rebuilt::default();
        let mut after = String::new();
        loop {
            let stretch = self.read().await?.conversation_ids(&after).await?;
            let Some((last, _)) = stretch.last() else { break };
            after = last.to_string();
            for (id, erased) in stretch {
                if erased {
                    rebuilt.erased += 1;
                    continue;
                }
                self.write::<_, StorageError, _>(move |tx| Box::pin(async move { tx.rebuild_row(id).await }))
                    .await?;
                rebuilt.conversations += 1;
            }
        }
        self.write::<_, StorageError, _>(|tx| Box::pin(async move { tx.rebuild_rollups().await })).await?;
        Ok(rebuilt)
    }
}

impl Tx {
    async fn rebuild_row(&mut self, id: ConversationId) -> Result<()> {
        let (old, key) = self.locked_row(id).await?;
        let events = self.events_after(id, 0, u32::MAX).await?;
        let Some((first, rest)) = events.split_first() else { return Err(StorageError::MisplacedStart(id)) };
        let mut row = ConversationRow::started(id, first).ok_or(StorageError::MisplacedStart(id))?;
        // Who has read what is no event; only the row knows.
        (row.read_seq, row.seen_seq) = (old.read_seq, old.seen_seq);
        let sql = "DELETE FROM hard_contacts WHERE conversation_id = $1";
        self.connection.execute(sql, values![id]).await?;
        for recorded in rest {
            row.apply(recorded);
            self.note_hard_contact(&row, recorded).await?;
        }
        self.update_row(&row, &key).await?;
        self.rebuild_tags(id, &row.tags).await?;
        self.connection.execute("DELETE FROM statement_uses WHERE conversation_id = $1", values![id]).await?;
        self.connection.execute("DELETE FROM felt_replies WHERE conversation_id = $1", values![id]).await?;
        self.connection.execute("DELETE FROM unanswered WHERE conversation_id = $1", values![id]).await?;
        self.connection.execute("DELETE FROM promises WHERE conversation_id = $1", values![id]).await?;
        for recorded in &events {
            self.note_promise(&row, recorded).await?;
            self.note_mentions(&row, recorded).await?;
            self.note_statements(&row, recorded).await?;
            self.note_felt(&row, recorded).await?;
            self.note_unanswered(&row, recorded).await?;
        }
        Ok(())
    }

    async fn rebuild_rollups(&mut self) -> Result<()> {
        self.connection.execute("DELETE FROM rollups", values![]).await?;
        let (mut conversation, mut seq) = (String::new(), 0);
        loop {
            let sql = "SELECT e.conversation_id, e.seq, e.at, e.kind, e.facts, c.channel FROM events e \
                       JOIN conversations c ON c.id = e.conversation_id WHERE (e.conversation_id, e.seq) > ($1, $2) \
                       ORDER BY e.conversation_id, e.seq LIMIT $3";
            let rows = self.connection.fetch_all(sql, values![&conversation, seq, STRETCH]).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            (conversation, seq) = (last.text("conversation_id")?, last.count("seq")?);
            for row in &rows {
                let (kind, facts) = (row.text("kind")?, row.json::<Facts>("facts")?);
                let counted = Counted { kind: &kind, facts: &facts, channel: row.label("channel")? };
                self.count_event(row.parsed("conversation_id")?, row.time("at")?, &counted);
            }
        }
    }
}

impl Reader {
    async fn conversation_ids(&mut self, after: &str) -> Result<Vec<(ConversationId, bool)>> {
        let sql = "SELECT c.id, k.customer_id AS keyed FROM conversations c \
                   LEFT JOIN customer_keys k ON k.customer_id = c.customer_id \
                   WHERE c.id > $1 ORDER BY c.id LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![after, STRETCH]).await?;
        rows.iter()
            .map(|row| Ok((row.parsed("id")?, row.opt_parsed::<CustomerId>("keyed")?.is_none())))
            .collect()
    }
}
