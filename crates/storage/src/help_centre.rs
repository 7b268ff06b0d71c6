//! What the help centre counts: who approved an answer when, how often an article was read, and whether it
//! helped. Nobody who read or said so is named.

use rapport_domain::{AnswerFeedbackId, ConversationId, CustomerId, Timestamp, TopicId};
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::{label, values},
};

type Result<T> = std::result::Result<T, StorageError>;

/// Since when an answer has been approved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerApproval {
    /// Whose answer it is.
    pub topic: TopicId,
    /// The hash of its text.
    pub digest: String,
    /// When a release held this text first.
    pub approved_at: Timestamp,
}

/// How often an article was read on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewCount {
    /// Which article.
    pub topic: TopicId,
    /// How often.
    pub total: u64,
}

/// Where somebody said whether an answer helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackPlace {
    /// Below an article of the help centre.
    Article,
    /// Below an answer in the chat.
    Chat,
}

/// Whether an answer helped somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFeedback {
    /// Its id.
    pub id: AnswerFeedbackId,
    /// Which answer.
    pub topic: TopicId,
    /// Which version of it; 0 where a flow answers.
    pub version: u32,
    /// Where it was said.
    pub place: FeedbackPlace,
    /// Whether it helped.
    pub helpful: bool,
    /// When.
    pub at: Timestamp,
    /// What this may be said of once; without it, it may be said again. A keyed hash of it is kept, so that
    /// whoever reads the database cannot try out what it is of.
    pub once: Option<String>,
}

/// What was said of one version of an answer at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackCount {
    /// Which answer.
    pub topic: TopicId,
    /// Which version of it.
    pub version: u32,
    /// Where.
    pub place: FeedbackPlace,
    /// How many it helped.
    pub helpful: u64,
    /// How many it did not help.
    pub not_helpful: u64,
    /// How many left words.
    pub comments: u64,
}

/// What somebody wrote about an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackComment {
    /// Its id.
    pub id: AnswerFeedbackId,
    /// The version that it is about.
    pub version: u32,
    /// Whether it helped them.
    pub helpful: bool,
    /// When.
    pub at: Timestamp,
    /// Their words.
    pub words: String,
}

impl Tx {
    /// Notes since when answers have been approved; of two moments the earlier one stays.
    pub async fn note_approvals(&mut self, approvals: &[AnswerApproval]) -> Result<()> {
        let sql = "INSERT INTO answer_approvals (topic_id, digest, approved_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (topic_id, digest) DO UPDATE SET approved_at = excluded.approved_at \
                   WHERE excluded.approved_at < answer_approvals.approved_at";
        for approval in approvals {
            let given = values![approval.topic.as_str(), &approval.digest, approval.approved_at];
            self.connection.execute(sql, given).await?;
        }
        Ok(())
    }

    /// Remembers that the approvals of all releases up to now are noted.
    pub async fn mark_approvals_noted(&mut self) -> Result<()> {
        let sql = "INSERT INTO settings (name, value) VALUES ('approvals_noted', '1') \
                   ON CONFLICT (name) DO NOTHING";
        self.connection.execute(sql, values![]).await.map(drop)
    }

    /// Adds to how often articles were read on a day.
    pub async fn add_article_views(&mut self, day: i64, views: &[ViewCount]) -> Result<()> {
        let sql = "INSERT INTO article_views (topic_id, day, total) VALUES ($1, $2, $3) \
                   ON CONFLICT (topic_id, day) DO UPDATE SET total = article_views.total + excluded.total";
        for view in views {
            self.connection.execute(sql, values![view.topic.as_str(), day, view.total]).await?;
        }
        Ok(())
    }

    /// Keeps whether an answer helped; answers whether it was not kept before.
    pub async fn keep_answer_feedback(&mut self, said: &AnswerFeedback) -> Result<bool> {
        let sql = "INSERT INTO answer_feedback (id, topic_id, answer_version, place, helpful, at, once) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let once = said.once.as_deref().map(|once| self.keys.digest(ONCE, once));
        let given = values![
            said.id,
            said.topic.as_str(),
            said.version,
            label(&said.place),
            said.helpful,
            said.at,
            once
        ];
        Ok(self.connection.execute(sql, given).await? > 0)
    }

    /// Adds words to what was said since a moment; answers whether there is such a one without words.
    pub async fn add_feedback_words(
        &mut self,
        id: AnswerFeedbackId,
        since: Timestamp,
        words: &str,
    ) -> Result<bool> {
        let sealed = self.keys.seal_house(&place(id), &words)?;
        let sql = "UPDATE answer_feedback SET sealed = $3 WHERE id = $1 AND at >= $2 AND sealed IS NULL";
        Ok(self.connection.execute(sql, values![id, since, sealed]).await? > 0)
    }

