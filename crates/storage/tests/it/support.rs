//! A store of its own for every test, and the few sentences that most tests begin with.

use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU32, Ordering},
};

use rapport_domain::{
    AgentId, ConversationId, CustomerId, Entropy, InboxId, MessageId, ReleaseId, Timestamp,
    conversation::Channel,
    customer::Customer,
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    message::{Author, Message},
    perception::Perception,
    why::{DecisionKind, Why},
};
use rapport_storage::{Expected, StorageError, Store, StoreOptions};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

/// The operating system's randomness.
pub struct Os;

impl Entropy for Os {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).unwrap();
    }
}

pub const MASTER_KEY: [u8; 32] = [7; 32];

/// Where a test's database lies.
#[derive(Clone)]
pub struct Place {
    pub url: String,
    server: Option<(String, String)>,
}

/// A store of its own.
pub struct Bench {
    pub store: Store,
    pub folder: TempDir,
    place: Place,
    clock: AtomicI64,
}

impl Place {
    pub fn options(&self) -> StoreOptions {
        StoreOptions { url: self.url.clone(), master_key: MASTER_KEY, entropy: Arc::new(Os) }
    }

    pub async fn drop_database(&self) {
        if let Some((server, name)) = &self.server {
            let mut link = PgConnection::connect(server).await.unwrap();
            link.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
                .await
                .unwrap();
        }
    }
}

impl Bench {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("rapport.db").display());
        Self::open(folder, Place { url, server: None }).await
    }

    pub async fn postgres() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("RAPPORT_TEST_POSTGRES").ok()?;
        let name = format!("rapport_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut link = PgConnection::connect(&server).await.unwrap();
        link.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        link.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').expect("the address names a database");
        let url = format!("{base}/{name}");
        Some(Self::open(tempfile::tempdir().unwrap(), Place { url, server: Some((server, name)) }).await)
    }

    async fn open(folder: TempDir, place: Place) -> Self {
        let store = Store::open(place.options()).await.unwrap();
        Self { store, folder, place, clock: AtomicI64::new(1_763_800_000_000_000) }
    }

    pub fn place(&self) -> Place {
        self.place.clone()
    }

    /// A second later at every call.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.clock.fetch_add(1_000_000, Ordering::Relaxed))
    }

    /// A customer with a name and an address.
    pub async fn customer(&self, name: &str, email: &str) -> Customer {
        let customer = Customer {
            id: CustomerId::mint(self.now(), &Os),
            name: Some(name.to_owned()),
            email: Some(email.to_owned()),
            mail_declined: false,
            verified: false,
            external_id: None,
            locale: "en".to_owned(),
            created_at: self.now(),
        };
        let stored = customer.clone();
        self.store
            .write::<_, StorageError, _>(move |tx| Box::pin(async move { tx.create_customer(&stored).await }))
            .await
            .unwrap();
        customer
    }

    /// A conversation that has begun and holds nothing yet.
    pub async fn conversation(&self, customer: CustomerId) -> ConversationId {
        let now = self.now();
        let id = ConversationId::mint(now, &Os);
        let inbox = InboxId::from_bytes([1; 16]);
        let started = ConversationEvent::Started { customer, inbox, channel: Channel::Widget };
        self.store
            .write::<_, StorageError, _>(move |tx| {
                Box::pin(async move { tx.create_conversation(id, &[started], now).await })
            })
            .await
            .unwrap();
        id
    }

    /// Lets the search index take in everything that it lacks.
    pub async fn follow(&self, store: &Store) {
        while store.index_due(self.now()).await.unwrap() > 0 {}
    }

    /// A customer with a conversation.
    pub async fn ada(&self) -> (Customer, ConversationId) {
        let customer = self.customer("Ada Lovelace", "ada@example.com").await;
        let conversation = self.conversation(customer.id).await;
        (customer, conversation)
    }

    pub async fn append(&self, id: ConversationId, events: Vec<ConversationEvent>) -> Vec<Recorded> {
        self.try_append(id, Expected::default(), events).await.unwrap()
    }

    pub async fn try_append(
        &self,
        id: ConversationId,
        expected: Expected,
        events: Vec<ConversationEvent>,
    ) -> Result<Vec<Recorded>, StorageError> {
        let now = self.now();
        self.store.write(move |tx| Box::pin(async move { tx.append(id, expected, &events, now).await })).await
    }
}

pub fn message(author: Author, text: &str) -> Message {
    let at = Timestamp::from_micros(1_763_800_000_000_000);
    Message::plain(MessageId::mint(at, &Os), author, at, text)
}

pub fn received(text: &str, provider_id: &str) -> ConversationEvent {
    ConversationEvent::MessageReceived {
        message: message(Author::Customer, text),
        provider_id: provider_id.to_owned(),
    }
}

pub fn perceived(of: u64, feeling: Option<Feeling>, valence: f32) -> ConversationEvent {
    let perception =
        Perception { feeling, valence, intensity: 0.5, urgency: 0.25, ..Perception::unclear("en") };
    ConversationEvent::Perceived { of, perception: Box::new(perception) }
}

pub fn replied(text: &str, answers: u64, decision: DecisionKind) -> ConversationEvent {
    let why = Why {
        topic: Some("delivery-cost".parse().unwrap()),
        answer_version: Some(1),
        ..Why::new(decision, ReleaseId::from_bytes([9; 16]))
    };
    ConversationEvent::Replied { message: message(Author::Assistant, text), why: Box::new(why), answers }
}

pub fn noted(text: &str) -> ConversationEvent {
    ConversationEvent::Noted { message: message(Author::Agent { id: agent(1) }, text), mentions: vec![] }
}

pub fn agent_replied(text: &str) -> ConversationEvent {
    ConversationEvent::AgentReplied {
        message: message(Author::Agent { id: agent(1) }, text),
        statements: vec![],
    }
}

pub fn tagged(tag: &str) -> ConversationEvent {
    ConversationEvent::Tagged { tag: tag.parse().unwrap(), agent: Some(agent(1)) }
}

pub fn agent(n: u8) -> AgentId {
    AgentId::from_bytes([n; 16])
}

/// Writes with the store's own error type, which most tests use.
macro_rules! write {
    ($bench:expr, |$tx:ident| $work:expr) => {
        $bench
            .store
            .write::<_, rapport_storage::StorageError, _>(move |$tx| Box::pin(async move { $work }))
            .await
    };
}
pub(crate) use write;

impl Bench {
    /// What somebody with access to the database might do behind our back.
    pub async fn execute(&self, sql: &'static str) {
        if self.place.server.is_some() {
            let mut link = PgConnection::connect(&self.place.url).await.unwrap();
            link.execute(sql).await.unwrap();
            link.close().await.unwrap();
        } else {
            let mut link = sqlx::SqliteConnection::connect(&self.place.url).await.unwrap();
            link.execute(sql).await.unwrap();
            link.close().await.unwrap();
        }
    }
}
