//! How a customer feels: the nine feelings that agents and designers speak of, and the 28 emotion
//! labels of the research they are derived from.

use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them, in the order of every array of scores.
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];

            /// The name as people and files write it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The position in [`Self::ALL`].
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownLabel;

            fn from_str(text: &str) -> Result<Self, UnknownLabel> {
                Self::ALL.into_iter().find(|label| label.as_str() == text)
                    .ok_or_else(|| UnknownLabel(text.chars().take(40).collect()))
            }
        }
    };
}

/// A name that is none of the labels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not one of the known labels")]
pub struct UnknownLabel(pub String);

labels! {
    /// What a support team needs to tell apart. Being unsure is not a feeling: see
    /// [`Perception::feeling`](crate::perception::Perception::feeling).
    Feeling {
        /// Nothing stirs: a plain question, a plain fact.
        Calm = "calm",
        /// Glad, satisfied, excited.
        Pleased = "pleased",
        /// Thankful.
        Grateful = "grateful",
        /// Lost, unsure what is meant or what to do.
        Confused = "confused",
        /// Worried about what may happen.
        Anxious = "anxious",
        /// Let down: it should have been better.
        Disappointed = "disappointed",
        /// Sorrowful, grieving.
        Sad = "sad",
        /// Blocked, again and again; effort without result.
        Frustrated = "frustrated",
        /// Outraged, blaming.
        Angry = "angry",
    }
}

impl Feeling {
    /// Whether this feeling hurts.
    pub const fn is_negative(self) -> bool {
        matches!(self, Self::Anxious | Self::Disappointed | Self::Sad | Self::Frustrated | Self::Angry)
    }

    /// Whether this feeling is pleasant.
    pub const fn is_positive(self) -> bool {
        matches!(self, Self::Pleased | Self::Grateful)
    }
}

labels! {
    /// The 27 emotions of GoEmotions (Demszky et al., ACL 2020) and neutral, alphabetically, neutral last.
    Emotion {
        /// Admiration.
        Admiration = "admiration",
        /// Amusement.
        Amusement = "amusement",
        /// Anger.
        Anger = "anger",
        /// Annoyance.
        Annoyance = "annoyance",
        /// Approval.
        Approval = "approval",
        /// Caring.
        Caring = "caring",
        /// Confusion.
        Confusion = "confusion",
        /// Curiosity.
        Curiosity = "curiosity",
        /// Desire.
        Desire = "desire",
        /// Disappointment.
        Disappointment = "disappointment",
        /// Disapproval.
        Disapproval = "disapproval",
        /// Disgust.
        Disgust = "disgust",
        /// Embarrassment.
        Embarrassment = "embarrassment",
        /// Excitement.
        Excitement = "excitement",
        /// Fear.
        Fear = "fear",
        /// Gratitude.
        Gratitude = "gratitude",
        /// Grief.
        Grief = "grief",
        /// Joy.
        Joy = "joy",
        /// Love.
        Love = "love",
        /// Nervousness.
        Nervousness = "nervousness",
        /// Optimism.
        Optimism = "optimism",
        /// Pride.
        Pride = "pride",
        /// Realization.
        Realization = "realization",
        /// Relief.
        Relief = "relief",
        /// Remorse.
        Remorse = "remorse",
        /// Sadness.
        Sadness = "sadness",
        /// Surprise.
        Surprise = "surprise",
        /// None of them.
        Neutral = "neutral",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_positions_agree() {
        for (i, emotion) in Emotion::ALL.into_iter().enumerate() {
            assert_eq!(emotion.index(), i);
            assert_eq!(emotion.as_str().parse(), Ok(emotion));
        }
        assert_eq!(Feeling::ALL.len(), 9);
        assert_eq!(Emotion::ALL.len(), 28);
        assert_eq!(serde_json::to_string(&Feeling::Anxious).unwrap(), "\"anxious\"");
    }
}
