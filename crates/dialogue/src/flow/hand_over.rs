//! Hands over to a person.

use rapport_domain::{content::HandOverStep, event::HandoverReason};

use super::{
    Next,
    values::{fill, fill_known},
};
use crate::decide::Draft;

pub(super) fn enter(draft: &mut Draft<'_>, step: &HandOverStep) -> Next {
    if let Some(text) = &step.text {
        let text = fill_known(draft, text);
        draft.say(text);
    }
    let (reason, _) = fill(draft, &step.reason);
    draft.hand_over(HandoverReason::Flow, reason);
    Next::Wait
}
