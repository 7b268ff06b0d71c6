//! Rules on who speaks of what: a draft tells what the company does for everybody. It neither speaks of itself nor of
//! anything done or to be done in this case.

use std::sync::LazyLock;

use regex::Regex;

use super::{DraftRule, Objection, words::folded};

pub(super) fn objections(text: &str, approved: &[&str]) -> Vec<Objection> {
    let text = spelt_out(text);
    let approved: Vec<String> = approved.iter().map(|source| spelt_out(source)).collect();
    let known = |words: &str| approved.iter().any(|source| has_words(source, words));
    let mut found = vec![];
    for speaks in ITSELF.find_iter(&text) {
        found.push(deed(speaks.as_str()));
    }
    for says in WE_WILL.find_iter(&text).map(|found| found.as_str()).filter(|says| !known(says)) {
        let rule = if says.ends_with("will") || says.ends_with("shall") {
            DraftRule::Promise
        } else {
            DraftRule::Deed
        };
        found.push(Objection { rule, said: says.to_owned() });
    }
    for done in DONE.captures_iter(&text) {
        let (is, participle) = (&done["is"], &done["done"]);
        let other = match is {
            "is" => "are",
            "are" => "is",
            "was" => "were",
            "has been" => "have been",
            "have been" => "has been",
            _ => "was",
        };
        let said = |is: &str| known(&format!("{is} {participle}"));
        if !said(is) && !said(other) {
            found.push(deed(&done[0]));
        }
    }
    found
}

fn deed(said: &str) -> Objection {
    Objection { rule: DraftRule::Deed, said: said.to_owned() }
}

fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !letter(text[..at].chars().next_back()) && !letter(text[at + words.len()..].chars().next())
    })
}

/// Small letters, contractions spelt out.
fn spelt_out(text: &str) -> String {
    let mut text = folded(text).replace("i.e.", "that is");
    for (short, long) in
        [("'re ", " are "), ("'ve ", " have "), ("'ll ", " will "), ("i'm ", "i am "), ("'d ", " would ")]
    {
        text = text.replace(short, long);
    }
    text
}

static ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:i|im|ive|me|my|mine|myself|as an ai|assistant)\b").expect("the pattern is tested")
});

static WE_WILL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:we|our team|the team|someone|somebody|they) (?:will|shall|have|had|would|are|were|just|hereby|now|already)\b|\byou (?:will|have been|were|are now|are hereby)\b|\bit will\b",
    )
    .expect("the pattern is tested")
});

static DONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:your|the|this|that|it|everything|all|you)(?: [\w'-]+){0,3}? (?P<is>is|are|was|were|has been|have been)(?: now| already| hereby| being| just| all| fully| successfully)* (?P<done>[\w-]+(?:ed|en)|sent|paid|given|done|made|taken|gone|set|put|free|yours|on its way|on the way)\b",
    )
    .expect("the pattern is tested")
});
