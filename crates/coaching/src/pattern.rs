//! How rules write their patterns: as phrases that people can read.
//!
//! A phrase is a regular expression in which a space stands for any white space and `{name}` for a family of
//! words, see [`FAMILIES`]. Texts are folded before matching (lower case, straight quotes), and word bounds
//! are ASCII ones, so that the fast engine of `regex` is used on any text.

use regex::Regex;

/// The family of words that weigh what follows; it may be empty.
const VERY: &str = "{very}";

/// Families of words that phrases can name.
const FAMILIES: &[(&str, &str)] = &[
    (
        VERY,
        "(?:(?:so|very|really|truly|deeply|terribly|extremely|absolutely|completely|totally|utterly|quite|just|\
         too|such|all|genuinely|sincerely|awfully|incredibly|super|pretty|a bit|a little|a tad|that|exactly|\
         rather|simply|most|slightly|being|honestly|certainly|particularly|unbelievably|understandably|\
         clearly|obviously|far|way|always|kind of|sort of|unnecessarily|perhaps|maybe|now|still|getting) ){0,3}",
    ),
    ("{im}", "(?:i'm|i am|im|we're|we are)"),
    ("{i}", "(?:i|we)"),
    ("{ive}", "(?:i've|i have|ive|we've|we have)"),
    ("{id}", "(?:i'd|i would|we'd|we would)"),
    (
        "{ill}",
        "(?:i'll|i will|we'll|we will|i shall|we shall|i'm going to|i am going to|we're going to|we are going to)",
    ),
    ("{youre}", "(?:you're|you are|youre|ur)"),
    ("{youve}", "(?:you've|you have|youve)"),
    ("{dont}", "(?:don't|do not|dont|didn't|did not|never)"),
    (
        "{cant}",
        "(?:can't|cannot|can not|cant|couldn't|could not|won't be able to|will not be able to|\
         (?:am|are|is|i'm|we're) (?:not able|unable) to)",
    ),
    ("{thats}", "(?:that's|that is|thats|this is|it's|it is|its|that was|this was|it was)"),
    ("{must}", "(?:must|has to|have to|had to)"),
    (
        "{upset}",
        "(?:upset|angry|mad|annoyed|frustrated|irritated|furious|livid|disappointed|sad|worried|anxious|nervous|\
         stressed|concerned|unhappy|cross|emotional|hurt|let down|fed up|scared|afraid|confused|distressed|\
         devastated|heartbroken|gutted)",
    ),
    (
        "{upsetting}",
        "(?:upsetting|annoying|frustrating|irritating|infuriating|maddening|disappointing|sad|worrying|stressful|\
         distressing|unpleasant|difficult|hard|tough|tiring|exhausting|inconvenient|confusing|\
         rough|painful|disheartening|unsettling|nerve-wracking|aggravating|exasperating|scary|\
         overwhelming|alarming|unfair|tedious|concerning)",
    ),
];

/// A pattern that matches any of the phrases, as whole words.
///
/// # Panics
/// On a phrase that is not a regular expression; the tests compile every one.
pub fn phrases(alternatives: &[&str]) -> Regex {
    let mut source = String::from(r"(?-u:\b)(?:");
    for (i, branch) in alternatives.iter().flat_map(|alternative| branches(alternative)).enumerate() {
        if i > 0 {
            source.push('|');
        }
        source.push_str(&expand(branch));
        // After a mark there is no word bound to stand at.
        if !branch.ends_with(['?', ',', '!', ']']) || branch.ends_with(")?") {
            source.push_str(r"(?-u:\b)");
        }
    }
    source.push(')');
    Regex::new(&source).expect("rules are written with valid patterns")
}

/// A pattern of one's own, without word bounds around it.
///
/// # Panics
/// On a source that is not a regular expression; the tests compile every one.
pub fn exactly(source: &str) -> Regex {
    Regex::new(source).expect("rules are written with valid patterns")
}

/// The alternatives of a pattern at its top level.
fn branches(pattern: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in pattern.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '|' if depth == 0 => {
                found.push(&pattern[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&pattern[start..]);
    found
}

fn expand(phrase: &str) -> String {
    let mut text = phrase.to_owned();
    for (name, family) in FAMILIES {
        if *name == VERY {
            // A family of optional words brings its own spaces.
            text = text.replace("{very} ", family);
        }
        text = text.replace(name, family);
    }
    // Classes of ASCII: folded English needs no more, and Unicode classes make automata a hundred times larger.
    text.replace(r"\b", r"(?-u:\b)")
        .replace(r"\w", "[a-z0-9_]")
        .replace(r"\d", "[0-9]")
        .replace(' ', r"[ \n\r]+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_and_spaces_are_expanded() {
        let sorry = phrases(&["{im} {very} sorry"]);
        for text in ["i'm sorry", "i am so  very sorry", "we're really\nsorry."] {
            assert!(sorry.is_match(text), "{text}");
        }
        assert!(!sorry.is_match("him sorry"));
    }
}
