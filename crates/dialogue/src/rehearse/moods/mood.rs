//! The moods: how a customer in each of them words a request, and how the request is perceived.

use rapport_domain::{
    feeling::Feeling,
    perception::{Perception, UrgencyReason},
};
use serde::Serialize;

use crate::rehearse::feel;

/// How urgent a hurried customer's messages are, 0…1.
const HURRIED: f32 = 0.8;

/// A mood in which every flow is rehearsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Nothing stirs.
    Calm,
    /// Angry at the company.
    Angry,
    /// Worried about how it ends.
    Anxious,
    /// Has lost somebody.
    Grieving,
    /// Has no time.
    Hurried,
}

impl Mood {
    /// All of them. The calm one comes first, since the others are compared with it.
    pub const ALL: [Self; 5] = [Self::Calm, Self::Angry, Self::Anxious, Self::Grieving, Self::Hurried];

    /// The name as people write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Angry => "angry",
            Self::Anxious => "anxious",
            Self::Grieving => "grieving",
            Self::Hurried => "hurried",
        }
    }

    /// The feeling that the assistant answers.
    pub(super) const fn feeling(self) -> Feeling {
        match self {
            Self::Calm | Self::Hurried => Feeling::Calm,
            Self::Angry => Feeling::Angry,
            Self::Anxious => Feeling::Anxious,
            Self::Grieving => Feeling::Sad,
        }
    }

    /// How every message of this customer is perceived. It is fixed, so that two runs never differ.
    pub(in crate::rehearse) fn perception(self, locale: &str) -> Perception {
        let mut perception = Perception::unclear(locale);
        feel(&mut perception, self.feeling());
        if self == Self::Hurried {
            perception.urgency = HURRIED;
            perception.urgency_reason = Some(UrgencyReason::Deadline);
        }
        perception
    }

    /// The request in this customer's words: what is asked stays word for word. In a language for which no
    /// words are written here, the perception alone carries the mood.
    pub(in crate::rehearse) fn words(self, request: &str, locale: &str) -> String {
        let language = locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let before = match (self, language.as_str()) {
            (Self::Angry, "en") => "I am really angry by now.",
            (Self::Anxious, "en") => "I am very worried and could not sleep.",
            (Self::Grieving, "en") => "This is a very sad time for our family.",
            (Self::Hurried, "en") => "Quick, please, I have no time.",
            (Self::Angry, "de") => "Ich bin inzwischen wirklich verärgert.",
            (Self::Anxious, "de") => "Ich mache mir große Sorgen und konnte nicht schlafen.",
            (Self::Grieving, "de") => "Das ist eine sehr traurige Zeit für unsere Familie.",
            (Self::Hurried, "de") => "Schnell, bitte, ich habe keine Zeit.",
            (Self::Angry, "fr") => "Je suis vraiment en colère maintenant.",
            (Self::Anxious, "fr") => "Je suis très inquiet et je n’ai pas pu dormir.",
            (Self::Grieving, "fr") => "C’est une période très triste pour notre famille.",
            (Self::Hurried, "fr") => "Vite, s’il vous plaît, je n’ai pas le temps.",
            _ => "",
        };
        format!("{before} {}", request.trim()).trim().to_owned()
    }
}

impl std::fmt::Display for Mood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_stays_word_for_word() {
        for mood in Mood::ALL {
            for locale in ["en-GB", "de", "fr-FR", "nl"] {
                assert!(
                    mood.words("Where is my order", locale).contains("Where is my order"),
                    "{mood} {locale}"
                );
            }
        }
        assert_eq!(Mood::Calm.words(" Where is it? ", "en"), "Where is it?");
        assert_eq!(Mood::Hurried.words("where is it", "en"), "Quick, please, I have no time. where is it");
    }
}
