//! Runs another flow and comes back.

use rapport_domain::content::CallStep;

use super::Next;

pub(super) fn enter(step: &CallStep) -> Next {
    Next::Into(step.flow.clone())
}
