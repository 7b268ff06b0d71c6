//! What can happen in a conversation. A conversation *is* the list of its events.
//!
//! Events carry personal text, so they are stored sealed under the customer's key; what reports may still
//! read after the key is gone stands in [`Facts`], which holds ids, labels and numbers only.

use serde::{Deserialize, Serialize};

use crate::{
    action::{ActionCall, ActionOutcome},
    content::SlotKind,
    conversation::{Channel, Pending},
    feeling::Feeling,
    id::{
        ActionCallId, ActionId, AgentId, CustomerId, FlowId, InboxId, MessageId, ReleaseId, SlotName,
        StatementId, StepId, TopicId,
    },
    message::Message,
    perception::{HostilityLevel, Perception},
    promise::PromiseChange,
    tag::Tag,
    team::Receiver,
    time::Timestamp,
    understanding::Understanding,
    why::{DecisionKind, Why},
};

/// An event at its place in a conversation's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// 1, 2, 3… without a gap; the cursor from which every reader resumes.
    pub seq: u64,
    /// When it was committed.
    pub at: Timestamp,
    /// What happened.
    pub event: ConversationEvent,
}

/// What can happen in a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ConversationEvent {
    /// It began.
    Started {
        /// Whose it is.
        customer: CustomerId,
        /// Where it arrived.
        inbox: InboxId,
        /// How it came.
        channel: Channel,
    },
    /// The customer came back after it was resolved: a new episode, with the memory but without the
    /// open questions of the old one.
    EpisodeStarted {
        /// 2, 3…
        number: u32,
    },
    /// The customer wrote.
    MessageReceived {
        /// What.
        message: Message,
        /// The id that the provider or the widget gave it; the same id is the same message.
        provider_id: String,
    },
    /// The customer came from an article of the help centre to ask about it.
    CameFrom {
        /// Which.
        topic: TopicId,
    },
    /// A customer message was read for feeling.
    Perceived {
        /// The sequence number of the message.
        of: u64,
        /// What it showed.
        perception: Box<Perception>,
    },
    /// A turn was read for what it asks.
    Understood {
        /// The sequence number of the turn's last message.
        through: u64,
        /// What it asks.
        understanding: Understanding,
    },
    /// The assistant replied.
    Replied {
        /// What.
        message: Message,
        /// Why.
        why: Box<Why>,
        /// The sequence number of the last customer message that it answers.
        answers: u64,
    },
    /// A flow began.
    FlowStarted {
        /// Which.
        flow: FlowId,
    },
    /// A flow moved to a step.
    StepEntered {
        /// Which flow.
        flow: FlowId,
        /// Which step.
        step: StepId,
    },
    /// A flow ended.
    FlowEnded {
        /// Which.
        flow: FlowId,
        /// How.
        ending: FlowEnding,
    },
    /// A flow that a person's coming had interrupted goes on where it stood.
    FlowResumed {
        /// The outermost.
        flow: FlowId,
    },
    /// A moment came that a flow waited for.
    TimeCame {
        /// What it was waited for.
        timer: Timer,
    },
    /// Another system told that something happened.
    Signalled {
        /// What, such as `parcel-arrived`.
        name: String,
    },
    /// A value was learnt.
    SlotFilled {
        /// Which slot.
        slot: SlotName,
        /// What it looks like.
        kind: SlotKind,
        /// The value.
        value: String,
    },
    /// The assistant asked something and waits for the answer.
    Asked {
        /// What.
        pending: Pending,
    },
    /// The open question is answered or dropped.
    AskedClosed {},
    /// The customer said yes to exactly this call.
    Confirmed {
        /// The call.
        call: ActionCall,
    },
    /// The customer did not confirm.
    Declined {
        /// The call that will not be made.
        call: ActionCall,
    },
    /// A call is about to be made.
    ActionRequested {
        /// The call.
        call: ActionCall,
    },
    /// A call came back, or did not.
    ActionFinished {
        /// Which call.
        call: ActionCallId,
        /// Which action.
        action: ActionId,
        /// What came of it.
        outcome: ActionOutcome,
    },
    /// A person is needed.
    HandoverRequested {
        /// Why.
        reason: HandoverReason,
        /// What the person should know first.
        note: String,
        /// Who is served first: 0 … 1, higher first, from urgency and feeling.
        priority: f32,
    },
    /// An agent took over. The assistant is silent from here.
    TakenOver {
        /// Who.
        agent: AgentId,
        /// The new fencing token.
        fence: u64,
    },
    /// An agent gave the conversation back to the assistant.
    HandedBack {
        /// Who.
        agent: AgentId,
        /// What the assistant's colleagues should know.
        note: String,
        /// The new fencing token.
        fence: u64,
    },
    /// An agent handed the conversation to a colleague, who holds it from here, or to a team, of which somebody is
    /// called.
    HandedOver {
        /// Who did.
        agent: AgentId,
        /// To whom.
        to: Receiver,
        /// What they should know first.
        note: String,
        /// The new fencing token.
        fence: u64,
    },
    /// An agent replied.
    AgentReplied {
        /// What; the author is the agent.
        message: Message,
        /// The statements of the release in force whose words it holds.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        statements: Vec<StatementId>,
    },
    /// An agent wrote a note that the customer does not see.
    Noted {
        /// What.
        message: Message,
        /// The colleagues whom it calls by name.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<AgentId>,
    },
    /// Rapport itself said something: who joined, who left.
    SystemSaid {
        /// What.
        message: Message,
    },
    /// Put aside until a moment.
    Snoozed {
        /// Who did.
        agent: AgentId,
        /// Until when.
        until: Timestamp,
    },
    /// Came back from being put aside.
    Woken {},
    /// Done.
    Resolved {
        /// Who said so: an agent, or `None` for the assistant or the customer.
        agent: Option<AgentId>,
    },
    /// A tag was put on the conversation.
    Tagged {
        /// Which.
        tag: Tag,
        /// Who did; `None` is a program.
        agent: Option<AgentId>,
    },
    /// A tag was taken off the conversation.
    Untagged {
        /// Which.
        tag: Tag,
        /// Who did; `None` is a program.
        agent: Option<AgentId>,
    },
    /// The customer rated.
    Rated {
        /// 1 (bad) … 5 (good).
        score: u8,
        /// In their words.
        comment: Option<String>,
    },
    /// The customer was warned or the conversation ended because of hostility.
    Protected {
        /// How bad it was.
        level: HostilityLevel,
        /// Whether the conversation ended.
        ended: bool,
        /// The agent who set the limit; `None` is the assistant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
    },
    /// Something was promised to the customer.
    Promised {
        /// What.
        promise: String,
        /// By when, if said.
        by: Option<Timestamp>,
        /// Who promised; `None` is the assistant.
        agent: Option<AgentId>,
    },
    /// Something happened to a promise.
    PromiseChanged {
        /// The sequence number of the event that made it.
        of: u64,
        /// What.
        change: PromiseChange,
    },
}

