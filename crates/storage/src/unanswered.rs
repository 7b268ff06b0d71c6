//! Where the assistant gave no answer: ids and times, found again without reading any words.

use rapport_domain::{
    ConversationId, Timestamp,
    event::{HandoverReason, Recorded},
    why::DecisionKind,
};

use crate::{
    error::StorageError,
    projection::ConversationRow,
    store::{Reader, Tx},
    value::values,
};

/// An event that says that there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnansweredEvent {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Its place there.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Notes an event where it says that there was no answer.
    pub(crate) async fn note_unanswered(
        &mut self,
        row: &ConversationRow,
        recorded: &Recorded,
    ) -> Result<(), StorageError> {
        let facts = recorded.event.facts();
        // What a model put together lacks an authored answer all the same.
        let lost = matches!(
            facts.decision,
            Some(DecisionKind::DidNotKnow | DecisionKind::AskedBack | DecisionKind::Drafted)
        ) || facts.handover == Some(HandoverReason::DidNotKnow);
        if lost {
            let sql = "INSERT INTO unanswered (conversation_id, seq, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            self.connection.execute(sql, values![row.id, recorded.seq, recorded.at]).await?;
        }
        Ok(())
    }
}

impl Reader {
    /// The conversations in which something was said since a moment, the latest first.
    pub async fn conversations_since(
        &mut self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<ConversationId>, StorageError> {
        let sql = "SELECT id FROM conversations WHERE last_at >= $1 ORDER BY last_at DESC, id DESC LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![since, limit]).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    /// The latest events since a moment that say that there was no answer, newest first.
    pub async fn unanswered_since(
        &mut self,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<UnansweredEvent>, StorageError> {
        let sql = "SELECT conversation_id, seq, at FROM unanswered WHERE at >= $1 \
                   ORDER BY at DESC, conversation_id, seq LIMIT $2";
        let rows = self.connection.fetch_all(sql, values![since, limit]).await?;
        let event = |row: &crate::connection::Row| {
            Ok(UnansweredEvent {
                conversation: row.parsed("conversation_id")?,
                seq: row.count("seq")?,
                at: row.time("at")?,
            })
        };
        rows.iter().map(event).collect()
    }
}
