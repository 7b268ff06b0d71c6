//! Promises: made with a reply or by hand, moved, kept, broken; listed for whoever keeps them.

use rapport_channels::text;
use rapport_coaching::{Calendar, find_promises};
use rapport_dialogue::wait::told;
use rapport_domain::{
    AgentId, ConversationId, MessageId, Timestamp,
    conversation::Holder,
    event::ConversationEvent,
    message::{Author, Message},
    promise::{MAX_PROMISE_CHARS, PromiseChange, PromiseSaid},
    redact::redact,
    why::QueueOutlook,
};
use rapport_storage::{Expected, Tx};

use crate::{
    Desk, DeskError, Page,
    commit::Committed,
    error::invalid,
    hours::{closing, moment_words},
};

pub use rapport_coaching::FoundPromise;
pub use rapport_domain::promise::{Promise, PromiseState};
pub use rapport_storage::{ListedPromise, PromiseFilter};

/// A promise is due within a year.
const LONGEST_MS: i64 = 366 * 24 * 3_600_000;
/// More promises than these in one reply are nobody's to keep.
const MOST_IN_REPLY: usize = 10;

/// What becomes of a promise, as an agent says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromiseAct {
    /// It was kept.
    Keep {
        /// Whether the assistant tells the customer; only where it speaks for the company.
        tell: bool,
    },
    /// It gets another moment. The assistant tells the customer; an agent who holds the conversation writes it in a
    /// reply.
    Move {
        /// The new moment.
        by: Timestamp,
    },
    /// It will not be kept.
    Break,
    /// It was no promise, or the customer needs it no more.
    Withdraw,
}

impl Desk {
    /// The promises in a draft, with the moments that it names. Nothing is kept.
    pub(crate) async fn promises_in(&self, draft: &str) -> Result<Vec<FoundPromise>, DeskError> {
        let release = self.release().await?;
        let company = &release.release().content.company;
        let closes = |day| closing(company, day);
        let calendar = Calendar { time_zone: &company.time_zone, closes: &closes };
        Ok(find_promises(draft, self.now(), &calendar))
    }

    /// A page of promises.
    pub async fn promises(
        &self,
        filter: PromiseFilter,
        cursor: Option<crate::Cursor>,
        limit: u32,
    ) -> Result<Page<ListedPromise>, DeskError> {
        let mut reader = self.store().read().await?;
        Ok(reader.promises(filter, cursor.as_ref(), limit.clamp(1, 100)).await?)
    }

    /// Keeps track of something that an agent promised, for instance by phone. Answers the sequence number by which
    /// it is known.
    pub async fn add_promise(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        promise: &str,
        by: Option<Timestamp>,
    ) -> Result<u64, DeskError> {
        let promise = checked_words(promise)?;
        checked_moment(by, self.now())?;
        let event = ConversationEvent::Promised { promise, by, agent: Some(agent) };
        self.record(conversation, move |_| Ok(vec![event])).await
    }

    /// Says what became of a promise. Any colleague may: whoever keeps it may be away.
    pub async fn act_on_promise(
        &self,
        conversation: ConversationId,
        agent: AgentId,
        seq: u64,
        act: PromiseAct,
    ) -> Result<u64, DeskError> {
        let now = self.now();
        if let PromiseAct::Move { by } = act {
            checked_moment(Some(by), now)?;
        }
        let listed = self.store().read().await?.promise(conversation, seq).await?;
        let listed = listed.ok_or(DeskError::NotFound("promise"))?;
        let told = self.told_of(&listed.promise, agent, act).await?;
        let said = told.map(|line| {
            let message = Message::plain(MessageId::mint(now, self.entropy()), Author::Assistant, now, line);
            ConversationEvent::SystemSaid { message }
        });
        let (webhooks, seen_check) = (self.webhook_targets().await?, self.seen_check());
        let committed = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    must_be_open(tx, conversation, seq).await?;
                    if said.is_some()
                        && let Holder::Agent { id } = row.holder
                    {
                        return Err(speaks_themselves(tx, id, agent).await?);
                    }
                    let changed =
                        ConversationEvent::PromiseChanged { of: seq, change: change_of(act, agent) };
                    let events: Vec<_> = said.into_iter().chain([changed]).collect();
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    seen_check.enqueue(tx, &row, &recorded).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    Ok::<_, DeskError>(Committed { conversation, customer: row.customer, recorded })
                })
            })
            .await?;
        self.tell(&committed).await;
        Ok(committed.recorded.last().map_or(0, |last| last.seq))
    }

    /// What the assistant tells the customer of it, if anything.
    async fn told_of(
        &self,
        promise: &Promise,
        agent: AgentId,
        act: PromiseAct,
    ) -> Result<Option<String>, DeskError> {
        let release = self.release().await?;
        let content = &release.release().content;
        let owner = self.agent_name(promise.owner.unwrap_or(agent)).await?;
        let (template, by) = match act {
            PromiseAct::Keep { tell: true } => (&content.wordings.promise_kept, None),
            PromiseAct::Move { by } => {
                (&content.wordings.promise_moved, Some(moment_words(&content.company, by, self.now())))
            }
            _ => return Ok(None),
        };
        Ok(Some(told(&content.company, &QueueOutlook::default(), template, &|name| match name {
            "agent" => Some(owner.clone()),
            "promise" => Some(promise.promise.clone()),
            "by" => by.clone(),
            _ => None,
        })))
    }
}

