//! A desk with the demo's content, a customer to write and an agent to answer.

use std::{path::PathBuf, sync::Arc};

use rapport_desk::{
    Desk, DeskParts, Inbound, ModelSettings, NewInbox, OpenVisit, Pauses, Settings, SignIn, Step, Visitor,
};
use rapport_dialogue::content;
use rapport_domain::{
    AgentId,
    agent::{Agent, Role},
    content::Content,
    conversation::Channel,
    event::{ConversationEvent, Recorded},
    message::Author,
};
use rapport_event_bus::Bus;
use rapport_outbound::{Outbound, OutboundOptions};
use rapport_perception::{Pool, PoolSettings, Reader, Weights};
use rapport_storage::{Store, StoreOptions};

use crate::{
    clock::{CountingEntropy, FakeClock},
    database::Database,
};

/// The password of every agent of a test.
pub const PASSWORD: &str = "correct horse battery";

/// What several nodes share, and what each does in its own way.
pub struct Node {
    /// The time that it goes by.
    pub clock: Arc<FakeClock>,
    /// Its randomness: nodes that share a database must not share a seed.
    pub entropy: Arc<CountingEntropy>,
    /// Where it tells what is new.
    pub bus: Bus,
    /// Sees its steps.
    pub observe: Arc<dyn Fn(Step) + Send + Sync>,
    /// Its language model.
    pub model: Option<ModelSettings>,
}

impl Default for Node {
    fn default() -> Self {
        Self {
            clock: Arc::default(),
            entropy: Arc::default(),
            bus: Bus::in_process(),
            observe: Arc::new(|_: Step| {}),
            model: None,
        }
    }
}

/// A desk on a database of its own. Nothing runs by itself: [`TestDesk::settle`] lets time pass and does
/// what is due.
pub struct TestDesk {
    /// The desk.
    pub desk: Desk,
    /// Its clock.
    pub clock: Arc<FakeClock>,
    /// Its store, to look behind the scenes.
    pub store: Store,
    /// An agent.
    pub ana: Agent,
    /// Another agent.
    pub ben: Agent,
    /// An admin.
    pub amir: Agent,
}

/// A customer at the widget.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Who they are to the desk.
    pub visitor: Visitor,
    /// What their browser holds.
    pub token: String,
}

/// A message that the customer sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its sequence number.
    pub seq: u64,
    /// Who wrote it.
    pub author: Author,
    /// The text.
    pub text: String,
}

impl TestDesk {
    /// A desk on `database`, which may hold an earlier desk's data.
    ///
    /// # Panics
    /// When it cannot be built.
    pub async fn on(database: &Database) -> Self {
        Self::node(database, Node::default()).await
    }

    /// One of several nodes on `database`.
    ///
    /// # Panics
    /// When it cannot be built.
    pub async fn node(database: &Database, node: Node) -> Self {
        let Node { clock, entropy, bus, observe, model } = node;
        let address =
            |model: &ModelSettings| model.endpoint.url.split('/').nth(2).and_then(|host| host.parse().ok());
        let allow_private = model.as_ref().and_then(address).into_iter().collect();
        let options =
            StoreOptions { url: database.url.clone(), master_key: [7; 32], entropy: entropy.clone() };
        let store = Store::open(options).await.expect("the database opens");
        let reader = Arc::new(Reader::load(&Weights::embedded()).expect("the models load"));
        let settings = PoolSettings { threads: 1, queue: 64, fast_when_full: true };
        let desk = Desk::new(DeskParts {
            store: store.clone(),
            bus,
            readers: Pool::start(reader, settings).expect("the pool starts"),
            outbound: Outbound::new(OutboundOptions { allow_private }).expect("the client is made"),
            mailer: None,
            clock: clock.clone(),
            entropy,
            settings: Settings {
                pauses: Pauses { complete_ms: 350, unfinished_ms: 700 },
                workers: 2,
                actions: None,
                model,
                unseen_after_ms: 60_000,
                attachment_bytes: 1_000_000,
                sign_in_attempts: 5,
                public_url: "http://desk.test".to_owned(),
            },
            observe,
        });
        if !desk.has_release().await.expect("the database can be read") {
            seed(&desk).await;
        }
        let people = desk.agents().await.expect("the agents can be read");
        // All were added in the same instant, so the list's order says nothing.
        let named = |name: &str| {
            let found = people.iter().find(|agent| agent.name == name);
            found.expect("three people were added").clone()
        };
        let (ana, ben, amir) = (named("Ana Reyes"), named("Ben Okafor"), named("Amir Shah"));
        Self { desk, clock, store, ana, ben, amir }
    }

