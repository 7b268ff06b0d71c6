//! What proves a release before it is published: coverage of its tests, paraphrases, last week's questions.

use rapport_domain::ConversationId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ids, primitives::Moment, release_changes::CheckedContent};

/// What the conversation tests reach of the content, and what nobody has tried.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Coverage {
    /// Topics that a reply was about.
    pub topics: CoveredItems,
    /// Flows that began.
    pub flows: CoveredItems,
    /// Steps that were taken.
    pub steps: CoveredSteps,
    /// Branches that were taken.
    pub branches: CoveredSteps,
}

/// How many items the tests reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoveredItems {
    /// How many there are.
    pub total: usize,
    /// The names of those that no test reaches.
    #[schema(examples(json!(["press"])))]
    pub missed: Vec<String>,
}

/// How many steps or branches the tests reach.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoveredSteps {
    /// How many there are.
    pub total: usize,
    /// Those that no test reaches.
    pub missed: Vec<MissedStep>,
}

/// A step or branch that no test reaches.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissedStep {
    /// The flow.
    #[schema(examples("return-an-item"))]
    pub flow: String,
    /// The step.
    #[schema(examples("check-returnable"))]
    pub step: String,
    /// When the branch is taken; absent where the step itself is not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("otherwise"))]
    pub case: Option<String>,
}

/// What became of the paraphrases: the same needs in other words.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParaphraseReport {
    /// What became of them.
    pub shares: ParaphraseShares,
    /// What becomes of the same in the release in force; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<ParaphraseShares>,
    /// The share 0…1 that must get the right answer at once.
    pub right_at_least: f32,
    /// The share 0…1 that must get it at once or find it among the choices.
    pub reached_at_least: f32,
    /// The share 0…1 that may get another topic's answer.
    pub wrong_at_most: f32,
    /// The demands that are not met, each as a plain sentence.
    pub below: Vec<String>,
    /// Topics of which some paraphrase fares worse than in the release in force.
    pub worse: Vec<WorseTopic>,
    /// The paraphrases that get another topic's answer.
    pub wrong: Vec<AskedParaphrase>,
    /// The paraphrases whose answer is not the approved one, word for word, on every channel.
    pub other_facts: Vec<AskedParaphrase>,
}

/// What became of paraphrases, counted.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ParaphraseShares {
    /// How many were asked.
    pub asked: usize,
    /// The right answer at once.
    pub right: usize,
    /// Asked back, and the right one is among the choices.
    pub offered_right: usize,
    /// Not known, said honestly.
    pub unknown: usize,
    /// Asked back, and the right one is not there.
    pub offered_wrong: usize,
    /// Another topic's answer.
    pub wrong: usize,
}

/// A topic of which some paraphrase fares worse than before.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorseTopic {
    /// The topic.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// The paraphrases that flipped.
    pub paraphrases: Vec<AskedParaphrase>,
}

/// A paraphrase and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedParaphrase {
    /// What the customer writes.
    #[schema(examples("what do you charge for shipping"))]
    pub text: String,
    /// The topic that it is meant for.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// What becomes of it.
    pub verdict: ParaphraseVerdict,
    /// The topic that speaks instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("delivery-time"))]
    pub came: Option<String>,
    /// What becomes of it in the release in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<ParaphraseVerdict>,
}

/// What became of a paraphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParaphraseVerdict {
    /// The right answer or flow.
    Right,
    /// Asked back, and the right one is among the choices.
    OfferedRight,
    /// Not known, said honestly.
    Unknown,
    /// Asked back, and the right one is not there.
    OfferedWrong,
    /// Another topic's answer.
    Wrong,
}

/// What would have become of last week's questions, of which the latest few hundred are asked again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AskedAgain {
    /// How many were asked.
    pub asked: usize,
    /// What the release in force does with them.
    pub live: ReplyShares,
    /// What this content would do with them.
    pub now: ReplyShares,
    /// How many get the same topic's answer in another version.
    pub reworded: usize,
    /// How many get something else.
    pub changed: usize,
}

/// What becomes of questions, counted.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct ReplyShares {
    /// Answered, or taken into a flow.
    pub answered: usize,
    /// Asked back.
    pub asked_back: usize,
    /// Not known, said honestly.
    pub not_known: usize,
    /// Handed to a person.
    pub person: usize,
    /// Greeted, thanked, warned.
    pub other: usize,
}

/// Questions that the draft would answer otherwise than the release in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedQuestions {
    /// The first fifty of them, latest conversations first.
    pub questions: Vec<ChangedQuestion>,
}

/// A question that would get something else.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangedQuestion {
    /// In which conversation.
    #[schema(value_type = ids::ConversationId)]
    pub conversation: ConversationId,
    /// The place of its last message there.
    pub seq: u64,
    /// When it was asked.
    pub at: Moment,
    /// What the customer wrote; card numbers and secrets are masked.
    pub text: String,
    /// What the release in force does with it.
    pub before: FirstReply,
    /// What the draft would do with it.
    pub after: FirstReply,
}

/// What a new customer would get.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstReply {
    /// What the reply does.
    pub kind: ReplyKind,
    /// The topic that speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("delivery-cost"))]
    pub topic: Option<String>,
    /// The flow that speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("return-an-item"))]
    pub flow: Option<String>,
}

/// What a reply does with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// Answered, or taken into a flow.
    Answered,
    /// Asked back.
    AskedBack,
    /// Not known, said honestly.
    NotKnown,
    /// Handed to a person.
    Person,
    /// Greeted, thanked, warned.
    Other,
}

/// The look at the draft as it is now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftLook {
    /// The draft's version.
    pub version: u64,
    /// Where the look stands.
    pub state: LookState,
    /// How far it is, while it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<LookProgress>,
    /// What was found, once it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Box<CheckedContent>>,
}

/// Where a look stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookState {
    /// Nobody has looked at the draft as it is now.
    None,
    /// It is being looked at.
    Running,
    /// It is done.
    Done,
}

/// How far a look is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct LookProgress {
    /// What is being done.
    pub stage: LookStage,
    /// How many of it are done.
    pub done: usize,
    /// Of how many.
    pub total: usize,
}

/// What a look does, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LookStage {
    /// Waits for another look to end.
    Waiting,
    /// Learns the content.
    Learning,
    /// Plays the conversation tests.
    Tests,
    /// Goes through the flows in five moods.
    Moods,
    /// Asks the paraphrases.
    Paraphrases,
    /// Asks last week's questions.
    Questions,
}
