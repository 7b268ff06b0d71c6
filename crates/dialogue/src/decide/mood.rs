//! What a turn shows of the customer's feeling, when it consists of several messages.

use rapport_domain::{conversation::Conversation, perception::Perception};

/// The perception that the reply answers: that of the message with the strongest unpleasant feeling, else of
/// the last one; urgency, hostility and what is unsaid are those of the whole turn.
pub fn mood(conversation: &Conversation, locale: &str) -> Perception {
    let seen: Vec<&Perception> =
        conversation.unanswered.iter().filter_map(|message| message.perception.as_deref()).collect();
    let hurting = seen
        .iter()
        .filter(|p| p.feeling.is_some_and(rapport_domain::feeling::Feeling::is_negative))
        .max_by(|a, b| a.intensity.total_cmp(&b.intensity));
    let Some(chosen) = hurting.or(seen.last()) else { return Perception::unclear(locale) };
    let mut mood = (*chosen).clone();
    for other in seen {
        if other.urgency > mood.urgency {
            mood.urgency = other.urgency;
            mood.urgency_reason = other.urgency_reason;
        }
        if other.hostility.level > mood.hostility.level {
            mood.hostility = other.hostility;
        }
        for unsaid in &other.unsaid {
            if !mood.unsaid.contains(unsaid) {
                mood.unsaid.push(*unsaid);
            }
        }
    }
    mood
}
