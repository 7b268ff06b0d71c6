//! What the learned judgements see of an exchange. Training reads the same features through the example
//! `features`, so this file is their only home.
//!
//! They come from the texts alone, never from a perception, so that a reply is judged alike with and without one.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::LazyLock,
};

use regex::Regex;
use serde::Serialize;

use super::tokens::tokens;
use crate::{
    case::Case,
    customer::{PROBLEM, URGENCY, shouted_words},
    practices::{acceptance, checked, matched, not_defensive, not_reactive},
    roles::Roles,
    terms::Terms,
    text::{SentenceEnd, Text},
};

/// What is seen of an exchange, in three groups that are weighed apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Features {
    /// Words, pairs of words and the first three words (`^`), each with its first place in the folded reply.
    pub words: BTreeMap<String, Range<usize>>,
    /// How the reply is built: its length, what its sentences do, what it shares with the customer, cues of rules.
    pub shape: BTreeSet<String>,
    /// How the customer writes, alone and together with how the reply is built.
    pub manner: BTreeSet<String>,
}

impl Features {
    /// The features of an exchange that was read already.
    pub(crate) fn of(case: &Case<'_>) -> Self {
        let built = Built::of(case);
        Self {
            words: words(case.reply.folded()),
            manner: manner(case, &built),
            shape: built.into_shape(case),
        }
    }
}

/// So many words open a reply.
const OPENING: usize = 3;

fn words(folded: &str) -> BTreeMap<String, Range<usize>> {
    let tokens = tokens(folded);
    let mut found = BTreeMap::new();
    for (at, token) in tokens.iter().enumerate() {
        found.entry(token.text.to_owned()).or_insert_with(|| token.at.clone());
        if let Some(next) = tokens.get(at + 1) {
            let pair = format!("{} {}", token.text, next.text);
            found.entry(pair).or_insert(token.at.start..next.at.end);
        }
    }
    let mut opening = "^".to_owned();
    for (at, token) in tokens.iter().take(OPENING).enumerate() {
        if at > 0 {
            opening.push(' ');
        }
        opening.push_str(token.text);
        found.insert(opening.clone(), tokens[0].at.start..token.at.end);
    }
    found
}

/// How a reply is built, before it is named.
struct Built {
    length: String,
    cues: Vec<&'static str>,
    /// What each sentence does.
    sentences: Vec<Vec<&'static str>>,
}

impl Built {
    fn of(case: &Case<'_>) -> Self {
        let pairs = case.reply.sentences().iter().zip(&case.roles);
        let does = pairs.map(|(sentence, roles)| {
            let text = case.reply.of(sentence);
            let shares = Terms::of(text).shared(&case.customer.terms) >= 1.0;
            does(roles, shares, sentence.end == SentenceEnd::Exclamation)
        });
        Self {
            length: format!("length {}", bucket(case.reply.word_count())),
            cues: CUES
                .iter()
                .filter(|(_, cue)| cue.is_match(case.reply.folded()))
                .map(|(name, _)| *name)
                .collect(),
            sentences: does.collect(),
        }
    }

    fn into_shape(self, case: &Case<'_>) -> BTreeSet<String> {
        let mut shape = BTreeSet::from([
            self.length,
            format!("their length {}", bucket(case.customer.text.word_count())),
            format!("sentences {}", self.sentences.len().min(6)),
            shared(case),
        ]);
        shape.extend(self.cues.iter().map(|cue| format!("cue {cue}")));
        let ends = [("first", self.sentences.first()), ("last", self.sentences.last())];
        for (place, sentence) in ends {
            shape.extend(sentence.into_iter().flatten().map(|does| format!("{place} {does}")));
        }
        shape.extend(self.sentences.iter().flatten().map(|does| format!("does {does}")));
        for does in DOES {
            let count = self.sentences.iter().filter(|sentence| sentence.contains(&does)).count();
            shape.insert(format!("{does} {}", count.min(3)));
        }
        shape
    }
}

/// How much of what the customer said is said back, in halves.
fn shared(case: &Case<'_>) -> String {
    let halves = case.said_back().shared(&case.customer.terms) * 2.0;
    format!("shared {:.0}", halves.min(8.0))
}

/// What a sentence can do.
const DOES: [&str; 11] = [
    "sympathise",
    "acknowledge",
    "formula",
    "act",
    "ask",
    "check",
    "filler",
    "refuse",
    "request",
    "exclaim",
    "share",
];

fn does(roles: &Roles, shares: bool, exclaims: bool) -> Vec<&'static str> {
    let on = [
        roles.sympathy,
        roles.acknowledge,
        roles.empty_acknowledge,
        roles.act,
        roles.ask,
        roles.check,
        roles.filler,
        roles.refusal,
        roles.request,
        exclaims,
        shares,
    ];
    let found: Vec<_> = DOES.into_iter().zip(on).filter(|(_, on)| *on).map(|(name, _)| name).collect();
    if found.is_empty() { vec!["nothing"] } else { found }
}

/// From so many words on the next bucket of lengths begins.
const LENGTHS: [usize; 7] = [5, 10, 15, 20, 27, 36, 51];

fn bucket(words: usize) -> usize {
    LENGTHS.iter().filter(|least| words >= **least).count()
}

fn manner(case: &Case<'_>, built: &Built) -> BTreeSet<String> {
    let theirs = theirs(&case.customer.text, case.customer.formal);
    let mut ours: BTreeSet<String> =
        built.sentences.iter().flatten().map(|does| (*does).to_owned()).collect();
    ours.extend(built.cues.iter().map(|cue| format!("cue {cue}")));
    ours.insert(built.length.clone());
    for (mark, with, without) in [('!', "!", "no !"), ('?', "?", "no ?")] {
        ours.insert(if case.reply.count(mark) > 0 { with } else { without }.to_owned());
    }
    let together = theirs.iter().flat_map(|theirs| ours.iter().map(move |ours| format!("{theirs} & {ours}")));
    together.chain(theirs.iter().cloned()).collect()
}

/// How a customer writes.
fn theirs(text: &Text<'_>, formal: bool) -> Vec<String> {
    let words = text.word_count();
    let on = [
        ("urgent", URGENCY.is_match(text.folded())),
        ("problem", PROBLEM.is_match(text.folded())),
        ("formal", formal),
        ("exclaims", text.count('!') > 0),
        ("asks", text.count('?') > 0),
        ("shouts", shouted_words(text.raw()) > 0),
        ("small letters", text.raw() == text.folded()),
        ("short", words < 9),
        ("long", words > 20),
    ];
    let mut found: Vec<String> =
        on.iter().filter(|(_, on)| *on).map(|(name, _)| (*name).to_owned()).collect();
    found.push(format!("length {}", bucket(words)));
    found
}

/// Phrases that the rules know: no faults by themselves, but telling beside the words.
static CUES: [(&str, &LazyLock<Regex>); 13] = [
    ("accepts", &acceptance::ACCEPTS),
    ("acts", &checked::ACTS),
    ("uncertain", &checked::UNCERTAIN),
    ("cheer", &matched::CHEER),
    ("sorrow", &matched::SORROW),
    ("warm", &matched::WARM),
    ("kind", &matched::KIND),
    ("postpones", &matched::POSTPONES),
    ("prompt", &matched::PROMPT),
    ("slang", &matched::SLANG),
    ("officialese", &matched::OFFICIALESE),
    ("owns", &not_defensive::OWNS),
    ("sharp", &not_reactive::SHARP),
];
