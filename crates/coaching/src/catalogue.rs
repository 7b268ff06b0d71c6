//! Every rule by name: whose practice it guards, what it is called for people, how its better wording is taken
//! over.

use crate::exchange::Practice;

/// A rule, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleEntry {
    /// Its stable name: `claimed-feeling`.
    pub rule: &'static str,
    /// The practice that it guards.
    pub practice: Practice,
    /// What it is called for people.
    pub title: &'static str,
    pub(crate) remedy: Remedy,
}

/// How a better wording is taken over into a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Instead of the sentence that breaks the rule.
    Instead,
    /// Before everything but the greeting: something is missing.
    First,
    /// At the end: something is missing.
    Last,
    /// The marks or capitals themselves are mended.
    Mend,
    /// Only the writer can do it.
    Advice,
}

/// The rule with this name.
pub fn rule_named(name: &str) -> Option<&'static RuleEntry> {
    RULES.iter().find(|entry| entry.rule == name)
}

const fn entry(rule: &'static str, practice: Practice, title: &'static str, remedy: Remedy) -> RuleEntry {
    RuleEntry { rule, practice, title, remedy }
}

/// All rules, by practice.
pub const RULES: &[RuleEntry] = {
    use Practice::{
        Acceptance, Checked, EmpathyWithAction, Heard, Matched, NoClaimedFeeling, NotDefensive, NotReactive,
    };
    use Remedy::{Advice, First, Instead, Last, Mend};
    &[
        entry("told-to-calm-down", Acceptance, "Telling them to calm down", Instead),
        entry("told-not-to-feel", Acceptance, "Telling them how not to feel", Instead),
        entry("feeling-judged", Acceptance, "Judging the feeling", Instead),
        entry("feeling-talked-small", Acceptance, "Making it small", Instead),
        entry("non-apology", Acceptance, "Sorry that you feel that way", Instead),
        entry("customer-doubted", Acceptance, "Doubting what they say", Instead),
        entry("feeling-weighed", Acceptance, "Weighing the feeling", Instead),
        entry("sharp-opening", NotReactive, "A sharp opening", Instead),
        entry("shouting", NotReactive, "Capitals and piled-up marks", Mend),
        entry("irritated-repeat", NotReactive, "Sounding irritated at a repeat", Advice),
        entry("told-off", NotReactive, "Telling them off", Instead),
        entry("sarcasm", NotReactive, "Sarcasm", Instead),
        entry("brushed-off", NotReactive, "Brushing them off", Instead),
        entry("insult", NotReactive, "An insult or a swear word", Instead),
        entry("sharpness-returned", NotReactive, "Sharpness returned", Instead),
        entry("blame", NotDefensive, "Laying it on the customer", Instead),
        entry("denial", NotDefensive, "Defending us", Instead),
        entry("hiding-behind-policy", NotDefensive, "Hiding behind a rule", Instead),
        entry("dead-end", NotDefensive, "A dead end", Instead),
        entry("excuse", NotDefensive, "Our workload as an excuse", Instead),
        entry("blames-others", NotDefensive, "Blaming somebody else", Instead),
        entry("sounds-defensive", NotDefensive, "Sounds defensive", Instead),
        entry("not-heard", Heard, "What happened is not named", First),
        entry("empty-acknowledgement", Heard, "An acknowledgement that fits anything", Instead),
        entry("fits-anyone", Heard, "Could be said to anyone", First),
        entry("too-much-energy", Matched, "Too many exclamation marks", Advice),
        entry("cheer-to-hurt", Matched, "Cheer for someone in trouble", Instead),
        entry("exclamation-to-hurt", Matched, "An exclamation mark for someone in trouble", Mend),
        entry("sorrow-to-glad", Matched, "Sorrow for someone who is glad", Instead),
        entry("flat-to-glad", Matched, "Flat for someone who is glad", First),
        entry("cold-one-liner", Matched, "A cold one-liner", First),
        entry("wall-to-hurried", Matched, "Long for someone in a hurry", Advice),
        entry("wall-to-fed-up", Matched, "Long for someone in trouble", Advice),
        entry("breathless", Matched, "A long sentence", Advice),
        entry("urgency-missed", Matched, "Putting off what is urgent", Last),
        entry("too-casual", Matched, "Too casual for a formal customer", Advice),
        entry("too-stiff", Matched, "Sounds like a form", Advice),
        entry("tone-off", Matched, "The tone does not fit", Advice),
        entry("acted-without-asking", Checked, "Acting before asking", Last),
        entry("guessed-without-asking", Checked, "Guessing instead of asking", Instead),
        entry("not-asked-first", Checked, "Not asked first", Last),
        entry("claimed-feeling", NoClaimedFeeling, "Claiming to know how they feel", Instead),
        entry("claimed-experience", NoClaimedFeeling, "Telling one's own story", Instead),
        entry("own-feeling", NoClaimedFeeling, "One's own feelings", Instead),
        entry("turned-to-oneself", NoClaimedFeeling, "Turning to oneself", Instead),
        entry("sympathy-without-action", EmpathyWithAction, "Sympathy without a deed", Instead),
        entry("no-action", EmpathyWithAction, "Nothing happens for them", First),
        entry("action-without-empathy", EmpathyWithAction, "A deed without a word for their trouble", First),
        entry("seen-from-outside", EmpathyWithAction, "Pity from the outside", Instead),
        entry("open-next-step", EmpathyWithAction, "No owner or no time for the next step", Last),
    ]
};
