//! Waits for a time, or for another system to tell something. The moment is a row of the desk, not a sleeping task.

use rapport_domain::{
    content::{Flow, Step, StepKind, WaitStep},
    conversation::Pending,
};

use super::{Next, current, run, values::fill_known};
use crate::decide::Draft;

pub(super) fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step, wait: &WaitStep) -> Next {
    let begun = draft.state.flows.last().and_then(|frame| frame.until);
    // Whoever comes back to it after a digression has been told already what is waited for.
    if begun.is_none() {
        let text = fill_known(draft, &wait.text);
        draft.say(text);
    }
    let now = draft.surroundings.now;
    let until = begun.unwrap_or_else(|| now.plus_ms(i64::from(wait.minutes) * 60_000));
    let pending =
        Pending::Wait { flow: flow.id.clone(), step: step.id.clone(), until, event: wait.event.clone() };
    draft.ask_nothing(pending);
    Next::Wait
}

/// The time has come, or what was waited for: `came`.
pub(crate) fn over(draft: &mut Draft<'_>, came: bool) {
    let found = current(draft).map(|(flow, step)| (flow, step.clone()));
    let Some((flow, Step { kind: StepKind::Wait(wait), id })) = found else {
        super::withdrawn(draft);
        return;
    };
    draft.close_question();
    let index = flow.steps.iter().position(|step| step.id == id).unwrap_or(0);
    let late = wait.late.clone().filter(|_| wait.event.is_some() && !came);
    let next = late.or_else(|| flow.steps.get(index + 1).map(|step| step.id.clone()));
    match next.or_else(|| super::finish(draft)) {
        Some(next) => run(draft, next),
        None => draft.settle(rapport_domain::why::DecisionKind::FlowStep),
    }
}
