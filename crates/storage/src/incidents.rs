//! Incidents: what is reported of what happened to an agent. The words are sealed under the customer's key.

use rapport_domain::{AgentId, ConversationId, CustomerId, IncidentId, Timestamp, care::IncidentKind};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    conversations::row_key,
    error::StorageError,
    page::{Cursor, Page},
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Something that should not have happened to an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Who reported it; `None` is Rapport itself.
    pub agent: Option<AgentId>,
    /// What it is about.
    pub kind: IncidentKind,
    /// The message that it is about.
    pub message: Option<u64>,
    /// When it was reported.
    pub at: Timestamp,
    /// When it was closed, and by whom.
    pub closed: Option<(Timestamp, AgentId)>,
    /// The words; `None` once the customer was erased.
    pub words: Option<IncidentWords>,
}

/// What was written of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentWords {
    /// What happened, in the words of who reported it.
    pub happened: String,
    /// What came of it, in the words of who closed it.
    pub came_of_it: String,
}

impl Tx {
    /// Keeps a report.
    pub async fn create_incident(&mut self, incident: &Incident) -> Result<()> {
        let (row, key) = self.locked_row(incident.conversation).await?;
        let words = incident.words.clone().unwrap_or_default();
        let sealed = self.keys.seal(&key, &place(incident.id), &words)?;
        let sql = "INSERT INTO incidents (id, conversation_id, customer_id, agent_id, kind, message_seq, at, sealed) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let given = values![
            incident.id,
            incident.conversation,
            row.customer,
            incident.agent,
            label(&incident.kind),
            incident.message,
            incident.at,
            sealed
        ];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Closes a report with what came of it; answers whether it was open. Of an erased customer's, no word is
    /// kept.
    pub async fn close_incident(
        &mut self,
        id: IncidentId,
        (by, came_of_it): (AgentId, String),
        now: Timestamp,
    ) -> Result<bool> {
        let Some(row) = self.incident_row(id).await? else { return Ok(false) };
        let sealed = match (row_key(&self.keys, &row)?, self.read_incident(&row)?.words) {
            (Some(key), Some(words)) => {
                Some(self.keys.seal(&key, &place(id), &IncidentWords { came_of_it, ..words })?)
            }
            _ => None,
        };
        let sql = "UPDATE incidents SET closed_at = $2, closed_by = $3, sealed = $4 \
                   WHERE id = $1 AND closed_at IS NULL";
        Ok(self.connection.execute(sql, values![id, now, by, sealed]).await? > 0)
    }
}

impl Reader {
    /// Reports, newest first: those that are open, or all.
    pub async fn incidents(
        &mut self,
        only_open: bool,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Incident>> {
        let sql = if only_open {
            "SELECT i.*, k.wrapped FROM incidents i LEFT JOIN customer_keys k ON k.customer_id = i.customer_id \
             WHERE i.closed_at IS NULL AND (i.at, i.id) < ($1, $2) ORDER BY i.at DESC, i.id DESC LIMIT $3"
        } else {
            "SELECT i.*, k.wrapped FROM incidents i LEFT JOIN customer_keys k ON k.customer_id = i.customer_id \
             WHERE (i.at, i.id) < ($1, $2) ORDER BY i.at DESC, i.id DESC LIMIT $3"
        };
        let (at, id) = match cursor {
            Some(cursor) => cursor.newest_first()?,
            None => (i64::MAX, String::new()),
        };
        let rows = self.connection.fetch_all(sql, values![at, id, u64::from(limit) + 1]).await?;
        let incidents = rows.iter().map(|row| self.read_incident(row)).collect::<Result<_>>()?;
        Ok(Page::cut(incidents, limit, |last: &Incident| Cursor::from_newest_first(last.at, last.id)))
    }

    /// How many reports are open.
    pub async fn open_incidents(&mut self) -> Result<u64> {
        let sql = "SELECT COUNT(*) AS n FROM incidents WHERE closed_at IS NULL";
        self.connection.fetch_one(sql, values![]).await?.count("n")
    }

    /// A report.
    pub async fn incident(&mut self, id: IncidentId) -> Result<Option<Incident>> {
        let row = self.incident_row(id).await?;
        row.map(|row| self.read_incident(&row)).transpose()
    }

    /// Everything that was reported of a customer's conversations, oldest first.
    pub(crate) async fn incidents_of(&mut self, customer: CustomerId) -> Result<Vec<Incident>> {
        let sql = "SELECT i.*, k.wrapped FROM incidents i JOIN customer_keys k ON k.customer_id = i.customer_id \
                   WHERE i.customer_id = $1 ORDER BY i.at, i.id";
        let rows = self.connection.fetch_all(sql, values![customer]).await?;
        rows.iter().map(|row| self.read_incident(row)).collect()
    }

    /// Whether a report of this kind is open for a conversation.
    pub async fn has_open_incident(&mut self, id: ConversationId, kind: IncidentKind) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM incidents \
                   WHERE conversation_id = $1 AND kind = $2 AND closed_at IS NULL";
        Ok(self.connection.fetch_one(sql, values![id, label(&kind)]).await?.count("n")? > 0)
    }

    async fn incident_row(&mut self, id: IncidentId) -> Result<Option<Row>> {
        let sql = "SELECT i.*, k.wrapped FROM incidents i \
                   LEFT JOIN customer_keys k ON k.customer_id = i.customer_id WHERE i.id = $1";
        self.connection.fetch_optional(sql, values![id]).await
    }

    fn read_incident(&self, row: &Row) -> Result<Incident> {
        let id = row.parsed("id")?;
        let words = match (row_key(&self.keys, row)?, row.opt_blob("sealed")?) {
            (Some(key), Some(sealed)) => Some(key.open(&place(id), &sealed)?),
            _ => None,
        };
        let closed = match (row.opt_time("closed_at")?, row.opt_parsed("closed_by")?) {
            (Some(at), Some(by)) => Some((at, by)),
            _ => None,
        };
        Ok(Incident {
            id,
            conversation: row.parsed("conversation_id")?,
            agent: row.opt_parsed("agent_id")?,
            kind: row.label("kind")?,
            message: row.opt_int("message_seq")?.and_then(|seq| u64::try_from(seq).ok()),
            at: row.time("at")?,
            closed,
            words,
        })
    }
}

fn place(id: IncidentId) -> String {
    format!("incidents/{id}")
}
