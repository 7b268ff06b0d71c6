//! Finding: the index tells places, newest first; each is opened and held against what was asked.

use std::collections::HashMap;

use rapport_domain::{
    ConversationId, CustomerId, InboxId, Timestamp, conversation::Status, customer::Customer,
    event::ConversationEvent, message::Author, tag::Tag,
};
use sqlx::AssertSqlSafe;

use super::{
    Piece, Result,
    excerpt::excerpt,
    if_readable,
    index::{Key as IndexKey, Place, Wanted, WantedPeople, key_of},
    profile_of,
    query::Query,
    said, text_of,
    tokens::{self, Speaker},
};
use crate::{
    connection::Row,
    conversations::{event_place, read_row_with_profile, row_key},
    page::{Cursor, Page},
    projection::ConversationRow,
    store::{Reader, Store},
    value::{Value, label},
};

/// Places that the index is asked for at a time.
const STRETCH: u32 = 64;
/// Places that are opened for one page; then the page is given as it is, with its cursor.
const OPENED: usize = 2_048;
/// Places that are asked for, for one page. Those where the conversation stands otherwise than is asked for are
/// never opened, and cost little.
const ASKED_FOR: usize = 16_384;

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
    /// customer's name instead. A page may hold less than `limit`, even nothing, and still have a next one.
    /// Without a word in it nothing is found.
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
        let (mut asked_for, mut opened) = (0, 0);
        let next = loop {
            let places = self.index()?.find(wanted.clone()).await?;
            let ended = places.len() < STRETCH as usize;
            asked_for += places.len();
            if let Some(last) = places.last() {
                wanted.before = last.key;
                let mut stretch = self.read().await?.open_places(&places, filter.status).await?;
                opened += stretch.len();
                let fitting = places.iter().filter_map(|place| {
                    let one = stretch.remove(&(place.conversation, place.seq))?;
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
            if opened >= OPENED || asked_for >= ASKED_FOR {
                break Some(wanted.before);
            }
        };
        found.truncate(most);
        let next = next.map(|key| Cursor::from_newest_first(Timestamp::from_micros(key), "search"));
        Ok(Page { items: found.into_iter().map(|(_, found)| found).collect(), next })
    }

    /// Customers whose name, address or id in the shop has all words of `text`, the newest first.
    pub async fn search_customers(&self, text: &str, limit: u32) -> Result<Vec<Customer>> {
        Ok(self.search_customers_before(text, None, limit).await?.0)
    }

    /// The same among those who came before a customer; and before whom to look on, where there may be more. It
    /// may be less than `limit`, even nobody, and still go on.
    pub async fn search_customers_before(
        &self,
        text: &str,
        before: Option<CustomerId>,
        limit: u32,
    ) -> Result<(Vec<Customer>, Option<CustomerId>)> {
        let Some(query) = Query::parse(text) else { return Ok((Vec::new(), None)) };
        let clauses = tokens::of_query(self.keys(), &query);
        let people = self.index()?.find_people(WantedPeople { clauses, before, limit }).await?;
        let next = people.last().copied().filter(|_| people.len() >= limit as usize);
        let mut reader = self.read().await?;
        let mut found = Vec::new();
        for id in people {
            let customer = if_readable(reader.customer(id).await, id)?.flatten();
            found.extend(customer.filter(|customer| query.hits(&profile_of(customer)).is_some()));
        }
        Ok((found, next))
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
    /// Opens places, except where the conversation stands otherwise, the customer was erased or what stands there
    /// cannot be read.
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
            let (conversation, seq) = (row.parsed("id")?, row.count("event_seq")?);
            let one = self.open_place(&row, conversation, seq);
            if let Some(Some(one)) = if_readable(one, event_place(conversation, seq))? {
                opened.insert((conversation, seq), one);
            }
        }
        Ok(opened)
    }

    fn open_place(&self, row: &Row, conversation: ConversationId, seq: u64) -> Result<Option<Opened>> {
        let Some(key) = row_key(&self.keys, row)? else { return Ok(None) };
        let event = key.open(&event_place(conversation, seq), &row.blob("event_sealed")?)?;
        let (at, row) = (row.time("event_at")?, read_row_with_profile(&self.keys, row)?);
        Ok(Some(Opened { row, seq, at, event }))
    }
}
