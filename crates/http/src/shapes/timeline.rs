//! What agents see happen in a conversation.

use rapport_domain::{ActionCallId, AgentId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    ids,
    labels::{
        Channel, DecisionKind, DialogueAct, Feeling, FlowEnding, FramingPart, HandoverReason, HostilityLevel,
    },
    language_model::WhyProposal,
    messages::Message,
    perception::Perception,
    primitives::Moment,
    promises::PromiseChange,
    teams::ReceiverName,
};

/// Something that happened, at its place in the conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgentEvent {
    /// Its place in the conversation: 1, 2, 3… without a gap, save for events that only machines read.
    #[schema(examples(7))]
    pub seq: u64,
    /// When it happened.
    pub at: Moment,
    /// What it is.
    #[serde(flatten)]
    pub body: AgentEventBody,
}

/// What can happen in a conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AgentEventBody {
    /// It began.
    Started {
        /// How it came.
        channel: Channel,
    },
    /// The customer came back after it was resolved.
    EpisodeStarted {
        /// 2, 3…
        number: u32,
    },
    /// The customer came from an article of the help centre to ask about it.
    CameFrom {
        /// The article's topic.
        #[schema(examples("delivery-cost"))]
        topic: String,
        /// Its title.
        #[schema(examples("How much is delivery?"))]
        title: String,
    },
    /// Somebody wrote something that the customer sees.
    Message {
        /// What.
        message: Message,
        /// Why the assistant replied so.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<Box<Why>>,
    },
    /// An agent wrote a note that the customer does not see.
    Note {
        /// What.
        message: Message,
        /// The colleagues whom it calls by name.
        #[schema(value_type = Vec<ids::AgentId>)]
        mentions: Vec<AgentId>,
    },
    /// A customer message was read for feeling.
    Perceived {
        /// The message's place in the conversation.
        of: u64,
        /// What it showed.
        perception: Box<Perception>,
    },
    /// A turn was read for what it asks.
    Understood {
        /// The place of the turn's last message.
        through: u64,
        /// What kind of turn it is.
        dialogue_act: DialogueAct,
        /// Probability 0…1 that the release covers it.
        in_scope: f32,
        /// The likeliest topics, best first.
        candidates: Vec<Candidate>,
        /// A second request in the same turn, where that is sure.
        #[serde(skip_serializing_if = "Option::is_none")]
        also: Option<Candidate>,
    },
    /// A flow began.
    FlowStarted {
        /// Which.
        flow: String,
    },
    /// A flow ended.
    FlowEnded {
        /// Which.
        flow: String,
        /// How.
        ending: FlowEnding,
    },
    /// The assistant learnt a value.
    SlotFilled {
        /// Its name.
        slot: String,
        /// The value.
        value: String,
    },
    /// The customer said yes to a call.
    Confirmed {
        /// To which.
        call: Call,
    },
    /// The customer did not confirm a call; it is not made.
    Declined {
        /// Which.
        call: Call,
    },
    /// Something is being done in another system, or was.
    Action {
        /// The call.
        call: Call,
        /// What came of it; absent while it runs.
        #[serde(skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
    /// A person is called for.
    HandoverRequested {
        /// Why.
        reason: HandoverReason,
        /// What the person should know first.
        note: String,
        /// Who is served first: 0…1, higher first.
        priority: f32,
    },
    /// An agent took over.
    TakenOver {
        /// Who.
        agent: Somebody,
    },
    /// An agent gave the conversation back to the assistant.
    HandedBack {
        /// Who.
        agent: Somebody,
        /// What colleagues should know.
        note: String,
    },
    /// An agent handed the conversation to a colleague or a team.
    HandedOver {
        /// Who.
        agent: Somebody,
        /// To whom.
        to: ReceiverName,
        /// What they should know first.
        note: String,
    },
    /// Put aside.
    Snoozed {
        /// By whom.
        agent: Somebody,
        /// Until when.
        until: Moment,
    },
    /// Came back from being put aside.
    Woken {},
    /// Done.
    Resolved {
        /// By whom; absent where no agent did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
    /// A tag was put on.
    Tagged {
        /// Which.
        tag: String,
        /// By whom; absent where a program did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
    /// A tag was taken off.
    Untagged {
        /// Which.
        tag: String,
        /// By whom; absent where a program did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
    /// The customer rated.
    Rated {
        /// 1 (bad) … 5 (good).
        score: u8,
        /// In their words.
        #[serde(skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// The customer was warned, or the conversation ended, because of hostility.
    Protected {
        /// How bad it was.
        level: HostilityLevel,
        /// Whether the conversation ended.
        ended: bool,
        /// The agent who set the limit; absent where the assistant did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
    /// Something was promised to the customer.
    Promised {
        /// What.
        promise: String,
        /// By when, if said.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<Moment>,
        /// By whom; absent where the assistant did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
    /// Something happened to a promise.
    PromiseChanged {
        /// The place in the conversation where it was made.
        of: u64,
        /// What.
        change: PromiseChange,
        /// The new moment, where it was moved.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<Moment>,
        /// Who did; absent where time did.
        #[serde(skip_serializing_if = "Option::is_none")]
        agent: Option<Somebody>,
    },
}

/// An agent who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Somebody {
    /// Their id.
    #[schema(value_type = ids::AgentId)]
    pub id: AgentId,
    /// Their name.
    #[schema(examples("Ana"))]
    pub name: String,
}

/// A topic and how sure we are of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Candidate {
    /// The topic's name.
    #[schema(examples("delivery-late"))]
    pub topic: String,
    /// The topic's title.
    #[schema(examples("My parcel is late"))]
    pub title: String,
    /// Calibrated probability 0…1.
    pub confidence: f32,
}

/// A call of an action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Call {
    /// Its id.
    #[schema(value_type = ids::ActionCallId)]
    pub id: ActionCallId,
    /// Which action.
    #[schema(examples("start-return"))]
    pub action: String,
    /// What it does, for people.
    #[schema(examples("start a return"))]
    pub title: String,
    /// With what.
    #[schema(value_type = std::collections::BTreeMap<String, serde_json::Value>)]
    pub arguments: serde_json::Value,
}

/// What came of a call.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It worked.
    Done {
        /// What came back.
        result: serde_json::Value,
    },
    /// The other system refused.
    Refused {
        /// Its reason.
        reason: String,
    },
    /// Nothing can be said for sure.
    Unknown,
    /// It was not made.
    Blocked {
        /// Why.
        reason: String,
    },
}

/// Why a reply was given as it was.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Why {
    /// What the reply does.
    pub decision: DecisionKind,
    /// The release that was in force.
    #[schema(examples("rel_0192d8a0c0de7abc8def0123456789ab"))]
    pub release: String,
    /// The topic that was understood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("delivery-late"))]
    pub topic: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("My parcel is late"))]
    pub topic_title: Option<String>,
    /// How sure that was, 0…1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// The version of the answer that was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_version: Option<u32>,
    /// The answer to a second request in the same turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<SecondAnswer>,
    /// The flow that spoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("where-is-my-order"))]
    pub flow: Option<String>,
    /// Its step.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("ask-order"))]
    pub step: Option<String>,
    /// The feeling that the wording answers; absent when unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// Strength of that feeling, 0…1.
    pub intensity: f32,
    /// Urgency 0…1.
    pub urgency: f32,
    /// The statements that frame the facts.
    pub statements: Vec<ChosenStatement>,
    /// What a language model proposed, where no authored answer was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Box<WhyProposal>>,
    /// Further remarks.
    pub notes: Vec<String>,
}

/// The answer to a second request in the same turn.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecondAnswer {
    /// The topic that was understood besides.
    #[schema(examples("return-window"))]
    pub topic: String,
    /// Its title.
    #[schema(examples("How long I can return something"))]
    pub topic_title: String,
    /// The version of the answer that was given.
    pub answer_version: u32,
}

/// A statement that frames a reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChosenStatement {
    /// Its name.
    #[schema(examples("i-can-see-that"))]
    pub statement: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// Why this one.
    #[schema(examples("The customer is angry and this names what happened to them."))]
    pub because: String,
}
