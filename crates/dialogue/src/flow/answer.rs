//! What a customer's turn does to the open question of a flow.

use rapport_domain::{
    content::{AskStep, ChooseStep, Flow, SlotKind, StepKind},
    conversation::Pending,
    understanding::DialogueAct,
};

use super::{
    ask::{reading, repair, takes_any_text},
    choose::{choices, chosen},
    current, is_filled, keep, run,
    slot::{Reading, is_distinctive},
    values::fill_known,
};
use crate::{compose::Part, decide::Draft, understand::without_correction};

/// What came of an answer to an open question.
pub(crate) enum Answered {
    /// It fits, and the flow went on.
    Fits,
    /// A value is meant, and it does not fit: this is said of it.
    Unfit(String),
    /// It does not fit.
    No,
}

/// Tries the turn as an answer to the value or choice that the innermost flow waits for.
pub(crate) fn answer_question(draft: &mut Draft<'_>) -> Answered {
    let Some((flow, step)) = current(draft) else { return Answered::No };
    let (slot, kind, value) = match &step.kind {
        StepKind::Ask(ask) => match reading(draft, ask, answered(draft, ask)) {
            Reading::Fits(value) => (&ask.slot, ask.kind, value),
            Reading::Unfit(unfit) => return Answered::Unfit(repair(draft, ask, &unfit)),
            Reading::Nothing => return Answered::No,
        },
        StepKind::Choose(choose) => match picked(draft, choose) {
            Some(value) => (&choose.slot, SlotKind::Text, value),
            None => return Answered::No,
        },
        _ => return Answered::No,
    };
    draft.close_question();
    keep(draft, slot, kind, value);
    take_distinctive(draft, flow);
    run(draft, step.id.clone());
    Answered::Fits
}

fn answered<'t>(draft: &'t Draft<'_>, ask: &AskStep) -> &'t str {
    if takes_any_text(draft, ask) { without_correction(&draft.text) } else { &draft.text }
}

/// Whether the turn holds a value for the step.
pub(crate) fn holds_value(draft: &Draft<'_>, ask: &AskStep) -> bool {
    matches!(reading(draft, ask, &draft.text), Reading::Fits(_))
}

fn picked(draft: &Draft<'_>, choose: &ChooseStep) -> Option<String> {
    chosen(&choose.options, &draft.text).map(|option| option.value.clone())
}

/// Says that the answer does not fit, and asks again; `because` is what is wrong with it, where that is known. After
/// too many it comes back with `false`.
pub(crate) fn miss(draft: &mut Draft<'_>, because: Option<String>) -> bool {
    let Some((flow, step)) = current(draft) else { return false };
    let misses = match &draft.state.pending {
        Some(Pending::Slot { misses, .. } | Pending::Choice { misses, .. }) => misses.saturating_add(1),
        _ => 1,
    };
    let (flow_id, step_id) = (flow.id.clone(), step.id.clone());
    draft.reply.flow = Some((flow_id.clone(), step_id.clone()));
    match &step.kind {
        StepKind::Ask(ask) if misses < ask.tries.max(1) => {
            let question = Part::plain(because.unwrap_or_else(|| fill_known(draft, &ask.retry)));
            draft.ask(Pending::Slot { flow: flow_id, step: step_id, misses }, question, Vec::new());
            true
        }
        StepKind::Choose(choose) if misses < 3 => {
            let question = Part::plain(fill_known(draft, &choose.text));
            draft.ask(Pending::Choice { flow: flow_id, step: step_id, misses }, question, choices(choose));
            true
        }
        _ => false,
    }
}

/// Picks up values that can be told from other text for questions that are still to come.
pub(crate) fn take_distinctive(draft: &mut Draft<'_>, flow: &Flow) {
    for step in &flow.steps {
        let StepKind::Ask(ask) = &step.kind else { continue };
        if !is_distinctive(ask.kind) || is_filled(draft, &ask.slot) {
            continue;
        }
        if let Reading::Fits(value) = reading(draft, ask, &draft.text) {
            keep(draft, &ask.slot, ask.kind, value);
        }
    }
}

