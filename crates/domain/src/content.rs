//! What designers author: topics with their answers, flows, statements, actions, wordings. A published,
//! immutable set of them is a [`Release`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    feeling::Feeling,
    help_centre::{HelpCentre, TopicHelp},
    id::{ActionId, FlowId, ReleaseId, StatementId, TopicId},
    situations::Situations,
    time::Timestamp,
};
pub use crate::{
    flow::{
        ActStep, AskStep, BranchStep, CallStep, ChooseOption, ChooseStep, EndStep, Flow, HandOverStep,
        KnownFrom, RememberStep, SayStep, Silence, SlotKind, Step, StepKind, WaitStep,
    },
    validity::{Audience, Validity},
};

/// An immutable, published set of content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Release {
    /// Its id.
    pub id: ReleaseId,
    /// 1, 2, 3…
    pub number: u32,
    /// When it was published.
    pub published_at: Timestamp,
    /// Who published it.
    pub published_by: String,
    /// What it holds.
    pub content: Content,
}

/// Everything that is authored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Who speaks.
    pub company: Company,
    /// What customers ask about.
    pub topics: Vec<Topic>,
    /// Conversations with several steps.
    pub flows: Vec<Flow>,
    /// Empathy sentences.
    pub statements: Vec<Statement>,
    /// What may be done in other systems.
    pub actions: Vec<ActionDefinition>,
    /// What Rapport itself says.
    pub wordings: Wordings,
}

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// The company's name.
    pub name: String,
    /// The assistant's name.
    pub assistant: String,
    /// BCP 47 code of the language that the content is written in.
    pub locale: String,
    /// IANA time zone of the business hours.
    pub time_zone: String,
    /// When people answer: `mon: ["09:00-12:30", "13:00-18:00"]`, keys `mon` … `sun`.
    pub hours: BTreeMap<String, Vec<String>>,
    /// Days with other hours, by date: `2026-12-25: []` is a holiday.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub special_days: BTreeMap<String, Vec<String>>,
    /// Other ways to reach the company, told when a conversation must end.
    pub other_ways: String,
    /// When a customer who was asked something and says nothing is reminded, and when the flow is closed.
    #[serde(default, skip_serializing_if = "Silence::is_usual")]
    pub silence: Silence,
    /// The public help centre; without it there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_centre: Option<HelpCentre>,
    /// What is demanded of paraphrases before a release is published.
    #[serde(default, skip_serializing_if = "SamenessBar::is_default")]
    pub sameness: SamenessBar,
}

/// What is demanded of paraphrases, each a share 0…1. That an answer is the same on every channel is demanded always.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamenessBar {
    /// So many get the right answer at once.
    pub right_at_least: f32,
    /// So many get the right answer at once or find it among the choices.
    pub reached_at_least: f32,
    /// So many may get another topic's answer.
    pub wrong_at_most: f32,
}

impl Default for SamenessBar {
    fn default() -> Self {
        Self { right_at_least: 0.4, reached_at_least: 0.7, wrong_at_most: 0.05 }
    }
}

impl SamenessBar {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// What customers ask about. Its answer is either a text or a flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Its name.
    pub id: TopicId,
    /// Its title, for people.
    pub title: String,
    /// How customers ask for it.
    pub examples: Vec<String>,
    /// What the customer went through, for statements that name it.
    pub impact: Impact,
    /// What is answered.
    pub response: Response,
    /// Who looks after it.
    pub owner: String,
    /// Whether somebody may be in danger who asks for it: then it comes before everything else.
    #[serde(default)]
    pub safety: bool,
    /// What it is in the help centre.
    #[serde(default, skip_serializing_if = "TopicHelp::is_empty")]
    pub help: TopicHelp,
}

/// What the customer went through, in words that complete a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Impact {
    /// Completes "I can see that …": "your parcel has not arrived".
    pub happened: Option<String>,
    /// Completes "you can't …": "go on your trip".
    pub cannot: Option<String>,
    /// Completes "when you don't have …": "your tent".
    pub without: Option<String>,
}

/// What is answered to a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// An approved text.
    Answer(Answer),
    /// A flow takes over.
    Flow(FlowId),
}

/// An approved text. Its variants carry identical facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Counts up with every change of the text.
    pub version: u32,
    /// For channels that show text alone.
    pub plain: String,
    /// In Markdown, for channels that show it.
    pub rich: Option<String>,
    /// For channels that speak.
    pub spoken: Option<String>,
    /// What happens next, who does it and when: "We e-mail you when it ships, usually the same day."
    pub next_step: Option<String>,
    /// A flow that is offered after it: "Shall I do that for you now?"
    pub offer: Option<FlowId>,
    /// Where the facts come from, for designers.
    pub sources: Vec<String>,
    /// When it holds, and for whom.
    #[serde(default, skip_serializing_if = "Validity::is_open")]
    pub validity: Validity,
}

