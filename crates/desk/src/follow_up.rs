//! What happens by itself to promises: their owner is reminded in time, and one that falls due brings its
//! conversation back. The customer is told the truth: that its time has come, and who sees to it.

use rapport_dialogue::wait::{person_comes, told};
use rapport_domain::{
    AgentId, MessageId, Timestamp,
    conversation::{Holder, Status},
    event::{ConversationEvent, HandoverReason},
    message::{Author, Message},
    promise::PromiseChange,
};
use rapport_storage::{ConversationRow, DuePromise, Expected, ListedPromise, Tx};

use crate::{
    Desk, DeskError, commit::Committed, deliver::SeenCheck, hours::moment_words, queue::PRESENT_MS,
    webhooks::Targets,
};

/// Promises looked at in one go.
const BATCH: u32 = 100;
/// The least priority of a conversation that comes back: somebody relies on what was said.
const PRIORITY: f32 = 0.7;

/// What is done when a promise falls due, prepared before the transaction.
struct FollowUp {
    of: DuePromise,
    owner: Option<AgentId>,
    /// Whether its moment has come, else it comes near.
    fell_due: bool,
    /// Agents who are there, of the owner and whoever holds the conversation.
    present: Vec<AgentId>,
    /// What the customer is told where the owner is there, and where somebody else has to come.
    lines: [String; 2],
    /// What whoever takes over should know first.
    note: String,
    message: MessageId,
    now: Timestamp,
    seen_check: SeenCheck,
    webhooks: Targets,
}

impl Desk {
    /// Reminds, and follows up what has fallen due; answers how many promises there were.
    pub(crate) async fn follow_up_promises(&self) -> Result<usize, DeskError> {
        let due = self.store().read().await?.promises_due(self.now(), BATCH).await?;
        let count = due.len();
        let mut failed = None;
        for of in due {
            // One that cannot be followed up holds up no other.
            if let Err(error) = self.follow_up(of).await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(count), Err)
    }

    async fn follow_up(&self, of: DuePromise) -> Result<(), DeskError> {
        let listed = self.store().read().await?.promise(of.conversation, of.seq).await?;
        let Some(listed) = listed else { return Ok(()) };
        let plan = self.plan(of, &listed).await?;
        let committed = self.store().write(move |tx| Box::pin(async move { plan.run(tx).await })).await?;
        if let Some(committed) = committed {
            self.tell(&committed).await;
            self.shared.deliveries.notify_one();
        }
        Ok(())
    }

    async fn plan(&self, of: DuePromise, listed: &ListedPromise) -> Result<FollowUp, DeskError> {
        let now = self.now();
        let promise = &listed.promise;
        let release = self.release().await?;
        let content = &release.release().content;
        let outlook = self.outlook(of.conversation, &content.company, now).await?;
        let (owner, present) = {
            let mut reader = self.store().read().await?;
            let owner = match promise.owner {
                Some(owner) => reader.agent(owner).await?.map(|agent| agent.name),
                None => None,
            };
            (owner, reader.agents_there(now.plus_ms(-PRESENT_MS)).await?)
        };
        let owner = owner.unwrap_or_else(|| content.company.name.clone());
        let line = |template: &str| {
            told(&content.company, &outlook, template, &|name| match name {
                "agent" => Some(owner.clone()),
                "promise" => Some(promise.promise.clone()),
                _ => None,
            })
        };
        let came = line(&content.wordings.promise_due);
        let back = format!("{came} {}", line(&content.wordings.promise_back));
        let by = promise.by.map(|by| moment_words(&content.company, by, now)).unwrap_or_default();
        Ok(FollowUp {
            of,
            owner: promise.owner,
            fell_due: promise.by.is_none_or(|by| by <= now),
            present,
            lines: [back, format!("{came} {}", person_comes(content, &outlook))],
            note: format!(
                "{owner} promised: “{}” It was due {by}, and nobody has said that it is kept.",
                promise.promise
            ),
            message: MessageId::mint(now, self.entropy()),
            now,
            seen_check: self.seen_check(),
            webhooks: self.webhook_targets().await?,
        })
    }
}

impl FollowUp {
    async fn run(self, tx: &mut Tx) -> Result<Option<Committed>, DeskError> {
        let conversation = self.of.conversation;
        let row = tx.lock_conversation(conversation).await?;
        // Another node may have been quicker, or somebody has just kept it.
        if tx.promise_next_at(self.of).await?.is_none_or(|next| next > self.now) {
            return Ok(None);
        }
        let holder = match row.holder {
            Holder::Agent { id } => Some(id),
            Holder::Assistant => None,
        };
        let held_here = holder.is_some_and(|holder| self.present.contains(&holder));
        let change = if self.fell_due { PromiseChange::FellDue {} } else { PromiseChange::Reminded {} };
        let mut events = vec![ConversationEvent::PromiseChanged { of: self.of.seq, change }];
        let comes_back = self.fell_due && !held_here;
        if comes_back {
            events.extend(self.handover(&row, holder));
        } else if holder.is_some() && self.wakes(row.status) {
            events.push(ConversationEvent::Woken {});
        }
        let mut recorded = tx.append(conversation, Expected::default(), &events, self.now).await?;
        if comes_back && let Some(owner) = self.owner.filter(|owner| self.present.contains(owner)) {
            recorded.push(tx.take_over(conversation, owner, self.now).await?.recorded);
        }
        self.seen_check.enqueue(tx, &row, &recorded).await?;
        self.webhooks.enqueue(tx, &row, &recorded).await?;
        Ok(Some(Committed { conversation, customer: row.customer, recorded }))
    }

    /// What is put aside comes back for a reminder, what is done only when the moment has come.
    fn wakes(&self, status: Status) -> bool {
        status == Status::Snoozed || (self.fell_due && status == Status::Resolved)
    }

    fn handover(&self, row: &ConversationRow, holder: Option<AgentId>) -> Vec<ConversationEvent> {
        let [back, person] = &self.lines;
        let comes = self.owner.is_some_and(|owner| self.present.contains(&owner));
        let line = if comes { back } else { person };
        #[expect(clippy::cast_possible_truncation, reason = "0 to 1")]
        let urgency = row.urgency as f32;
        let before = row.handover.as_ref().map_or(0.0, |handover| handover.priority);
        let handed_back = holder.map(|agent| ConversationEvent::HandedBack {
            agent,
            note: String::new(),
            fence: row.fence + 1,
        });
        let called = ConversationEvent::HandoverRequested {
            reason: HandoverReason::Promise,
            note: self.note.clone(),
            priority: PRIORITY.max(urgency).max(before),
        };
        // The assistant says it, so that it reaches a customer who has left, too.
        let message = Message::plain(self.message, Author::Assistant, self.now, line);
        handed_back.into_iter().chain([called, ConversationEvent::SystemSaid { message }]).collect()
    }
}
