//! One act on many conversations: each by the use case of one, in a transaction of its own, so that one that
//! cannot be done holds up no other.

use rapport_domain::{AgentId, ConversationId, Timestamp, conversation::Holder, tag::Tag};

use crate::{Desk, DeskError};

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkAct {
    /// They are done.
    Resolve,
    /// They are put aside.
    Snooze {
        /// Until when.
        until: Timestamp,
    },
    /// They get a tag.
    Tag {
        /// Which.
        tag: Tag,
    },
    /// A tag is taken off.
    Untag {
        /// Which.
        tag: Tag,
    },
    /// The agent takes them over.
    TakeOver {
        /// Whether from colleagues too.
        from_colleague: bool,
    },
}

/// What came of one conversation.
#[derive(Debug)]
pub struct BulkOutcome {
    /// Which.
    pub conversation: ConversationId,
    /// Done, or why not.
    pub result: Result<(), DeskError>,
}

impl Desk {
    /// Does the same to many conversations, one after the other. What is done already is done: a call that is
    /// repeated changes nothing more.
    pub async fn act_on_many(
        &self,
        conversations: &[ConversationId],
        agent: AgentId,
        act: &BulkAct,
    ) -> Vec<BulkOutcome> {
        let mut outcomes: Vec<BulkOutcome> = Vec::with_capacity(conversations.len());
        for conversation in conversations.iter().copied() {
            if outcomes.iter().all(|outcome| outcome.conversation != conversation) {
                let result = match self.act_on_one(conversation, agent, act).await {
                    Err(DeskError::HeldByOther { holder: None }) => {
                        Err(DeskError::HeldByOther { holder: self.holder_of(conversation).await })
                    }
                    result => result,
                };
                outcomes.push(BulkOutcome { conversation, result });
            }
        }
        outcomes
    }

    async fn act_on_one(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        act: &BulkAct,
    ) -> Result<(), DeskError> {
        match act {
            BulkAct::Resolve => self.resolve(conversation, Some(agent)).await,
            BulkAct::Snooze { until } => self.snooze(conversation, agent, *until).await,
            BulkAct::Tag { tag } => self.tag(conversation, Some(agent), tag).await,
            BulkAct::Untag { tag } => self.untag(conversation, Some(agent), tag).await,
            BulkAct::TakeOver { from_colleague } => {
                self.take_over(conversation, agent, *from_colleague).await
            }
        }
    }

    /// The agent who holds a conversation, by name, so that whoever asked knows whom to ask.
    async fn holder_of(&self, conversation: ConversationId) -> Option<String> {
        match self.conversation_row(conversation).await.ok()?.holder {
            Holder::Agent { id } => self.agent_name(id).await.ok().filter(|name| !name.is_empty()),
            Holder::Assistant => None,
        }
    }
}
