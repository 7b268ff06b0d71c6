//! Better wordings, made from what the customer said.

use crate::{
    case::Case,
    customer::{Customer, PROBLEM},
    text::words,
};

/// "You're telling me your parcel hasn't arrived. Is that right?", or a general form where the customer's
/// words cannot be turned.
pub fn paraphrase(case: &Case<'_>) -> String {
    match case.retold() {
        Some(what) => format!("You're telling me {what}. Is that right?"),
        None => "If I've understood correctly, you need … Is that right?".to_owned(),
    }
}

/// Names what happened, in the customer's terms: "I can see that your parcel hasn't arrived."
pub fn acknowledgement(case: &Case<'_>) -> String {
    match case.retold() {
        Some(what) => format!("I can see that {what}."),
        None if case.customer.hurt() => "I can understand why you feel that way.".to_owned(),
        None => "Thank you for sharing that with me.".to_owned(),
    }
}

/// What could be done next about what the customer wrote about.
pub fn deed(case: &Case<'_>) -> &'static str {
    let terms = &case.customer.terms;
    const DEEDS: &[(&[&str], &str)] = &[
        (&["deliver", "parcel", "lost"], "Let me find out where it is and when you'll have it."),
        (&["broken"], "Let's get it repaired, replaced or refunded, whichever suits you."),
        (&["charg", "refund"], "Let me check the payment and put it right with you now."),
        (&["lock"], "Let's get you back into your account now."),
        (&["cancel"], "I can cancel that for you. Shall I do it now?"),
        (&["return", "replac", "size"], "Let me set up the exchange or return with you now."),
        (&["wrong"], "Let's get you the right one."),
        (&["answer", "call", "mail"], "I'll stay with this until you have your answer."),
    ];
    let fits = |meanings: &[&str]| meanings.iter().any(|meaning| terms.has(meaning));
    DEEDS
        .iter()
        .find(|(meanings, _)| fits(meanings))
        .map_or("Let's work through this together.", |(_, deed)| deed)
}

/// Acknowledges and acts: what to say instead of bare sympathy.
pub fn empathy_with_action(case: &Case<'_>) -> String {
    format!("{} {}", acknowledgement(case), deed(case))
}

/// Longest retelling, in words: a paraphrase is shorter than what it retells.
const MOST_WORDS: usize = 16;

/// What the customer said happened, turned round: "my parcel hasn't arrived" → "your parcel hasn't arrived".
pub fn retold(customer: &Customer<'_>) -> Option<String> {
    let text = &customer.text;
    let candidates = text.sentences().iter().filter(|s| PROBLEM.is_match(text.of(s)));
    candidates.flat_map(|sentence| clauses(text.of(sentence))).find_map(turned)
}

fn clauses(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split([',', ';', ':', '(', ')', '.', '!', '?', '…', '"'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| {
            let cut = part.find(" and i ").or_else(|| part.find(" and i'")).or_else(|| part.find(" but "));
            let (first, second) = cut.map_or((part, ""), |at| part.split_at(at));
            [first, second]
        })
        .filter(|clause| PROBLEM.is_match(clause))
}

fn turned(clause: &str) -> Option<String> {
    const LEAD: &[&str] = &[
        "and",
        "but",
        "so",
        "well",
        "hi",
        "hello",
        "hey",
        "ok",
        "okay",
        "also",
        "because",
        "honestly",
        "seriously",
        "look",
        "now",
        "oh",
        "yes",
        "no",
        "please",
        "again",
        "just",
        "that",
        "since",
        "basically",
        "ugh",
        "omg",
    ];
    let all: Vec<&str> = words(clause).collect();
    let lead = all.iter().take_while(|word| LEAD.contains(word)).count();
    let spoken = &all[lead..];
    let fits = (3..=MOST_WORDS).contains(&spoken.len()) && !spoken.iter().any(|word| is_harsh(word));
    let first = *spoken.first()?;
    let prefix = match first {
        "still" | "waiting" | "stuck" | "missing" => "you're ",
        "been" => "you've ",
        "ordered" | "bought" | "paid" | "received" | "got" | "tried" | "called" => "you ",
        _ if can_begin(first) => "",
        _ => return None,
    };
    fits.then(|| format!("{prefix}{}", swapped(spoken)))
}

fn is_harsh(word: &str) -> bool {
    [
        "fuck", "shit", "crap", "damn", "hell", "bastard", "idiot", "stupid", "scam", "liar", "pathetic",
        "wtf", "bloody",
    ]
    .iter()
    .any(|harsh| word.starts_with(harsh))
}

fn can_begin(word: &str) -> bool {
    matches!(
        word,
        "i" | "i'm"
            | "i've"
            | "i'd"
            | "my"
            | "mine"
            | "the"
            | "it"
            | "it's"
            | "this"
            | "these"
            | "those"
            | "your"
            | "you"
            | "you've"
            | "we"
            | "we've"
            | "our"
            | "they"
            | "nobody"
            | "someone"
            | "both"
            | "one"
            | "a"
            | "an"
            | "there"
            | "there's"
            | "every"
            | "nothing"
            | "half"
            | "some"
            | "two"
            | "three"
            | "everything"
    )
}

fn swapped(spoken: &[&str]) -> String {
    let mut out: Vec<&str> = Vec::with_capacity(spoken.len());
    for (i, word) in spoken.iter().enumerate() {
        let after_i = i > 0 && spoken[i - 1] == "i";
        out.push(match *word {
            "i" | "me" | "we" | "us" => "you",
            "i'm" | "we're" => "you're",
            "i've" | "we've" => "you've",
            "i'd" | "we'd" => "you'd",
            "i'll" | "we'll" => "you'll",
            "my" | "our" => "your",
            "mine" | "ours" => "yours",
            "myself" | "ourselves" => "yourself",
            "you" | "u" => "we",
            "you're" => "we're",
            "you've" => "we've",
            "your" => "our",
            "am" => "are",
            "was" if after_i => "were",
            "wasn't" if after_i => "weren't",
            other => other,
        });
    }
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Exchange;

    #[test]
    fn what_happened_is_turned_round() {
        let check = |customer: &str, expected: Option<&str>| {
            let case = Case::of(&Exchange::new(customer, ""));
            assert_eq!(retold(&case.customer).as_deref(), expected, "{customer}");
        };
        check(
            "Hi, my parcel still hasn't arrived and I leave tomorrow!",
            Some("your parcel still hasn't arrived"),
        );
        check("I was charged twice for the same order.", Some("you were charged twice for the same order"));
        check("You sent me the wrong size", Some("we sent you the wrong size"));
        check("Still waiting for my refund!!", Some("you're still waiting for your refund"));
        check("What are your opening hours?", None);
        check("your fucking courier lost my bag", None);
    }
}
