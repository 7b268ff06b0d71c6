//! What is said where a learned judgement marks a reply: its rule, why, and a better wording.

use super::judgement::Judgement;
use crate::{case::Case, wording};

/// The rule under whose name a judgement speaks.
pub const fn rule(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Acceptance => "feeling-weighed",
        Judgement::NotReactive => "sharpness-returned",
        Judgement::NotDefensive => "sounds-defensive",
        Judgement::Heard => "fits-anyone",
        Judgement::Matched => "tone-off",
        Judgement::Checked => "not-asked-first",
        Judgement::NoClaimedFeeling => "turned-to-oneself",
        Judgement::Empathy => "seen-from-outside",
        Judgement::NextStep => "open-next-step",
    }
}

/// Whether a rule is a learned one.
pub fn is_learned(name: &str) -> bool {
    Judgement::ALL.iter().any(|judgement| rule(*judgement) == name)
}

/// Why, in plain words. It says "may", for it was learnt from examples and can err.
pub const fn message(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Acceptance => {
            "This may read as weighing the feeling. Let it stand, and turn to what happened."
        }
        Judgement::NotReactive => {
            "This may sound sharp or hurt in return. Stay even, and with what happened."
        }
        Judgement::NotDefensive => {
            "This may read as an excuse or as blame. Take it on first; a cause can follow."
        }
        Judgement::Heard => "This may fit any message. Name what happened to them, in their words.",
        Judgement::Matched => {
            "The tone may not fit how they write. Compare length, pace, formality and energy."
        }
        Judgement::Checked => "This may guess or act before they said yes. Say it back, or ask first.",
        Judgement::NoClaimedFeeling => "This may turn to the one who writes. Keep the moment theirs.",
        Judgement::Empathy => {
            "This may read as pity from the outside. Say what it means in their day, and what you do."
        }
        Judgement::NextStep => {
            "It may stay open who does what, and by when. Name the step, its owner and a time."
        }
    }
}

/// A better wording, made for the exchange.
pub fn suggestion(judgement: Judgement, case: &Case<'_>) -> String {
    match judgement {
        Judgement::Acceptance | Judgement::NoClaimedFeeling => {
            "I can understand why you feel that way.".to_owned()
        }
        Judgement::NotReactive => format!("I want to get this right for you. {}", wording::deed(case)),
        Judgement::NotDefensive => match case.retold() {
            Some(what) => format!("I'm sorry that {what}. {}", wording::deed(case)),
            None => format!("That's on us. {}", wording::deed(case)),
        },
        Judgement::Heard => wording::acknowledgement(case),
        Judgement::Matched => manner(case).to_owned(),
        Judgement::Checked if case.any(|roles| roles.act) => {
            "Would you like me to do that for you now?".to_owned()
        }
        Judgement::Checked => wording::paraphrase(case),
        Judgement::Empathy => wording::empathy_with_action(case),
        Judgement::NextStep => format!("{} You'll hear from me by ….", wording::deed(case)),
    }
}

/// What would fit how the customer writes.
fn manner(case: &Case<'_>) -> &'static str {
    let customer = &case.customer;
    if customer.urgent() {
        "Say first what happens now, in one short sentence."
    } else if customer.hurt() {
        "Quieter and plainer, in short sentences."
    } else if customer.glad() {
        "Share the moment in a word."
    } else if customer.formal {
        "Write it out plainly, as formally as they do."
    } else {
        "About as long and as lively as they write."
    }
}
