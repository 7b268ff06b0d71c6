//! Finding: the index tells places, newest first; each is opened and held against what was asked.

use std::collections::HashMap;

use rapport_domain::{
    ConversationId, InboxId, Timestamp, conversation::Status, customer::Customer, event::ConversationEvent,
    message::Author, tag::Tag,
};
use sqlx::AssertSqlSafe;

use super::{
    Piece, Result,
    excerpt::excerpt,
    index::{Key as IndexKey, Place, Wanted, key_of},
    profile_of,
    query::Query,
    said, text_of,
    tokens::{self, Speaker},
};
use crate::{
    conversations::{event_place, read_row_with_profile, row_key},
    page::{Cursor, Page},
    projection::ConversationRow,
    store::{Reader, Store},
    value::{Value, label},
};

/// Places that the index is asked for at a time.
const STRETCH: u32 = 64;
/// Places that are looked at for one page; then the page is given as it is, with its cursor.
const LOOKED_AT: u32 = 2_048;

/// What to search in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFilter {
    /// Only where the conversation stands so.
    pub status: Option<Status>,
    /// Only in this inbox.
    pub inbox: Option<InboxId>,
    /// Only where the conversation has this tag.
    pub tag: Option<Tag>,
    /// Only what they said.
    pub speaker: Option<Speaker>,
    /// Only what was said at this moment or later.
    pub from: Option<Timestamp>,
    /// Only what was said before this moment.
    pub until: Option<Timestamp>,
}

/// A message or note that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its conversation, as the inbox shows it.
    pub row: ConversationRow,
    /// Its place there.
    pub seq: u64,
    /// When it was said.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// Whether the customer never saw it.
    pub note: bool,
    /// The part of it that shows why it was found.
    pub excerpt: Vec<Piece>,
}

impl Store {
    /// Messages and notes that have all words of `text`, newest first; of several words, some may stand in the
    /// customer's name instead. A page may hold less than `limit` and
    /// still have a next one. Without a word in it nothing is found.
    pub async fn search(
        &self,
        text: &str,
        filter: &SearchFilter,
        cursor: Option<&Cursor>,
        limit: u32,
    ) -> Result<Page<Found>> {
        let Some(query) = Query::parse(text) else { return Ok(Page { items: Vec::new(), next: None }) };
        let mut wanted = self.wanted(&query, filter, cursor)?;
        let most = limit as usize;
        let mut found: Vec<(IndexKey, Found)> = Vec::new();
        let mut looked_at = 0;
        let next = loop {
            let places = self.index()?.find(wanted.clone()).await?;
            let ended = places.len() < STRETCH as usize;
            looked_at += STRETCH;
            if let Some(last) = places.last() {
                wanted.before = last.key;
                let mut opened = self.read().await?.open_places(&places, filter.status).await?;
                let fitting = places.iter().filter_map(|place| {
                    let one = opened.remove(&(place.conversation, place.seq))?;
                    Some((place.key, one.fitting(&query)?))
                });
                found.extend(fitting);
            }
            if found.len() > most {
                break found.get(most.saturating_sub(1)).map(|(key, _)| *key);
            }
            if ended {
                break None;
            }
            if looked_at >= LOOKED_AT {
                break Some(wanted.before);
            }
        };
        found.truncate(most);
        let next = next.map(|key| Cursor::from_newest_first(Timestamp::from_micros(key), "search"));
        Ok(Page { items: found.into_iter().map(|(_, found)| found).collect(), next })
    }

    /// Customers whose name, address or id in the shop has all words of `text`, the newest first.
    pub async fn search_customers(&self, text: &str, limit: u32) -> Result<Vec<Customer>> {
        let Some(query) = Query::parse(text) else { return Ok(Vec::new()) };
        let mut reader = self.read().await?;
        let clauses = tokens::of_query(&reader.keys, &query);
        let mut found = Vec::new();
        for customer in self.index()?.find_people(clauses, limit).await? {
            let customer = reader.customer(customer).await?;
            found.extend(customer.filter(|customer| query.hits(&profile_of(customer)).is_some()));
        }
        Ok(found)
    }

