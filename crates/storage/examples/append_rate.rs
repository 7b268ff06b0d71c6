//! How many customer messages a second can be accepted: each one deduplicated, sealed, appended, projected,
//! its turn scheduled, and on the disk before it counts.
//!
//! `cargo run --release -p rapport-storage --example append_rate [-- URL]`; without an address a SQLite
//! file in the folder for temporary files.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rapport_domain::{
    ConversationId, CustomerId, Entropy, InboxId, MessageId, Timestamp,
    conversation::Channel,
    customer::Customer,
    event::ConversationEvent,
    message::{Author, Message},
};
use rapport_storage::{Expected, StorageError, Store, StoreOptions};

const CALLERS: usize = 64;
const CONVERSATIONS: usize = 2_000;
const RUN: Duration = Duration::from_secs(10);

struct Os;

impl Entropy for Os {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has randomness");
    }
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example tells its result")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let url = std::env::args()
        .nth(1)
        .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("rapport.db").display()));
    let store = Store::open(StoreOptions { url, master_key: [7; 32], entropy: Arc::new(Os) }).await?;
    let conversations = Arc::new(begin(&store).await?);

    let started = Instant::now();
    let accepted = Arc::new(AtomicU64::new(0));
    let callers = (0..CALLERS).map(|caller| {
        let (store, conversations, accepted) = (store.clone(), conversations.clone(), accepted.clone());
        tokio::spawn(async move {
            let mut waits = Vec::new();
            for n in (caller..).step_by(CALLERS) {
                if started.elapsed() >= RUN {
                    break;
                }
                let asked = Instant::now();
                accept(&store, conversations[n % CONVERSATIONS], n).await?;
                waits.push(asked.elapsed());
                accepted.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, StorageError>(waits)
        })
    });
    let mut waits = Vec::new();
    for caller in futures::future::join_all(callers).await {
        waits.extend(caller??);
    }
    waits.sort_unstable();
    let took = started.elapsed().as_secs_f64();
    let accepted = accepted.load(Ordering::Relaxed);
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = accepted as f64 / took;
    println!(
        "{accepted} messages accepted in {took:.1} s by {CALLERS} callers: {rate:.0} a second, p50 {:?}, p99 {:?}",
        waits[waits.len() / 2],
        waits[waits.len() * 99 / 100]
    );
    store.close().await;
    Ok(())
}

async fn begin(store: &Store) -> Result<Vec<ConversationId>, StorageError> {
    let now = Timestamp::from_micros(1_763_800_000_000_000);
    let mut conversations = Vec::with_capacity(CONVERSATIONS);
    for _ in 0..CONVERSATIONS / 100 {
        conversations.extend(
            store
                .write::<_, StorageError, _>(move |tx| {
                    Box::pin(async move {
                        let mut begun = Vec::new();
                        for _ in 0..100 {
                            let customer = customer(now);
                            tx.create_customer(&customer).await?;
                            let id = ConversationId::mint(now, &Os);
                            let inbox = InboxId::from_bytes([1; 16]);
                            let started = ConversationEvent::Started {
                                customer: customer.id,
                                inbox,
                                channel: Channel::Widget,
                            };
                            tx.create_conversation(id, &[started], now).await?;
                            begun.push(id);
                        }
                        Ok(begun)
                    })
                })
                .await?,
        );
    }
    Ok(conversations)
}

fn customer(now: Timestamp) -> Customer {
    Customer {
        id: CustomerId::mint(now, &Os),
        name: Some("Ada Lovelace".into()),
        email: None,
        mail_declined: false,
        verified: false,
        external_id: None,
        locale: "en".into(),
        created_at: now,
    }
}

async fn accept(store: &Store, id: ConversationId, n: usize) -> Result<u64, StorageError> {
    let now = Timestamp::from_micros(1_763_800_000_000_000).plus_ms(i64::try_from(n).unwrap_or(0));
    let text =
        "I ordered a tent two weeks ago, order 100482, and it has still not arrived. We leave on Friday!";
    let provider_id = format!("client-{n}");
    store
        .write(move |tx| {
            Box::pin(async move {
                if let Some(seq) = tx.find_provider_id(id, &provider_id).await? {
                    return Ok(seq);
                }
                let message = Message::plain(MessageId::mint(now, &Os), Author::Customer, now, text);
                let events = [ConversationEvent::MessageReceived { message, provider_id }];
                let recorded = tx.append(id, Expected::default(), &events, now).await?;
                let seq = recorded.last().map_or(0, |recorded| recorded.seq);
                tx.schedule_turn(id, seq, now.plus_ms(700), now).await?;
                Ok(seq)
            })
        })
        .await
}
