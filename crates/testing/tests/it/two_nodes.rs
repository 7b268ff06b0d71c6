//! Two nodes on one PostgreSQL database, told of each other's changes by one NATS server.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{SinkExt as _, StreamExt as _};
use rapport_desk::{Change, Desk, Presence, Step};
use rapport_domain::{
    content::{Content, Response},
    conversation::Holder,
    event::ConversationEvent,
    message::Author,
};
use rapport_http::{AppState, HttpOptions};
use rapport_testing::{CountingEntropy, Customer, FakeClock, Nats, Node, TestDesk, databases};
use serde_json::{Value, json};
use tokio::{runtime::Handle, task::block_in_place};
use tokio_tungstenite::{connect_async, tungstenite::Message};

const QUESTION: &str = "How much does delivery cost?";
/// How long a worker has a turn to itself; see `desk::workers`.
const LEASE_MS: i64 = 60_000;
/// Nothing here takes so long, unless it never comes.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a node does once, right before it commits a reply.
type Act = Box<dyn FnOnce() + Send>;

struct Pair {
    a: TestDesk,
    b: TestDesk,
    /// Replies that each node was about to commit.
    decided: [Arc<AtomicUsize>; 2],
    /// What A does before its next commit.
    before_commit: Arc<Mutex<Option<Act>>>,
    _nats: Nats,
}

impl Pair {
    /// Two nodes, where the environment names a PostgreSQL server and NATS' program.
    async fn start() -> Option<Self> {
        let database = databases().await.into_iter().find(|database| database.name == "PostgreSQL")?;
        let mut nats = Nats::start()?;
        let clock = Arc::new(FakeClock::default());
        let before_commit = Arc::new(Mutex::new(None));
        let decided: [Arc<AtomicUsize>; 2] = Default::default();
        let mut nodes = vec![];
        for (number, count) in (0..).zip(&decided) {
            let (count, act) = (Arc::clone(count), Arc::clone(&before_commit));
            let observe = move |step| {
                if matches!(step, Step::BeforeCommit) {
                    count.fetch_add(1, Ordering::SeqCst);
                    let act = (number == 0).then(|| take(&act)).flatten();
                    if let Some(act) = act {
                        act();
                    }
                }
            };
            let node = Node {
                clock: Arc::clone(&clock),
                entropy: Arc::new(CountingEntropy::of_node(number + 1)),
                bus: nats.bus().await,
                observe: Arc::new(observe),
                ..Node::default()
            };
            nodes.push(TestDesk::node(&database, node).await);
        }
        let (b, a) = (nodes.pop()?, nodes.pop()?);
        Some(Self { a, b, decided, before_commit, _nats: nats })
    }

    /// Sets what A does before its next commit.
    fn before_commit(&self, act: impl FnOnce() + Send + 'static) {
        *self.before_commit.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(act));
    }

    async fn close(self) {
        self.a.desk.close().await;
        self.b.desk.close().await;
    }
}

