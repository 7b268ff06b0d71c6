//! The state of a conversation: its events, folded.

mod flows;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    action::{ActionCall, ActionOutcome},
    event::{ConversationEvent, HandoverReason, Recorded},
    id::{AgentId, ConversationId, CustomerId, InboxId, SlotName, StatementId, TopicId},
    message::Author,
    promise::{Promise, PromiseState},
    team::Receiver,
    time::Timestamp,
    trajectory::Trajectory,
    understanding::Understanding,
    why::DecisionKind,
};

pub use flows::{FlowFrame, Interrupted, Pending};

/// How a conversation comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The chat bubble on a page.
    Widget,
    /// E-mail.
    Email,
    /// A program that speaks our API.
    Api,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A person is needed, or is answering.
    Open,
    /// The assistant is answering; nobody needs to act.
    Pending,
    /// Put aside until a moment.
    Snoozed,
    /// Done.
    Resolved,
}

/// Who speaks for the company. There is exactly one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Holder {
    /// The assistant.
    Assistant,
    /// An agent.
    Agent {
        /// Who.
        id: AgentId,
    },
}

/// A person is awaited.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    /// Why.
    pub reason: HandoverReason,
    /// What the person should know first.
    pub note: String,
    /// Who is served first: 0…1, higher first.
    pub priority: f32,
    /// Since when.
    pub since: Timestamp,
}

/// A conversation was handed to a colleague or a team who has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Who did.
    pub by: AgentId,
    /// To whom.
    pub to: Receiver,
    /// What they should know first.
    pub note: String,
    /// When.
    pub at: Timestamp,
}

/// A customer message that no reply has answered yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unanswered {
    /// Its sequence number.
    pub seq: u64,
    /// Its text.
    pub text: String,
    /// When it was accepted.
    pub at: Timestamp,
    /// Whether it brought files.
    pub has_files: bool,
    /// What it showed, once it was read.
    pub perception: Option<Box<crate::perception::Perception>>,
}

/// A conversation, as its events tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Where it arrived.
    pub inbox: InboxId,
    /// How it comes and goes.
    pub channel: Channel,
    /// When it began.
    pub started_at: Timestamp,
    /// The sequence number of the last event.
    pub seq: u64,
    /// Where it stands.
    pub status: Status,
    /// 1, 2, 3…
    pub episode: u32,
    /// Who speaks.
    pub holder: Holder,
    /// The fencing token of whoever speaks; a reply that carries an older one is refused.
    pub fence: u64,
    /// The customer messages that no reply has answered yet, oldest first.
    pub unanswered: Vec<Unanswered>,
    /// The sequence number of the last customer message.
    pub last_inbound: u64,
    /// The sequence number of the last customer message that a reply answers.
    pub last_answered: u64,
    /// The sequence number of the last customer message that was read as part of a turn. Messages that come
    /// in while a call is being made are not covered by the reply that follows it.
    pub understood_through: u64,
    /// When the customer wrote last.
    pub last_inbound_at: Option<Timestamp>,
    /// What the last turn asked.
    pub understanding: Option<Understanding>,
    /// Whether the assistant has said that it is an AI.
    pub introduced: bool,
    /// How the customer felt, message by message.
    pub trajectory: Trajectory,
    /// Statements that were said; none is said twice.
    pub said_statements: Vec<StatementId>,
    /// Topics that were answered, oldest first.
    pub answered_topics: Vec<TopicId>,
    /// The topic of the last reply, for follow-ups.
    pub topic: Option<TopicId>,
    /// The article of the help centre that the customer asks about, until the next reply.
    #[serde(default)]
    pub came_from: Option<TopicId>,
    /// How many replies running did not know.
    pub misses: u8,
    /// How many replies running a language model put together.
    #[serde(default)]
    pub drafted: u8,
    /// Flows being gone through, innermost last.
    pub flows: Vec<FlowFrame>,
    /// Values learnt.
    pub slots: BTreeMap<SlotName, String>,
    /// What actions brought back, by the name under which a step keeps it.
    pub results: BTreeMap<String, serde_json::Value>,
    /// Values that the customer told in flows before.
    #[serde(default)]
    pub told: BTreeMap<SlotName, String>,
    /// What a person's coming interrupted.
    #[serde(default)]
    pub interrupted: Option<Interrupted>,
    /// When somebody last spoke for the company.
    #[serde(default)]
    pub spoke_at: Option<Timestamp>,
    /// How often nothing was heard since the customer wrote last.
    #[serde(default)]
    pub silences: u8,
    /// What other systems told that happened, and when.
    #[serde(default)]
    pub signals: BTreeMap<String, Timestamp>,
    /// The open question.
    pub pending: Option<Pending>,
    /// A call that was requested and has not come back.
    pub call: Option<ActionCall>,
    /// The last confirmation: its sequence number and the call.
    pub confirmed: Option<(u64, ActionCall)>,
    /// The last outcome of a call, until the next reply.
    pub outcome: Option<ActionOutcome>,
    /// What was tried for the customer, for whoever takes over.
    pub tried: Vec<String>,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// The person who is awaited.
    pub handover: Option<Handover>,
    /// Whether the customer was told while waiting that the message arrived.
    pub waiting_told: bool,
    /// How often the customer was warned.
    pub warnings: u8,
    /// Whether the conversation ended because of hostility.
    pub ended_by_policy: bool,
    /// The agent whom thanks are for, and when they wrote last; the assistant's next answer takes their place.
    #[serde(default)]
    pub helped_by: Option<(AgentId, Timestamp)>,
    /// The customer's rating.
    pub rating: Option<u8>,
    /// The assistant's last text, for "say that again".
    pub last_reply: Option<String>,
}

