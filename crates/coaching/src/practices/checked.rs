//! Checked: the reply paraphrases and asks when it is not certain, and asks before every act. Not demanded of a
//! plain answer.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    case::Case,
    exchange::{Exchange, Finding, PracticeResult, Span},
    pattern::phrases,
    rule::{judged, negated},
    wording,
};

/// Whether what was heard is checked before anything is done.
pub fn assess(exchange: &Exchange<'_>) -> PracticeResult {
    judge(&Case::of(exchange))
}

pub(crate) fn judge(case: &Case<'_>) -> PracticeResult {
    let checks = case.sentences(|roles| roles.check);
    if !checks.is_empty() {
        return judged(Vec::new(), 1.0, checks);
    }
    let asks = case.sentences(|roles| roles.ask);
    if !asks.is_empty() {
        return judged(Vec::new(), 0.8, asks);
    }
    if !case.customer.confirmed
        && let Some(span) = first(case, &ACTS)
    {
        return broken(case, "acted-without-asking", span);
    }
    if let Some(span) = first(case, &UNCERTAIN) {
        return broken(case, "guessed-without-asking", span);
    }
    let score = if case.customer.plain() || case.customer.confirmed { 1.0 } else { 0.6 };
    judged(Vec::new(), score, Vec::new())
}

fn first(case: &Case<'_>, pattern: &Regex) -> Option<Span> {
    let found = pattern
        .find_iter(case.reply.folded())
        .find(|found| !case.reply.is_quoted(found.start()) && !negated(&case.reply, found.start()))?;
    Some(case.reply.span(found.range()))
}

fn broken(case: &Case<'_>, rule: &'static str, span: Span) -> PracticeResult {
    let (message, suggestion) = if rule == "acted-without-asking" {
        (
            "This acts before the customer said yes. Ask first: it takes a line and saves an undo.",
            "Would you like me to do that for you now?".to_owned(),
        )
    } else {
        ("This guesses. Say back what you understood and ask.", wording::paraphrase(case))
    };
    let finding = Finding { rule, start: span.start, end: span.end, message: message.to_owned(), suggestion };
    judged(vec![finding], 0.0, Vec::new())
}

/// Deeds that change something for the customer. Looking, asking and explaining change nothing.
pub(crate) static ACTS: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{ive} (?:now |just |already |also |gone ahead and |therefore |immediately |today )*(?:cancel\w+|refund\w+|replac\w+|chang\w+|updat\w+|sent|order(?:ed)|clos\w+|delet\w+|charg\w+|book\w+|mov\w+|return\w+|switch\w+|upgrad\w+|downgrad\w+|reset|remov\w+|credit\w+|issu\w+|swapp\w+|deactivat\w+|renew\w+|extend\w+|process\w+|unsubscrib\w+|subscrib\w+|reorder\w+|resent|arrang\w+|schedul\w+|placed|submitted)",
        r"(?:{ill}|let me|i'm going to|i am going to|we're going to|i'm|i am|we're|we are) (?:now |just |then |go ahead and |immediately |also |therefore |have to |be )*(?:cancel(?:l?ing)?|refund(?:ing)?|replac(?:e|ing)|chang(?:e|ing)|clos(?:e|ing)|delet(?:e|ing)|charg(?:e|ing)|book(?:ing)?|switch(?:ing)?|upgrad(?:e|ing)|downgrad(?:e|ing)|remov(?:e|ing)|credit(?:ing)?|swap(?:ping)?|deactivat(?:e|ing)|renew(?:ing)?|reorder(?:ing)?|unsubscrib(?:e|ing)|process(?:ing)?|issu(?:e|ing)|order(?:ing)?) (?:\w+ )?(?:you|your|the|it|this|that|a|an|him|her|another|everything|all|both)",
        r"(?:your|the) (?:\w+ ){1,3}(?:has|have|is|was) (?:now |just |already |therefore |been )+(?:cancel\w+|refunded|replaced|changed|updated|closed|deleted|charged|booked|moved|switched|upgraded|downgraded|reset|removed|credited|deactivated|renewed|swapped|processed)|{ive} (?:taken|put|moved|signed|added) (?:\w+ ){1,3}(?:off|out|back|onto|on|to|up|from|down)|(?:i|we) (?:just |already |also )?(?:went ahead and|took the liberty of|cancell?ed|refunded|changed|closed|deleted|swapped|switched|upgraded|booked|moved|removed|ordered|replaced|rebooked|credited|charged|signed) (?:\w+ )?(?:you|your|the|it|that|this|everything|an?|another|cancel\w+|refund\w+|chang\w+)",
    ])
});

