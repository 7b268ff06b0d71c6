//! Topics of the draft: edited as a whole, previewed, tried.

use rapport_domain::content;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    draft::DraftFile,
    explanations::Understood,
    labels::{Feeling, FramingPart},
    messages::Choice,
    perception::Perception,
    release_changes::{Finding, HowChanged},
    timeline::{Outcome, Why},
};

/// A topic with everything that its file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its name.
    #[schema(min_length = 1, max_length = 64, examples("delivery-cost"))]
    pub id: String,
    /// Its title. Customers see it when they are asked which topic they mean.
    #[schema(max_length = 300, examples("What delivery costs"))]
    pub title: String,
    /// Who looks after it.
    #[schema(max_length = 300, examples("Customer care"))]
    pub owner: String,
    /// How customers ask for it.
    #[schema(max_items = 2000)]
    pub examples: Vec<String>,
    /// Whether whoever asks may be in danger: then it comes before everything else.
    #[serde(default)]
    #[schema(required = false)]
    pub safety: bool,
    /// What the customer went through.
    #[serde(default)]
    #[schema(required = false)]
    pub impact: Impact,
    /// The approved answer, where it is a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<TopicAnswer>,
    /// The flow that answers it, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, examples("where-is-my-order"))]
    pub flow: Option<String>,
    /// What it is in the help centre.
    #[serde(default)]
    #[schema(required = false)]
    pub help: TopicHelp,
}

/// What a topic is in the help centre.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicHelp {
    /// The article's title; the topic's own without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, examples("How much is delivery?"))]
    pub title: Option<String>,
    /// The category, where it is another than the company's patterns say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64, examples("delivery"))]
    pub category: Option<String>,
    /// Whether there is no article.
    #[serde(default)]
    #[schema(required = false)]
    pub hidden: bool,
    /// What the article of a topic says that a flow answers, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20_000)]
    pub text: Option<String>,
}

/// What the customer went through, in words that complete a sentence.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Impact {
    /// Completes “I can see that …”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, examples("your parcel has not arrived"))]
    pub happened: Option<String>,
    /// Completes “you can't …”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, examples("go on your trip"))]
    pub cannot: Option<String>,
    /// Completes “when you don't have …”.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, examples("your tent"))]
    pub without: Option<String>,
}

/// An approved text with its variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicAnswer {
    /// Counts up with every change of the text. It is counted when you save, whatever stands here.
    #[serde(default)]
    #[schema(required = false)]
    pub version: u32,
    /// For channels that show text alone.
    #[schema(max_length = 20_000)]
    pub plain: String,
    /// In Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20_000)]
    pub rich: Option<String>,
    /// For channels that speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 20_000)]
    pub spoken: Option<String>,
    /// What happens next, who does it and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2_000)]
    pub next_step: Option<String>,
    /// A flow that is offered after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 64)]
    pub offer: Option<String>,
    /// Where the facts come from.
    #[serde(default)]
    #[schema(required = false, max_items = 50)]
    pub sources: Vec<String>,
    /// The first day on which it holds; before, it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("2026-12-01"))]
    pub valid_from: Option<String>,
    /// The last day on which it holds; after, it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 10, examples("2027-02-28"))]
    pub valid_until: Option<String>,
    /// For whom it holds.
    #[serde(default)]
    #[schema(required = false)]
    pub audience: Audience,
}

/// For whom an answer holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody.
    #[default]
    All,
    /// Customers whom the shop has signed in.
    SignedIn,
}

impl From<content::Audience> for Audience {
    fn from(audience: content::Audience) -> Self {
        match audience {
            content::Audience::All => Self::All,
            content::Audience::SignedIn => Self::SignedIn,
        }
    }
}

impl From<Audience> for content::Audience {
    fn from(audience: Audience) -> Self {
        match audience {
            Audience::All => Self::All,
            Audience::SignedIn => Self::SignedIn,
        }
    }
}

