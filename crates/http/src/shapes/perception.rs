//! What one message says about how its writer feels, as agents see it.

use std::collections::BTreeMap;

use rapport_domain::{feeling, perception};
use serde::Serialize;
use utoipa::ToSchema;

use super::labels::{Feeling, HostilityLevel, Tier, Unsaid, UrgencyReason};

/// What one customer message says about how its writer feels.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Perception {
    /// The likeliest feeling; absent when it is unclear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feeling: Option<Feeling>,
    /// Probabilities of the nine feelings, by name; they sum to 1.
    #[schema(value_type = BTreeMap<String, f32>, example = json!({"calm": 0.05, "angry": 0.7, "frustrated": 0.25}))]
    pub feelings: BTreeMap<&'static str, f32>,
    /// The emotions that stand out, strongest first.
    #[schema(value_type = Vec<String>, example = json!(["anger", "disappointment"]))]
    pub emotions: Vec<&'static str>,
    /// Unpleasant −1 … pleasant 1.
    pub valence: f32,
    /// Strength of the feeling, 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1.
    pub urgency: f32,
    /// Why it is urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency_reason: Option<UrgencyReason>,
    /// Whether the message attacks a person.
    pub hostility: HostilityLevel,
    /// Calibrated probability 0…1 that the best of `feelings` is right.
    pub confidence: f32,
    /// BCP 47 code of the language, `und` when it cannot be told.
    #[schema(examples("en"))]
    pub language: String,
    /// Which model read the message.
    pub tier: Tier,
    /// What is not said.
    pub unsaid: Vec<Unsaid>,
    /// The stretches of the message that carried the decision.
    pub evidence: Vec<EvidenceSpan>,
}

/// A stretch of the message that carried the decision, in Unicode code points.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceSpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The emotion that it points to.
    #[schema(value_type = String, examples("anger"))]
    pub emotion: &'static str,
}

impl From<&perception::Perception> for Perception {
    fn from(from: &perception::Perception) -> Self {
        let mut labels = from.labels.clone();
        labels.sort_by(|a, b| from.emotions[b.index()].total_cmp(&from.emotions[a.index()]));
        Self {
            feeling: from.feeling.map(Feeling::from),
            feelings: feeling::Feeling::ALL.map(|f| (f.as_str(), from.feelings[f.index()])).into(),
            emotions: labels.into_iter().map(feeling::Emotion::as_str).collect(),
            valence: from.valence,
            intensity: from.intensity,
            urgency: from.urgency,
            urgency_reason: from.urgency_reason.map(UrgencyReason::from),
            hostility: from.hostility.level.into(),
            confidence: from.confidence,
            language: from.language.clone(),
            tier: from.tier.into(),
            unsaid: from.unsaid.iter().copied().map(Unsaid::from).collect(),
            evidence: from
                .evidence
                .iter()
                .map(|span| EvidenceSpan { start: span.start, end: span.end, emotion: span.emotion.as_str() })
                .collect(),
        }
    }
}
