//! What comes in while a person is awaited: what is known is answered, the rest is acknowledged once.

use rapport_domain::{
    content::Response,
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};

use super::{Draft, answer, courtesy};

/// Handles the turn if a person is awaited.
pub(super) fn for_person(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if draft.state.handover.is_none() {
        return false;
    }
    if let Some((topic, confidence)) = answer::best(draft, understanding)
        && let Response::Answer(text) = &topic.response
        && !draft.state.answered_topics.contains(&topic.id)
        && draft.holds(text)
    {
        draft.note_candidates(understanding);
        draft.note("A person is still awaited.");
        draft.answer(topic, text, Some(confidence));
        return true;
    }
    // Thanks are met with thanks; whoever is called still reads all of it.
    if understanding.dialogue_act == DialogueAct::Thank && !draft.state.waiting_told {
        return courtesy::courtesy(draft, DialogueAct::Thank);
    }
    acknowledge(draft);
    true
}

/// Says once that the message arrived. What follows is added in silence; the person reads all of it.
pub(super) fn acknowledge(draft: &mut Draft<'_>) {
    if draft.state.waiting_told {
        return;
    }
    draft.settle(DecisionKind::Waiting);
    draft.note("A person is awaited; told once that the message arrived.");
    let text = draft.wording(&draft.content().wordings.still_waiting, &[]);
    draft.say(text);
}
