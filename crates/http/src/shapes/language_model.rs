//! The optional language model: how it is set, what came of it, what it suggests.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

/// The language model, if there is one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LanguageModel {
    /// Whether one is set. Without one everything works; nothing is ever drafted.
    pub on: bool,
    /// How it is set and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelInUse>,
}

/// A language model in use.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelInUse {
    /// The model, as its endpoint calls it.
    #[schema(examples("smollm2"))]
    pub name: String,
    /// Where it is: the host and port of its endpoint.
    #[schema(examples("127.0.0.1:8000"))]
    pub host: String,
    /// Whether it may draft for customers.
    pub draft: bool,
    /// Whether it may draft for agents who ask for it.
    pub suggest: bool,
    /// How long an answer may take, in milliseconds.
    pub timeout_ms: u32,
    /// The most tokens of one conversation, in and out.
    pub conversation_tokens: u64,
    /// The most tokens of a day, in and out.
    pub day_tokens: u64,
    /// What came of it since this server started.
    pub figures: ModelFigures,
}

/// What came of a language model since this server started.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelFigures {
    /// How often it was asked.
    pub asked: u64,
    /// How many of its texts the guard let pass.
    pub passed: u64,
    /// How many of its texts the guard refused.
    pub refused: u64,
    /// How many of its texts broke each rule; one may break several.
    #[schema(examples(json!([{ "name": "figure", "count": 3 }])))]
    pub by_rule: Vec<ModelCount>,
    /// How often it wrote nothing that could be judged, or was not asked, by why.
    pub nothing: Vec<ModelCount>,
    /// Tokens used today, in and out, as estimated.
    pub tokens_today: u64,
    /// Whether it is left alone now, because it failed too often.
    pub resting: bool,
}

/// How often something happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelCount {
    /// Its stable name.
    #[schema(examples("figure"))]
    pub name: String,
    /// In words that complete "it …".
    #[schema(examples("names a figure that the articles do not name like this"))]
    pub label: String,
    /// How often.
    pub count: u64,
}

impl ModelCount {
    /// The counts as a list, in the order of their names.
    pub fn list(counts: &BTreeMap<String, u64>, label: impl Fn(&str) -> String) -> Vec<Self> {
        let count =
            |(name, count): (&String, &u64)| Self { name: name.clone(), label: label(name), count: *count };
        counts.iter().map(count).collect()
    }
}

/// What the language model suggests to an agent.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReplySuggestion {
    /// The text, where the guard let it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("Standard delivery in the UK costs £3.95."))]
    pub text: Option<String>,
    /// Why there is none, in words that complete "the language model …".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("took too long"))]
    pub because: Option<String>,
    /// The approved answers that it rests on.
    pub sources: Vec<SuggestionSource>,
}

/// An approved answer that a text rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SuggestionSource {
    /// The topic's name.
    #[schema(examples("delivery-cost"))]
    pub topic: String,
    /// Its title.
    #[schema(examples("What delivery costs"))]
    pub title: String,
}

/// What a language model proposed for a reply, and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WhyProposal {
    /// The model, as its endpoint calls it.
    #[schema(examples("smollm2"))]
    pub model: String,
    /// Whether its text went out.
    pub accepted: bool,
    /// Its text as it came, with stand-ins for what is personal; absent where it wrote none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why it wrote none, in words that complete "the language model …".
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(examples("took too long"))]
    pub because: Option<String>,
    /// The approved answers that it was given.
    pub sources: Vec<SuggestionSource>,
    /// What the guard objected to.
    pub objections: Vec<ProposalObjection>,
}

/// What the guard objected to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProposalObjection {
    /// The rule, by its stable name.
    #[schema(examples("figure"))]
    pub rule: String,
    /// What it objects to, in words that complete "it …".
    #[schema(examples("names a figure that the articles do not name like this"))]
    pub because: String,
    /// The words that break it.
    #[schema(examples("£500"))]
    pub said: String,
}
