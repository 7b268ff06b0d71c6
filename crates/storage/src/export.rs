//! Everything that is kept about a customer, as they may ask for it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rapport_domain::{AttachmentId, ConversationId, CustomerId, Timestamp};
use serde_json::{Value, json};

use crate::{
    error::StorageError,
    incidents::Incident,
    statement_proposals::StatementProposal,
    store::Reader,
    value::{self, values},
};

type Result<T> = std::result::Result<T, StorageError>;

impl Reader {
    /// Everything about a customer: profile, every event of every conversation, files with their bytes,
    /// statements heard, what agents noted and proposed out of it, and what still waits to be delivered. `None` when there is no such customer, or
    /// when they were erased.
    pub async fn export_customer(&mut self, id: CustomerId) -> Result<Option<Value>> {
        let Some(customer) = self.customer(id).await? else { return Ok(None) };
        let mut conversations = Vec::new();
        for conversation in self.conversations_of(id).await? {
            conversations.push(self.export_conversation(conversation).await?);
        }
        let sql = "SELECT id FROM attachments WHERE customer_id = $1 ORDER BY created_at, id";
        let rows = self.connection.fetch_all(sql, values![id]).await?;
        let mut attachments = Vec::new();
        for row in rows {
            attachments.extend(self.export_attachment(row.parsed("id")?).await?);
        }
        let sql = "SELECT id FROM deliveries WHERE customer_id = $1 ORDER BY created_at, id";
        let rows = self.connection.fetch_all(sql, values![id]).await?;
        let mut deliveries = Vec::new();
        for row in rows {
            if let Some(delivery) = self.delivery(row.parsed("id")?).await? {
                deliveries.push(json!({
                    "kind": value::label(&delivery.kind),
                    "state": value::label(&delivery.state),
                    "created_at": delivery.created_at.to_string(),
                    "payload": delivery.payload,
                }));
            }
        }
        let gaps = self.knowledge_gaps_of(id).await?.into_iter();
        let gaps: Vec<Value> =
            gaps.map(|gap| json!({ "words": gap.words, "at": gap.at.to_string() })).collect();
        let proposals = self.statement_proposals_from(id).await?.into_iter();
        let proposals: Vec<Value> = proposals.map(export_proposal).collect();
        let incidents: Vec<Value> = self.incidents_of(id).await?.into_iter().map(export_incident).collect();
        let heard = self.statements_heard(id, Timestamp::from_micros(i64::MIN)).await?;
        let heard: Vec<Value> = heard
            .iter()
            .map(|(statement, at)| json!({ "statement": statement, "at": at.to_string() }))
            .collect();
        Ok(Some(json!({
            "customer": {
                "id": customer.id,
                "name": customer.name,
                "email": customer.email,
                "mail_declined": customer.mail_declined,
                "external_id": customer.external_id,
                "verified": customer.verified,
                "locale": customer.locale,
                "created_at": customer.created_at.to_string(),
            },
            "conversations": conversations,
            "attachments": attachments,
            "deliveries": deliveries,
            "statements_heard": heard,
            "answers_missed": gaps,
            "wordings_proposed": proposals,
            "incidents": incidents,
        })))
    }

    /// The conversations of a customer, oldest first.
    pub async fn conversations_of(&mut self, customer: CustomerId) -> Result<Vec<ConversationId>> {
        let sql = "SELECT id FROM conversations WHERE customer_id = $1 ORDER BY started_at, id";
        let rows = self.connection.fetch_all(sql, values![customer]).await?;
        rows.iter().map(|row| row.parsed("id")).collect()
    }

    async fn export_conversation(&mut self, id: ConversationId) -> Result<Value> {
        let events = self.events_after(id, 0, u32::MAX).await?;
        let events: Vec<Value> = events
            .iter()
            .map(|recorded| json!({ "seq": recorded.seq, "at": recorded.at.to_string(), "event": recorded.event }))
            .collect();
        Ok(json!({ "id": id, "events": events }))
    }

    async fn export_attachment(&mut self, id: AttachmentId) -> Result<Option<Value>> {
        let Some(file) = self.attachment(id).await? else { return Ok(None) };
        let bytes = self.attachment_bytes(id).await?.unwrap_or_default();
        Ok(Some(json!({
            "id": id,
            "name": file.attachment.name,
            "media_type": file.attachment.media_type,
            "created_at": file.created_at.to_string(),
            "content_base64": STANDARD.encode(bytes),
        })))
    }
}

fn export_proposal(proposal: StatementProposal) -> Value {
    let words = proposal.words;
    json!({
        "text": words.text,
        "note": words.note,
        "answer": words.answer,
        "at": proposal.at.to_string(),
    })
}

fn export_incident(incident: Incident) -> Value {
    json!({
        "kind": value::label(&incident.kind),
        "at": incident.at.to_string(),
        "closed_at": incident.closed.map(|(at, _)| at.to_string()),
        "happened": incident.words.map(|words| words.happened),
    })
}