const fn change_of(act: PromiseAct, agent: AgentId) -> PromiseChange {
    match act {
        PromiseAct::Keep { .. } => PromiseChange::Kept { agent },
        PromiseAct::Move { by } => PromiseChange::Moved { agent, by },
        PromiseAct::Break => PromiseChange::Broken { agent },
        PromiseAct::Withdraw => PromiseChange::Withdrawn { agent },
    }
}

async fn speaks_themselves(tx: &mut Tx, holder: AgentId, agent: AgentId) -> Result<DeskError, DeskError> {
    if holder == agent {
        return Ok(DeskError::WrongState("You hold this conversation: tell the customer in your reply."));
    }
    Ok(DeskError::HeldByOther { holder: tx.agent(holder).await?.map(|agent| agent.name) })
}

/// What a reply says of promises, as it is kept.
pub(crate) fn checked_said(said: Vec<PromiseSaid>, now: Timestamp) -> Result<Vec<PromiseSaid>, DeskError> {
    if said.len() > MOST_IN_REPLY {
        return Err(invalid("promises", format!("A reply makes at most {MOST_IN_REPLY} promises.")));
    }
    let one = |said| match said {
        PromiseSaid::Made { promise, by } => {
            checked_moment(by, now)?;
            Ok(PromiseSaid::Made { promise: checked_words(&promise)?, by })
        }
        PromiseSaid::Moved { of, by } => {
            checked_moment(Some(by), now)?;
            Ok(PromiseSaid::Moved { of, by })
        }
    };
    said.into_iter().map(one).collect()
}

/// The events of what a reply says of promises.
pub(crate) async fn said_events(
    tx: &mut Tx,
    conversation: ConversationId,
    agent: AgentId,
    said: Vec<PromiseSaid>,
) -> Result<Vec<ConversationEvent>, DeskError> {
    let mut events = Vec::with_capacity(said.len());
    for said in said {
        events.push(match said {
            PromiseSaid::Made { promise, by } => {
                ConversationEvent::Promised { promise, by, agent: Some(agent) }
            }
            PromiseSaid::Moved { of, by } => {
                must_be_open(tx, conversation, of).await?;
                ConversationEvent::PromiseChanged { of, change: PromiseChange::Moved { agent, by } }
            }
        });
    }
    Ok(events)
}

async fn must_be_open(tx: &mut Tx, conversation: ConversationId, seq: u64) -> Result<(), DeskError> {
    let listed = tx.promise(conversation, seq).await?.ok_or(DeskError::NotFound("promise"))?;
    if listed.promise.is_open() {
        return Ok(());
    }
    Err(DeskError::WrongState("It is known already what became of this promise."))
}

fn checked_words(promise: &str) -> Result<String, DeskError> {
    let promise =
        text::line(promise, MAX_PROMISE_CHARS).map_err(|error| invalid("promise", error.to_string()))?;
    Ok(redact(&promise).into_owned())
}

fn checked_moment(by: Option<Timestamp>, now: Timestamp) -> Result<(), DeskError> {
    match by {
        Some(by) if by <= now || by.ms_since(now) > LONGEST_MS => {
            Err(invalid("by", "Choose a moment within the next year."))
        }
        _ => Ok(()),
    }
}
