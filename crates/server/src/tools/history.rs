//! Made-up history for measurements: conversations in the words of the demo's content.

use std::path::Path;

use anyhow::{Context, Result};
use rapport_domain::{
    AgentId, ConversationId, CustomerId, InboxId, MessageId, Timestamp,
    conversation::Channel,
    customer::Customer,
    event::{ConversationEvent, HandoverReason},
    message::{Author, Message},
    tag::Tag,
};
use rapport_storage::{StorageError, Store};
use tokio::task::JoinSet;

use crate::{clock::SystemEntropy, config::Config, wiring};

/// Conversations that are written at the same time.
const AT_ONCE: usize = 64;
/// When the made-up history begins: 2024-01-01.
const BEGINNING: i64 = 1_704_067_200_000_000;
/// How long it lasts, in microseconds: two years.
const LASTS: i64 = 2 * 365 * 86_400 * 1_000_000;

const FIRST_NAMES: [&str; 16] = [
    "Mia", "Noah", "Ada", "Ravi", "Zoë", "Liam", "Freya", "Omar", "Ines", "Tom", "Yuki", "Ella", "Jonas",
    "Priya", "Sam", "Nadia",
];
const LAST_NAMES: [&str; 16] = [
    "Keller",
    "Okafor",
    "Müller",
    "Shah",
    "Reyes",
    "Novák",
    "Hartley",
    "Whitlock",
    "Sørensen",
    "Diaz",
    "Tanaka",
    "Lind",
    "Brown",
    "Rossi",
    "Fischer",
    "Ahmed",
];
const TAGS: [&str; 10] =
    ["refund", "delivery", "tents", "vip", "repair", "exchange", "press", "wholesale", "bug", "praise"];

/// What to make.
pub struct History {
    /// Sentences that customers say.
    sentences: Vec<String>,
    /// Messages of each conversation.
    pub messages: usize,
    /// Conversations.
    pub conversations: usize,
    /// Inboxes among which they are spread.
    pub inboxes: Vec<InboxId>,
}

impl History {
    /// So many conversations of so many messages, in the words of this content.
    pub fn of(content: &Path, conversations: usize, messages: usize) -> Result<Self> {
        let content = wiring::read_content(&[content.to_owned()])?;
        let sentences: Vec<String> = content.topics.into_iter().flat_map(|topic| topic.examples).collect();
        let inboxes = [1, 2, 3].map(|n| InboxId::from_bytes([n; 16])).to_vec();
        Ok(Self { sentences, messages, conversations, inboxes })
    }

    /// Writes it into a store.
    pub async fn write(&self, store: &Store) -> Result<()> {
        let mut running = JoinSet::new();
        for number in 0..self.conversations {
            if running.len() >= AT_ONCE {
                running.join_next().await.context("a conversation is being written")???;
            }
            let (customer, id, events, at) = self.conversation(number);
            let store = store.clone();
            running.spawn(async move {
                store
                    .write::<_, StorageError, _>(move |tx| {
                        Box::pin(async move {
                            tx.create_customer(&customer).await?;
                            tx.create_conversation(id, &events, at).await.map(drop)
                        })
                    })
                    .await
            });
            if number % 10_000 == 9_999 {
                eprintln!("{} conversations written", number + 1);
            }
        }
        while let Some(written) = running.join_next().await {
            written??;
        }
        Ok(())
    }

    /// When a conversation of the history happened; they come one after the other.
    pub fn moment(&self, number: usize) -> Timestamp {
        let share = i64::try_from(number).unwrap_or(0)
            * (LASTS / i64::try_from(self.conversations).unwrap_or(1).max(1));
        Timestamp::from_micros(BEGINNING + share)
    }

    /// A sentence of the corpus, each number another one.
    pub fn sentence(&self, number: usize) -> &str {
        &self.sentences[number.wrapping_mul(7_919) % self.sentences.len()]
    }

    fn conversation(&self, number: usize) -> (Customer, ConversationId, Vec<ConversationEvent>, Timestamp) {
        let at = self.moment(number);
        let name = format!(
            "{} {}",
            FIRST_NAMES[number % FIRST_NAMES.len()],
            LAST_NAMES[number / FIRST_NAMES.len() % LAST_NAMES.len()]
        );
        let customer = Customer {
            id: CustomerId::mint(at, &SystemEntropy),
            email: Some(format!("customer-{number}@shop.example")),
            name: Some(name),
            mail_declined: false,
            verified: false,
            external_id: None,
            locale: "en".to_owned(),
            created_at: at,
        };
        let inbox = self.inboxes[number % self.inboxes.len()];
        let mut events =
            vec![ConversationEvent::Started { customer: customer.id, inbox, channel: Channel::Widget }];
        events.extend((0..self.messages).map(|turn| self.message(number, turn, at)));
        events.extend(ending(number));
        (customer, ConversationId::mint(at, &SystemEntropy), events, at)
    }

    fn message(&self, number: usize, turn: usize, at: Timestamp) -> ConversationEvent {
        let seed = number.wrapping_mul(31).wrapping_add(turn.wrapping_mul(17));
        let mut text = format!("{} {}", self.sentence(seed), self.sentence(seed.wrapping_add(5)));
        if turn == 0 {
            text.push_str(&format!(" My order is TF-{number:07}."));
        }
        let id = MessageId::mint(at, &SystemEntropy);
        if turn.is_multiple_of(2) {
            let message = Message::plain(id, Author::Customer, at, text);
            ConversationEvent::MessageReceived { message, provider_id: format!("{number}-{turn}") }
        } else {
            let author = Author::Agent { id: AgentId::from_bytes([1; 16]) };
            ConversationEvent::AgentReplied {
                message: Message::plain(id, author, at, text),
                statements: vec![],
            }
        }
    }
}

/// How a conversation stands: most are done, some wait, some have tags.
fn ending(number: usize) -> Vec<ConversationEvent> {
    let mut events = Vec::new();
    if number.is_multiple_of(3)
        && let Ok(tag) = TAGS[number / 3 % TAGS.len()].parse::<Tag>()
    {
        events.push(ConversationEvent::Tagged { tag, agent: None });
    }
    match number % 20 {
        0 => events.push(ConversationEvent::HandoverRequested {
            reason: HandoverReason::Asked,
            note: "Asked for a person.".to_owned(),
            priority: 0.5,
        }),
        1 | 2 => {}
        _ => events.push(ConversationEvent::Resolved { agent: None }),
    }
    events
}

/// A store on a database of its own.
pub async fn store_at(url: &str, master_key_file: &Path) -> Result<Store> {
    let own = [
        ("RAPPORT_DATABASE_URL", url.to_owned()),
        ("RAPPORT_DATABASE_MASTER_KEY_FILE", master_key_file.display().to_string()),
    ];
    let config = Config::load(None, own.map(|(name, value)| (name.to_owned(), value)).into_iter())?;
    wiring::store(&config).await
}
