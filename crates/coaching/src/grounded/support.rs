//! Whether the sources bear a sentence: the same words, the same figures, nothing turned round, no condition left out.

use std::collections::HashSet;

use super::{
    DraftRule, GroundSource, Objection,
    figures::{Figure, figures},
    words::{self, Words},
};
use crate::text::Text;

/// Sentences of a source that one sentence of a draft may draw together.
const DRAWN_TOGETHER: usize = 3;
/// Below this a stretch of a sentence is no statement of its own.
const LEAST_WORDS: usize = 2;

/// A source, ready to be compared with.
pub(super) struct Passage {
    title: Words,
    title_figures: Vec<Figure>,
    sentences: Vec<Sentence>,
}

struct Sentence {
    words: Words,
    figures: Vec<Figure>,
    /// The content words of each of its conditions, and those of all the rest.
    conditions: Vec<HashSet<String>>,
    rest: HashSet<String>,
}

impl Passage {
    /// Reads a source.
    pub fn of(source: &GroundSource<'_>) -> Self {
        let text = words::plain(source.text);
        let text = Text::new(&text);
        let parts = text.sentences().iter().flat_map(|sentence| text.of(sentence).split(';'));
        let title = words::plain(source.title);
        Self {
            title: Words::of(&title),
            title_figures: figures(&title),
            sentences: parts.map(Sentence::of).collect(),
        }
    }

    fn windows(&self) -> impl Iterator<Item = &[Sentence]> {
        let count = self.sentences.len();
        (1..=DRAWN_TOGETHER.min(count)).flat_map(|size| self.sentences.windows(size))
    }
}

impl Sentence {
    fn of(folded: &str) -> Self {
        let (conditions, rest) = conditions(folded);
        Self { words: Words::of(folded), figures: figures(folded), conditions, rest }
    }
}

/// A stretch of a draft that must be borne as a whole.
#[derive(Debug)]
pub(super) struct Unit {
    text: String,
    words: Words,
    figures: Vec<Figure>,
}

impl Unit {
    /// A folded sentence of a draft.
    pub fn of(folded: &str) -> Self {
        Self { text: folded.to_owned(), words: Words::of(folded), figures: figures(folded) }
    }

    /// Its statements, where it strings several together.
    fn parts(&self) -> Vec<Self> {
        let mut parts: Vec<String> = vec![];
        let joints = [", and ", ", but ", ", so ", ", while ", ", then ", "; ", ": ", " and ", " but "];
        let mut rest = self.text.as_str();
        loop {
            let next = joints.iter().filter_map(|joint| Some((rest.find(joint)?, joint.len()))).min();
            let (part, after) = next.map_or((rest, ""), |(at, long)| (&rest[..at], &rest[at + long..]));
            // What is too short to say something by itself belongs to what stands before it.
            let small = Words::of(part).len() < LEAST_WORDS;
            match parts.last_mut().filter(|_| small) {
                Some(last) => *last = format!("{last}, {part}"),
                None => parts.push(part.to_owned()),
            }
            if next.is_none() {
                break;
            }
            rest = after;
        }
        parts.iter().map(|part| Self::of(part)).collect()
    }
}

/// What speaks against a sentence. `whole` are the words of the whole draft, once it is finished: a condition may
/// stand in another of its sentences.
pub(super) fn objections(unit: &Unit, passages: &[Passage], whole: Option<&Words>) -> Vec<Objection> {
    if unit.words.len() == 0 && unit.figures.is_empty() {
        let courtesy = words::is_courtesy(&unit.text);
        return if courtesy { vec![] } else { vec![objection(DraftRule::NotInSources, &unit.text)] };
    }
    let whole_sentence = best(unit, passages, whole);
    if whole_sentence.is_empty() {
        return vec![];
    }
    // Several statements in one sentence may rest on several places of one source.
    let parts = unit.parts();
    let by_parts = |passage: &Passage| {
        let one = std::slice::from_ref(passage);
        parts.iter().all(|part| best(part, one, whole).is_empty())
    };
    if parts.len() > 1 && passages.iter().any(by_parts) { vec![] } else { whole_sentence }
}