/// How a flow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowEnding {
    /// It came to its end.
    Finished,
    /// The customer stopped it.
    Cancelled,
    /// A person took it on.
    HandedOver,
    /// The release no longer knows the flow.
    Withdrawn,
    /// The customer said nothing for long.
    Silent,
}

/// What a flow's moment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// The customer was asked and has said nothing.
    Silence,
    /// A step that waits is over, by the time or by what was waited for.
    Wait,
    /// A person has handed back; what was interrupted can go on.
    Resume,
}

/// Why a person is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverReason {
    /// The customer asked for one.
    Asked,
    /// The assistant did not know, twice.
    DidNotKnow,
    /// A flow calls for one.
    Flow,
    /// Nothing can be said for sure about an act.
    ActUncertain,
    /// The feeling calls for one: strong and getting worse.
    Feeling,
    /// A threat, or abuse that went on. Both end a conversation now and are reported to team leaders; older
    /// logs still hold it.
    Hostility,
    /// A language that the content is not written in.
    Language,
    /// The assistant could not answer in time: something is broken or overloaded.
    Trouble,
    /// The agent who held it is not there any more.
    Away,
    /// An agent handed it to a team.
    Colleague,
    /// A promise fell due and was not kept.
    Promise,
}

/// What reports may read of an event for ever: no text, no names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The topic of a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// The answer's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_version: Option<u32>,
    /// The release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<ReleaseId>,
    /// What a reply did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionKind>,
    /// The statements of a reply.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<StatementId>,
    /// A perceived feeling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// Its valence −1…1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valence: Option<f32>,
    /// How hostile a message was, where it was, or the message for which a limit was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostility: Option<HostilityLevel>,
    /// Why a person was needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handover: Option<HandoverReason>,
    /// The agent who acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// The score of a rating.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<u8>,
    /// The message, where the event is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// The action that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<ActionId>,
}

