//! A shield against abuse: one calm warning, then the end by policy, always with another way to reach the
//! company. Swearing at a parcel is no abuse, and whoever is in distress is neither warned nor ended.

use rapport_domain::{
    event::{ConversationEvent, FlowEnding},
    feeling::Feeling,
    perception::{HostilityLevel, Perception, UrgencyReason},
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};

use super::{Draft, answer};
use crate::compose::Part;

/// From here on sadness or fear counts as distress.
const DISTRESS: f32 = 0.5;

/// Ends where the turn threatens a person. Danger was heard before.
pub(super) fn threat(draft: &mut Draft<'_>) -> bool {
    let level = draft.mood.hostility.level;
    level == HostilityLevel::Threat && end(draft, level)
}

/// Warns where the turn insults a person, and ends the second time. After a warning, help goes on with what
/// was asked.
pub(super) fn abuse(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if draft.mood.hostility.level != HostilityLevel::Abusive {
        return false;
    }
    if in_distress(&draft.mood) {
        draft.note("The message attacks a person, and the customer is in distress: help comes first.");
        return false;
    }
    if draft.state.warnings > 0 { end(draft, HostilityLevel::Abusive) } else { warn(draft, understanding) }
}

/// Fear, grief, or somebody who depends on it: words that lash out then are no policy's business.
fn in_distress(mood: &Perception) -> bool {
    let hurts = matches!(mood.feeling, Some(Feeling::Sad | Feeling::Anxious)) && mood.intensity >= DISTRESS;
    let depends = matches!(mood.urgency_reason, Some(UrgencyReason::Safety | UrgencyReason::Vulnerability));
    hurts || depends
}

fn warn(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let level = HostilityLevel::Abusive;
    draft.emit(ConversationEvent::Protected { level, ended: false, agent: None });
    draft.note("The message attacks a person: one calm warning, and help goes on.");
    let warning = draft.wording(&draft.content().wordings.hostility_warning, &[]);
    let helps = understanding.dialogue_act == DialogueAct::AskForPerson
        || draft.state.pending.is_some()
        || answer::is_known(understanding);
    draft.reply.opening.push(Part::plain(warning));
    // While a person is awaited the assistant may be silent otherwise, and a warning has to be heard.
    let awaited = draft.state.handover.is_some();
    if helps && !awaited {
        return false;
    }
    draft.settle(DecisionKind::Protected);
    draft.reply.offer_person = !awaited;
    true
}

fn end(draft: &mut Draft<'_>, level: HostilityLevel) -> bool {
    let content = draft.content();
    let text = draft.wording(content.wordings.end_of(level), &[]);
    let text = with_other_ways(&text, &content.company.other_ways);
    let note = if level == HostilityLevel::Threat {
        "The customer made a threat: the conversation is ended by policy and reported to team leaders."
    } else {
        "The customer went on insulting after a warning: the conversation is ended by policy and reported to \
         team leaders."
    };
    draft.end_flows(FlowEnding::Cancelled);
    draft.emit(ConversationEvent::Protected { level, ended: true, agent: None });
    draft.emit(ConversationEvent::Resolved { agent: None });
    draft.settle(DecisionKind::Protected);
    draft.note(note);
    draft.say(text);
    true
}

/// Nobody is left without a way: where the authored text names none, the company's follows it.
pub fn with_other_ways(text: &str, other_ways: &str) -> String {
    if text.contains(other_ways) { text.to_owned() } else { format!("{text} {other_ways}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_names_another_way() {
        assert_eq!(with_other_ways("I end this. Call us.", "Call us."), "I end this. Call us.");
        assert_eq!(with_other_ways("I end this.", "Call us."), "I end this. Call us.");
    }
}
