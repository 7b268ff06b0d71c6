//! Kind words: a customer's thanks find the agent who helped; colleagues say theirs. The team sees them where
//! both sides agree.

use rapport_channels::text;
use rapport_domain::{AgentId, ConversationId, KindWordsId, redact::redact};
use rapport_storage::Cursor;

use crate::{Desk, DeskError, Page, Visitor, error::invalid};

pub use rapport_storage::{KindWords, Thankful};

/// The longest praise of a colleague, in characters.
const MAX_PRAISE_CHARS: usize = 1_000;
/// For so long a customer is asked whether the team may see their words.
const ASKED_MS: i64 = 7 * 24 * 3_600_000;

impl Desk {
    /// The words for an agent, newest first.
    pub async fn kind_words_for(
        &self,
        agent: AgentId,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<KindWords>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.kind_words_for(agent, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// The words that the team sees, newest first.
    pub async fn shared_kind_words(
        &self,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<KindWords>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.shared_kind_words(cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// An agent lets the team see words for them, or not any more.
    pub async fn share_kind_words(
        &self,
        agent: AgentId,
        id: KindWordsId,
        shares: bool,
    ) -> Result<(), DeskError> {
        let known = self
            .store()
            .write(move |tx| {
                Box::pin(async move { Ok::<_, DeskError>(tx.share_kind_words(id, agent, shares).await?) })
            })
            .await?;
        if known { Ok(()) } else { Err(DeskError::NotFound("kind words")) }
    }

    /// A colleague says thanks.
    pub async fn praise(&self, from: AgentId, to: AgentId, words: &str) -> Result<KindWords, DeskError> {
        if from == to {
            return Err(invalid("words", "Praise is for colleagues."));
        }
        let colleague = self.agent(to).await?;
        if colleague.closed_at.is_some() {
            return Err(DeskError::WrongState("This colleague’s account is closed."));
        }
        let words = text::clean(words);
        let chars = words.trim().chars().count();
        if chars == 0 {
            return Err(invalid("words", "Say what you are thankful for."));
        }
        if chars > MAX_PRAISE_CHARS {
            return Err(invalid("words", format!("Use at most {MAX_PRAISE_CHARS} characters.")));
        }
        let (now, words) = (self.now(), redact(words.trim()).into_owned());
        let id = KindWordsId::mint(now, self.entropy());
        let stored = words.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_praise(id, (from, to), &stored, now).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(KindWords {
            id,
            agent: to,
            from: Thankful::Colleague(from),
            at: now,
            words,
            agent_shares: false,
            customer_agrees: Some(true),
        })
    }

    /// The customer lets the team see their words, or not.
    pub async fn agree_to_share(
        &self,
        visitor: Visitor,
        id: KindWordsId,
        agrees: bool,
    ) -> Result<(), DeskError> {
        let conversation = visitor.conversation();
        let known = self
            .store()
            .write(move |tx| {
                Box::pin(
                    async move { Ok::<_, DeskError>(tx.agree_to_share(id, conversation, agrees).await?) },
                )
            })
            .await?;
        if known { Ok(()) } else { Err(DeskError::NotFound("kind words")) }
    }

    /// The words of which the customer is asked whether the team may see them.
    pub(crate) async fn kind_words_to_ask(
        &self,
        conversation: ConversationId,
    ) -> Result<Option<KindWords>, DeskError> {
        let since = self.now().plus_ms(-ASKED_MS);
        Ok(self.store().read().await?.kind_words_to_ask(conversation, since).await?)
    }
}
