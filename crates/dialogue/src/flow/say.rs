//! Says a text.

use rapport_domain::content::SayStep;

use super::{Next, values::fill_known};
use crate::{compose::Part, decide::Draft};

pub(super) fn enter(draft: &mut Draft<'_>, step: &SayStep) -> Next {
    let plain = fill_known(draft, &step.text);
    let spoken = step.spoken.as_deref().map(|spoken| fill_known(draft, spoken));
    draft.reply.body.push(Part { plain, rich: None, spoken });
    step.next.clone().map_or(Next::Follow, Next::To)
}
