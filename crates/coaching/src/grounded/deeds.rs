//! Rules on who speaks of what: a draft tells what the company does for everybody. It neither speaks of itself nor of
//! anything done or to be done in this case.

use std::sync::LazyLock;

use regex::Regex;

use super::{DraftRule, Objection, words::folded};

pub(super) fn objections(text: &str, approved: &[&str]) -> Vec<Objection> {
    let approved: Vec<String> = approved.iter().map(|source| spelt_out(source)).collect();
    let text = without_labels(&spelt_out(text), &approved);
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
        let is = done.name("are").or(done.name("was")).map_or("", |is| is.as_str());
        let participle = &done["done"];
        let other = match is {
            "is" => "are",
            "are" => "is",
            "was" => "were",
            "has been" => "have been",
            "have been" => "has been",
            _ => "was",
        };
        let said = |is: &str| known(&format!("{is} {participle}"));
        if !said(is) && !said(other) && !known(&done[0]) {
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

/// The text without what stands in quotes there and in a source: “My details” is a button, and nobody's word.
fn without_labels(text: &str, approved: &[String]) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(from) = rest.find('"') {
        let Some(long) = rest[from + 1..].find('"') else { break };
        let label = &rest[from..from + long + 2];
        let is_known = approved.iter().any(|source| source.contains(label));
        kept.push_str(if is_known { &rest[..from] } else { &rest[..from + label.len()] });
        rest = &rest[from + label.len()..];
    }
    kept + rest
}

static ITSELF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:i|im|ive|me|my|mine|myself|as an ai|assistant)\b").expect("the pattern is tested")
});

static WE_WILL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:we|our team|the team|someone|somebody) (?:will|shall|have|had|would|are|were|just|hereby|now|already)\b|\bthey (?:will|shall)\b|\byou (?:will|have been|were|are now|are hereby)\b|\bit will\b",
    )
    .expect("the pattern is tested")
});

static DONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:\b(?:your|the|this|that|it|everything|all|both|each|you)(?: [\w'-]+){0,3}? (?P<are>is|are)|\b(?P<was>was|were|has been|have been|had been))(?: now| already| hereby| being| just| all| fully| successfully)* (?P<done>[\w-]+(?:ed|en)|sent|paid|given|done|made|taken|gone|set|put|on its way|on the way)\b",
    )
    .expect("the pattern is tested")
});
