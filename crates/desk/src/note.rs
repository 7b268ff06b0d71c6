//! An agent writes a note that the customer does not see.

use rapport_channels::text::clean;
use rapport_domain::{
    AgentId, ConversationId, MessageId,
    event::ConversationEvent,
    message::{Author, MAX_MESSAGE_CHARS, Message},
    redact::redact,
};

use crate::{Desk, DeskError, error::invalid};

impl Desk {
    /// Adds a note; answers its sequence number. The colleagues whom it mentions find it among their mentions.
    pub async fn add_note(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        text: &str,
        mentions: &[AgentId],
    ) -> Result<u64, DeskError> {
        let chars = text.chars().count();
        if chars > MAX_MESSAGE_CHARS {
            return Err(DeskError::TooLong { chars });
        }
        if text.trim().is_empty() {
            return Err(invalid("text", "Write something."));
        }
        let mentions = self.checked_mentions(mentions).await?;
        let now = self.now();
        let id = MessageId::mint(now, self.entropy());
        let message = Message::plain(id, Author::Agent { id: agent }, now, redact(clean(text).trim()));
        self.record(conversation, move |_| Ok(vec![ConversationEvent::Noted { message, mentions }])).await
    }
}