pub(crate) static UNCERTAIN: LazyLock<Regex> = LazyLock::new(|| {
    phrases(&[
        r"{i} (?:just |would |can only |have to )?(?:guess|assume|suppose|suspect|presume|imagine you (?:want|mean|need)|take it (?:that )?you)|(?:i'm|i am|we're) (?:\w+ )?(?:not (?:\w+ )?(?:sure|certain)|unsure|assuming|guessing)|(?:my|our) (?:best )?guess|i (?:believe|think|suspect|imagine) (?:that )?(?:you|your|it|this|that) (?:may|might|could|are probably|have probably|must)|i think you (?:mean|want|need|are asking)|you (?:probably|presumably|most likely|must) (?:want|mean|need)|(?:presumably|apparently),? you|not (?:\w+ )?(?:sure|clear) (?:what|which|whether|if|how|about)|(?:don't|do not) (?:quite |really |fully )?understand (?:what|your|which|the)",
        r"maybe (?:it's|it is|you|the|your|that's|try)|perhaps (?:it's|it is|you|the|your|that's)|it (?:might|may|could) (?:\w+ )?be (?:that|the|a|your|because|something)|(?:probably|possibly) (?:it's|the|a|your|just|because|something|you)|it's (?:probably|possibly|maybe|likely)",
    ])
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        exchange::{Practice, Turn, TurnRole},
        practices::table::check_all,
    };

    const WRONG: &str = "I got the wrong jacket, I wanted the blue one.";
    const STOP: &str = "I don't want the subscription any more, it's useless to me.";

    #[test]
    fn checked_table() {
        check_all(
            Practice::Checked,
            &[
                (WRONG, "You're telling me the blue jacket came in another colour, is that right?", true),
                (WRONG, "If I've understood correctly, you need the blue one?", true),
                (WRONG, "Would you like me to send the blue one?", true),
                (WRONG, "Shall I swap it for the blue one now?", true),
                (WRONG, "I can swap it for you. Which size do you need?", true),
                (WRONG, "Let me check that I've got this right: you need the blue one.", true),
                (WRONG, "So you'd like the blue one instead. Did I get that right?", true),
                (WRONG, "I'll send you the blue one. Does that work for you?", true),
                (WRONG, "You can swap it free of charge within 60 days.", true),
                (WRONG, "Let me look into what happened with your jacket.", true),
                (WRONG, "I won't change your order without asking you first.", true),
                (STOP, "Do you want me to cancel it now, or let it run until the end of the month?", true),
                (STOP, "I can cancel it for you. May I do that now?", true),
                (STOP, "It ends on the 30th, and nothing is charged after that.", true),
                (WRONG, "I've cancelled your order.", false),
                (WRONG, "I have refunded your payment.", false),
                (WRONG, "I'll replace it with a green one.", false),
                (WRONG, "I've gone ahead and ordered you another jacket.", false),
                (WRONG, "Your order has been cancelled.", false),
                (WRONG, "I'm changing your order to the blue one now.", false),
                (WRONG, "I assume you want a refund.", false),
                (WRONG, "I'm not sure what you mean.", false),
                (WRONG, "It might be that the labels were mixed up.", false),
                (STOP, "We've deleted your account.", false),
                (STOP, "I'm cancelling your subscription now.", false),
                (STOP, "I took the liberty of closing your account.", false),
                (STOP, "You probably want to pause it.", false),
                ("Do you ship to Ireland?", "Yes, we ship to Ireland for £9.", true),
                ("How long is the warranty?", "Two years from the day you bought it.", true),
            ],
        );
    }

    #[test]
    fn a_yes_to_our_question_is_the_check() {
        let context = [Turn { role: TurnRole::Company, text: "Shall I cancel the order for you now?" }];
        let exchange =
            Exchange { context: &context, ..Exchange::new("Yes please", "I've cancelled your order.") };
        assert!(assess(&exchange).kept);
        assert!(!assess(&Exchange { context: &[], ..exchange }).kept);
    }
}