/// An authored empathy sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Its name.
    pub id: StatementId,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// The sentence; `{happened}`, `{cannot}`, `{without}`, `{name}` come from topic and customer, and a
    /// statement whose parts are missing is not eligible.
    pub text: String,
    /// The sentence to be spoken, where it differs.
    #[serde(default)]
    pub spoken: Option<String>,
    /// When it fits. All that is given must hold.
    pub when: Condition,
    /// When it must not be said. One that holds is enough.
    #[serde(default)]
    pub never_when: NeverWhen,
    /// Who wrote it.
    pub author: String,
    /// Not again to the same customer for so many days; within a conversation never again at all.
    #[serde(default = "seven")]
    pub rest_days: u16,
}

const fn seven() -> u16 {
    7
}

/// The parts of a framing, in the order in which they are said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FramingPart {
    /// What happened, to them.
    Acknowledge,
    /// No judging, no defending.
    Accept,
    /// Leads over to the answer or the deed.
    Act,
    /// Is that right? Shall I do that now?
    Check,
    /// Who does what, and when.
    NextStep,
}

/// When a statement fits.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// One of these feelings; empty means any.
    pub feelings: Vec<Feeling>,
    /// At least this strong, 0…1.
    pub min_intensity: f32,
    /// At most this strong, 0…1.
    pub max_intensity: Option<f32>,
    /// At least this urgent, 0…1.
    pub min_urgency: f32,
    /// Only where the customer has come back about it or had to ask again.
    pub repeated: bool,
    /// Only with replies of these kinds; empty means any.
    pub decisions: Vec<crate::why::DecisionKind>,
}

/// When a statement must not be said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NeverWhen {
    /// One of these feelings.
    pub feelings: Vec<Feeling>,
    /// At least this urgent, 0…1: then every word costs time.
    pub min_urgency: Option<f32>,
    /// The message attacks a person.
    pub hostile: bool,
    /// The assistant speaks: the sentence is for people only.
    pub assistant: bool,
    /// One of these topics.
    pub topics: Vec<TopicId>,
    /// The customer writes formally.
    pub formal: bool,
}

/// What may be done in another system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionDefinition {
    /// Its name.
    pub id: ActionId,
    /// What it does, for people: completes "may I …".
    pub title: String,
    /// Where it is posted to: a path below the action service's address, such as `/actions/find-order`.
    pub path: String,
    /// Whether it changes anything. Then it needs the customer's confirmation.
    pub changes_state: bool,
    /// The arguments that must be given.
    #[serde(default)]
    pub required: Vec<String>,
    /// Milliseconds after which the outcome counts as unknown.
    #[serde(default = "five_seconds")]
    pub timeout_ms: u32,
    /// At most so many calls per customer and day.
    #[serde(default = "twenty")]
    pub daily_limit: u32,
}

const fn five_seconds() -> u32 {
    5_000
}

const fn twenty() -> u32 {
    20
}

