//! Replies that agents keep at hand: their own, and the team's, which designers look after.

use rapport_channels::text;
use rapport_domain::{
    CannedReplyId,
    agent::{Agent, Role},
};

use crate::{Desk, DeskError, error::invalid};

pub use rapport_storage::CannedReply;

/// What a canned reply is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReplyDraft {
    /// By which it is found.
    pub title: String,
    /// What is inserted.
    pub text: String,
    /// Whether the whole team has it at hand.
    pub shared: bool,
}

/// The longest title, in characters.
const MAX_TITLE_CHARS: usize = 80;
/// The most replies that one agent has at hand.
const MOST: usize = 500;

impl Desk {
    /// The replies that an agent has at hand, by title.
    pub async fn canned_replies(&self, agent: &Agent) -> Result<Vec<CannedReply>, DeskError> {
        let mut replies = self.store().read().await?.canned_replies(agent.id).await?;
        replies.sort_by_cached_key(|reply| reply.title.to_lowercase());
        Ok(replies)
    }

    /// Keeps a new reply at hand. One for the whole team needs a designer.
    pub async fn add_canned_reply(
        &self,
        agent: &Agent,
        draft: CannedReplyDraft,
    ) -> Result<CannedReply, DeskError> {
        if self.canned_replies(agent).await?.len() >= MOST {
            return Err(DeskError::WrongState("There are 500 canned replies. Delete some first."));
        }
        let now = self.now();
        let id = CannedReplyId::mint(now, self.entropy());
        let made =
            CannedReply { id, owner: None, title: String::new(), text: String::new(), created_at: now };
        self.save_canned_reply(agent, made, draft).await
    }

    /// Changes a reply.
    pub async fn change_canned_reply(
        &self,
        agent: &Agent,
        id: CannedReplyId,
        draft: CannedReplyDraft,
    ) -> Result<CannedReply, DeskError> {
        let known = self.own_canned_reply(agent, id).await?;
        self.save_canned_reply(agent, known, draft).await
    }

    /// Forgets a reply.
    pub async fn delete_canned_reply(&self, agent: &Agent, id: CannedReplyId) -> Result<(), DeskError> {
        self.own_canned_reply(agent, id).await?;
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.delete_canned_reply(id).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await
    }

    /// A reply that this agent may change. Those of others do not exist for them.
    async fn own_canned_reply(&self, agent: &Agent, id: CannedReplyId) -> Result<CannedReply, DeskError> {
        let known = self.store().read().await?.canned_reply(id).await?;
        let known = known.filter(|reply| reply.owner.is_none_or(|owner| owner == agent.id));
        let known = known.ok_or(DeskError::NotFound("canned reply"))?;
        may_share(agent, known.owner.is_none())?;
        Ok(known)
    }

    async fn save_canned_reply(
        &self,
        agent: &Agent,
        known: CannedReply,
        draft: CannedReplyDraft,
    ) -> Result<CannedReply, DeskError> {
        may_share(agent, draft.shared)?;
        let title =
            text::line(&draft.title, MAX_TITLE_CHARS).map_err(|error| invalid("title", error.to_string()))?;
        let text = text::message(&draft.text).map_err(|error| invalid("text", error.to_string()))?;
        if text.trim().is_empty() {
            return Err(invalid("text", "Write what is to be inserted."));
        }
        let owner = (!draft.shared).then_some(agent.id);
        let reply = CannedReply { owner, title, text, ..known };
        let stored = reply.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.save_canned_reply(&stored).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(reply)
    }
}

fn may_share(agent: &Agent, shared: bool) -> Result<(), DeskError> {
    if shared && agent.role < Role::Designer {
        return Err(DeskError::Forbidden("change what the whole team has at hand"));
    }
    Ok(())
}
