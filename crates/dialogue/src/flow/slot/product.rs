//! One of some products, as people name them: in part, by place, by number.

use std::collections::BTreeSet;

use super::{Reading, Unfit};
use crate::{
    flow::choose::pick,
    understand::{lexical::words, without_correction},
};

/// So many products are named when none of them, or more than one, was meant.
const MOST_NAMED: usize = 8;

/// Which of `among` the text names.
pub(super) fn read(among: &[String], text: &str) -> Reading {
    let text = without_correction(text.trim());
    if among.is_empty() || !text.chars().any(char::is_alphanumeric) {
        return Reading::Nothing;
    }
    let names: Vec<&str> = among.iter().map(String::as_str).collect();
    if let Some(at) = pick(&names, text) {
        return Reading::Fits(among[at].clone());
    }
    if among.len() == 1 && ONLY.contains(&plain(text).as_str()) {
        return Reading::Fits(among[0].clone());
    }
    let said = parts(text);
    let shares = among.iter().map(|name| shared(&said, name, among)).collect::<Vec<_>>();
    let most = shares.iter().copied().fold(0.0, f32::max);
    if most <= 0.0 {
        // A question, or a sentence about something else, is no try to name one.
        let tries = !text.contains('?') && said.len() <= 4 && !text.contains(['@', '\n']);
        let named = among.iter().take(MOST_NAMED).cloned().collect();
        return if tries { Reading::Unfit(Unfit::NotAmong(named)) } else { Reading::Nothing };
    }
    let best: Vec<&String> = among
        .iter()
        .zip(&shares)
        .filter(|(_, share)| **share >= most - 0.001)
        .map(|(name, _)| name)
        .collect();
    match best.as_slice() {
        [one] => Reading::Fits((*one).clone()),
        several => Reading::Unfit(Unfit::Which(
            several.iter().take(MOST_NAMED).map(|name| (*name).clone()).collect(),
        )),
    }
}

/// Words that mean the only one there is.
const ONLY: [&str; 8] =
    ["it", "that", "this", "that one", "this one", "the only one", "the one", "all of it"];

fn plain(text: &str) -> String {
    words(text).join(" ")
}

/// The words that say something, without their plural.
fn parts(text: &str) -> BTreeSet<String> {
    const FILLERS: [&str; 24] = [
        "the", "a", "an", "my", "it", "is", "its", "one", "please", "i", "want", "would", "like", "to", "of",
        "and", "with", "pair", "size", "that", "this", "these", "those", "for",
    ];
    let words = words(text).into_iter().filter(|word| !FILLERS.contains(&word.as_str()));
    words.map(|word| stem(&word)).collect()
}

fn stem(word: &str) -> String {
    let stem = match word {
        w if w.len() > 4 && w.ends_with("ies") => format!("{}y", &w[..w.len() - 3]),
        w if w.len() > 3 && w.ends_with('s') && !w.ends_with("ss") => w[..w.len() - 1].to_owned(),
        w => w.to_owned(),
    };
    stem.chars().take(12).collect()
}

/// How much of what was said stands in a product's name; what stands in few names says more.
fn shared(said: &BTreeSet<String>, name: &str, among: &[String]) -> f32 {
    let own = parts(name);
    let rare = |word: &&String| {
        let holders = among.iter().filter(|other| parts(other).contains(*word)).count();
        1.0 / f32::from(u8::try_from(holders.max(1)).unwrap_or(u8::MAX))
    };
    said.intersection(&own).map(|word| rare(&word)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Vec<String> {
        [
            "Fairfield boot (size 8)",
            "Fairfield jacket, blue",
            "merino socks",
            "Ridge trekking poles",
            "Langdale 2 tent",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(&order(), text), Reading::Fits(expected.to_owned()), "{text}");
    }

    #[test]
    fn products_are_named_in_many_ways() {
        for text in [
            "Fairfield boot (size 8)",
            "the Fairfield boot",
            "the boots",
            "boots please",
            "my boots",
            "the first one",
            "it's the boot",
            "I want to send back the boots",
            "BOOTS",
            "the size 8 one",
            "no, the boots",
        ] {
            check(text, "Fairfield boot (size 8)");
        }
        for text in ["the jacket", "the blue one", "blue jacket", "Fairfield jacket", "jackets", "number 2"] {
            check(text, "Fairfield jacket, blue");
        }
        for text in ["socks", "the merino sock", "the third one", "a pair of socks"] {
            check(text, "merino socks");
        }
        for text in ["poles", "trekking pole", "the ridge poles", "4"] {
            check(text, "Ridge trekking poles");
        }
        for text in ["tent", "the Langdale", "langdale tent", "the last one", "Langdale 2"] {
            check(text, "Langdale 2 tent");
        }
    }

    #[test]
    fn what_is_not_clear_is_asked() {
        let which = Reading::Unfit(Unfit::Which(vec![
            "Fairfield boot (size 8)".to_owned(),
            "Fairfield jacket, blue".to_owned(),
        ]));
        assert_eq!(read(&order(), "the Fairfield"), which);
        for text in ["the stove", "a lamp", "hat"] {
            assert_eq!(read(&order(), text), Reading::Unfit(Unfit::NotAmong(order())), "{text}");
        }
        for text in ["when are you open?", "…", ""] {
            assert_eq!(read(&order(), text), Reading::Nothing, "{text}");
        }
        let single = vec!["Langdale 2 tent".to_owned()];
        assert_eq!(read(&single, "that one"), Reading::Fits(single[0].clone()));
        assert_eq!(read(&[], "tent"), Reading::Nothing);
    }
}