    fn wanted(&self, query: &Query, filter: &SearchFilter, cursor: Option<&Cursor>) -> Result<Wanted> {
        let keys = self.keys();
        let mut clauses = tokens::of_messages(keys, query);
        clauses.extend(filter.inbox.map(|inbox| vec![tokens::of_inbox(keys, inbox)]));
        clauses.extend(filter.tag.as_ref().map(|tag| vec![tokens::of_tag(keys, tag)]));
        clauses.extend(filter.speaker.map(|speaker| vec![tokens::of_speaker(keys, speaker)]));
        let until = filter.until.map_or(IndexKey::MAX, key_of);
        let before = match cursor {
            Some(cursor) => cursor.newest_first()?.0.min(until),
            None => until,
        };
        let from = filter.from.map_or(IndexKey::MIN, key_of);
        Ok(Wanted { clauses, before, from, limit: STRETCH })
    }
}

/// A place, opened.
struct Opened {
    row: ConversationRow,
    seq: u64,
    at: Timestamp,
    event: ConversationEvent,
}

impl Opened {
    /// What is shown of it, where it is what was asked for.
    fn fitting(self, query: &Query) -> Option<Found> {
        let (speaker, message) = said(&self.event)?;
        let text = text_of(message);
        let name = self.row.profile.as_ref().and_then(|customer| customer.name.as_deref());
        let excerpt = excerpt(&text, &query.hits_with(&text, name.unwrap_or_default())?);
        let (author, note) = (message.author, speaker == Speaker::Note);
        Some(Found { row: self.row, seq: self.seq, at: self.at, author, note, excerpt })
    }
}

impl Reader {
    /// Opens places, except where the conversation stands otherwise or the customer was erased.
    async fn open_places(
        &mut self,
        places: &[Place],
        status: Option<Status>,
    ) -> Result<HashMap<(ConversationId, u64), Opened>> {
        let mut given: Vec<Value> = Vec::with_capacity(places.len() * 2 + 1);
        // Few lengths, few statements to keep compiled: what is missing is the last one again.
        let padded = places.len().next_power_of_two();
        let last = places.last();
        let mut rows = Vec::with_capacity(padded);
        for place in places.iter().chain(std::iter::repeat_n(last, padded - places.len()).flatten()) {
            given.extend([Value::from(place.conversation), Value::from(place.seq)]);
            rows.push(format!("(${}, ${})", given.len() - 1, given.len()));
        }
        let only = match status {
            Some(status) => {
                given.push(Value::from(label(&status)));
                format!("WHERE c.status = ${}", given.len())
            }
            None => String::new(),
        };
        let sql = format!(
            "WITH wanted (id, place) AS (VALUES {}) \
             SELECT c.*, e.seq AS event_seq, e.at AS event_at, e.sealed AS event_sealed, k.wrapped, \
             u.sealed AS profile, u.verified, u.created_at AS customer_since \
             FROM (SELECT DISTINCT id, place FROM wanted) AS w \
             JOIN events e ON e.conversation_id = w.id AND e.seq = w.place \
             JOIN conversations c ON c.id = w.id JOIN customers u ON u.id = c.customer_id \
             JOIN customer_keys k ON k.customer_id = c.customer_id {only}",
            rows.join(", ")
        );
        let mut opened = HashMap::with_capacity(places.len());
        for row in self.connection.fetch_all(AssertSqlSafe(sql), given).await? {
            let Some(key) = row_key(&self.keys, &row)? else { continue };
            let conversation = row.parsed("id")?;
            let seq = row.count("event_seq")?;
            let event = key.open(&event_place(conversation, seq), &row.blob("event_sealed")?)?;
            let (row, at) = (read_row_with_profile(&self.keys, &row)?, row.time("event_at")?);
            opened.insert((conversation, seq), Opened { row, seq, at, event });
        }
        Ok(opened)
    }
}
