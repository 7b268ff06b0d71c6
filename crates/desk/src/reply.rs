//! An agent replies.

use rapport_channels::text;
use rapport_coaching::said_in;
use rapport_domain::{
    AgentId, AttachmentId, ConversationId, MessageId,
    conversation::{Holder, Status},
    event::ConversationEvent,
    message::{Author, MAX_MESSAGE_CHARS, Message},
    promise::PromiseSaid,
    redact::redact,
};
use rapport_storage::{ConversationRow, Expected, Tx};

use crate::{
    Desk, DeskError, Inbound,
    commit::Committed,
    error::invalid,
    promises::{checked_said, said_events},
    seen::nobody_replied_since,
};

/// What an agent writes to the customer.
#[derive(Debug, Clone)]
pub struct AgentReply {
    /// The message.
    pub message: Inbound,
    /// What it says of promises, as the agent has confirmed.
    pub promises: Vec<PromiseSaid>,
    /// The last event that the agent had seen when they began to write, where they say: refused when somebody
    /// else has replied since.
    pub seen: Option<u64>,
}

impl From<Inbound> for AgentReply {
    fn from(message: Inbound) -> Self {
        Self { message, promises: vec![], seen: None }
    }
}

impl Desk {
    /// Sends an agent's reply. The same `client_id` is the same reply, however often it is sent. Only the
    /// agent who holds the conversation may reply.
    pub async fn reply(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        reply: impl Into<AgentReply>,
    ) -> Result<(u64, Message), DeskError> {
        self.send_reply(conversation, agent, reply.into(), false).await
    }

    /// The same of a reply that waited, where `held`: it goes out only if it still waits.
    pub(crate) async fn send_reply(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        AgentReply { message: reply, promises, seen }: AgentReply,
        held: bool,
    ) -> Result<(u64, Message), DeskError> {
        let text = checked(&reply)?;
        let now = self.now();
        let promises = checked_said(promises, now)?;
        let id = MessageId::mint(now, self.entropy());
        let mut message = Message::plain(id, Author::Agent { id: agent }, now, text);
        message.attachments = self.attachments_of_conversation(conversation, &reply.attachments).await?;
        let statements = said_in(&self.release().await?.release().content.statements, &message.text);
        let seen_check = self.seen_check();
        let webhooks = self.webhook_targets().await?;
        // The key space is the agent's own, so that no customer's message can stand for a reply.
        let key = format!("agent:{agent}:{}", reply.provider_id);
        let (sent, committed) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    // One that was refused before and is sent at once now waits no longer.
                    let taken = tx.take_held_reply(conversation, agent, &reply.provider_id).await?;
                    if held && !taken {
                        return Err(DeskError::NotFound("reply that waits"));
                    }
                    if let Some(seq) = tx.find_provider_id(conversation, &key).await? {
                        return already_sent(tx, conversation, seq).await;
                    }
                    nobody_replied_since(tx, conversation, agent, seen).await?;
                    must_hold(tx, &row, agent).await?;
                    let mut events = vec![];
                    if row.status == Status::Snoozed {
                        events.push(ConversationEvent::Woken {});
                    }
                    events.push(ConversationEvent::AgentReplied { message: message.clone(), statements });
                    let replied = events.len() - 1;
                    events.extend(said_events(tx, conversation, agent, promises).await?);
                    let expected = Expected { seq: None, fence: Some(row.fence) };
                    let recorded = tx.append(conversation, expected, &events, now).await?;
                    let seq = recorded.get(replied).map_or(0, |replied| replied.seq);
                    tx.note_provider_id(conversation, &key, seq).await?;
                    seen_check.enqueue(tx, &row, &recorded).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok(((seq, message), Some(Committed { conversation, customer: row.customer, recorded })))
                })
            })
            .await?;
        if let Some(committed) = committed {
            self.tell(&committed).await;
        }
        Ok(sent)
    }
}

/// A reply's text as it is kept, after its checks.
pub(crate) fn checked(reply: &Inbound) -> Result<String, DeskError> {
    let chars = reply.text.chars().count();
    if chars > MAX_MESSAGE_CHARS {
        return Err(DeskError::TooLong { chars });
    }
    if reply.text.trim().is_empty() && reply.attachments.is_empty() {
        return Err(invalid("text", "Write something, or attach a file."));
    }
    Ok(redact(text::clean(&reply.text).trim()).into_owned())
}

/// Refuses unless `agent` holds the conversation.
pub(crate) async fn must_hold(tx: &mut Tx, row: &ConversationRow, agent: AgentId) -> Result<(), DeskError> {
    match row.holder {
        Holder::Agent { id } if id == agent => Ok(()),
        Holder::Agent { id } => {
            Err(DeskError::HeldByOther { holder: tx.agent(id).await?.map(|agent| agent.name) })
        }
        Holder::Assistant => Err(DeskError::WrongState("Take the conversation over first.")),
    }
}

async fn already_sent(
    tx: &mut Tx,
    conversation: ConversationId,
    seq: u64,
) -> Result<((u64, Message), Option<Committed>), DeskError> {
    let sent = tx.events_after(conversation, seq - 1, 1).await?;
    let message = sent.first().and_then(|recorded| recorded.event.visible_message());
    let message = message.ok_or(DeskError::NotFound("message"))?.clone();
    Ok(((seq, message), None))
}

impl Desk {
    /// The files with these ids, which must have been uploaded for this conversation's customer.
    pub(crate) async fn attachments_of_conversation(
        &self,
        conversation: ConversationId,
        ids: &[AttachmentId],
    ) -> Result<Vec<rapport_domain::message::Attachment>, DeskError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let row = self.store().read().await?.conversation(conversation).await?;
        let row = row.ok_or(DeskError::NotFound("conversation"))?;
        self.own_attachments(row.customer, ids).await
    }
}
