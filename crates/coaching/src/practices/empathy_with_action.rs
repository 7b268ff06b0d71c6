//! Empathy with action: never bare sympathy ("Oh, that's terrible. I'm so sorry."), and to someone who hurts
//! never a bare deed either.

use crate::{
    case::Case,
    exchange::{Exchange, Finding, PracticeResult, Span},
    rule::judged,
    terms::Terms,
    wording,
};

/// Whether empathy and action come together.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

/// From here on a feeling is strong enough that a bare deed is cold.
const STRONG: f32 = 0.4;

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let empathy = case.sentences(|roles| roles.empathic());
    let action = case.sentences(|roles| roles.act);
    let hurt = case.customer.hurt();
    let needs_action = hurt || case.customer.problem;
    if !empathy.is_empty() && action.is_empty() && needs_action {
        return broken(case, "sympathy-without-action", empathy[0]);
    }
    if action.is_empty() && needs_action && case.customer.readable {
        return broken(case, "no-action", case.reply.whole());
    }
    let strong = hurt && case.customer.intensity >= STRONG;
    if strong && case.customer.readable && empathy.is_empty() && !says_it_back(case) {
        return broken(case, "action-without-empathy", case.reply.whole());
    }
    let bare = !needs_action && !empathy.is_empty() && action.is_empty() && sympathises(case);
    if bare && !case.customer.glad() {
        return broken(case, "sympathy-without-action", empathy[0]);
    }
    let both = !empathy.is_empty() && !action.is_empty();
    let score = if both || !needs_action { 1.0 } else { 0.7 };
    judged(Vec::new(), score, empathy.into_iter().chain(action).collect())
}

fn sympathises(case: &Case<'_>) -> bool {
    case.any(|roles| roles.sympathy)
}

/// Whether the customer's own terms come back: that, too, shows that somebody listened.
fn says_it_back(case: &Case<'_>) -> bool {
    let back: Terms = case.said_back();
    back.shared(&case.customer.terms) >= 2.0
}

fn broken(case: &Case<'_>, rule: &'static str, span: Span) -> PracticeResult {
    let (message, suggestion) = match rule {
        "sympathy-without-action" => (
            "This is sympathy alone. Say what you will do about it as well.",
            wording::empathy_with_action(case),
        ),
        "no-action" => (
            "Nothing happens here for the customer. Say what you will do, or what comes next.",
            wording::empathy_with_action(case),
        ),
        _ => (
            "This acts, but leaves the customer's trouble unmentioned. One short sentence is enough.",
            wording::acknowledgement(case),
        ),
    };
    let finding = Finding { rule, start: span.start, end: span.end, message: message.to_owned(), suggestion };
    judged(vec![finding], 0.0, Vec::new())
}

#[cfg(test)]
mod tests {
    use crate::{exchange::Practice, practices::table::check_all};

    const RUINED: &str = "My tent leaked all night and our holiday is ruined. I'm really upset.";
    const LATE: &str = "My parcel still hasn't arrived and I'm getting worried.";

    #[test]
    fn empathy_with_action_table() {
        check_all(
            Practice::EmpathyWithAction,
            &[
                (RUINED, "That must have really screwed up your holiday, let's fix it.", true),
                (
                    RUINED,
                    "A leaking tent ruins a holiday. I'll replace it, or refund it if you prefer.",
                    true,
                ),
                (RUINED, "I'm so sorry your tent leaked. Shall I send a new one today?", true),
                (RUINED, "I can see why this is a problem. Let's work through this together.", true),
                (RUINED, "I understand how upsetting that is. You can send it back free of charge.", true),
                (
                    RUINED,
                    "You shouldn't have had to spend a night in the wet. A new tent leaves today.",
                    true,
                ),
                (LATE, "I can see it's overdue. It's in Leeds and comes tomorrow.", true),
                (LATE, "I hear you. I'm calling the courier now and will write to you by noon.", true),
                (LATE, "I can understand the worry. Let me find your parcel.", true),
                (LATE, "Thank you for telling me. I'm tracing your parcel now.", true),
                (RUINED, "Oh, that's terrible. I'm so sorry.", false),
                (RUINED, "Oh no, how awful!", false),
                (RUINED, "I'm truly sorry to hear about your experience.", false),
                (RUINED, "We sincerely apologise for the inconvenience.", false),
                (RUINED, "That sounds really upsetting. My sympathies.", false),
                (RUINED, "I understand your frustration.", false),
                (RUINED, "What a shame. I hope things get better soon.", false),
                (RUINED, "I'm sorry. Your feedback is important to us.", false),
                (RUINED, "We take this very seriously and strive to do better.", false),
                (RUINED, "I can only apologise.", false),
                (RUINED, "I'm sorry, but there is nothing we can do.", false),
                (RUINED, "Send the item to the returns address.", false),
                (RUINED, "What's your order number?", false),
                (LATE, "Poor you!", false),
                (LATE, "Sorry about that.", false),
                (LATE, "I hear you.", false),
                ("What are your opening hours?", "We open at nine.", true),
                ("How do I reset my password?", "Tap \"Forgot password\" and follow the link.", true),
                ("The zip is broken.", "We repair zips free of charge. Would you like a label?", true),
                ("Thanks so much!", "You're welcome!", true),
            ],
        );
    }
}
