//! The index follows the log.
//!
//! Each conversation and each customer knows up to where the index has come (`indexed_seq`,
//! `indexed_version`), and an index of the database lists those who are behind: nothing that was committed is
//! missed, whatever the order of commits. A fresh index walks besides through everything, newest first. What is
//! read twice is replaced, so a node may die at any moment. What cannot be read is left out and counts as taken in:
//! one damaged row must not stop everything behind it.

use rapport_domain::{ConversationId, CustomerId, InboxId, Timestamp, event::ConversationEvent, tag::Tag};
use sqlx::AssertSqlSafe;

use super::{
    Result, SAID, if_readable,
    index::{Batch, Document, Passage, Person, Walk},
    profile_of, said, text_of, tokens,
};
use crate::{
    connection::Row,
    conversations::{event_place, open_tags, row_key},
    customers::open_profile,
    sealing::Key,
    store::{Reader, Store},
    value::values,
};

/// Conversations that are taken in at a time.
const STRETCH: u32 = 256;
/// How long a node follows the log before another one may, in milliseconds.
const LEASE_MS: i64 = 15_000;
/// Counting what is left stops here.
const COUNTED_AT_MOST: u64 = 1_000;

/// A conversation to be taken in.
struct Due {
    conversation: ConversationId,
    customer: CustomerId,
    inbox: InboxId,
    tags: Vec<Tag>,
    /// What its customer is called.
    name: Option<String>,
    /// Up to where the index has come.
    indexed: u64,
    /// Where the conversation stands.
    seq: u64,
    /// Without one the customer was erased, or the key does not open.
    key: Option<Key>,
}

/// A customer to be taken in.
struct DuePerson {
    customer: CustomerId,
    version: u64,
    /// What is known of them; nothing once they were erased.
    person: Option<Person>,
}

/// What is marked in the database once the index has it.
#[derive(Default)]
struct Marks {
    conversations: Vec<(ConversationId, u64)>,
    customers: Vec<(CustomerId, u64)>,
}

impl Store {
    /// Brings the search index nearer to the log; answers how many conversations and customers were taken in.
    /// 0 means that it is up to date, or that another node is at it.
    pub async fn index_due(&self, now: Timestamp) -> Result<u64> {
        let walk = self.index()?.walk().await?;
        let mut reader = self.read().await?;
        let people = reader.customers_behind().await?;
        let due = reader.conversations_behind(&people).await?;
        drop(reader);
        if walk == Walk::Done && due.is_empty() && people.is_empty() {
            return Ok(0);
        }
        if !self.index()?.lease(now, now.plus_ms(LEASE_MS)).await? {
            return Ok(0);
        }
        let changed = self.take_in(due, people, None).await?;
        match walk {
            Walk::Done => Ok(changed),
            Walk::DownTo(id) => Ok(changed + self.walk_on(&id).await?),
        }
    }

