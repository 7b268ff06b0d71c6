//! How often answers are read, and whether they help.

use rapport_domain::AnswerFeedbackId;
use serde::Serialize;
use utoipa::ToSchema;

use super::{ids, primitives::Moment};

/// The figures of every topic in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerFiguresList {
    /// What surely helped least first, then what nobody has judged by how often it is read.
    pub topics: Vec<AnswerFigures>,
}

/// How often an answer was read, and whether it helped.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerFigures {
    /// The topic's name.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// Its title.
    #[schema(examples("What delivery costs"))]
    pub title: String,
    /// The path of its article in the help centre; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("/help/articles/delivery-cost"))]
    pub article: Option<String>,
    /// How often its article was read.
    pub views: u64,
    /// How many it helped.
    pub helpful: u64,
    /// How many it did not help.
    pub not_helpful: u64,
    /// How many left words.
    pub comments: u64,
    /// The share that it helped, with its 95 % interval; absent where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<HelpfulShare>,
}

/// A share with its 95 % interval, all 0…1.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct HelpfulShare {
    /// The share itself.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// An answer's figures in full.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AnswerDetails {
    /// All together.
    #[serde(flatten)]
    pub figures: AnswerFigures,
    /// By version and place, newest version first.
    pub counts: Vec<FeedbackCount>,
    /// What was written below the article, newest first, at most 200.
    pub words: Vec<FeedbackWords>,
}

/// What was said of one version of an answer at one place.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeedbackCount {
    /// The version; 0 where a flow answers.
    pub version: u32,
    /// Where it was said.
    pub place: FeedbackPlace,
    /// How many it helped.
    pub helpful: u64,
    /// How many it did not help.
    pub not_helpful: u64,
}

/// Where somebody said whether an answer helped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackPlace {
    /// Below the article.
    Article,
    /// In the chat.
    Chat,
}

/// What somebody wrote about an article. Who did is not known.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeedbackWords {
    /// Its id.
    #[schema(value_type = ids::AnswerFeedbackId)]
    pub id: AnswerFeedbackId,
    /// The version that it is about; 0 where a flow answers.
    pub version: u32,
    /// Whether it helped them.
    pub helpful: bool,
    /// When.
    pub at: Moment,
    /// Their words.
    #[schema(examples("It does not say how much Saturday delivery is."))]
    pub words: String,
}
