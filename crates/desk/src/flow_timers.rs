//! Moments that flows wait for: nothing was heard, a step that waits is over, a person has handed back. Which moment
//! is next follows from the conversation's events, and its row is written in their transaction, so none is lost.

use rapport_dialogue::{Decision, Input, decide, timers};
use rapport_domain::{
    ConversationId, Timestamp,
    content::Release,
    conversation::{Conversation, Status},
    event::{ConversationEvent, Recorded},
    why::Surroundings,
};
use rapport_storage::{Expected, StorageError, Tx};

use crate::{
    Desk, DeskError, Step,
    answer_turn::count,
    commit::{Committed, as_recorded},
    error::invalid,
};

/// How long a node has a conversation to itself, in milliseconds.
const CLAIM_MS: i64 = 60_000;
/// Conversations taken at once.
const BATCH: u32 = 64;
/// The longest name of an event.
const MAX_EVENT_CHARS: usize = 64;

impl Desk {
    /// Another system tells that something happened which a flow may wait for.
    pub async fn tell_flow(&self, conversation: ConversationId, event: &str) -> Result<(), DeskError> {
        let named =
            event.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
        if event.is_empty() || event.len() > MAX_EVENT_CHARS || !named {
            return Err(invalid("event", "Name it with 1 to 64 small letters, digits, - and _."));
        }
        let (name, now) = (event.to_owned(), self.now());
        let (release, webhooks) = (self.release().await?, self.webhook_targets().await?);
        let (committed, due) = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.lock_conversation(conversation).await?;
                    if row.status == Status::Resolved {
                        return Err(DeskError::WrongState("This conversation is resolved."));
                    }
                    let events = [ConversationEvent::Signalled { name }];
                    let recorded = tx.append(conversation, Expected::default(), &events, now).await?;
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    let due = set_flow_timer(tx, conversation, release.release()).await?;
                    Ok::<_, DeskError>((Committed { conversation, customer: row.customer, recorded }, due))
                })
            })
            .await?;
        self.tell(&committed).await;
        self.wake_flows_at(due);
        Ok(())
    }

    /// Wakes whoever looks after flows in time for a moment that was just set.
    pub(crate) fn wake_flows_at(&self, due: Option<Timestamp>) {
        due.into_iter().for_each(|at| self.shared.flows.set(at));
    }

    /// Does what flows have waited for; answers how many there were.
    pub(crate) async fn run_due_flows(&self) -> Result<usize, DeskError> {
        let now = self.now();
        let due = self.store().read().await?.next_flow_timer_due(now).await?;
        if due.is_none_or(|due| due > now) {
            return Ok(0);
        }
        self.run_claimed_flows().await
    }

    /// The same where it is known that there is something to do.
    pub(crate) async fn run_claimed_flows(&self) -> Result<usize, DeskError> {
        let now = self.now();
        let taken: Result<Vec<ConversationId>, StorageError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move { tx.claim_flow_timers(now, BATCH, now.plus_ms(CLAIM_MS)).await })
            })
            .await;
        let taken = taken?;
        let count = taken.len();
        let mut failed = None;
        for conversation in taken {
            // One that fails holds up no other; its claim runs out by itself.
            if let Err(error) = self.run_flow(conversation).await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(count), Err)
    }

    async fn run_flow(&self, id: ConversationId) -> Result<(), DeskError> {
        let state = match self.conversation_state(id).await {
            Ok(state) => state,
            // An erased customer's flow has nobody to speak to.
            Err(DeskError::Erased | DeskError::NotFound(_)) => return self.drop_flow_timer(id).await,
            Err(error) => return Err(error),
        };
        let compiled = self.release().await?;
        let surroundings = self.flow_surroundings(&state).await?;
        let decision = decide(&state, Input::Timer, compiled.release(), &surroundings);
        let mut after = state.clone();
        for recorded in as_recorded(state.seq, &decision.events, surroundings.now) {
            after.apply(&recorded);
        }
        let next = timers::due(&after, compiled.release()).map(|(at, _)| at);
        self.observe(Step::BeforeCommit);
        let webhooks = self.webhook_targets().await?;
        match self.commit_flow(&state, decision, (surroundings.now, next, webhooks)).await {
            Ok(recorded) => {
                count(&recorded);
                let committed = Committed { conversation: id, customer: state.customer, recorded };
                self.tell(&committed).await;
                self.shared.turns.set(self.now());
                Ok(())
            }
            // The customer wrote, or somebody took over, in this very moment: they come first. What is due then
            // follows from how it stands now.
            Err(
                StorageError::StaleSeq { .. } | StorageError::StaleFence { .. } | StorageError::NotHolder(_),
            ) => self.look_again(id).await,
            Err(StorageError::Erased(_) | StorageError::AlreadyReplied(_)) => self.drop_flow_timer(id).await,
            Err(error) => Err(error.into()),
        }
    }

    async fn commit_flow(
        &self,
        state: &Conversation,
        decision: Decision,
        (now, next, webhooks): (Timestamp, Option<Timestamp>, crate::webhooks::Targets),
    ) -> Result<Vec<Recorded>, StorageError> {
        let (id, through, calls) = (state.id, state.last_inbound, decision.call.is_some());
        let expected = Expected { seq: Some(state.seq), fence: Some(state.fence) };
        let events = decision.events;
        let seen_check = self.seen_check();
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    // Locks the conversation and refuses where it moved on, also when there is nothing to say.
                    let recorded = tx.append(id, expected, &events, now).await?;
                    tx.set_flow_timer(id, next).await?;
                    if recorded.is_empty() {
                        return Ok(recorded);
                    }
                    if let Some(row) = tx.conversation(id).await? {
                        webhooks.enqueue(tx, &row, &recorded).await?;
                        seen_check.enqueue(tx, &row, &recorded).await?;
                    }
                    // A call is made, and told, by the workers that answer turns.
                    if calls {
                        tx.schedule_turn(id, through, now, now).await?;
                    }
                    Ok(recorded)
                })
            })
            .await
    }

    async fn look_again(&self, id: ConversationId) -> Result<(), DeskError> {
        let release = self.release().await?;
        let set = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.lock_conversation(id).await?;
                    set_flow_timer(tx, id, release.release()).await
                })
            })
            .await;
        match set {
            Ok(due) => self.wake_flows_at(due),
            Err(DeskError::Erased) => return self.drop_flow_timer(id).await,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn drop_flow_timer(&self, id: ConversationId) -> Result<(), DeskError> {
        let dropped: Result<(), StorageError> =
            self.store().write(move |tx| Box::pin(async move { tx.set_flow_timer(id, None).await })).await;
        Ok(dropped?)
    }

    async fn flow_surroundings(&self, state: &Conversation) -> Result<Surroundings, DeskError> {
        let now = self.now();
        let company = self.release().await?.release().content.company.clone();
        let customer = self.store().read().await?.customer(state.customer).await?;
        let queue = self.outlook(state.id, &company, now).await?;
        Ok(Surroundings {
            now,
            queue,
            customer_name: customer.as_ref().and_then(|customer| customer.name.clone()),
            customer_email: customer.as_ref().and_then(|customer| customer.email.clone()),
            signed_in: customer.as_ref().is_some_and(|customer| customer.verified),
            ..Surroundings::default()
        })
    }
}

/// Sets the row for the next moment of a conversation, which is locked, as its events tell; answers that moment.
pub(crate) async fn set_flow_timer(
    tx: &mut Tx,
    id: ConversationId,
    release: &Release,
) -> Result<Option<Timestamp>, DeskError> {
    let events = tx.conversation_events(id).await?.unwrap_or_default();
    let state = Conversation::from_events(id, &events);
    let due = state.and_then(|state| timers::due(&state, release)).map(|(at, _)| at);
    tx.set_flow_timer(id, due).await?;
    Ok(due)
}
