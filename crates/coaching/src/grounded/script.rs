//! Rules on the text as such: its signs, its length, its addresses, and what it repeats of what the model was told.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{DraftRule, Grounds, Objection, words::folded};

/// The longest draft, in characters and lines.
const MOST_CHARS: usize = 900;
const MOST_LINES: usize = 8;
/// So many words in a row of what the model was told are no accident.
const LEAKED_WORDS: usize = 6;
/// Signs that any text may have.
const PLAIN_SIGNS: &str = " \n.,;:!?'\"()-/&%£€$°’‘“”–—…•−";

pub(super) fn too_long(text: &str) -> bool {
    text.chars().count() > MOST_CHARS || text.lines().count() > MOST_LINES
}

pub(super) fn objections(text: &str, grounds: &Grounds<'_>) -> Vec<Objection> {
    let mut found = vec![];
    if too_long(text) || !text.chars().any(char::is_alphanumeric) {
        found.push(objection(DraftRule::Length, format!("{} characters", text.chars().count())));
    }
    let known = |c: char| grounds.sources.iter().any(|source| source.text.contains(c));
    for c in text.chars().filter(|c| !c.is_ascii_alphanumeric() && !PLAIN_SIGNS.contains(*c)) {
        if !known(c) {
            let rule = if c.is_ascii_graphic() { DraftRule::Markup } else { DraftRule::Characters };
            found.push(objection(rule, c.escape_default().to_string()));
        }
    }
    if text.contains('?') {
        found.push(objection(DraftRule::Question, "?".to_owned()));
    }
    let sources: Vec<String> = grounds.sources.iter().map(|source| folded(source.text)).collect();
    for address in ADDRESS.find_iter(&folded(text)) {
        let address = address.as_str().trim_end_matches(['.', ',', ')', ';', ':', '!', '\'', '"']);
        if !sources.iter().any(|source| holds_address(source, address)) {
            found.push(objection(DraftRule::Link, address.to_owned()));
        }
    }
    found
}

fn objection(rule: DraftRule, said: String) -> Objection {
    Objection { rule, said }
}

/// Addresses of mail and web, also without a scheme.
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\S+@\S+|\w+:/\S+|www\.\S+|[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}(?:/\S*)?")
        .expect("the pattern is tested")
});

/// Whether a source has the address, and not only as the beginning or end of a longer one.
fn holds_address(source: &str, address: &str) -> bool {
    source.match_indices(address).any(|(at, _)| {
        let joins = |c: char| c.is_alphanumeric() || matches!(c, '@' | '-' | '/');
        let before = source[..at].chars().next_back();
        let mut after = source[at + address.len()..].chars();
        let next = after.next();
        let goes_on = next.is_some_and(joins) || next == Some('.') && after.next().is_some_and(joins);
        !before.is_some_and(|c| joins(c) || c == '.') && !goes_on
    })
}

/// The text without stand-ins that stand where they may: a name after a greeting, a number after “order”. All others
/// stay, and their brackets are refused as markup.
pub(super) fn without_stand_ins(text: &str, known: &[&str]) -> String {
    static PLACED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(hello|hi|dear|thanks|thank you|order|order number)(,? )(\[(?:NAME|ORDER)_\d+\])")
            .expect("the pattern is tested")
    });
    let keep = |found: &regex::Captures<'_>| {
        let (word, stand_in) = (found[1].to_lowercase(), &found[3]);
        let fits = word.starts_with("order") == stand_in.starts_with("[ORDER");
        if fits && known.contains(&stand_in) { found[1].to_owned() } else { found[0].to_owned() }
    };
    PLACED.replace_all(text, keep).into_owned()
}

/// Stretches of what the model was told, unless a source has them too.
pub(super) fn leaks(text: &str, grounds: &Grounds<'_>) -> Vec<Objection> {
    let runs = |text: &str| -> HashSet<String> {
        let folded = folded(text);
        let words: Vec<&str> = crate::text::words(&folded).collect();
        words.windows(LEAKED_WORDS).map(|run| run.join(" ")).collect()
    };
    let told = runs(grounds.instructions);
    let said = runs(text);
    let approved: HashSet<String> = grounds.sources.iter().flat_map(|source| runs(source.text)).collect();
    let leaked = said.iter().filter(|run| told.contains(*run) && !approved.contains(*run)).min();
    leaked.map(|run| objection(DraftRule::PromptLeak, run.clone())).into_iter().collect()
}