/// All topics of the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftTopics {
    /// By name.
    pub topics: Vec<TopicEntry>,
}

/// A topic in the list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicEntry {
    /// Its name.
    #[schema(examples("delivery-cost"))]
    pub id: String,
    /// What it holds; absent where its file cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// How it differs from the release in force; absent where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
}

/// A topic to be edited.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftTopic {
    /// Its file.
    pub file: DraftFile,
    /// What it holds; absent where there is none, or it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// Why it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<Finding>,
    /// What the release in force holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Topic>,
}

/// A topic as it is to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveDraftTopic {
    /// The topic.
    pub topic: Topic,
    /// The mark of the file that you have seen, `none` for a new one. When the draft holds another text by
    /// now, nothing is saved.
    #[schema(max_length = 64)]
    pub mark: String,
    /// Whether you have seen what has changed in the release in force, and keep your own.
    #[serde(default)]
    #[schema(required = false)]
    pub keep: bool,
}

/// Which reply is to be shown.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewTopic {
    /// The topic as it is being written, saved or not.
    pub topic: Topic,
    /// What the customer writes; its first example where this is empty.
    #[serde(default)]
    #[schema(required = false, max_length = 2_000)]
    pub text: String,
    /// How the customer feels; without it, as the text reads.
    #[serde(default)]
    pub feeling: Option<Feeling>,
}

/// The reply that a customer would get.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicPreview {
    /// What the customer wrote.
    pub customer: String,
    /// The reply; absent where nothing would be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyVariants>,
    /// The statements that frame it, with why each was chosen.
    pub statements: Vec<PreviewStatement>,
    /// What is wrong with the topic.
    pub findings: Vec<Finding>,
}

/// A statement in a preview.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewStatement {
    /// Its name.
    #[schema(examples("i-can-see-that"))]
    pub statement: String,
    /// Which part of the framing it plays.
    pub part: FramingPart,
    /// Why this one.
    pub because: String,
}

/// A reply as each kind of channel gives it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplyVariants {
    /// Text alone.
    pub plain: String,
    /// As a safe subset of HTML, where it has formatting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("<p>Delivery is <strong>free</strong> from €50.</p>"))]
    pub rich: Option<String>,
    /// Spoken, where it differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spoken: Option<String>,
    /// What the customer can press instead of typing.
    pub choices: Vec<Choice>,
}

/// Examples that another topic would take, if they were not examples.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DraftConflicts {
    /// Every such example.
    pub conflicts: Vec<ExampleConflict>,
}

/// An example that another topic would take.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExampleConflict {
    /// The topic whose example it is.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// The example.
    pub example: String,
    /// The topic that would take it.
    #[schema(examples("delivery-time"))]
    pub taken_for: String,
    /// How sure that would be, 0…1.
    pub confidence: f32,
}

/// A conversation to be played with the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TryDraft {
    /// What the customer writes, from the beginning.
    #[schema(min_items = 1, max_items = 40)]
    pub messages: Vec<TriedMessage>,
}

/// A message of somebody who tries the draft.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriedMessage {
    /// What they write.
    #[schema(min_length = 1, max_length = 8_000)]
    pub text: String,
    /// How they feel; without it, as the text reads.
    #[serde(default)]
    pub feeling: Option<Feeling>,
}

/// A conversation that was played with the draft.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TriedDraft {
    /// What came back to each message.
    pub replies: Vec<TriedReply>,
}

/// What came back to a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TriedReply {
    /// How the message was read.
    pub perception: Box<Perception>,
    /// What it was understood to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<Understood>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyVariants>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Box<Why>>,
    /// The actions that a stand-in answered. No other system was called.
    pub acts: Vec<StandIn>,
    /// Whether a person would be awaited now.
    pub person_awaited: bool,
}

/// An action that a stand-in answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StandIn {
    /// The action.
    #[schema(examples("find-order"))]
    pub action: String,
    /// What the stand-in answered.
    pub outcome: Outcome,
}
