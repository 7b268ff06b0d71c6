//! Goes on depending on a value.

use rapport_domain::content::BranchStep;

use super::{Next, values::lookup};
use crate::decide::Draft;

pub(super) fn enter(draft: &mut Draft<'_>, step: &BranchStep) -> Next {
    let value = lookup(draft, &step.on).unwrap_or_default();
    let same = |case: &str| {
        let truth = match case.to_ascii_lowercase().as_str() {
            "true" => "yes".to_owned(),
            "false" => "no".to_owned(),
            other => other.to_owned(),
        };
        truth.trim() == value.trim().to_lowercase()
    };
    let case = step.cases.iter().find(|(case, _)| same(case));
    Next::To(case.map_or(&step.otherwise, |(_, to)| to).clone())
}