/// What Rapport itself says. `{assistant}`, `{company}`, `{agent}`, `{place}`, `{wait}`, `{flow}`,
/// `{first}`, `{second}`, `{topics}`, `{opens}`, `{other_ways}`, `{text}`, `{articles}` are filled in where they make sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wordings {
    /// Opens the first reply: says that this is an AI.
    pub ai_notice: String,
    /// Answers "are you a robot?".
    pub ai_answer: String,
    /// Answers a greeting.
    pub greeting: String,
    /// Answers thanks.
    pub thanks: String,
    /// Answers a goodbye.
    pub goodbye: String,
    /// Asks which of two topics is meant: `{first}`, `{second}`.
    pub did_you_mean: String,
    /// Says that it does not know for certain and names what comes nearest: `{topics}`.
    #[serde(default = "perhaps_one_of")]
    pub perhaps_one_of: String,
    /// Said below what a language model put together: `{articles}`.
    #[serde(default = "drafted")]
    pub drafted: String,
    /// Says that it does not know and offers a person.
    pub did_not_know: String,
    /// The same, the second time running: a person is called.
    pub did_not_know_again: String,
    /// Said in a language that the content is not written in; a person is called.
    pub other_language: String,
    /// A person is called, within hours: `{place}`, `{wait}`.
    pub handed_over: String,
    /// A person is called, out of hours: `{opens}`.
    pub handed_over_closed: String,
    /// Something came in while a person is awaited: `{place}`, `{wait}`.
    pub still_waiting: String,
    /// Said at once where somebody may be in danger and no topic says it better; a person is called.
    #[serde(default = "danger")]
    pub danger: String,
    /// The same where somebody may harm themselves.
    #[serde(default = "self_harm")]
    pub self_harm: String,
    /// A person takes over: `{agent}`.
    pub taken_over: String,
    /// The agent who held it is gone and somebody else takes it on: `{agent}`. When follows.
    #[serde(default = "agent_away")]
    pub agent_away: String,
    /// The assistant is back: `{agent}`.
    pub handed_back: String,
    /// An agent handed the conversation to a colleague: `{agent}`, `{colleague}`.
    #[serde(default = "crate::team::handed_to_colleague")]
    pub handed_to_colleague: String,
    /// The same, to a colleague who is not there just now: `{agent}`, `{colleague}`.
    #[serde(default = "crate::team::handed_to_colleague_away")]
    pub handed_to_colleague_away: String,
    /// An agent handed the conversation to a team: `{agent}`, `{team}`. When somebody comes follows.
    #[serde(default = "crate::team::handed_to_team")]
    pub handed_to_team: String,
    /// What an agent promised falls due and nobody has said that it is kept: `{agent}`, `{promise}`. Who sees to it
    /// follows.
    #[serde(default = "crate::promise::due_wording")]
    pub promise_due: String,
    /// The agent who promised has the conversation back: `{agent}`.
    #[serde(default = "crate::promise::back_wording")]
    pub promise_back: String,
    /// What was promised is done, as the agent says: `{agent}`, `{promise}`.
    #[serde(default = "crate::promise::kept_wording")]
    pub promise_kept: String,
    /// What was promised takes longer: `{agent}`, `{promise}`, `{by}`.
    #[serde(default = "crate::promise::moved_wording")]
    pub promise_moved: String,
    /// After a digression: `{flow}`, and the open question `{text}`.
    pub back_to_flow: String,
    /// The customer stopped a flow: `{flow}`.
    pub cancelled: String,
    /// The customer declined an act.
    pub declined: String,
    /// The customer declined an offer, or let something drop: asks what else there is.
    #[serde(default = "anything_else")]
    pub anything_else: String,
    /// An act's outcome is not known: says so, calls a person.
    pub outcome_unknown: String,
    /// An answer to a yes-or-no question was neither: `{text}` is the question.
    pub yes_or_no: String,
    /// The first hostile message: a calm limit, and help goes on.
    pub hostility_warning: String,
    /// Ends by policy: `{other_ways}`.
    pub hostility_ended: String,
    /// A threat: it is reported; `{other_ways}`.
    pub threat_ended: String,
    /// A file came in.
    pub file_received: String,
    /// Asks for a rating.
    pub rate: String,
    /// The label of yes.
    pub yes: String,
    /// The label of no.
    pub no: String,
    /// The label of "a person, please".
    pub person: String,
    /// What is said in situations that flows and answers get into.
    #[serde(default, skip_serializing_if = "Situations::is_usual")]
    pub situations: Situations,
}

impl Wordings {
    /// What ends a conversation because of hostility.
    pub fn end_of(&self, level: crate::perception::HostilityLevel) -> &str {
        match level {
            crate::perception::HostilityLevel::Threat => &self.threat_ended,
            _ => &self.hostility_ended,
        }
    }
}

fn danger() -> String {
    "If anyone is in danger or hurt, call the emergency services now: 112, or 999 in the UK. Please stop using \
     it and keep away from it."
        .to_owned()
}

fn self_harm() -> String {
    "I am an AI and cannot help with this the way a person can. If you may harm yourself, please call the \
     emergency services now: 112, or 999 in the UK. In the UK and Ireland, Samaritans are there day and night \
     on 116 123."
        .to_owned()
}

fn perhaps_one_of() -> String {
    "I don’t know for certain what helps you here. Is it one of these: {topics}? If not, say it in other words, or I \
     will pass you to a person."
        .to_owned()
}

fn agent_away() -> String {
    "{agent} cannot go on here just now.".to_owned()
}

fn drafted() -> String {
    "I put this together from our help articles {articles}. If it does not answer your question, say so and I will \
     pass you to a person."
        .to_owned()
}

fn anything_else() -> String {
    "All right. What else can I help you with?".to_owned()
}
