//! A turn is due: its messages are perceived and understood, the reply is decided and committed.

use std::sync::Arc;

use rapport_dialogue::{
    Compiled, Decision, Input, Said, TurnContext, decide, turn_text, understand::stretches,
};
use rapport_domain::{
    ConversationId, IncidentId, StatementId, Timestamp,
    action::ActionCall,
    conversation::{Conversation, Holder},
    customer::Customer,
    event::{ConversationEvent, Recorded},
    message::Author,
    perception::Tier,
    proposal::Proposal,
    why::Surroundings,
};
use rapport_perception::{Request, Role, Turn};
use rapport_storage::{Expected, StorageError};

use crate::{
    Desk, DeskError, Step,
    care::HeardOf,
    commit::{Committed, as_recorded},
    model::{Question, Spent, spent},
    steps::{step, step_now},
};

/// Turns of context that perception gets.
const CONTEXT_TURNS: usize = 6;
/// Decisions that may follow one another without the customer (an act, what came of it, the next act).
const MAX_DECISIONS: usize = 8;
/// How far back statements count as heard.
const STATEMENT_MEMORY_MS: i64 = 90 * 24 * 3_600_000;
/// How often a commit is tried again because something else happened in the conversation meanwhile.
const MAX_TRIES: usize = 4;

/// What became of a try to answer.
enum Tried {
    /// Committed, or there was nothing to say.
    Done,
    /// Committed, and this call is to be made now.
    Call(ActionCall),
    /// What came of a call is told; messages that came meanwhile still wait.
    GoOn,
    /// A newer message came: its turn takes over.
    Overtaken,
    /// Something else happened: look again.
    Again,
}

/// What stands behind a turn that is due.
enum Found {
    /// The assistant has something to do.
    Waiting(Box<Reading>),
    /// A person answers; messages are only read for how the customer feels.
    Held(Box<Reading>),
    /// It has not: all messages up to `through` are answered.
    Idle { through: u64 },
}

/// What there is to decide on, and the words behind it.
struct Heard {
    input: Input,
    said: Option<Said>,
}

/// What the model proposed for the turn that ends at `through`: asked once, however often its commit is tried.
struct Proposed {
    through: u64,
    proposal: Proposal,
}

/// A turn's conversation with all that a decision needs.
struct Reading {
    conversation: Conversation,
    customer: Option<Customer>,
    compiled: Arc<Compiled>,
    surroundings: Surroundings,
    /// What the conversation has asked of the language model so far.
    spent: Spent,
    /// What was said before the turn, oldest first.
    context: Vec<Turn>,
    /// When the conversation has to be looked at by itself, once the turn is committed.
    looked_at: Option<Timestamp>,
    /// Whether there was a flow before the turn that may have waited for such a moment.
    had_flow: bool,
}

