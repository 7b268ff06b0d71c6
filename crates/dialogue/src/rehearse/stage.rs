//! A conversation played without a server: the same decisions, other systems by script.

use std::collections::BTreeMap;

use rapport_domain::{
    ActionId, ConversationId, CustomerId, InboxId, MessageId,
    action::{ActionCall, ActionOutcome},
    conversation::{Channel, Conversation},
    event::{ConversationEvent, Recorded},
    feeling::Feeling,
    message::{Author, Message},
    perception::Perception,
    time::Timestamp,
    understanding::Understanding,
    why::{Surroundings, Why},
};

use crate::{
    decide::{Decision, Input, decide},
    timers,
    understand::{Compiled, Said, TurnContext},
};

/// More calls than this in a turn are a circle.
const MAX_CALLS: usize = 60;
/// A customer writes a minute after the reply.
const BETWEEN_TURNS_MS: i64 = 60_000;

/// A conversation played without a server.
pub struct Stage<'a> {
    compiled: &'a Compiled,
    given: BTreeMap<ActionId, Vec<ActionOutcome>>,
    called: BTreeMap<ActionId, usize>,
    /// What is known from outside; its moment moves on with every turn.
    pub surroundings: Surroundings,
    /// Everything that happened.
    pub events: Vec<Recorded>,
    /// Where the conversation stands.
    pub conversation: Conversation,
}

/// What came back to a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    /// The reply, unless there was none.
    pub message: Option<Message>,
    /// Its text.
    pub text: Option<String>,
    /// Why it was given.
    pub why: Option<Why>,
    /// The actions that were called.
    pub acts: Vec<ActionId>,
    /// Whether a person is awaited now.
    pub person_awaited: bool,
}

impl<'a> Stage<'a> {
    /// A new conversation, in which other systems answer as `given`; without an answer, nothing is known of
    /// what came of a call.
    pub fn new(compiled: &'a Compiled, given: BTreeMap<ActionId, Vec<ActionOutcome>>) -> Self {
        // A Monday morning; every run of a test is the same.
        let start = Timestamp::from_micros(1_795_428_000_000_000);
        let started = Recorded {
            seq: 1,
            at: start,
            event: ConversationEvent::Started {
                customer: CustomerId::from_bytes([1; 16]),
                inbox: InboxId::from_bytes([2; 16]),
                channel: Channel::Widget,
            },
        };
        let conversation = Conversation::from_events(ConversationId::from_bytes([3; 16]), [&started])
            .expect("it begins with its start");
        let mut surroundings = Surroundings { now: start, ..Surroundings::default() };
        surroundings.queue.wait_minutes = Some(5);
        Self { compiled, given, called: BTreeMap::new(), surroundings, events: vec![started], conversation }
    }

    /// The customer writes; what comes back is what they would get.
    pub fn say(&mut self, said: &Said, perception: Perception) -> Heard {
        self.receive(&said.text, perception);
        self.reply(said)
    }

    /// The customer writes, and goes on writing before there is a reply.
    pub fn receive(&mut self, text: &str, perception: Perception) {
        self.surroundings.now = self.surroundings.now.plus_ms(BETWEEN_TURNS_MS);
        let mut bytes = [4; 16];
        bytes[..8].copy_from_slice(&self.conversation.seq.to_be_bytes());
        let message =
            Message::plain(MessageId::from_bytes(bytes), Author::Customer, self.surroundings.now, text);
        let provider_id = format!("turn-{}", self.conversation.seq);
        self.record(ConversationEvent::MessageReceived { message, provider_id });
        let of = self.conversation.seq;
        self.record(ConversationEvent::Perceived { of, perception: Box::new(perception) });
    }

    /// Decides on what the customer wrote, as it was read; makes the calls that this needs, and gives the
    /// reply.
    pub fn reply(&mut self, said: &Said) -> Heard {
        let context = TurnContext::of(&self.conversation);
        self.reply_to(self.compiled.understand(said, &context))
    }

    /// The same, where it is known what the customer asks.
    pub fn reply_to(&mut self, understanding: Understanding) -> Heard {
        let from = self.events.len();
        let acts = self.go(Input::Turn { understanding });
        self.heard(from, acts)
    }

    /// The customer says nothing for so long. What comes back is what they hear meanwhile; the last of it, where
    /// there is more.
    pub fn wait(&mut self, millis: i64) -> Heard {
        let (from, until) = (self.events.len(), self.surroundings.now.plus_ms(millis));
        let mut acts = Vec::new();
        for _ in 0..MAX_CALLS {
            let due = timers::due(&self.conversation, self.compiled.release());
            let Some((at, _)) = due.filter(|(at, _)| *at <= until) else { break };
            self.surroundings.now = self.surroundings.now.max(at);
            acts.extend(self.go(Input::Timer));
        }
        self.surroundings.now = until;
        self.heard(from, acts)
    }

    /// Another system tells that something happened.
    pub fn signal(&mut self, name: &str) -> Heard {
        self.record(ConversationEvent::Signalled { name: name.to_owned() });
        self.wait(0)
    }

    /// Decides, makes the calls that this needs, and decides again.
    fn go(&mut self, input: Input) -> Vec<ActionId> {
        let (mut input, mut acts) = (input, Vec::new());
        for _ in 0..MAX_CALLS {
            let decision = decide(&self.conversation, input, self.compiled.release(), &self.surroundings);
            let Some(call) = self.commit(decision) else { break };
            acts.push(call.action.clone());
            let outcome = self.outcome(&call);
            self.record(ConversationEvent::ActionFinished { call: call.id, action: call.action, outcome });
            input = Input::ActionReturned;
        }
        acts
    }

    /// Appends an event to the log.
    pub fn record(&mut self, event: ConversationEvent) {
        let recorded = Recorded { seq: self.conversation.seq + 1, at: self.surroundings.now, event };
        self.conversation.apply(&recorded);
        self.events.push(recorded);
    }

    fn commit(&mut self, decision: Decision) -> Option<ActionCall> {
        decision.events.into_iter().for_each(|event| self.record(event));
        decision.call
    }

    fn outcome(&mut self, call: &ActionCall) -> ActionOutcome {
        let scripted = self.given.get(&call.action).map_or(&[][..], Vec::as_slice);
        let times = self.called.entry(call.action.clone()).or_default();
        let outcome = scripted.get(*times).or(scripted.last()).cloned().unwrap_or(ActionOutcome::Unknown);
        *times += 1;
        outcome
    }

    fn heard(&self, from: usize, acts: Vec<ActionId>) -> Heard {
        let replied = self.events[from..].iter().rev().find_map(|recorded| match &recorded.event {
            ConversationEvent::Replied { message, why, .. } => Some((message.clone(), (**why).clone())),
            _ => None,
        });
        let (message, why) = replied.unzip();
        Heard {
            text: message.as_ref().map(|message: &Message| message.text.clone()),
            message,
            why,
            acts,
            person_awaited: self.conversation.handover.is_some(),
        }
    }
}

/// Has the customer feel what a test says, plainly but not extremely.
pub fn feel(perception: &mut Perception, feeling: Feeling) {
    let (valence, intensity) = match feeling {
        Feeling::Calm => (0.0, 0.2),
        Feeling::Pleased | Feeling::Grateful => (0.7, 0.6),
        Feeling::Confused => (-0.2, 0.5),
        _ => (-0.7, 0.65),
    };
    perception.feeling = Some(feeling);
    perception.feelings = [0.02; 9];
    perception.feelings[feeling.index()] = 0.84;
    perception.valence = valence;
    perception.intensity = intensity;
    perception.confidence = 0.84;
}
