//! Sets a slot.

use rapport_domain::content::{RememberStep, SlotKind};

use super::{Next, keep, values::fill};
use crate::decide::Draft;

pub(super) fn enter(draft: &mut Draft<'_>, step: &RememberStep) -> Next {
    let (value, _) = fill(draft, &step.value);
    keep(draft, &step.slot, SlotKind::Text, value);
    Next::Follow
}
