//! Asks for a value and keeps it.

use rapport_domain::{
    content::{AskStep, Flow, Step},
    conversation::Pending,
};

use super::{Next, is_filled, values::fill_known};
use crate::{compose::Part, decide::Draft};

pub(super) fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step, ask: &AskStep) -> Next {
    if is_filled(draft, &ask.slot) {
        return Next::Follow;
    }
    let question = Part::plain(fill_known(draft, &ask.text));
    let pending = Pending::Slot { flow: flow.id.clone(), step: step.id.clone(), misses: 0 };
    draft.ask(pending, question, Vec::new());
    Next::Wait
}
