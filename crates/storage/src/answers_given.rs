//! Which version of an answer which customer got, when and on which channel: the proof of sameness.

use rapport_domain::{
    ConversationId, CustomerId, ReleaseId, Timestamp, TopicId, conversation::Channel, event::Facts,
};

use crate::{
    connection::Row,
    error::StorageError,
    page::{Cursor, Page},
    store::Reader,
    value::values,
};

/// An answer that a customer got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// When.
    pub at: Timestamp,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The reply's sequence number there.
    pub seq: u64,
    /// Whose it is; an erased customer keeps the id, which says nothing of them.
    pub customer: CustomerId,
    /// By which way.
    pub channel: Channel,
    /// The answer's version.
    pub version: u32,
    /// The release that it came from.
    pub release: ReleaseId,
}

/// Which answers are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswersGiven {
    /// The topic that was answered.
    pub topic: TopicId,
    /// From this moment on.
    pub from: Timestamp,
    /// Before this one.
    pub until: Timestamp,
}

impl Reader {
    /// The answers given, oldest first. A page may hold fewer than `limit` and still have a next one.
    pub async fn answers_given(
        &mut self,
        wanted: &AnswersGiven,
        after: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<GivenAnswer>, StorageError> {
        let (at, seq, id) = match after {
            Some(cursor) => cursor.ranked()?,
            None => (i64::MIN, 0, String::new()),
        };
        let sql = "SELECT e.at, e.conversation_id, e.seq, e.facts, c.customer_id, c.channel FROM events e \
                   JOIN conversations c ON c.id = e.conversation_id WHERE e.kind = 'replied' AND e.at >= $1 \
                   AND e.at < $2 AND e.facts LIKE $3 AND (e.at > $4 OR (e.at = $4 AND (e.conversation_id > $5 \
                   OR (e.conversation_id = $5 AND e.seq > $6)))) ORDER BY e.at, e.conversation_id, e.seq LIMIT $7";
        let like = format!("%\"topic\":\"{}\"%", wanted.topic);
        let given = values![wanted.from, wanted.until, like, at, id, seq, u64::from(limit) + 1];
        let rows = self.connection.fetch_all(sql, given).await?;
        let found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let page = Page::cut(found, limit, |(_, given)| {
            let seq = Timestamp::from_micros(i64::try_from(given.seq).unwrap_or(i64::MAX));
            Cursor::from_ranked(given.at.as_micros(), seq, given.conversation)
        });
        let is_wanted =
            |facts: &Facts| facts.topic.as_ref() == Some(&wanted.topic) && facts.answer_version.is_some();
        let items =
            page.items.into_iter().filter(|(facts, _)| is_wanted(facts)).map(|(_, given)| given).collect();
        Ok(Page { items, next: page.next })
    }
}

fn read(row: &Row) -> Result<(Facts, GivenAnswer), StorageError> {
    let facts: Facts = serde_json::from_str(&row.text("facts")?)
        .map_err(|source| StorageError::Corrupt { column: "facts".into(), source: Box::new(source) })?;
    let given = GivenAnswer {
        at: row.time("at")?,
        conversation: row.parsed("conversation_id")?,
        seq: row.count("seq")?,
        customer: row.parsed("customer_id")?,
        channel: row.label("channel")?,
        version: facts.answer_version.unwrap_or(0),
        release: facts.release.unwrap_or(ReleaseId::from_bytes([0; 16])),
    };
    Ok((facts, given))
}
