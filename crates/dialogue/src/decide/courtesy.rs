//! Stopping, repeating, greetings, thanks, goodbyes, files, and what we are.

use rapport_domain::{
    event::FlowEnding,
    feeling::Feeling,
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};

use super::{Draft, answer, pending};

/// Stop, or say that again.
pub(super) fn stop_or_repeat(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    match understanding.dialogue_act {
        DialogueAct::Cancel => stop(draft, understanding),
        DialogueAct::Repeat => repeat(draft),
        _ => false,
    }
}

/// Stops the flow that is being gone through. Without one, "cancel" may name a topic.
fn stop(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let title = draft.state.flows.first().and_then(|frame| draft.flow(&frame.flow)).map(|f| f.title.clone());
    if draft.state.flows.is_empty() && draft.state.pending.is_none() && answer::is_known(understanding) {
        return false;
    }
    let wordings = &draft.content().wordings;
    let text = match title {
        Some(title) => draft.wording(&wordings.cancelled, &[("flow", &title)]),
        None => draft.wording(&wordings.anything_else, &[]),
    };
    draft.end_flows(FlowEnding::Cancelled);
    draft.settle(DecisionKind::Courtesy);
    draft.note("The customer stopped what was going on.");
    draft.say(text);
    true
}

fn repeat(draft: &mut Draft<'_>) -> bool {
    let Some(last) = draft.state.last_reply.clone() else { return false };
    let notice = crate::compose::ai_notice(draft);
    let text = last.strip_prefix(&notice).unwrap_or(&last).trim().to_owned();
    draft.settle(DecisionKind::Courtesy);
    draft.note("The customer asked to hear the last reply again.");
    draft.say(text);
    draft.reply.choices = pending::choices_of(draft);
    true
}

/// A turn without words: files, or nothing at all.
pub(super) fn empty(draft: &mut Draft<'_>) -> bool {
    if draft.text.chars().any(char::is_alphanumeric) || understood_signs(&draft.text) {
        return false;
    }
    let wordings = &draft.content().wordings;
    let files = draft.state.unanswered.iter().any(|message| message.has_files);
    let template = if files {
        draft.note("A file came without words.");
        draft.reply.offer_person = true;
        &wordings.file_received
    } else if draft.state.introduced {
        &wordings.anything_else
    } else {
        &wordings.greeting
    };
    let text = draft.wording(template, &[]);
    draft.settle(DecisionKind::Courtesy);
    draft.say(text);
    pending::ask_again(draft);
    true
}

/// Signs that stand for words.
fn understood_signs(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '👍' | '✅' | '👌' | '👎' | '❌'))
}

/// Hello, thanks, goodbye, are you a robot. An open question is asked again after it.
pub(super) fn courtesy(draft: &mut Draft<'_>, act: DialogueAct) -> bool {
    let wordings = &draft.content().wordings;
    let template = match act {
        DialogueAct::Greet => &wordings.greeting,
        DialogueAct::Thank => &wordings.thanks,
        DialogueAct::Farewell => &wordings.goodbye,
        DialogueAct::AskIfAi => &wordings.ai_answer,
        // A yes or no to nothing that was asked.
        DialogueAct::Affirm | DialogueAct::Deny if draft.state.pending.is_none() => &wordings.anything_else,
        _ => return false,
    };
    let text = draft.wording(template, &[]);
    draft.settle(DecisionKind::Courtesy);
    draft.say(text);
    if matches!(act, DialogueAct::AskIfAi) {
        draft.reply.offer_person = true;
    }
    pending::ask_again(draft);
    true
}

/// Above this much complaint or urgency, thanks are only the polite frame of something that is still open.
const STILL_OPEN: f32 = 0.4;

/// Thanks in words of their own, with nothing asked: "I'd been at it for months, you are my knight in shining
/// armour, thank you". To say that one does not know the answer to that would be absurd.
pub(super) fn gratitude(draft: &mut Draft<'_>) -> bool {
    let idle = draft.state.pending.is_none() && draft.state.flows.is_empty();
    let mood = &draft.mood;
    let glad = matches!(mood.feeling, Some(Feeling::Grateful | Feeling::Pleased));
    let open = mood.complaint >= STILL_OPEN || mood.urgency >= STILL_OPEN || draft.text.contains('?');
    if !idle || !glad || open || !names_thanks(&draft.text) {
        return false;
    }
    draft.note("The customer says thank you and asks nothing.");
    courtesy(draft, DialogueAct::Thank)
}

fn names_thanks(text: &str) -> bool {
    const THANKS: [&str; 7] = ["thank", "thanks", "thankyou", "thx", "ty", "cheers", "appreciate"];
    let words = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
    words.into_iter().any(|word| THANKS.contains(&word.as_str()))
}