impl Conversation {
    /// The conversation that `events` tell, or `None` when they do not begin with a start.
    pub fn from_events<'a>(
        id: ConversationId,
        events: impl IntoIterator<Item = &'a Recorded>,
    ) -> Option<Self> {
        let mut events = events.into_iter();
        let mut conversation = Self::started(id, events.next()?)?;
        events.for_each(|recorded| conversation.apply(recorded));
        Some(conversation)
    }

    fn started(id: ConversationId, first: &Recorded) -> Option<Self> {
        let ConversationEvent::Started { customer, inbox, channel } = first.event else { return None };
        Some(Self {
            id,
            customer,
            inbox,
            channel,
            started_at: first.at,
            seq: first.seq,
            status: Status::Pending,
            episode: 1,
            holder: Holder::Assistant,
            fence: 0,
            unanswered: Vec::new(),
            last_inbound: 0,
            last_answered: 0,
            understood_through: 0,
            last_inbound_at: None,
            understanding: None,
            introduced: false,
            trajectory: Trajectory::default(),
            said_statements: Vec::new(),
            answered_topics: Vec::new(),
            topic: None,
            came_from: None,
            misses: 0,
            drafted: 0,
            flows: Vec::new(),
            slots: BTreeMap::new(),
            results: BTreeMap::new(),
            told: BTreeMap::new(),
            interrupted: None,
            spoke_at: None,
            silences: 0,
            signals: BTreeMap::new(),
            pending: None,
            call: None,
            confirmed: None,
            outcome: None,
            tried: Vec::new(),
            promises: Vec::new(),
            handover: None,
            waiting_told: false,
            warnings: 0,
            ended_by_policy: false,
            helped_by: None,
            rating: None,
            last_reply: None,
        })
    }

    /// Takes the next event into account.
    pub fn apply(&mut self, recorded: &Recorded) {
        self.seq = recorded.seq;
        match &recorded.event {
            ConversationEvent::Started { .. }
            | ConversationEvent::Noted { .. }
            | ConversationEvent::SystemSaid { .. } => {}
            ConversationEvent::CameFrom { .. }
            | ConversationEvent::MessageReceived { .. }
            | ConversationEvent::Perceived { .. } => {
                self.apply_inbound(recorded);
            }
            ConversationEvent::Understood { through, understanding } => {
                self.understood_through = *through;
                self.understanding = Some(understanding.clone());
            }
            ConversationEvent::Replied { .. } | ConversationEvent::AgentReplied { .. } => {
                self.spoke_at = Some(recorded.at);
                self.apply_reply(&recorded.event);
            }
            ConversationEvent::TimeCame { .. }
            | ConversationEvent::Signalled { .. }
            | ConversationEvent::FlowResumed { .. } => self.apply_time(recorded),
            ConversationEvent::FlowStarted { .. }
            | ConversationEvent::StepEntered { .. }
            | ConversationEvent::FlowEnded { .. }
            | ConversationEvent::SlotFilled { .. }
            | ConversationEvent::Asked { .. }
            | ConversationEvent::AskedClosed {} => self.apply_flow(&recorded.event),
            ConversationEvent::Confirmed { .. }
            | ConversationEvent::Declined { .. }
            | ConversationEvent::ActionRequested { .. }
            | ConversationEvent::ActionFinished { .. } => self.apply_action(recorded),
            _ => self.apply_desk(recorded),
        }
    }

    fn apply_inbound(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::CameFrom { topic } => self.came_from = Some(topic.clone()),
            ConversationEvent::MessageReceived { message, .. } => {
                self.last_inbound = recorded.seq;
                self.last_inbound_at = Some(recorded.at);
                self.silences = 0;
                self.unanswered.push(Unanswered {
                    seq: recorded.seq,
                    text: message.text.clone(),
                    at: recorded.at,
                    has_files: !message.attachments.is_empty(),
                    perception: None,
                });
            }
            ConversationEvent::Perceived { of, perception } => {
                self.trajectory.push(*of, recorded.at, perception);
                if let Some(message) = self.unanswered.iter_mut().find(|m| m.seq == *of) {
                    message.perception = Some(perception.clone());
                }
            }
            _ => {}
        }
    }

    fn apply_reply(&mut self, event: &ConversationEvent) {
        match event {
            ConversationEvent::Replied { message, why, answers } => {
                self.introduced = true;
                self.came_from = None;
                self.last_answered = *answers;
                self.unanswered.retain(|m| m.seq > *answers);
                self.said_statements.extend(why.statements.iter().map(|s| s.statement.clone()));
                self.outcome = None;
                self.last_reply = Some(message.text.clone());
                self.waiting_told |= why.decision == DecisionKind::Waiting;
                match why.decision {
                    DecisionKind::DidNotKnow | DecisionKind::AskedBack => {
                        self.misses = self.misses.saturating_add(1);
                    }
                    DecisionKind::Answered | DecisionKind::FlowStep => {
                        (self.misses, self.drafted) = (0, 0);
                        self.helped_by = None;
                    }
                    DecisionKind::Drafted => self.drafted = self.drafted.saturating_add(1),
                    _ => {}
                }
                if let Some(topic) = &why.topic {
                    self.topic = Some(topic.clone());
                    if why.decision == DecisionKind::Answered {
                        self.answered_topics.push(topic.clone());
                        self.tried.push(format!("answered “{topic}”"));
                    }
                }
                if let Some((topic, _)) = &why.second {
                    self.answered_topics.push(topic.clone());
                    self.tried.push(format!("answered “{topic}”"));
                }
            }
            ConversationEvent::AgentReplied { message, statements } => {
                self.said_statements.extend(statements.iter().cloned());
                self.came_from = None;
                self.last_answered = self.last_inbound;
                self.unanswered.clear();
                match message.author {
                    Author::Agent { id } => self.helped_by = Some((id, message.at)),
                    _ => debug_assert!(false, "agents write as agents"),
                }
            }
            _ => {}
        }
    }

    fn apply_action(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::Confirmed { call } => self.confirmed = Some((recorded.seq, call.clone())),
            ConversationEvent::Declined { .. } => self.confirmed = None,
            ConversationEvent::ActionRequested { call } => self.call = Some(call.clone()),
            ConversationEvent::ActionFinished { action, outcome, .. } => {
                if let (Some(call), ActionOutcome::Done { result }) = (&self.call, outcome) {
                    self.results.insert(call.save.clone(), result.clone());
                }
                self.call = None;
                self.confirmed = None;
                let came = match outcome {
                    ActionOutcome::Done { .. } => "done".to_owned(),
                    ActionOutcome::Refused { reason } => format!("refused: {reason}"),
                    ActionOutcome::Unknown => "outcome unknown".to_owned(),
                    ActionOutcome::Blocked { reason } => format!("not made: {reason}"),
                };
                self.tried.push(format!("called “{action}”: {came}"));
                self.outcome = Some(outcome.clone());
            }
            _ => {}
        }
    }

    fn apply_desk(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::EpisodeStarted { number } => self.begin_episode(*number),
            ConversationEvent::HandoverRequested { reason, note, priority } => {
                self.status = Status::Open;
                self.waiting_told = false;
                // Whoever may be in danger has a person called, also after an end.
                self.ended_by_policy = false;
                // What could not be done, or was a person's from the start, is not begun again by itself.
                if matches!(
                    reason,
                    HandoverReason::Flow | HandoverReason::ActUncertain | HandoverReason::Trouble
                ) {
                    self.interrupted = None;
                }
                self.handover = Some(Handover {
                    reason: *reason,
                    note: note.clone(),
                    priority: *priority,
                    // Whoever is called again, more urgently, waits since the first call.
                    since: self.handover.as_ref().map_or(recorded.at, |awaited| awaited.since),
                });
            }
            ConversationEvent::TakenOver { agent, fence } => {
                self.given_to_people(*fence);
                self.holder = Holder::Agent { id: *agent };
                self.handover = None;
            }
            ConversationEvent::HandedBack { fence, .. } => {
                if let Some(interrupted) = &mut self.interrupted {
                    interrupted.since = Some(recorded.at);
                }
                self.status = Status::Pending;
                self.holder = Holder::Assistant;
                self.fence = *fence;
                self.handover = None;
                self.misses = 0;
            }
            ConversationEvent::HandedOver { to, fence, .. } => self.apply_handed_over(*to, *fence),
            ConversationEvent::Snoozed { .. } => self.status = Status::Snoozed,
            ConversationEvent::Woken {} => self.status = self.awake(),
            ConversationEvent::Resolved { .. } => {
                self.status = Status::Resolved;
                self.handover = None;
            }
            ConversationEvent::Rated { score, .. } => self.rating = Some(*score),
            ConversationEvent::Protected { ended, .. } => {
                self.warnings = self.warnings.saturating_add(1);
                self.ended_by_policy |= *ended;
            }
            ConversationEvent::Promised { .. } | ConversationEvent::PromiseChanged { .. } => {
                self.apply_promise(recorded);
            }
            _ => {}
        }
    }

    fn apply_promise(&mut self, recorded: &Recorded) {
        match &recorded.event {
            ConversationEvent::Promised { promise, by, agent } => self.promises.push(Promise {
                seq: recorded.seq,
                promise: promise.clone(),
                by: *by,
                at: recorded.at,
                owner: *agent,
                state: PromiseState::Open,
                closed_at: None,
            }),
            ConversationEvent::PromiseChanged { of, change } => {
                if let Some(promise) = self.promises.iter_mut().find(|promise| promise.seq == *of) {
                    promise.apply(change, recorded.at);
                }
            }
            _ => {}
        }
    }

    /// The assistant stops where it is, and what it was in the middle of is kept for the hand-back.
    fn given_to_people(&mut self, fence: u64) {
        self.status = Status::Open;
        self.fence = fence;
        // A person may always take it up again.
        self.ended_by_policy = false;
        self.pending = None;
        if !self.flows.is_empty() {
            let flows = std::mem::take(&mut self.flows);
            self.interrupted = Some(Interrupted { flows, ..Interrupted::default() });
            self.leave_values();
        }
    }

    fn apply_handed_over(&mut self, to: Receiver, fence: u64) {
        self.given_to_people(fence);
        match to {
            Receiver::Agent { id } => {
                self.holder = Holder::Agent { id };
                self.handover = None;
            }
            // A person is called by the event that follows.
            Receiver::Team { .. } => self.holder = Holder::Assistant,
        }
    }

    fn begin_episode(&mut self, number: u32) {
        self.episode = number;
        self.status = Status::Pending;
        self.fence += u64::from(self.holder != Holder::Assistant);
        self.holder = Holder::Assistant;
        self.handover = None;
        self.pending = None;
        self.flows.clear();
        self.slots.clear();
        self.results.clear();
        self.interrupted = None;
        self.silences = 0;
        self.signals.clear();
        self.tried.clear();
        self.misses = 0;
        self.rating = None;
        // What was written after an end was answered by it; it must not be held against a new beginning.
        if self.ended_by_policy {
            self.unanswered.clear();
        }
        self.ended_by_policy = false;
        self.warnings = 0;
    }

    /// The status of a conversation that is neither put aside nor done.
    fn awake(&self) -> Status {
        let needs_person = self.handover.is_some() || self.holder != Holder::Assistant;
        if needs_person { Status::Open } else { Status::Pending }
    }
}