    /// A new customer opens the widget.
    ///
    /// # Panics
    /// When the widget does not open.
    pub async fn arrive(&self) -> Customer {
        let visit = OpenVisit { inbox_key: "shop".to_owned(), ..OpenVisit::default() };
        let visit = self.desk.open_visit(visit).await.expect("the widget opens");
        Customer { visitor: visit.visitor, token: visit.visitor_token }
    }

    /// The customer writes; nothing is answered yet.
    ///
    /// # Panics
    /// When the message is not accepted.
    pub async fn write(&self, customer: &Customer, id: &str, text: &str) -> u64 {
        let inbound = Inbound { provider_id: id.to_owned(), text: text.to_owned(), attachments: vec![] };
        self.desk.receive_from_visitor(customer.visitor, inbound).await.expect("the message is accepted").seq
    }

    /// Lets the longest pause pass and does everything that is due.
    ///
    /// # Panics
    /// When something that is due fails.
    pub async fn settle(&self) {
        self.clock.advance_ms(6_100);
        self.desk.work_off().await.expect("what is due is done");
    }

    /// The customer writes and is answered; gives what was said to them since.
    ///
    /// # Panics
    /// When the message is not accepted or cannot be answered.
    pub async fn ask(&self, customer: &Customer, text: &str) -> String {
        let before = self.said(customer).await.len();
        let id = format!("m{before}");
        self.write(customer, &id, text).await;
        self.settle().await;
        let said = self.said(customer).await;
        let replies = said[before..].iter().filter(|said| said.author != Author::Customer);
        replies.map(|said| said.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Every message that the customer sees, oldest first.
    ///
    /// # Panics
    /// When the log cannot be read.
    pub async fn said(&self, customer: &Customer) -> Vec<Said> {
        let message = |recorded: &Recorded| {
            let message = recorded.event.visible_message()?;
            Some(Said { seq: recorded.seq, author: message.author, text: message.text.clone() })
        };
        self.events(customer).await.iter().filter_map(message).collect()
    }

    /// Every event of the customer's conversation, oldest first.
    ///
    /// # Panics
    /// When the log cannot be read.
    pub async fn events(&self, customer: &Customer) -> Vec<Recorded> {
        let events = self.desk.events_after(customer.visitor.conversation(), 0, 10_000).await;
        events.expect("the log can be read")
    }

    /// Whether an event of the conversation fits.
    pub async fn happened(&self, customer: &Customer, fits: impl Fn(&ConversationEvent) -> bool) -> bool {
        self.events(customer).await.iter().any(|recorded| fits(&recorded.event))
    }

    /// An agent replies.
    ///
    /// # Errors
    /// As the desk answers.
    pub async fn reply(
        &self,
        customer: &Customer,
        agent: AgentId,
        id: &str,
        text: &str,
    ) -> Result<u64, rapport_desk::DeskError> {
        let reply = Inbound { provider_id: id.to_owned(), text: text.to_owned(), attachments: vec![] };
        Ok(self.desk.reply(customer.visitor.conversation(), agent, reply).await?.0)
    }
}

/// Content, an inbox and people.
async fn seed(desk: &Desk) {
    desk.publish(demo_content(), "test").await.expect("the demo's content can be published");
    let inbox = NewInbox {
        name: "Shop".to_owned(),
        channel: Channel::Widget,
        allowed_origins: vec!["https://shop.test".to_owned()],
        public_key: Some("shop".to_owned()),
    };
    desk.add_inbox(None, inbox).await.expect("the inbox can be added");
    for (email, name, role) in [
        ("ana@desk.test", "Ana Reyes", Role::Agent),
        ("ben@desk.test", "Ben Okafor", Role::Agent),
        ("amir@desk.test", "Amir Shah", Role::Admin),
    ] {
        desk.add_agent(email, name, role, Some(PASSWORD)).await.expect("agents can be added");
        let sign_in = SignIn { email: email.to_owned(), password: PASSWORD.to_owned() };
        desk.sign_in(sign_in).await.expect("agents can sign in");
    }
}

/// So many examples of each topic are learnt: enough for plain questions, and every test starts soon.
const EXAMPLES: usize = 7;

/// The demo company's content, with fewer examples, and the starter library's statements.
fn demo_content() -> Content {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let mut files = vec![];
    for folder in ["demo", "demo/topics", "demo/flows", "starter/statements"] {
        let path = root.join(folder);
        for entry in std::fs::read_dir(&path).expect("the demo's content is there") {
            let path = entry.expect("the folder can be read").path();
            if path.is_file() {
                let below = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                let name = below.trim_start_matches("demo/").trim_start_matches("starter/").to_owned();
                files.push((name, std::fs::read_to_string(&path).expect("content is text")));
            }
        }
    }
    files.sort();
    let mut content = content::load(&files)
        .unwrap_or_else(|findings| panic!("the demo's content is broken: {findings:#?}"));
    content.topics.iter_mut().for_each(|topic| topic.examples.truncate(EXAMPLES));
    content
}
