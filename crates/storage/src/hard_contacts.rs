//! Hard contacts: which agent met abuse or a threat, and when. Ids and labels only.

use rapport_domain::{
    AgentId, Timestamp,
    conversation::Holder,
    event::{ConversationEvent, Recorded},
    perception::HostilityLevel,
    team::Receiver,
};

use crate::{
    error::StorageError,
    projection::ConversationRow,
    store::{Reader, Tx},
    value::{label, values},
};

/// An agent met abuse or a threat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HardContact {
    /// Who.
    pub agent: AgentId,
    /// When.
    pub at: Timestamp,
}

impl Tx {
    /// Notes an event where it is a hard contact. `row` is the conversation right after it.
    pub(crate) async fn note_hard_contact(
        &mut self,
        row: &ConversationRow,
        recorded: &Recorded,
    ) -> Result<(), StorageError> {
        let met = match (&recorded.event, row.holder) {
            (ConversationEvent::Perceived { perception, .. }, Holder::Agent { id }) => {
                let level = perception.hostility.level;
                (level >= HostilityLevel::Abusive).then_some((id, level))
            }
            // Whoever takes over, or is given it, reads what was written before.
            (
                ConversationEvent::TakenOver { agent, .. }
                | ConversationEvent::HandedOver { to: Receiver::Agent { id: agent }, .. },
                _,
            ) => row.hostility.map(|level| (*agent, level)),
            _ => None,
        };
        let Some((agent, level)) = met else { return Ok(()) };
        let sql = "INSERT INTO hard_contacts (conversation_id, seq, agent_id, at, level) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        let given = values![row.id, recorded.seq, agent, recorded.at, label(&level)];
        self.connection.execute(sql, given).await.map(drop)
    }
}

impl Reader {
    /// The hard contacts since a moment, oldest first.
    pub async fn hard_contacts_since(&mut self, since: Timestamp) -> Result<Vec<HardContact>, StorageError> {
        let sql = "SELECT agent_id, at FROM hard_contacts WHERE at >= $1 ORDER BY at, conversation_id, seq";
        let rows = self.connection.fetch_all(sql, values![since]).await?;
        rows.iter()
            .map(|row| Ok(HardContact { agent: row.parsed("agent_id")?, at: row.time("at")? }))
            .collect()
    }
}
