//! Heard: the reply names what the customer said happened, in their terms. Not demanded where nothing happened:
//! a calm question wants its facts.

use crate::{
    case::Case,
    exchange::{Exchange, Finding, PracticeResult},
    rule::judged,
    terms::Terms,
    wording,
};

/// Whether the customer can see that they were heard.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    if !case.customer.wants_to_be_heard() {
        return judged(Vec::new(), 1.0, Vec::new());
    }
    let said = &case.customer.terms;
    let named = case.said_back().shared(said);
    let evidence = case.sentences(|roles| roles.acknowledge || roles.empty_acknowledge || roles.sympathy);
    let acknowledged = acknowledged(case, said);
    // Short messages hold little that could be named.
    let wanted = (said.weight() / 3.0).clamp(0.5, 1.5);
    let score = (0.35 * acknowledged.weight() + 0.65 * (named / wanted).min(1.0)).clamp(0.0, 1.0);
    let kept = match acknowledged {
        Acknowledged::Named => true,
        Acknowledged::Impact => named >= 0.5 || case.customer.terms.weight() < 6.0,
        Acknowledged::Formula => named >= 1.0,
        Acknowledged::No => named >= wanted,
    };
    if kept {
        return judged(Vec::new(), score.max(0.6), evidence);
    }
    let whole = case.reply.whole();
    let (rule, message) = if acknowledged == Acknowledged::No {
        ("not-heard", "Nothing shows that what the customer told was taken in. Name it, in their words.")
    } else {
        ("empty-acknowledgement", "This would fit any message. Name what happened, in the customer's words.")
    };
    let span = evidence.first().copied().unwrap_or(whole);
    let finding = Finding {
        rule,
        start: span.start,
        end: span.end,
        message: message.to_owned(),
        suggestion: wording::acknowledgement(case),
    };
    let mut result = judged(vec![finding], score, Vec::new());
    result.score = score.min(0.45);
    result
}

/// How far a reply acknowledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Acknowledged {
    /// It names what happened.
    Named,
    /// It says what it must be like, without naming what happened.
    Impact,
    /// Only a formula.
    Formula,
    /// Not at all.
    No,
}

impl Acknowledged {
    const fn weight(self) -> f32 {
        match self {
            Self::Named => 1.0,
            Self::Impact => 0.8,
            Self::Formula => 0.4,
            Self::No => 0.0,
        }
    }
}

fn acknowledged(case: &Case<'_>, said: &Terms) -> Acknowledged {
    let mut best = Acknowledged::No;
    let said_back = case.said_back().shared(said);
    for (sentence, roles) in case.reply.sentences().iter().zip(&case.roles) {
        let shared = Terms::of(case.reply.of(sentence)).shared(said);
        if roles.check && said_back >= 1.0 {
            return Acknowledged::Named;
        }
        if roles.empathic() && (roles.acknowledge || !roles.request) {
            let level = if shared >= 1.0 {
                Acknowledged::Named
            } else if roles.acknowledge && !roles.empty_acknowledge {
                Acknowledged::Impact
            } else {
                Acknowledged::Formula
            };
            if level.weight() > best.weight() {
                best = level;
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const LATE: &str = "I ordered a tent three weeks ago and it still hasn't arrived. I'm fed up.";
    const POLE: &str = "The pole of my tent snapped on the first night and we had to go home in the rain.";
    const LOCKED: &str = "I'm locked out of my account and nobody answers!";

    #[test]
    fn heard_table() {
        check_all(
            Practice::Heard,
            &[
                (LATE, "You've been waiting three weeks for your tent. Let me find it.", true),
                (LATE, "Three weeks is a long time to wait for a tent. I'm tracing it now.", true),
                (LATE, "I can see that your tent hasn't been delivered yet. I'm on it.", true),
                (
                    LATE,
                    "If I've understood correctly, the tent you ordered three weeks ago never came?",
                    true,
                ),
                (LATE, "I'm sorry your tent hasn't turned up. I'll send another one.", true),
                (LATE, "You're right, it should have been there long ago. Shall I send a new one?", true),
                (POLE, "A pole that breaks on the first night ruins a trip. We'll send you a new one.", true),
                (POLE, "That must have really screwed up your trip. Let's get the pole replaced.", true),
                (
                    POLE,
                    "Having to go home in the rain must have been miserable. We'll replace the tent.",
                    true,
                ),
                (POLE, "Sorry that your tent pole broke so soon. A new one leaves today.", true),
                (LOCKED, "You can't get into your account and had no answer. Let's get you back in.", true),
                (LOCKED, "I see that you're locked out. Here's a link to reset your password.", true),
                (LATE, "Please provide your order number.", false),
                (LATE, "Can you give me your order number?", false),
                (LATE, "Thank you for contacting us. We value your business.", false),
                (LATE, "I understand your frustration. Please send your order number.", false),
                (LATE, "We apologise for any inconvenience caused.", false),
                (LATE, "Noted.", false),
                (LATE, "Your request has been forwarded to the responsible team.", false),
                (POLE, "Please fill in the form on our website.", false),
                (POLE, "What is your order number?", false),
                (POLE, "We offer a two-year warranty.", false),
                (POLE, "I'm sorry for the inconvenience. Please send us a photo.", false),
                (LOCKED, "Have you tried turning it off and on?", false),
                (LOCKED, "Our opening hours are nine to five.", false),
                ("What are your opening hours?", "We're open from nine to five.", true),
                ("How much is delivery?", "It's £3.50, free from £50.", true),
                ("Thank you, that's great!", "You're welcome.", true),
            ],
        );
    }
}
