//! Ends the flow.

use rapport_domain::content::EndStep;

use super::Next;

pub(super) const fn enter(_step: &EndStep) -> Next {
    Next::End
}
