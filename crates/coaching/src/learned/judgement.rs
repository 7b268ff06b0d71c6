//! The learned judgements: what each asks of a reply.

use crate::exchange::Practice;

/// A question about a reply whose answer was learnt. A practice that asks for two things has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Is the feeling debated, measured or forbidden?
    Acceptance,
    /// Is hostility mirrored?
    NotReactive,
    /// Is something excused or blamed on others?
    NotDefensive,
    /// Could it be said to anyone?
    Heard,
    /// Is length, pace, formality or energy off?
    Matched,
    /// Is something guessed, or done before a yes?
    Checked,
    /// Is the feeling claimed, or one's own story told?
    NoClaimedFeeling,
    /// Is there pity from the outside instead of empathy?
    Empathy,
    /// Does the next step lack its owner or its time?
    NextStep,
}

impl Judgement {
    /// How many there are.
    pub const COUNT: usize = 9;

    /// All of them, in the order of the weights.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Acceptance,
        Self::NotReactive,
        Self::NotDefensive,
        Self::Heard,
        Self::Matched,
        Self::Checked,
        Self::NoClaimedFeeling,
        Self::Empathy,
        Self::NextStep,
    ];

    /// The name in the file of the weights.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Acceptance => "acceptance",
            Self::NotReactive => "not-reactive",
            Self::NotDefensive => "not-defensive",
            Self::Heard => "heard",
            Self::Matched => "matched",
            Self::Checked => "checked",
            Self::NoClaimedFeeling => "no-claimed-feeling",
            Self::Empathy => "empathy",
            Self::NextStep => "next-step",
        }
    }

    /// The practice that it belongs to.
    pub const fn practice(self) -> Practice {
        match self {
            Self::Acceptance => Practice::Acceptance,
            Self::NotReactive => Practice::NotReactive,
            Self::NotDefensive => Practice::NotDefensive,
            Self::Heard => Practice::Heard,
            Self::Matched => Practice::Matched,
            Self::Checked => Practice::Checked,
            Self::NoClaimedFeeling => Practice::NoClaimedFeeling,
            Self::Empathy | Self::NextStep => Practice::EmpathyWithAction,
        }
    }
}
