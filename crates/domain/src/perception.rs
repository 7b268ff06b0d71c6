//! What one message says about how its writer feels.

use serde::{Deserialize, Serialize};

use crate::feeling::{Emotion, Feeling};

/// Below so many words a language cannot be told.
pub const WORDS_TO_TELL_A_LANGUAGE: usize = 4;

/// What one customer message says about how its writer feels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Perception {
    /// The likeliest feeling; `None` means *unclear*: the reader abstains rather than guess.
    pub feeling: Option<Feeling>,
    /// Probabilities of the nine feelings in the order of [`Feeling::ALL`]; they sum to 1, also when
    /// `feeling` is unclear.
    pub feelings: [f32; 9],
    /// Calibrated probabilities 0…1 in the order of [`Emotion::ALL`]; several can be high at once.
    pub emotions: [f32; 28],
    /// The emotions above their own thresholds.
    pub labels: Vec<Emotion>,
    /// Unpleasant −1 … pleasant 1.
    pub valence: f32,
    /// Quiet −1 … stirred 1.
    pub arousal: f32,
    /// Powerless −1 … in control 1.
    pub dominance: f32,
    /// Strength of the feeling, 0…1.
    pub intensity: f32,
    /// How soon an answer is needed, 0…1; apart from emotion.
    pub urgency: f32,
    /// Why it is urgent.
    pub urgency_reason: Option<UrgencyReason>,
    /// Rude −1 … polite 1.
    pub politeness: f32,
    /// Probability 0…1 that the message complains.
    pub complaint: f32,
    /// Whether the message attacks a person.
    pub hostility: Hostility,
    /// Calibrated probability 0…1 that the best of `feelings` is right.
    pub confidence: f32,
    /// BCP 47 code of the language, `und` when it cannot be told.
    pub language: String,
    /// Which model read the message.
    pub tier: Tier,
    /// What is not said.
    pub unsaid: Vec<Unsaid>,
    /// The characters that carried the decision.
    pub evidence: Vec<EvidenceSpan>,
}

impl Perception {
    /// The best of the nine, also when the reader abstains from naming it.
    pub fn likeliest(&self) -> Feeling {
        let best = |best: Feeling, next: Feeling| {
            if self.feelings[next.index()] > self.feelings[best.index()] { next } else { best }
        };
        Feeling::ALL.into_iter().fold(Feeling::Calm, best)
    }

    /// A perception that claims nothing, for text that holds nothing to read.
    pub fn unclear(language: &str) -> Self {
        let mut emotions = [0.0; 28];
        emotions[Emotion::Neutral.index()] = 1.0;
        Self {
            feeling: None,
            feelings: [1.0 / 9.0; 9],
            emotions,
            labels: vec![Emotion::Neutral],
            valence: 0.0,
            arousal: 0.0,
            dominance: 0.0,
            intensity: 0.0,
            urgency: 0.0,
            urgency_reason: None,
            politeness: 0.0,
            complaint: 0.0,
            hostility: Hostility { level: HostilityLevel::None, score: 0.0 },
            confidence: 1.0 / 9.0,
            language: language.to_owned(),
            tier: Tier::Fast,
            unsaid: Vec::new(),
            evidence: Vec::new(),
        }
    }
}

/// What makes a message urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UrgencyReason {
    /// A date or time is near: "before Friday", "my flight is in two hours".
    Deadline,
    /// The customer is shut out: "I'm locked out".
    LockedOut,
    /// Health or safety.
    Safety,
    /// Somebody who depends on it: a baby, an ill or old person.
    Vulnerability,
    /// Money is being lost.
    Money,
    /// Another consequence: work stands still, an event fails.
    Consequence,
    /// The customer says so: "urgent", "ASAP".
    Stated,
}

/// An attack on a person. Swearing at a parcel is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Hostility {
    /// How bad.
    pub level: HostilityLevel,
    /// Probability 0…1 that the message is hostile at all.
    pub score: f32,
}

/// Degrees of hostility, rising.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HostilityLevel {
    /// None.
    None,
    /// Disrespectful of a person.
    Rude,
    /// Insults or demeans a person.
    Abusive,
    /// Threatens a person.
    Threat,
}

/// Which model read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The sentence encoder with its heads.
    Full,
    /// The stand-in under overload.
    Fast,
}

/// What is left unsaid, seen against this customer's own way of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unsaid {
    /// Much shorter than this customer writes otherwise.
    Shorter,
    /// Much later than this customer answers otherwise.
    Later,
    /// Less warm than this customer was before.
    Colder,
    /// "Fine." and its like, after something went wrong.
    FlatAgreement,
    /// Came back about the same thing.
    RepeatedContact,
    /// Our question was passed over.
    UnansweredQuestion,
}

/// A stretch of the message that carried the decision, in Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceSpan {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// What it points to.
    pub emotion: Emotion,
}
