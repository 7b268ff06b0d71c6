//! Tags on conversations.

use rapport_domain::{
    AgentId, ConversationId,
    event::ConversationEvent,
    redact::redact,
    tag::{MAX_TAG_CHARS, MAX_TAGS, Tag},
};

use crate::{Desk, DeskError, error::invalid};

impl Desk {
    /// Puts a tag on a conversation; one that it has already stays as it is.
    pub async fn tag(
        &self,
        conversation: ConversationId,
        agent: Option<AgentId>,
        tag: &Tag,
    ) -> Result<(), DeskError> {
        let tag = tag.clone();
        self.record(conversation, move |row| {
            if row.tags.contains(&tag) {
                return Ok(vec![]);
            }
            if row.tags.len() >= MAX_TAGS {
                return Err(DeskError::WrongState("This conversation has 20 tags. Take one off first."));
            }
            Ok(vec![ConversationEvent::Tagged { tag, agent }])
        })
        .await?;
        Ok(())
    }

    /// Takes a tag off a conversation; one that it does not have is as good.
    pub async fn untag(
        &self,
        conversation: ConversationId,
        agent: Option<AgentId>,
        tag: &Tag,
    ) -> Result<(), DeskError> {
        let tag = tag.clone();
        self.record(conversation, move |row| {
            Ok(if row.tags.contains(&tag) {
                vec![ConversationEvent::Untagged { tag, agent }]
            } else {
                vec![]
            })
        })
        .await?;
        Ok(())
    }

    /// The tags that are in use, each with how many conversations have it, the most used first.
    pub async fn tags(&self) -> Result<Vec<(Tag, u64)>, DeskError> {
        Ok(self.store().read().await?.tags().await?)
    }
}

/// The tag that somebody typed, with card numbers and secrets masked.
pub fn read_tag(field: &'static str, text: &str) -> Result<Tag, DeskError> {
    let tag = redact(&rapport_channels::text::clean(text)).parse();
    tag.map_err(|_| invalid(field, format!("Write a tag of 1 to {MAX_TAG_CHARS} characters.")))
}