impl ConversationEvent {
    /// The name of the kind, as it is stored and sent.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Started { .. } => "started",
            Self::EpisodeStarted { .. } => "episode_started",
            Self::MessageReceived { .. } => "message_received",
            Self::CameFrom { .. } => "came_from",
            Self::Perceived { .. } => "perceived",
            Self::Understood { .. } => "understood",
            Self::Replied { .. } => "replied",
            Self::FlowStarted { .. } => "flow_started",
            Self::StepEntered { .. } => "step_entered",
            Self::FlowEnded { .. } => "flow_ended",
            Self::FlowResumed { .. } => "flow_resumed",
            Self::TimeCame { .. } => "time_came",
            Self::Signalled { .. } => "signalled",
            Self::SlotFilled { .. } => "slot_filled",
            Self::Asked { .. } => "asked",
            Self::AskedClosed {} => "asked_closed",
            Self::Confirmed { .. } => "confirmed",
            Self::Declined { .. } => "declined",
            Self::ActionRequested { .. } => "action_requested",
            Self::ActionFinished { .. } => "action_finished",
            Self::HandoverRequested { .. } => "handover_requested",
            Self::TakenOver { .. } => "taken_over",
            Self::HandedBack { .. } => "handed_back",
            Self::HandedOver { .. } => "handed_over",
            Self::AgentReplied { .. } => "agent_replied",
            Self::Noted { .. } => "noted",
            Self::SystemSaid { .. } => "system_said",
            Self::Snoozed { .. } => "snoozed",
            Self::Woken {} => "woken",
            Self::Resolved { .. } => "resolved",
            Self::Tagged { .. } => "tagged",
            Self::Untagged { .. } => "untagged",
            Self::Rated { .. } => "rated",
            Self::Protected { .. } => "protected",
            Self::Promised { .. } => "promised",
            Self::PromiseChanged { .. } => "promise_changed",
        }
    }

    /// The message that the customer sees because of this event.
    pub const fn visible_message(&self) -> Option<&Message> {
        match self {
            Self::MessageReceived { message, .. }
            | Self::Replied { message, .. }
            | Self::AgentReplied { message, .. }
            | Self::SystemSaid { message } => Some(message),
            _ => None,
        }
    }

    /// What reports may read of it for ever.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts { message: self.visible_message().map(|m| m.id), ..Facts::default() };
        match self {
            Self::Perceived { perception, .. } => {
                facts.feeling = perception.feeling;
                facts.valence = Some(perception.valence);
                let level = perception.hostility.level;
                facts.hostility = (level != HostilityLevel::None).then_some(level);
            }
            Self::Replied { why, .. } => {
                facts.topic.clone_from(&why.topic);
                facts.answer_version = why.answer_version;
                facts.release = Some(why.release);
                facts.decision = Some(why.decision);
                facts.statements = why.statements.iter().map(|s| s.statement.clone()).collect();
            }
            Self::CameFrom { topic } => facts.topic = Some(topic.clone()),
            Self::HandoverRequested { reason, .. } => facts.handover = Some(*reason),
            Self::TakenOver { agent, .. }
            | Self::HandedBack { agent, .. }
            | Self::HandedOver { agent, .. }
            | Self::Snoozed { agent, .. } => facts.agent = Some(*agent),
            Self::Resolved { agent } | Self::Tagged { agent, .. } | Self::Untagged { agent, .. } => {
                facts.agent = *agent;
            }
            Self::AgentReplied { message, .. } | Self::Noted { message, .. } => {
                if let crate::message::Author::Agent { id } = message.author {
                    facts.agent = Some(id);
                }
                if let Self::AgentReplied { statements, .. } = self {
                    facts.statements.clone_from(statements);
                }
            }
            Self::Promised { agent, .. } => facts.agent = *agent,
            Self::PromiseChanged { change, .. } => facts.agent = change.agent(),
            Self::ActionRequested { call } => facts.action = Some(call.action.clone()),
            Self::ActionFinished { action, .. } => facts.action = Some(action.clone()),
            Self::Rated { score, .. } => facts.score = Some(*score),
            Self::Protected { level, agent, .. } => {
                facts.hostility = Some(*level);
                facts.agent = *agent;
            }
            _ => {}
        }
        facts
    }
}