fn take(act: &Mutex<Option<Act>>) -> Option<Act> {
    act.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// How often the assistant answered each of the customer's messages, by the message's place.
async fn answers(desk: &TestDesk, customer: &Customer) -> BTreeMap<u64, usize> {
    let mut answers = BTreeMap::new();
    for recorded in desk.events(customer).await {
        if let ConversationEvent::Replied { answers: of, .. } = recorded.event {
            *answers.entry(of).or_default() += 1;
        }
    }
    answers
}

/// Waits until the assistant has answered every customer's message at these places.
async fn until_answered(desk: &TestDesk, waiting: &mut Vec<(Customer, u64)>) {
    let mut changes = desk.desk.changes();
    let answered = async {
        loop {
            let mut still = vec![];
            for (customer, seq) in waiting.drain(..) {
                if !answers(desk, &customer).await.contains_key(&seq) {
                    still.push((customer, seq));
                }
            }
            *waiting = still;
            if waiting.is_empty() {
                return;
            }
            changes.next().await.expect("the bus is there");
        }
    };
    tokio::time::timeout(PATIENCE, answered).await.expect("every turn is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_seen_live_on_the_other_node() {
    let Some(pair) = Pair::start().await else { return };
    let (workers, address) = (pair.a.desk.start(), serve(&pair.b.desk).await);
    let mia = pair.a.arrive().await;
    let (mut line, _) = connect_async(format!("ws://{address}/live")).await.unwrap();
    let hello = json!({ "type": "hello", "token": mia.token });
    line.send(Message::text(hello.to_string())).await.unwrap();
    let mut authors = vec![];
    while authors.last().is_none_or(|author| author != "assistant") {
        let next = tokio::time::timeout(PATIENCE, line.next()).await.expect("a frame in time");
        let Some(Ok(Message::Text(text))) = next else { continue };
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["type"] == "ready" {
            pair.a.write(&mia, "m1", QUESTION).await;
            pair.a.clock.advance_ms(6_100);
        }
        if frame["type"] == "event" {
            authors.push(frame["event"]["message"]["author"]["kind"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(authors, ["customer", "assistant"]);
    assert_eq!(pair.decided[1].load(Ordering::SeqCst), 0, "A answered, and B told of it");
    workers.stop().await;
    pair.close().await;
}

async fn serve(desk: &Desk) -> String {
    let options = HttpOptions {
        public_url: "http://desk.test".to_owned(),
        visitor_per_minute: 1_000,
        address_per_minute: 1_000,
        trusted_proxies: vec![],
        attachment_bytes: 1_000_000,
        metrics: None,
    };
    let router = rapport_http::router(AppState::new(desk.clone(), options));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_on_one_node_is_known_on_the_other() {
    let Some(pair) = Pair::start().await else { return };
    let mia = pair.a.arrive().await;
    let (conversation, seat) = (mia.visitor.conversation(), pair.a.desk.new_seat(pair.a.ben.id));
    let mut changes = pair.b.desk.changes();
    pair.a.desk.attend(conversation, seat, Presence::Writing).await;
    let heard = async {
        loop {
            let change = changes.next().await.expect("the bus is there");
            if let Change::Presence { conversation, seat, what, .. } = change {
                return (conversation, seat, what);
            }
        }
    };
    let heard = tokio::time::timeout(PATIENCE, heard).await.expect("it comes");
    assert_eq!(heard, (conversation, seat, Presence::Writing));
    pair.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_turn_is_answered_twice() {
    const CUSTOMERS: usize = 50;
    let Some(pair) = Pair::start().await else { return };
    let workers = [pair.a.desk.start(), pair.b.desk.start()];
    let mut customers = vec![];
    for _ in 0..CUSTOMERS {
        customers.push(pair.a.arrive().await);
    }
    for burst in 0..2 {
        let mut waiting = vec![];
        for customer in &customers {
            // A burst is one turn, whichever node each of its messages comes to.
            pair.a.write(customer, &format!("first-{burst}"), "Hello, a question:").await;
            let last = pair.b.write(customer, &format!("last-{burst}"), QUESTION).await;
            waiting.push((customer.clone(), last));
        }
        pair.a.clock.advance_ms(6_100);
        until_answered(&pair.b, &mut waiting).await;
    }
    for workers in workers {
        workers.stop().await;
    }
    for customer in &customers {
        let answers = answers(&pair.a, customer).await;
        assert_eq!(answers.len(), 2, "each burst is one turn: {answers:?}");
        assert!(answers.values().all(|count| *count == 1), "a turn was answered twice: {answers:?}");
    }
    pair.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_takes_over_on_one_node_silences_the_other() {
    let Some(pair) = Pair::start().await else { return };
    let mia = pair.a.arrive().await;
    let (id, ana) = (mia.visitor.conversation(), pair.b.ana.id);
    let (on_b, runtime) = (pair.b.desk.clone(), Handle::current());
    pair.before_commit(move || {
        block_in_place(|| runtime.block_on(on_b.take_over(id, ana, false))).expect("B takes over");
    });
    pair.a.write(&mia, "m1", QUESTION).await;
    pair.a.clock.advance_ms(6_100);
    pair.a.desk.work_off().await.unwrap();
    assert_eq!(pair.decided[0].load(Ordering::SeqCst), 1, "A was about to answer");
    pair.b.write(&mia, "m2", "hello?").await;
    for desk in [&pair.a, &pair.b] {
        desk.settle().await;
    }
    let said = pair.a.said(&mia).await;
    assert!(said.iter().all(|said| said.author != Author::Assistant), "{said:#?}");
    assert_eq!(pair.a.desk.conversation_row(id).await.unwrap().holder, Holder::Agent { id: ana });
    pair.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_published_on_one_node_is_used_by_the_other() {
    let Some(pair) = Pair::start().await else { return };
    let workers = pair.b.desk.start();
    let mia = pair.b.arrive().await;
    pair.b.write(&mia, "m1", QUESTION).await;
    let first = answered(&pair, &mia).await;
    assert!(!first.contains("As of today"), "{first}");

    let published = pair.a.desk.publish(with_news(&pair.a).await, "test").await.unwrap().release.id;
    let in_force = async {
        while pair.b.desk.release().await.unwrap().release().id != published {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, in_force).await.expect("B hears of the release");
    let centre = pair.b.desk.help_centre().await.unwrap().expect("a help centre");
    assert_eq!(centre.release.id, published, "the public pages are of the same release");
    pair.b.write(&mia, "m2", "And how much is delivery now?").await;
    let second = answered(&pair, &mia).await;
    assert!(second.contains("As of today"), "{second}");
    assert_eq!(pair.decided[0].load(Ordering::SeqCst), 0, "B answered");
    workers.stop().await;
    pair.close().await;
}

/// Lets time pass and waits for the answer to the customer's last message.
async fn answered(pair: &Pair, customer: &Customer) -> String {
    let last = pair.b.said(customer).await.last().map_or(0, |said| said.seq);
    pair.b.clock.advance_ms(6_100);
    until_answered(&pair.b, &mut vec![(customer.clone(), last)]).await;
    pair.b.said(customer).await.last().map(|said| said.text.clone()).unwrap_or_default()
}

/// The content in force, each answer with something new.
async fn with_news(desk: &TestDesk) -> Content {
    let mut content = desk.desk.release().await.expect("a release is in force").release().content.clone();
    for topic in &mut content.topics {
        if let Response::Answer(answer) = &mut topic.response {
            answer.plain = format!("As of today: {}", answer.plain);
            answer.rich = None;
        }
    }
    content
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stopped_node_had_begun_the_other_finishes() {
    let Some(pair) = Pair::start().await else { return };
    let mia = pair.a.arrive().await;
    let last = pair.a.write(&mia, "m1", QUESTION).await;
    pair.a.clock.advance_ms(6_100);
    pair.before_commit(|| panic!("the node is stopped in the middle of a turn"));
    let on_a = pair.a.desk.clone();
    let stopped = tokio::spawn(async move { on_a.work_off().await }).await;
    assert!(stopped.is_err_and(|error| error.is_panic()), "A was in the middle of the turn");

    pair.b.desk.work_off().await.unwrap();
    assert_eq!(answers(&pair.b, &mia).await, BTreeMap::new(), "the turn is still A's");
    pair.a.clock.advance_ms(LEASE_MS + 1);
    pair.b.desk.work_off().await.unwrap();
    assert_eq!(answers(&pair.b, &mia).await, BTreeMap::from([(last, 1)]));
    pair.a.desk.work_off().await.unwrap();
    assert_eq!(
        answers(&pair.a, &mia).await,
        BTreeMap::from([(last, 1)]),
        "A comes back and says nothing more"
    );
    pair.close().await;
}