    /// Deletes the words that somebody added; what they said of the answer stays. Answers whether there were any.
    pub async fn delete_feedback_words(&mut self, id: AnswerFeedbackId) -> Result<bool> {
        let sql = "UPDATE answer_feedback SET sealed = NULL WHERE id = $1 AND sealed IS NOT NULL";
        Ok(self.connection.execute(sql, values![id]).await? > 0)
    }

    /// Deletes what a customer said of answers in their chats: found again by the same keyed hash, since no
    /// row names anybody.
    pub(crate) async fn erase_chat_feedback(&mut self, customer: CustomerId) -> Result<()> {
        let sql = "SELECT conversation_id, seq FROM events WHERE kind = 'replied' AND conversation_id IN \
                   (SELECT id FROM conversations WHERE customer_id = $1)";
        let rows = self.connection.fetch_all(sql, values![customer]).await?;
        let digest = |row: &Row| {
            let once = said_once(row.parsed("conversation_id")?, row.count("seq")?);
            Ok(self.keys.digest(ONCE, &once))
        };
        let digests: Vec<String> = rows.iter().map(digest).collect::<Result<_>>()?;
        for digest in digests {
            self.connection.execute("DELETE FROM answer_feedback WHERE once = $1", values![digest]).await?;
        }
        Ok(())
    }
}

/// The kind of the keyed hash by which an answer in a chat counts once.
const ONCE: &str = "answer feedback";

/// What a customer may say of an answer in their chat once.
pub fn said_once(conversation: ConversationId, seq: u64) -> String {
    format!("{conversation}/{seq}")
}

impl Reader {
    /// Since when each answer has been approved, all that ever were.
    pub async fn answer_approvals(&mut self) -> Result<Vec<AnswerApproval>> {
        let rows = self.connection.fetch_all("SELECT * FROM answer_approvals", values![]).await?;
        let approval = |row: &Row| {
            Ok(AnswerApproval {
                topic: slug(row)?,
                digest: row.text("digest")?,
                approved_at: row.time("approved_at")?,
            })
        };
        rows.iter().map(approval).collect()
    }

    /// Whether the approvals of all releases are noted, those of before they were noted at all included.
    pub async fn approvals_are_noted(&mut self) -> Result<bool> {
        let sql = "SELECT value FROM settings WHERE name = 'approvals_noted'";
        Ok(self.connection.fetch_optional(sql, values![]).await?.is_some())
    }

    /// How often each article was read from a day on, most often first.
    pub async fn article_views(&mut self, from_day: i64) -> Result<Vec<ViewCount>> {
        let sql = "SELECT topic_id, CAST(SUM(total) AS BIGINT) AS total FROM article_views WHERE day >= $1 \
                   GROUP BY topic_id ORDER BY SUM(total) DESC, topic_id";
        let rows = self.connection.fetch_all(sql, values![from_day]).await?;
        rows.iter().map(|row| Ok(ViewCount { topic: slug(row)?, total: row.count("total")? })).collect()
    }

    /// What was said of each answer since a moment, by version and place.
    pub async fn feedback_counts(&mut self, since: Timestamp) -> Result<Vec<FeedbackCount>> {
        let sql = "SELECT topic_id, answer_version, place, CAST(SUM(helpful) AS BIGINT) AS helpful, \
                   COUNT(*) AS total, COUNT(sealed) AS comments FROM answer_feedback WHERE at >= $1 \
                   GROUP BY topic_id, answer_version, place ORDER BY topic_id, answer_version DESC, place";
        let rows = self.connection.fetch_all(sql, values![since]).await?;
        let count = |row: &Row| {
            let helpful = row.count("helpful")?;
            Ok(FeedbackCount {
                topic: slug(row)?,
                version: version(row)?,
                place: row.label("place")?,
                helpful,
                not_helpful: row.count("total")?.saturating_sub(helpful),
                comments: row.count("comments")?,
            })
        };
        rows.iter().map(count).collect()
    }

    /// What was written about an answer since a moment, newest first.
    pub async fn feedback_comments(
        &mut self,
        topic: &TopicId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<FeedbackComment>> {
        let sql = "SELECT * FROM answer_feedback WHERE topic_id = $1 AND at >= $2 AND sealed IS NOT NULL \
                   ORDER BY at DESC, id DESC LIMIT $3";
        let rows = self.connection.fetch_all(sql, values![topic.as_str(), since, limit]).await?;
        let comment = |row: &Row| {
            let id = row.parsed("id")?;
            Ok(FeedbackComment {
                id,
                version: version(row)?,
                helpful: row.flag("helpful")?,
                at: row.time("at")?,
                words: self.keys.open_house(&place(id), &row.blob("sealed")?)?,
            })
        };
        rows.iter().map(comment).collect()
    }
}

fn slug(row: &Row) -> Result<TopicId> {
    row.parsed("topic_id")
}

fn version(row: &Row) -> Result<u32> {
    Ok(u32::try_from(row.count("answer_version")?).unwrap_or(u32::MAX))
}

fn place(id: AnswerFeedbackId) -> String {
    format!("answer_feedback/{id}")
}
