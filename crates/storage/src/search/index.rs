//! The port: what a search index can do, whichever database holds it.

use futures::future::BoxFuture;
use rapport_domain::{ConversationId, CustomerId, Timestamp};

use super::tokens::{Clauses, Token};
use crate::error::StorageError;

type Result<T> = std::result::Result<T, StorageError>;

/// Where a document stands in time: parts of a second, moved on until it is free. It is the document's name
/// in the index too, so the index itself lists what it finds newest first, and a stretch of time is a range.
pub(crate) type Key = i64;

/// Parts of a second. So many that hundreds of messages a second seldom meet, and so few that keys stay short in the
/// index.
const PARTS: i128 = 8_192;

/// The key of a moment.
pub(crate) fn key_of(at: Timestamp) -> Key {
    let key = i128::from(at.as_micros()) * PARTS / 1_000_000;
    i64::try_from(key).unwrap_or(if key < 0 { i64::MIN } else { i64::MAX })
}

/// How far to go on, time after time, while a moment is taken: to the next ones first, then ever further, so that
/// many documents of one moment find their places too.
pub(crate) fn steps() -> impl Iterator<Item = Key> {
    std::iter::repeat_n(1, 256).chain((0..40).map(|n| 1 << n))
}

/// A message or note, hashed.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// Its place in the conversation.
    pub seq: u64,
    /// When it was said.
    pub at: Timestamp,
    /// By what it is found, each once.
    pub tokens: Vec<Token>,
}

/// What is new in a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whose.
    pub customer: CustomerId,
    /// What stands behind this place…
    pub after: u64,
    /// …up to this one is replaced; what another node knows of later stays.
    pub through: u64,
    /// By what.
    pub documents: Vec<Document>,
}

/// A customer, hashed.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Who.
    pub customer: CustomerId,
    /// By what they are found.
    pub tokens: Vec<Token>,
}

/// How far the walk through everything has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Walk {
    /// Everything was walked through.
    Done,
    /// Everything from this conversation on, which is not itself among what is left.
    DownTo(String),
}

impl Walk {
    /// The beginning: after every id, whatever language the database orders texts by. To most of them a sign such
    /// as `~` comes before every letter.
    pub(crate) fn beginning() -> Self {
        Self::DownTo("zzzz".to_owned())
    }

    pub(crate) fn from_stored(value: Option<String>) -> Self {
        value.map_or(Self::Done, Self::DownTo)
    }
}

/// What goes into an index in one transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Batch {
    /// What is new in conversations.
    pub passages: Vec<Passage>,
    /// What is new of customers.
    pub people: Vec<Person>,
    /// Where the walk stands afterwards, if this batch is a stretch of it.
    pub walk: Option<Walk>,
}

impl Batch {
    /// Everybody whose words are in it, each once.
    pub(crate) fn customers(&self) -> Vec<CustomerId> {
        let mut all: Vec<CustomerId> = self.passages.iter().map(|passage| passage.customer).collect();
        all.extend(self.people.iter().map(|person| person.customer));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The batch without those who were erased meanwhile.
    pub(crate) fn keep(&mut self, known: &[CustomerId]) {
        self.passages.retain(|passage| known.binary_search(&passage.customer).is_ok());
        self.people.retain(|person| known.binary_search(&person.customer).is_ok());
    }
}

/// What documents are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// What each must have.
    pub clauses: Clauses,
    /// The first key that is too late.
    pub before: Key,
    /// The first key that is not too early.
    pub from: Key,
    /// How many at most.
    pub limit: u32,
}

/// What customers are asked for.
#[derive(Debug, Clone)]
pub(crate) struct WantedPeople {
    /// What each must have.
    pub clauses: Clauses,
    /// Only those who came before this one.
    pub before: Option<CustomerId>,
    /// How many at most.
    pub limit: u32,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its name in the index.
    pub key: Key,
    /// Its conversation.
    pub conversation: ConversationId,
    /// Its place there.
    pub seq: u64,
}

/// A search index. Everything in it can be made again from the log.
pub(crate) trait Index: Send + Sync {
    /// Makes sure that the index belongs to the database of this name and to this version of the program; one
    /// that does not is emptied and walks through everything again.
    fn belong(&self, database: String) -> BoxFuture<'_, Result<()>>;

    /// How far the walk through everything has come.
    fn walk(&self) -> BoxFuture<'_, Result<Walk>>;

    /// Whether this node follows the log from now until `until`; one node does at a time.
    fn lease(&self, now: Timestamp, until: Timestamp) -> BoxFuture<'_, Result<bool>>;

    /// Takes a batch in, except for customers who have no key (any more).
    fn put(&self, batch: Batch) -> BoxFuture<'_, Result<()>>;

    /// Takes everything of a customer out. Answers whether nothing of it is left in a write-ahead log either.
    fn forget(&self, customer: CustomerId) -> BoxFuture<'_, Result<bool>>;

    /// Empties it and begins the walk.
    fn clear(&self) -> BoxFuture<'_, Result<()>>;

    /// Documents, newest first.
    fn find(&self, wanted: Wanted) -> BoxFuture<'_, Result<Vec<Place>>>;

    /// Customers who have what is asked for, the newest first.
    fn find_people(&self, wanted: WantedPeople) -> BoxFuture<'_, Result<Vec<CustomerId>>>;

    /// Bytes that it takes.
    fn bytes(&self) -> BoxFuture<'_, Result<u64>>;

    /// Ends what was accepted and closes it.
    fn close(&self) -> BoxFuture<'_, ()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_ordered_as_moments_are() {
        let at = 1_763_800_000_000_000;
        assert!(key_of(Timestamp::from_micros(at)) < key_of(Timestamp::from_micros(at + 1_000)));
        assert_eq!(key_of(Timestamp::from_micros(1_000_000)), 8_192);
        assert!(key_of(Timestamp::from_micros(i64::MAX)) > key_of(Timestamp::from_micros(at)));
        assert!(key_of(Timestamp::from_micros(i64::MIN)) < 0);
    }
}
