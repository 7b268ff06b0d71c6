//! "I needed this and it wasn't there": what agents look for and do not find, for the designers.

use rapport_domain::{AgentId, ConversationId, KnowledgeGapId, redact::redact};
use rapport_storage::Cursor;

use crate::{Desk, DeskError, Page, error::invalid};

pub use rapport_storage::KnowledgeGap;

/// The longest words of a gap, in characters.
const MAX_WORDS_CHARS: usize = 500;

impl Desk {
    /// Keeps what an agent needed in a conversation and did not find.
    pub async fn report_knowledge_gap(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        words: &str,
    ) -> Result<KnowledgeGap, DeskError> {
        let words = rapport_channels::text::clean(words);
        if words.trim().is_empty() {
            return Err(invalid("words", "Say in a few words what you needed."));
        }
        if words.chars().count() > MAX_WORDS_CHARS {
            return Err(invalid("words", format!("Use at most {MAX_WORDS_CHARS} characters.")));
        }
        let now = self.now();
        let id = KnowledgeGapId::mint(now, self.entropy());
        let gap = KnowledgeGap { id, conversation, agent, at: now, words: redact(words.trim()).into_owned() };
        let stored = gap.clone();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.create_knowledge_gap(&stored).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        Ok(gap)
    }

    /// The gaps that nobody has dealt with, newest first.
    pub async fn knowledge_gaps(
        &self,
        cursor: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<KnowledgeGap>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.knowledge_gaps(cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// Marks a gap as dealt with.
    pub async fn settle_knowledge_gap(&self, id: KnowledgeGapId) -> Result<(), DeskError> {
        let now = self.now();
        let settled = self
            .store()
            .write(move |tx| {
                Box::pin(async move { Ok::<_, DeskError>(tx.settle_knowledge_gap(id, now).await?) })
            })
            .await?;
        if settled { Ok(()) } else { Err(DeskError::NotFound("knowledge gap")) }
    }
}