    /// How many conversations the index still has to take in, counted to a thousand.
    pub async fn search_behind(&self) -> Result<u64> {
        let walk = self.index()?.walk().await?;
        let mut reader = self.read().await?;
        let sql = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM conversations \
                   WHERE indexed_seq < seq LIMIT $1) AS behind";
        let behind = reader.connection.fetch_one(sql, values![COUNTED_AT_MOST]).await?.count("n")?;
        let Walk::DownTo(id) = walk else { return Ok(behind) };
        let sql = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM conversations WHERE id < $1 LIMIT $2) AS left_over";
        let left = reader.connection.fetch_one(sql, values![id, COUNTED_AT_MOST]).await?.count("n")?;
        Ok((behind + left).min(COUNTED_AT_MOST))
    }

    /// The next stretch of everything.
    async fn walk_on(&self, from: &str) -> Result<u64> {
        let mut reader = self.read().await?;
        let due = reader.conversations_before(from).await?;
        let people = reader.people_of(&due).await?;
        drop(reader);
        let walk = match due.last() {
            Some(last) if due.len() == STRETCH as usize => Walk::DownTo(last.conversation.to_string()),
            _ => Walk::Done,
        };
        // All of it, whatever an index that was lost had taken in.
        let due = due.into_iter().map(|due| Due { indexed: 0, ..due }).collect();
        self.take_in(due, people, Some(walk)).await
    }

    async fn take_in(&self, due: Vec<Due>, people: Vec<DuePerson>, walk: Option<Walk>) -> Result<u64> {
        let mut batch = Batch { walk, ..Batch::default() };
        let mut marks = Marks::default();
        let mut reader = self.read().await?;
        for due in &due {
            batch.passages.extend(reader.passage(due).await?);
            marks.conversations.push((due.conversation, due.seq));
            // Hashing a long conversation takes a while.
            tokio::task::yield_now().await;
        }
        drop(reader);
        for due in people {
            marks.customers.push((due.customer, due.version));
            match due.person {
                Some(person) => batch.people.push(person),
                None => {
                    self.index()?.forget(due.customer).await?;
                }
            }
        }
        let count = (marks.conversations.len() + marks.customers.len()) as u64;
        if count > 0 || batch.walk.is_some() {
            self.index()?.put(batch).await?;
        }
        if count > 0 {
            self.mark_indexed(marks).await?;
        }
        Ok(count)
    }

    async fn mark_indexed(&self, marks: Marks) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                for (conversation, seq) in marks.conversations {
                    let sql = "UPDATE conversations SET indexed_seq = $2 WHERE id = $1 AND indexed_seq < $2";
                    tx.connection.execute(sql, values![conversation, seq]).await?;
                }
                for (customer, version) in marks.customers {
                    let sql =
                        "UPDATE customers SET indexed_version = $2 WHERE id = $1 AND indexed_version < $2";
                    tx.connection.execute(sql, values![customer, version]).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

const DUE: &str = "SELECT c.id, c.customer_id, c.inbox_id, c.seq, c.indexed_seq, c.sealed_tags, k.wrapped, \
                   u.sealed AS profile FROM conversations c JOIN customers u ON u.id = c.customer_id \
                   LEFT JOIN customer_keys k ON k.customer_id = c.customer_id";

impl Reader {
    /// Conversations in which something happened that the index has not, and whole those of customers who may
    /// be called otherwise now.
    async fn conversations_behind(&mut self, people: &[DuePerson]) -> Result<Vec<Due>> {
        let sql = format!("{DUE} WHERE c.indexed_seq < c.seq ORDER BY c.id LIMIT $1");
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), values![STRETCH]).await?;
        let mut due = rows.iter().map(|row| self.read_due(row)).collect::<Result<Vec<_>>>()?;
        for person in people.iter().filter(|person| person.person.is_some()) {
            due.retain(|due| due.customer != person.customer);
            let sql = format!("{DUE} WHERE c.customer_id = $1");
            for row in self.connection.fetch_all(AssertSqlSafe(sql), values![person.customer]).await? {
                due.push(Due { indexed: 0, ..self.read_due(&row)? });
            }
        }
        Ok(due)
    }

    /// Conversations that began before this one, the last one first.
    async fn conversations_before(&mut self, id: &str) -> Result<Vec<Due>> {
        let sql = format!("{DUE} WHERE c.id < $1 ORDER BY c.id DESC LIMIT $2");
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), values![id, STRETCH]).await?;
        rows.iter().map(|row| self.read_due(row)).collect()
    }

    fn read_due(&self, row: &Row) -> Result<Due> {
        let (conversation, customer) = (row.parsed("id")?, row.parsed("customer_id")?);
        let key = if_readable(row_key(&self.keys, row), customer)?.flatten();
        let tags = match (&key, row.opt_blob("sealed_tags")?) {
            (Some(key), Some(sealed)) => if_readable(open_tags(key, conversation, &sealed), conversation)?,
            _ => None,
        };
        let profile = match (&key, row.opt_blob("profile")?) {
            (Some(key), Some(sealed)) => if_readable(open_profile(key, customer, &sealed), customer)?,
            _ => None,
        };
        Ok(Due {
            conversation,
            customer,
            name: profile.and_then(|profile| profile.name),
            inbox: row.parsed("inbox_id")?,
            tags: tags.unwrap_or_default(),
            indexed: row.count("indexed_seq")?,
            seq: row.count("seq")?,
            key,
        })
    }

    /// Customers of whom something is known that the index has not.
    async fn customers_behind(&mut self) -> Result<Vec<DuePerson>> {
        let sql = "SELECT u.id AS customer_id, u.version, u.sealed, k.wrapped FROM customers u \
                   LEFT JOIN customer_keys k ON k.customer_id = u.id \
                   WHERE u.indexed_version < u.version ORDER BY u.id LIMIT $1";
        let rows = self.connection.fetch_all(sql, values![STRETCH]).await?;
        rows.iter().map(|row| self.read_due_person(row)).collect()
    }

    /// The customers of these conversations.
    async fn people_of(&mut self, due: &[Due]) -> Result<Vec<DuePerson>> {
        let mut customers: Vec<CustomerId> = due.iter().map(|due| due.customer).collect();
        customers.sort_unstable();
        customers.dedup();
        let mut people = Vec::with_capacity(customers.len());
        for customer in customers {
            let sql = "SELECT u.id AS customer_id, u.version, u.sealed, k.wrapped FROM customers u \
                       LEFT JOIN customer_keys k ON k.customer_id = u.id WHERE u.id = $1";
            let row = self.connection.fetch_optional(sql, values![customer]).await?;
            people.extend(row.map(|row| self.read_due_person(&row)).transpose()?);
        }
        Ok(people)
    }

    fn read_due_person(&self, row: &Row) -> Result<DuePerson> {
        let customer = row.parsed("customer_id")?;
        let key = if_readable(row_key(&self.keys, row), customer)?.flatten();
        let person = match (key, row.opt_blob("sealed")?) {
            (Some(key), Some(sealed)) => {
                let profile = if_readable(open_profile(&key, customer, &sealed), customer)?;
                // By a profile that cannot be read nobody is found.
                let text = profile.map(|profile| profile_of(&profile)).unwrap_or_default();
                Some(Person { customer, tokens: tokens::of_text(&self.keys, &text) })
            }
            _ => None,
        };
        Ok(DuePerson { customer, version: row.count("version")?, person })
    }

    /// What is new in a conversation, hashed, without what cannot be read; nothing of a customer who was erased.
    async fn passage(&mut self, due: &Due) -> Result<Option<Passage>> {
        let Some(key) = &due.key else { return Ok(None) };
        let sql = "SELECT COUNT(*) AS n FROM events WHERE conversation_id = $1 AND seq > $2 \
                   AND kind IN ('tagged', 'untagged')";
        let given = values![due.conversation, due.indexed];
        let tagged = due.indexed > 0 && self.connection.fetch_one(sql, given).await?.count("n")? > 0;
        // Every message is found by the conversation's tags, so other tags make all of them new.
        let after = if tagged { 0 } else { due.indexed };
        let sql = format!(
            "SELECT seq, at, sealed FROM events WHERE conversation_id = $1 AND seq > $2 AND seq <= $3 \
             AND kind IN ({SAID}) ORDER BY seq"
        );
        let given = values![due.conversation, after, due.seq];
        let rows = self.connection.fetch_all(AssertSqlSafe(sql), given).await?;
        let mut place = tokens::of_place(&self.keys, due.inbox, &due.tags);
        place.extend(due.name.iter().flat_map(|name| tokens::of_whose(&self.keys, name)));
        let mut documents = Vec::with_capacity(rows.len());
        for row in &rows {
            let (seq, sealed) = (row.count("seq")?, row.blob("sealed")?);
            let place_of_event = event_place(due.conversation, seq);
            let opened = key.open(&place_of_event, &sealed);
            let event: Option<ConversationEvent> = if_readable(opened, place_of_event)?;
            let Some((speaker, message)) = event.as_ref().and_then(said) else { continue };
            let mut tokens = tokens::of_text(&self.keys, &text_of(message));
            tokens.push(tokens::of_speaker(&self.keys, speaker));
            tokens.extend_from_slice(&place);
            tokens.sort_unstable();
            tokens.dedup();
            documents.push(Document { seq, at: row.time("at")?, tokens });
        }
        let (conversation, customer, through) = (due.conversation, due.customer, due.seq);
        Ok(Some(Passage { conversation, customer, after, through, documents }))
    }
}