impl Desk {
    /// Answers the waiting turn of a conversation, and whatever follows from it.
    #[tracing::instrument(name = "turn", skip_all, fields(%conversation))]
    pub(crate) async fn answer_turn(&self, conversation: ConversationId) -> Result<(), DeskError> {
        let mut tries = 0;
        let mut proposed = None;
        for _ in 0..MAX_DECISIONS {
            match self.try_answer(conversation, &mut proposed).await? {
                Tried::Done | Tried::Overtaken => return Ok(()),
                Tried::Call(call) => self.perform(conversation, call).await?,
                Tried::GoOn => {}
                Tried::Again => {
                    tries += 1;
                    if tries > MAX_TRIES {
                        tracing::warn!("a turn could not be committed; it is tried again later");
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    async fn try_answer(
        &self,
        id: ConversationId,
        proposed: &mut Option<Proposed>,
    ) -> Result<Tried, DeskError> {
        let mut reading = match self.read_turn(id).await? {
            Found::Waiting(reading) => *reading,
            Found::Held(reading) => return self.only_perceive(*reading).await,
            Found::Idle { through } => {
                self.finish(id, through).await?;
                return Ok(Tried::Done);
            }
        };
        // A call that was requested before a crash is made again, under the same key.
        if let Some(call) = reading.conversation.call.clone() {
            return Ok(Tried::Call(call));
        }
        if reading.conversation.ended_by_policy {
            // What was read since the end is not read again at every message that follows.
            reading.conversation.unanswered.retain(|message| message.perception.is_none());
            if reading.conversation.unanswered.is_empty() {
                self.finish(id, reading.conversation.last_inbound).await?;
                return Ok(Tried::Done);
            }
        }
        let seq = reading.conversation.seq;
        let mut events = vec![];
        let returned = reading.conversation.outcome.is_some();
        let heard = match returned {
            true => Heard { input: Input::ActionReturned, said: None },
            false => self.read_messages(&mut reading, &mut events).await?,
        };
        let decision = self.decide_with_model(&mut reading, heard, proposed).await?;
        reading.looked_at = next_look(&reading, &decision.events);
        events.extend(decision.events);
        self.observe(Step::BeforeCommit);
        let next = match decision.call {
            Some(call) => Tried::Call(call),
            None if returned => Tried::GoOn,
            None => Tried::Done,
        };
        self.commit_turn(&reading, seq, events, next).await
    }

    /// Decides; where no authored answer was found, the language model is asked and it is decided again with what it
    /// proposes, so that the decision can be explained from what is stored.
    async fn decide_with_model(
        &self,
        reading: &mut Reading,
        heard: Heard,
        proposed: &mut Option<Proposed>,
    ) -> Result<Decision, DeskError> {
        let id = reading.conversation.id;
        let again = |reading: &Reading, input: Input| {
            step_now("decide", id, || {
                decide(&reading.conversation, input, reading.compiled.release(), &reading.surroundings)
            })
        };
        let Heard { input, said } = heard;
        let decision = again(reading, input.clone());
        let settings = self.settings().model.as_ref().filter(|model| model.draft && decision.wants_proposal);
        let (Some(settings), Some(said), Input::Turn { understanding }) = (settings, &said, &input) else {
            return Ok(decision);
        };
        let through = reading.conversation.last_inbound;
        let known = proposed.take().filter(|proposed| proposed.through == through);
        let asked = known.is_none();
        let proposal = match known {
            Some(known) => known.proposal,
            None => {
                let question = Question {
                    said,
                    understanding,
                    customer_name: reading.surroundings.customer_name.as_deref(),
                    spent: reading.spent,
                };
                let proposing = self.propose(settings, &reading.compiled, question);
                let Some(proposal) = step("propose", id, proposing).await? else { return Ok(decision) };
                proposal
            }
        };
        *proposed = Some(Proposed { through, proposal: proposal.clone() });
        let outcome = proposal.outcome.clone();
        reading.surroundings.proposal = Some(Box::new(proposal));
        let decision = again(reading, input);
        let verdict = decision.events.iter().find_map(|event| match event {
            ConversationEvent::Replied { why, .. } => Some(why.verdict.as_deref()),
            _ => None,
        });
        if asked {
            self.count_proposal(&outcome, verdict.flatten());
        }
        Ok(decision)
    }

    /// The state of a conversation whose turn is due.
    async fn read_turn(&self, id: ConversationId) -> Result<Found, DeskError> {
        let now = self.now();
        let compiled = self.release().await?;
        let mut reader = self.store().read().await?;
        let events = match reader.conversation_events(id).await {
            Ok(events) => events.unwrap_or_default(),
            // An erased customer's turn has nothing left to answer.
            Err(StorageError::Erased(_)) => vec![],
            Err(error) => return Err(error.into()),
        };
        let Some(conversation) = Conversation::from_events(id, &events) else {
            return Ok(Found::Idle { through: u64::MAX });
        };
        let idle = conversation.unanswered.is_empty()
            && conversation.call.is_none()
            && conversation.outcome.is_none();
        if idle {
            return Ok(Found::Idle { through: conversation.last_inbound });
        }
        let customer = reader.customer(conversation.customer).await?;
        let heard = reader.statements_heard(conversation.customer, now.plus_ms(-STATEMENT_MEMORY_MS)).await?;
        drop(reader);
        let queue = self.outlook(id, &compiled.release().content.company, now).await?;
        let surroundings = Surroundings {
            now,
            customer_name: customer.as_ref().and_then(|customer| customer.name.clone()),
            customer_email: customer.as_ref().and_then(|customer| customer.email.clone()),
            signed_in: customer.as_ref().is_some_and(|customer| customer.verified),
            recent_statements: heard
                .into_iter()
                .collect::<std::collections::BTreeMap<StatementId, Timestamp>>(),
            queue,
            proposal: None,
        };
        let spent = spent(&events);
        let context = transcript(&events, conversation.last_answered);
        let held = conversation.holder != Holder::Assistant;
        let had_flow = !conversation.flows.is_empty() || conversation.interrupted.is_some();
        let reading = Box::new(Reading {
            conversation,
            customer,
            compiled,
            surroundings,
            spent,
            context,
            looked_at: None,
            had_flow,
        });
        Ok(if held { Found::Held(reading) } else { Found::Waiting(reading) })
    }

    /// Perceives the unread messages and understands the turn; what it learns goes to `events` and into
    /// the conversation, as if it were committed already.
    async fn read_messages(
        &self,
        reading: &mut Reading,
        events: &mut Vec<ConversationEvent>,
    ) -> Result<Heard, DeskError> {
        let id = reading.conversation.id;
        let Some(said) = step("perceive", id, self.hear(reading, events)).await else {
            return Ok(Heard { input: Input::Timeout, said: None });
        };
        let understanding = step_now("understand", id, || {
            reading.compiled.understand(&said, &TurnContext::of(&reading.conversation))
        });
        let now = reading.surroundings.now;
        for recorded in as_recorded(reading.conversation.seq, events, now) {
            reading.conversation.apply(&recorded);
        }
        Ok(Heard { input: Input::Turn { understanding }, said: Some(said) })
    }

    /// What the customer said in this turn, as one; `None` where reading failed.
    async fn hear(&self, reading: &mut Reading, events: &mut Vec<ConversationEvent>) -> Option<Said> {
        let mut vector = self.perceive(reading, events).await?;
        let text = turn_text(&reading.conversation);
        // Several messages are one turn, and a turn has one meaning.
        let whole = (reading.conversation.unanswered.len() > 1).then(|| text.clone());
        let several = whole.is_some();
        let texts: Vec<String> = whole.into_iter().chain(stretches(&text)).collect();
        let vectors = texts.iter().map(|text| self.parts().readers.vector(text.clone()));
        let vectors = futures::future::join_all(vectors).await;
        let mut read: Vec<_> = texts.into_iter().zip(vectors).collect();
        if several && let Ok(of_whole) = read.remove(0).1 {
            vector = of_whole;
        }
        // What could not be read by itself still stands in the whole.
        let stretches = read.into_iter().filter_map(|(text, vector)| Some((text, vector.ok()?))).collect();
        Some(Said { text, vector, stretches })
    }

    /// Reads how the customer feels in each unread message, and gives the last message's vector; `None`
    /// where reading failed.
    async fn perceive(&self, reading: &mut Reading, events: &mut Vec<ConversationEvent>) -> Option<Vec<f32>> {
        let mut vector = vec![];
        for message in &reading.conversation.unanswered.clone() {
            let request = Request { text: message.text.clone(), context: reading.context.clone() };
            let read = self.parts().readers.read(request).await;
            let Ok(read) = read else {
                metrics::counter!("rapport_perceptions_failed_total").increment(1);
                return None;
            };
            let tier = if read.perception.tier == Tier::Full { "full" } else { "fast" };
            let abstained = if read.perception.feeling.is_none() { "yes" } else { "no" };
            metrics::counter!("rapport_perceptions_total", "tier" => tier, "abstained" => abstained)
                .increment(1);
            if message.perception.is_none() {
                events.push(ConversationEvent::Perceived {
                    of: message.seq,
                    perception: Box::new(read.perception),
                });
            }
            vector = read.vector;
            reading.context.push(Turn { role: Role::Customer, text: message.text.clone() });
        }
        Some(vector)
    }

    /// What the customer's messages mean for the people who answer.
    fn heard_of(&self, reading: &Reading, events: &[ConversationEvent]) -> HeardOf {
        let entropy = Arc::clone(&self.parts().entropy);
        HeardOf::new(&reading.conversation, events, self.now(), entropy)
    }

    /// Reads messages that a person answers, and says nothing.
    async fn only_perceive(&self, mut reading: Reading) -> Result<Tried, DeskError> {
        let mut events = vec![];
        let (id, through) = (reading.conversation.id, reading.conversation.last_inbound);
        reading.conversation.unanswered.retain(|message| message.perception.is_none());
        let _failed_is_only_unread = self.perceive(&mut reading, &mut events).await;
        if !events.is_empty() {
            let heard = self.heard_of(&reading, &events);
            self.record_heard(heard, events).await?;
        }
        self.finish(id, through).await?;
        Ok(Tried::Done)
    }

    async fn commit_turn(
        &self,
        reading: &Reading,
        seq: u64,
        events: Vec<ConversationEvent>,
        next: Tried,
    ) -> Result<Tried, DeskError> {
        let conversation = reading.conversation.id;
        let customer = reading.conversation.customer;
        let through = reading.conversation.last_inbound;
        let expected = Expected { seq: Some(seq), fence: Some(reading.conversation.fence) };
        let (now, looked_at) = (reading.surroundings.now, reading.looked_at);
        // Nobody has to look where no mail can reach the customer.
        let has_address = reading.customer.as_ref().is_some_and(|customer| customer.email.is_some());
        let seen_check = has_address.then(|| self.seen_check());
        let webhooks = self.webhook_targets().await?;
        let heard = self.heard_of(reading, &events);
        let (more_to_come, had_flow) = (!matches!(next, Tried::Done), reading.had_flow);
        let written = self.store().write(move |tx| {
            Box::pin(async move {
                let recorded = tx.append(conversation, expected, &events, now).await?;
                if let Some(row) = tx.conversation(conversation).await? {
                    webhooks.enqueue(tx, &row, &recorded).await?;
                    if let Some(seen_check) = seen_check {
                        seen_check.enqueue(tx, &row, &recorded).await?;
                    }
                }
                if !more_to_come {
                    tx.finish_turn(conversation, through).await?;
                }
                if looked_at.is_some() || had_flow {
                    tx.set_flow_timer(conversation, looked_at).await?;
                }
                let opened = heard.keep(tx, &recorded, now).await?;
                Ok((recorded, opened))
            })
        });
        let committed: Result<(Vec<Recorded>, Vec<IncidentId>), StorageError> =
            step("commit", conversation, written).await;
        match committed {
            Ok((recorded, opened)) => {
                count(&recorded);
                self.tell(&Committed { conversation, customer, recorded }).await;
                looked_at.into_iter().for_each(|at| self.shared.flows.set(at));
                self.tell_leaders(&opened).await;
                Ok(next)
            }
            Err(StorageError::StaleSeq { .. }) => self.after_stale(conversation, through).await,
            // A person took over, or the customer was erased: the assistant is silent.
            // Or another worker has answered this very turn.
            Err(
                StorageError::StaleFence { .. }
                | StorageError::NotHolder(_)
                | StorageError::Erased(_)
                | StorageError::AlreadyReplied(_),
            ) => {
                self.finish(conversation, through).await?;
                Ok(Tried::Done)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Something was committed between reading and writing: a newer message, whose turn takes over and is
    /// given its pause, or something that only asks for another look.
    async fn after_stale(&self, conversation: ConversationId, through: u64) -> Result<Tried, DeskError> {
        let row = self.store().read().await?.conversation(conversation).await?;
        if row.is_none_or(|row| row.last_inbound <= through) {
            return Ok(Tried::Again);
        }
        self.store()
            .write(move |tx| Box::pin(async move { tx.finish_turn(conversation, through).await }))
            .await?;
        self.shared.turns.set(self.now());
        Ok(Tried::Overtaken)
    }

    /// Ends a turn that there is nothing to answer in, unless a newer message has come.
    async fn finish(&self, conversation: ConversationId, through: u64) -> Result<(), DeskError> {
        let finished: Result<bool, StorageError> = self
            .store()
            .write(move |tx| Box::pin(async move { tx.finish_turn(conversation, through).await }))
            .await;
        finished?;
        Ok(())
    }
}

/// When the conversation has to be looked at by itself after these events.
fn next_look(reading: &Reading, events: &[ConversationEvent]) -> Option<Timestamp> {
    let begins = events.iter().any(|event| matches!(event, ConversationEvent::FlowStarted { .. }));
    if !reading.had_flow && !begins {
        return None;
    }
    let mut after = reading.conversation.clone();
    for recorded in as_recorded(after.seq, events, reading.surroundings.now) {
        after.apply(&recorded);
    }
    rapport_dialogue::timers::due(&after, reading.compiled.release()).map(|(at, _)| at)
}

/// What was said before the messages that wait for an answer, as perception takes it.
fn transcript(events: &[Recorded], answered: u64) -> Vec<Turn> {
    let said = events.iter().filter_map(|recorded| {
        let message = recorded.event.visible_message()?;
        let customer = message.author == Author::Customer;
        let waits = customer && recorded.seq > answered;
        let role = if customer { Role::Customer } else { Role::Staff };
        (!waits).then(|| Turn { role, text: message.text.clone() })
    });
    let said: Vec<Turn> = said.collect();
    said[said.len().saturating_sub(CONTEXT_TURNS)..].to_vec()
}

/// Counts what was replied and who was handed over.
pub(crate) fn count(recorded: &[Recorded]) {
    for recorded in recorded {
        let facts = recorded.event.facts();
        if let Some(decision) = facts.decision {
            metrics::counter!("rapport_replies_total", "decision" => crate::reports::name_of(&decision))
                .increment(1);
        }
        if let Some(reason) = facts.handover {
            metrics::counter!("rapport_handovers_total", "reason" => crate::reports::name_of(&reason))
                .increment(1);
        }
    }
}