/// Whether the turn holds a value that the flow will ask for and that can be told from other text.
pub(crate) fn is_told_a_value(draft: &Draft<'_>, flow: &Flow) -> bool {
    flow.steps.iter().any(|step| match &step.kind {
        StepKind::Ask(ask) => is_distinctive(ask.kind) && holds_value(draft, ask),
        _ => false,
    })
}

/// Corrects a value that was given before, if the turn does that; the flow goes on from its question.
/// The latest question that fits is meant.
pub(crate) fn correct(draft: &mut Draft<'_>, act: DialogueAct) -> bool {
    let Some((flow, at)) = current(draft) else { return false };
    let here = flow.steps.iter().position(|step| step.id == at.id).unwrap_or(0);
    let rest = without_correction(&draft.text).to_owned();
    let explicit = matches!(act, DialogueAct::Correct | DialogueAct::Deny);
    for step in flow.steps.iter().filter(|step| step.id != flow.steps[here].id).rev() {
        let (slot, kind, value) = match &step.kind {
            StepKind::Ask(ask) => {
                let trusted = match ask.kind {
                    _ if takes_any_text(draft, ask) => {
                        act == DialogueAct::Correct
                            && names_a_thing(&rest)
                            && !tells_another(draft, flow, &rest)
                    }
                    SlotKind::Text | SlotKind::Name | SlotKind::Product => act == DialogueAct::Correct,
                    SlotKind::Number
                    | SlotKind::Date
                    | SlotKind::Time
                    | SlotKind::Amount
                    | SlotKind::Phone => explicit,
                    SlotKind::OrderNumber | SlotKind::Email | SlotKind::Address => true,
                };
                let value = match trusted.then(|| reading(draft, ask, &rest)) {
                    Some(Reading::Fits(value)) => Some(value),
                    _ => None,
                };
                (&ask.slot, ask.kind, value)
            }
            StepKind::Choose(choose) if act == DialogueAct::Correct => {
                (&choose.slot, SlotKind::Text, chosen(&choose.options, &rest).map(|o| o.value.clone()))
            }
            _ => continue,
        };
        let Some(value) = value else { continue };
        let before = draft.state.slots.get(slot).filter(|before| !before.is_empty());
        if before.is_none_or(|before| *before == value) {
            continue;
        }
        draft.note(format!("The customer corrected “{slot}”."));
        draft.close_question();
        keep(draft, slot, kind, value);
        run(draft, step.id.clone());
        return true;
    }
    false
}

/// Whether a correction holds a value that some question of the flow is sure to mean: "no, 100483" is an order's
/// number, not what the customer wants to send back.
fn tells_another(draft: &Draft<'_>, flow: &Flow, rest: &str) -> bool {
    let distinct = |kind: SlotKind| {
        matches!(kind, SlotKind::OrderNumber | SlotKind::Email | SlotKind::Address | SlotKind::Phone)
    };
    flow.steps.iter().any(|step| match &step.kind {
        StepKind::Ask(ask) if distinct(ask.kind) => {
            matches!(reading(draft, ask, rest), Reading::Fits(_))
        }
        _ => false,
    })
}

/// Whether a correction names something, as in "no, the blue tent"; "no, I will keep it" does not.
fn names_a_thing(rest: &str) -> bool {
    const CLAUSE: [&str; 24] = [
        "i", "ill", "im", "we", "you", "they", "it", "its", "dont", "do", "not", "is", "are", "was", "will",
        "want", "keep", "stop", "cancel", "leave", "wait", "thanks", "thank", "please",
    ];
    let words = crate::understand::lexical::words(rest);
    (1..=6).contains(&words.len()) && !words.iter().any(|word| CLAUSE.contains(&word.as_str()))
}
