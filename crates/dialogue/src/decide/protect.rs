//! A shield against abuse: one calm warning, then the end by policy. Swearing at a parcel is no abuse.

use rapport_domain::{
    event::{ConversationEvent, FlowEnding, HandoverReason},
    perception::HostilityLevel,
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};

use super::{Draft, answer, handover_priority, safety};
use crate::compose::Part;

/// Ends where the turn threatens others. Whoever threatens themselves as well needs help first.
pub(super) fn threat(draft: &mut Draft<'_>) -> bool {
    let level = draft.mood.hostility.level;
    level == HostilityLevel::Threat && !safety::self_harm(draft) && end(draft, level)
}

/// Warns where the turn insults a person, and ends the second time. After a warning, help goes on with what
/// was asked.
pub(super) fn abuse(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    match draft.mood.hostility.level {
        HostilityLevel::Abusive if draft.state.warnings > 0 => end(draft, HostilityLevel::Abusive),
        HostilityLevel::Abusive => warn(draft, understanding),
        HostilityLevel::None | HostilityLevel::Rude | HostilityLevel::Threat => false,
    }
}

fn warn(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    draft.emit(ConversationEvent::Protected { level: HostilityLevel::Abusive, ended: false });
    draft.note("The message attacks a person: one calm warning, and help goes on.");
    let warning = draft.wording(&draft.content().wordings.hostility_warning, &[]);
    let helps = understanding.dialogue_act == DialogueAct::AskForPerson
        || draft.state.pending.is_some()
        || answer::is_known(understanding);
    draft.reply.opening.push(Part::plain(warning));
    if helps {
        return false;
    }
    draft.settle(DecisionKind::Protected);
    draft.reply.offer_person = true;
    true
}

fn end(draft: &mut Draft<'_>, level: HostilityLevel) -> bool {
    let wordings = &draft.content().wordings;
    let threat = level == HostilityLevel::Threat;
    let template = if threat { &wordings.threat_ended } else { &wordings.hostility_ended };
    let text = draft.wording(template, &[]);
    let note = if threat {
        "The customer made a threat. The conversation was ended by policy and is reported here."
    } else {
        "The customer went on insulting after a warning. The conversation was ended by policy."
    };
    draft.end_flows(FlowEnding::Cancelled);
    if draft.state.handover.is_none() {
        let priority = handover_priority(&draft.mood, draft.state.trajectory.direction());
        let reason = HandoverReason::Hostility;
        draft.emit(ConversationEvent::HandoverRequested { reason, note: note.to_owned(), priority });
    }
    draft.emit(ConversationEvent::Protected { level, ended: true });
    draft.settle(DecisionKind::Protected);
    draft.note(note);
    draft.say(text);
    true
}
