//! "Was this helpful?", below an article and below an answer in the chat.

use rapport_domain::{
    AnswerFeedbackId, TopicId, event::ConversationEvent, redact::redact, why::DecisionKind,
};
use rapport_storage::{AnswerFeedback, said_once};

use crate::{Desk, DeskError, Visitor, error::invalid};

pub use rapport_storage::FeedbackPlace;

/// The longest words, in characters.
const MAX_WORDS_CHARS: usize = 1_000;
/// Words can be added for so long.
const WORDS_WITHIN_MS: i64 = 3_600_000;

impl Desk {
    /// Keeps whether an article helped somebody; with the id that is answered they may add words for an hour.
    pub async fn say_article_helped(
        &self,
        topic: &TopicId,
        helpful: bool,
    ) -> Result<AnswerFeedbackId, DeskError> {
        let centre = self.help_centre().await?;
        let article = centre.as_ref().and_then(|centre| centre.site.articles.get(topic));
        let version = article.ok_or(DeskError::NotFound("article"))?.version;
        let now = self.now();
        let id = AnswerFeedbackId::mint(now, self.entropy());
        let place = FeedbackPlace::Article;
        let said = AnswerFeedback { id, topic: topic.clone(), version, place, helpful, at: now, once: None };
        self.keep(said).await.map(|_| id)
    }

    /// Adds words to what was just said of an article. They can be added once.
    pub async fn add_feedback_words(&self, id: AnswerFeedbackId, words: &str) -> Result<(), DeskError> {
        let words = rapport_channels::text::clean(words);
        let words = redact(words.trim()).into_owned();
        if words.is_empty() {
            return Err(invalid("words", "Write something, or leave the page as it is."));
        }
        if words.chars().count() > MAX_WORDS_CHARS {
            return Err(invalid("words", format!("Use at most {MAX_WORDS_CHARS} characters.")));
        }
        let since = self.now().plus_ms(-WORDS_WITHIN_MS);
        let added = self
            .store()
            .write(move |tx| {
                Box::pin(async move { Ok::<_, DeskError>(tx.add_feedback_words(id, since, &words).await?) })
            })
            .await?;
        if added { Ok(()) } else { Err(DeskError::Expired) }
    }

    /// Deletes the words that a reader left; whether the answer helped them still counts. `by` is a designer's
    /// or token's id, for the audit log.
    pub async fn delete_feedback_words(&self, by: &str, id: AnswerFeedbackId) -> Result<(), DeskError> {
        let (now, by) = (self.now(), by.to_owned());
        let deleted = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let deleted = tx.delete_feedback_words(id).await?;
                    if deleted {
                        tx.audit(&by, "feedback_words_deleted", &id.to_string(), now).await?;
                    }
                    Ok::<_, DeskError>(deleted)
                })
            })
            .await?;
        if deleted { Ok(()) } else { Err(DeskError::NotFound("comment")) }
    }

    /// Keeps whether an answer in the customer's chat helped them. Each answer counts once; saying it again
    /// changes nothing.
    pub async fn say_answer_helped(
        &self,
        visitor: Visitor,
        seq: u64,
        helpful: bool,
    ) -> Result<(), DeskError> {
        let conversation = visitor.conversation();
        let events = match seq.checked_sub(1) {
            Some(before) => self.events_after(conversation, before, 1).await?,
            None => vec![],
        };
        let said = events.into_iter().find(|recorded| recorded.seq == seq);
        let answer = said.and_then(|recorded| answer_of(&recorded.event));
        let (topic, version) = answer.ok_or(DeskError::NotFound("answer"))?;
        let now = self.now();
        self.keep(AnswerFeedback {
            id: AnswerFeedbackId::mint(now, self.entropy()),
            topic,
            version,
            place: FeedbackPlace::Chat,
            helpful,
            at: now,
            once: Some(said_once(conversation, seq)),
        })
        .await
        .map(drop)
    }

    async fn keep(&self, said: AnswerFeedback) -> Result<bool, DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move { Ok::<_, DeskError>(tx.keep_answer_feedback(&said).await?) })
            })
            .await
    }
}

/// Whether an event gives one approved answer, which can be said to have helped or not.
pub fn is_answer(event: &ConversationEvent) -> bool {
    answer_of(event).is_some()
}

/// The answer that an event gave, where it gave one and no other.
fn answer_of(event: &ConversationEvent) -> Option<(TopicId, u32)> {
    let ConversationEvent::Replied { why, .. } = event else { return None };
    let alone = why.decision == DecisionKind::Answered && why.second.is_none();
    why.topic.clone().zip(why.answer_version).filter(|_| alone)
}
