//! A customer writes: durable before it is acknowledged, one provider message id one message, in order.

use rapport_channels::text;
use rapport_domain::{
    AttachmentId, ConversationId, CustomerId, MessageId, Timestamp, TopicId,
    conversation::Status,
    event::{ConversationEvent, Recorded},
    message::{Attachment, Author, MAX_MESSAGE_CHARS, Message},
    redact::redact,
};
use rapport_storage::{Expected, Tx};

use crate::{
    Desk, DeskError, Step, commit::Committed, error::invalid, pause, set_limit::closed_until, steps::step,
};

/// What a customer wrote.
#[derive(Debug, Clone)]
pub struct Inbound {
    /// The id that the provider or the widget gave it: 1 to 200 characters.
    pub provider_id: String,
    /// Plain text.
    pub text: String,
    /// Files that were uploaded before.
    pub attachments: Vec<AttachmentId>,
}

/// An accepted message.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Its sequence number.
    pub seq: u64,
    /// As it was stored: with secrets masked.
    pub message: Message,
    /// Whether the same message was accepted before.
    pub repeated: bool,
}

impl Desk {
    /// Accepts a customer's message. When this answers, the message is on the disk.
    pub async fn receive_message(
        &self,
        conversation: ConversationId,
        inbound: Inbound,
    ) -> Result<Accepted, DeskError> {
        self.receive_about(conversation, inbound, None).await
    }

    /// The same of a customer who came from an article of the help centre to ask about it.
    pub(crate) async fn receive_about(
        &self,
        conversation: ConversationId,
        inbound: Inbound,
        article: Option<TopicId>,
    ) -> Result<Accepted, DeskError> {
        step("accept", conversation, self.accept(conversation, inbound, article)).await
    }

    async fn accept(
        &self,
        conversation: ConversationId,
        inbound: Inbound,
        article: Option<TopicId>,
    ) -> Result<Accepted, DeskError> {
        check(&inbound)?;
        let now = self.now();
        let id = MessageId::mint(now, self.entropy());
        let mut message =
            Message::plain(id, Author::Customer, now, redact(text::clean(&inbound.text).trim()));
        let row = self.store().read().await?.conversation(conversation).await?;
        let row = row.ok_or(DeskError::NotFound("conversation"))?;
        message.attachments = self.own_attachments(row.customer, &inbound.attachments).await?;
        let pauses = self.settings().pauses;
        let provider_id = inbound.provider_id;
        let article = self.known_article(article).await?;
        let webhooks = self.webhook_targets().await?;
        let (accepted, committed) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(seq) = tx.find_provider_id(conversation, &provider_id).await? {
                        return repeated(tx, conversation, seq).await;
                    }
                    let row = tx.conversation(conversation).await?;
                    let row = row.ok_or(DeskError::NotFound("conversation"))?;
                    let mut events = vec![];
                    match row.status {
                        // Ended by policy, it is read for danger and threats, and is no new beginning yet.
                        Status::Resolved if closed_until(&row, now).is_some() => {}
                        Status::Resolved => {
                            events.push(ConversationEvent::EpisodeStarted { number: row.episode + 1 });
                        }
                        Status::Snoozed => events.push(ConversationEvent::Woken {}),
                        Status::Open | Status::Pending => {}
                    }
                    events.extend(article.map(|topic| ConversationEvent::CameFrom { topic }));
                    let last = message.text.clone();
                    events.push(ConversationEvent::MessageReceived { message: message.clone(), provider_id });
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    let seq = recorded.last().map_or(0, |last| last.seq);
                    // While an agent holds the conversation the turn is only read, for how the customer feels.
                    let first = tx.turn(conversation).await?.map_or(now, |turn| turn.first_at);
                    let due_at = pause::due_at(&last, now, first, pauses);
                    tx.schedule_turn(conversation, seq, due_at, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    let committed = Committed { conversation, customer: row.customer, recorded };
                    Ok((Accepted { seq, message, repeated: false }, Some((committed, due_at))))
                })
            })
            .await?;
        self.observe(Step::Accepted);
        if let Some((committed, due_at)) = committed {
            self.tell(&committed).await;
            self.shared.turns.set(due_at);
        }
        Ok(accepted)
    }

    /// The article, if there is one now. The page may be older than the release in force, and what a customer
    /// writes is never refused for that.
    async fn known_article(&self, article: Option<TopicId>) -> Result<Option<TopicId>, DeskError> {
        let Some(topic) = article else { return Ok(None) };
        let centre = self.help_centre().await?;
        Ok(centre.is_some_and(|centre| centre.site.articles.contains_key(&topic)).then_some(topic))
    }

    /// The files with these ids, which must be the customer's own.
    pub(crate) async fn own_attachments(
        &self,
        customer: CustomerId,
        ids: &[AttachmentId],
    ) -> Result<Vec<Attachment>, DeskError> {
        let mut found = vec![];
        for id in ids {
            let stored = self.store().read().await?.attachment(*id).await?;
            let own = stored.filter(|stored| stored.customer == customer);
            found.push(own.ok_or(DeskError::NotFound("attachment"))?.attachment);
        }
        Ok(found)
    }
}

/// Refuses what can be seen to be wrong before anything is read.
pub(crate) fn check(inbound: &Inbound) -> Result<(), DeskError> {
    let chars = inbound.text.chars().count();
    if chars > MAX_MESSAGE_CHARS {
        return Err(DeskError::TooLong { chars });
    }
    if inbound.text.trim().is_empty() && inbound.attachments.is_empty() {
        return Err(invalid("text", "Write something, or attach a file."));
    }
    if inbound.attachments.len() > 10 {
        return Err(invalid("attachments", "At most 10 files go with one message."));
    }
    if inbound.provider_id.is_empty() || inbound.provider_id.chars().count() > 200 {
        return Err(invalid("client_id", "It must have 1 to 200 characters."));
    }
    Ok(())
}

async fn repeated(
    tx: &mut Tx,
    conversation: ConversationId,
    seq: u64,
) -> Result<(Accepted, Option<(Committed, Timestamp)>), DeskError> {
    let events = tx.events_after(conversation, seq - 1, 1).await?;
    match events.into_iter().next() {
        Some(Recorded { event: ConversationEvent::MessageReceived { message, .. }, .. }) => {
            Ok((Accepted { seq, message, repeated: true }, None))
        }
        _ => Err(DeskError::NotFound("message")),
    }
}
