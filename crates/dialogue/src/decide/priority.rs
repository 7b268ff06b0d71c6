//! Who is served first.

use rapport_domain::{
    feeling::Feeling,
    perception::{HostilityLevel, Perception, UrgencyReason},
    trajectory::Direction,
};

/// Where safety or somebody vulnerable is concerned, never ranked below this.
pub(super) const SAFETY_PRIORITY: f32 = rapport_domain::queue::DANGER_PRIORITY;

/// Who is served first among those who wait for a person: 0 … 1, higher first.
///
/// Half of it is urgency, a third how strongly the customer hurts, the rest whether it is getting worse and
/// whether safety or somebody vulnerable is concerned, which never ranks below 0.9. Hostility buys nothing:
/// an abusive message ranks at most in the middle, so that shouting is no way to jump the queue.
pub fn handover_priority(mood: &Perception, direction: Direction) -> f32 {
    let hurt = match mood.feeling {
        Some(Feeling::Angry | Feeling::Anxious | Feeling::Sad) => mood.intensity,
        Some(Feeling::Frustrated | Feeling::Disappointed) => mood.intensity * 0.9,
        Some(Feeling::Confused) => mood.intensity * 0.5,
        _ => 0.0,
    };
    let worse = if direction == Direction::Escalating { 0.15 } else { 0.0 };
    let mut priority = (0.5 * mood.urgency + 0.35 * hurt + worse).clamp(0.0, 1.0);
    if mood.hostility.level >= HostilityLevel::Abusive {
        priority = priority.min(0.5);
    }
    if matches!(mood.urgency_reason, Some(UrgencyReason::Safety | UrgencyReason::Vulnerability)) {
        priority = priority.max(SAFETY_PRIORITY);
    }
    priority
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mood(feeling: Feeling, intensity: f32, urgency: f32) -> Perception {
        Perception { feeling: Some(feeling), intensity, urgency, ..Perception::unclear("en") }
    }

    #[test]
    fn urgency_and_hurt_come_first_and_shouting_buys_nothing() {
        let calm = handover_priority(&mood(Feeling::Calm, 0.1, 0.1), Direction::Steady);
        let urgent = handover_priority(&mood(Feeling::Calm, 0.1, 0.9), Direction::Steady);
        let angry = handover_priority(&mood(Feeling::Angry, 0.9, 0.9), Direction::Escalating);
        assert!(calm < urgent && urgent < angry && angry <= 1.0);
        let mut abusive = mood(Feeling::Angry, 1.0, 1.0);
        abusive.hostility.level = HostilityLevel::Abusive;
        assert!(handover_priority(&abusive, Direction::Escalating) <= 0.5);
        abusive.urgency_reason = Some(UrgencyReason::Safety);
        assert!(handover_priority(&abusive, Direction::Steady) >= 0.9);
    }
}
