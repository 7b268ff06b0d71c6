//! The practices of empathic service as rules, one file each. Every one judges the assistant's replies,
//! agents' drafts and role play alike.

pub mod acceptance;
pub mod checked;
pub mod empathy_with_action;
pub mod heard;
pub mod matched;
pub mod no_claimed_feeling;
pub mod not_defensive;
pub mod not_reactive;

#[cfg(test)]
pub(crate) mod table;

use crate::{
    case::Case,
    exchange::{Practice, PracticeResult},
};

/// How one practice was kept in an exchange that was read already.
pub(crate) fn judge(practice: Practice, case: &Case<'_>) -> PracticeResult {
    match practice {
        Practice::Acceptance => acceptance::judge(case),
        Practice::NotReactive => not_reactive::judge(case),
        Practice::NotDefensive => not_defensive::judge(case),
        Practice::Heard => heard::judge(case),
        Practice::Matched => matched::judge(case),
        Practice::Checked => checked::judge(case),
        Practice::NoClaimedFeeling => no_claimed_feeling::judge(case),
        Practice::EmpathyWithAction => empathy_with_action::judge(case),
    }
}
