//! What a team leader sees.

use serde::Serialize;
use utoipa::ToSchema;

use super::labels::Feeling;

/// How today goes. Days begin at midnight in the company's time zone.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Today {
    /// The day.
    #[schema(examples("2026-11-22"))]
    pub day: String,
    /// Conversations in which the customer wrote today.
    pub handled: u64,
    /// Of these, how many needed no person.
    pub by_assistant: u64,
    /// Of these, how many a person was called for.
    pub handed_over: u64,
    /// Customers who wait for a person now.
    pub waiting_now: u64,
    /// How long the first of them has waited, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_wait_s: Option<u64>,
    /// Today's ratings.
    pub ratings: Ratings,
    /// How customers came.
    pub arrived: Vec<FeelingCount>,
    /// How they left.
    pub left: Vec<FeelingCount>,
    /// From which feeling to which.
    pub moves: Vec<FeelingMove>,
    /// Replies that gave an answer or took a step of a flow.
    pub answered: u64,
    /// Replies that asked which topic was meant.
    pub asked_back: u64,
    /// Replies that said "I don't know".
    pub did_not_know: u64,
    /// What customers asked about most.
    pub top_topics: Vec<TopicCount>,
    /// Customer messages by hour of the day, 24 numbers.
    #[schema(min_items = 24, max_items = 24)]
    pub by_hour: Vec<u64>,
}

/// Ratings, counted.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Ratings {
    /// How many.
    pub count: u64,
    /// Their mean, 1 to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// How many gave 1, 2, 3, 4, 5.
    #[schema(min_items = 5, max_items = 5)]
    pub distribution: Vec<u64>,
}

/// How many customers felt so.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeelingCount {
    /// How.
    pub feeling: Feeling,
    /// How many.
    pub count: u64,
}

/// How many customers came with one feeling and left with another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeelingMove {
    /// How they came.
    pub from: Feeling,
    /// How they left.
    pub to: Feeling,
    /// How many.
    pub count: u64,
}

/// How often a topic came up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopicCount {
    /// The topic's name.
    #[schema(examples("delivery-late"))]
    pub topic: String,
    /// Its title.
    #[schema(examples("My parcel is late"))]
    pub title: String,
    /// How often.
    pub count: u64,
}