/// What speaks against a statement where it is borne best.
fn best(unit: &Unit, passages: &[Passage], whole: Option<&Words>) -> Vec<Objection> {
    let windows = passages.iter().flat_map(|passage| passage.windows().map(move |window| (passage, window)));
    let judged = windows.map(|(passage, window)| against(unit, passage, window, whole));
    let none = || vec![objection(DraftRule::NotInSources, &unit.text)];
    judged.min_by_key(Vec::len).unwrap_or_else(none)
}

fn against(unit: &Unit, passage: &Passage, window: &[Sentence], whole: Option<&Words>) -> Vec<Objection> {
    let mut found = vec![];
    let all = window.iter().fold(Words::default(), |all, sentence| all.and(&sentence.words));
    let titled = |word: &String| passage.title.has(word);
    for word in unit.words.all().collect::<HashSet<_>>() {
        if !all.has(word) && !titled(word) {
            found.push(objection(DraftRule::NotInSources, word));
        }
    }
    let title: HashSet<String> = passage.title.all().cloned().collect();
    for figure in &unit.figures {
        let mut known = window.iter().flat_map(|sentence| &sentence.figures).chain(&passage.title_figures);
        if !known.any(|source| figure.is_said_by(source, &title)) {
            found.push(objection(DraftRule::Figure, &figure.said));
        }
    }
    // The sentence that says most of it decides what is so and what is not.
    let overlap = |sentence: &&Sentence| unit.words.all().filter(|word| sentence.words.has(word)).count();
    let Some(nearest) = window.iter().max_by_key(overlap) else { return found };
    found.extend(turned_round(&unit.words, &nearest.words, &all, &titled));
    if let Some(whole) = whole {
        found.extend(left_out(unit, nearest, whole));
    }
    found
}

fn turned_round<'a>(
    said: &'a Words,
    nearest: &Words,
    all: &Words,
    titled: &impl Fn(&String) -> bool,
) -> Option<Objection> {
    let source = |word: &str| if nearest.has(word) { nearest.clone() } else { all.clone() };
    let stated = |word: &&'a String| {
        let source = source(word);
        source.denied.contains(*word) && !source.stated.contains(*word)
    };
    let denied = |word: &&'a String| {
        let source = source(word);
        source.stated.contains(*word) && !source.denied.contains(*word)
    };
    let turned = said.stated.iter().find(stated).or_else(|| said.denied.iter().find(denied));
    let turned = turned.filter(|word| !titled(word) || nearest.has(word));
    turned.map(|word| objection(DraftRule::TurnedRound, word))
}

/// A condition of the source that the draft says nowhere.
fn left_out(unit: &Unit, nearest: &Sentence, whole: &Words) -> Option<Objection> {
    let speaks_of_rest = unit.words.all().any(|word| nearest.rest.contains(word));
    if !speaks_of_rest {
        return None;
    }
    if let Some(limit) = nearest.words.limits.iter().find(|limit| !whole.limits.contains(*limit)) {
        return Some(objection(DraftRule::ConditionLeftOut, limit));
    }
    let said = |condition: &&HashSet<String>| condition.iter().any(|word| whole.has(word));
    let missing = nearest.conditions.iter().find(|condition| !condition.is_empty() && !said(condition));
    missing.map(|condition| {
        let mut words: Vec<&str> = condition.iter().map(String::as_str).collect();
        words.sort_unstable();
        objection(DraftRule::ConditionLeftOut, &words.join(" "))
    })
}

/// The content words of each clause that begins with “if” or “unless”, and those of all the rest.
fn conditions(folded: &str) -> (Vec<HashSet<String>>, HashSet<String>) {
    let (mut conditions, mut rest) = (vec![], HashSet::new());
    for clause in folded.split([',', ':', '(', ')']) {
        let mut condition: Option<HashSet<String>> = None;
        for word in words::split(clause) {
            if matches!(word, "if" | "unless" | "provided") {
                conditions.extend(condition.replace(HashSet::new()));
            } else if matches!(word, "then" | "but") {
                conditions.extend(condition.take());
            }
            let Some(key) = words::key(word) else { continue };
            match &mut condition {
                Some(condition) => condition.insert(key),
                None => rest.insert(key),
            };
        }
        conditions.extend(condition);
    }
    (conditions, rest)
}

fn objection(rule: DraftRule, said: &str) -> Objection {
    Objection { rule, said: said.to_owned() }
}
