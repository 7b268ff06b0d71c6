//! Whether the sources bear a sentence: the same words, the same figures, nothing turned round, no condition left out.

use std::collections::{HashMap, HashSet};

use super::{
    DraftRule, GroundSource, Objection,
    figures::{Figure, figures},
    words::{self, Words},
};
use crate::text::Text;

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
    /// The words of what “it” or “they” stands for, where it begins so.
    context: Words,
    context_figures: Vec<Figure>,
    context_conditions: Vec<HashSet<String>>,
    figures: Vec<Figure>,
    /// The content words of each of its conditions, and those of all the rest.
    conditions: Vec<HashSet<String>>,
    rest: HashSet<String>,
    actors: Actors,
}

impl Passage {
    /// Reads a source.
    pub fn of(source: &GroundSource<'_>) -> Self {
        let text = words::plain(source.text);
        let text = Text::new(&text);
        let mut sentences: Vec<Sentence> = vec![];
        for part in text.sentences().iter().flat_map(|sentence| text.of(sentence).split(';')) {
            let mut sentence = Sentence::of(part);
            if let Some(before) = sentences.last().filter(|_| points_back(part)) {
                sentence.context = before.words.clone().and(&before.context);
                sentence.context_figures = before.figures.clone();
                sentence.context_conditions = before.conditions.clone();
            }
            sentences.push(sentence);
        }
        let title = words::plain(source.title);
        Self { title: Words::of(&title), title_figures: figures(&title), sentences }
    }
}

impl Sentence {
    fn of(folded: &str) -> Self {
        let (conditions, rest) = conditions(folded);
        Self {
            words: Words::of(folded),
            context: Words::default(),
            context_figures: vec![],
            context_conditions: vec![],
            figures: figures(folded),
            conditions,
            rest,
            actors: actors(folded),
        }
    }
}

/// Whether a sentence speaks of what the one before it named.
fn points_back(folded: &str) -> bool {
    const BACK: [&str; 16] = [
        "it", "they", "this", "these", "those", "that", "them", "one", "both", "its", "their", "there",
        "then", "each", "neither", "all",
    ];
    words::split(folded).take(4).any(|word| BACK.contains(&word))
}

/// Who does what: the word after “we” or “you”.
type Actors = HashMap<String, HashSet<&'static str>>;

fn actors(folded: &str) -> Actors {
    let mut actors = Actors::new();
    let mut who = None;
    for word in words::split(folded) {
        match word {
            "we" | "we'll" | "we're" | "we've" => who = Some("we"),
            "you" | "you'll" | "you're" | "you've" => who = Some("you"),
            word => {
                if let (Some(key), Some(actor)) = (words::key(word), who) {
                    actors.entry(key).or_default().insert(actor);
                    who = None;
                }
            }
        }
    }
    actors
}

/// A stretch of a draft that must be borne as a whole.
#[derive(Debug)]
pub(super) struct Unit {
    text: String,
    words: Words,
    figures: Vec<Figure>,
    actors: Actors,
}

impl Unit {
    /// A folded sentence of a draft.
    pub fn of(folded: &str) -> Self {
        Self {
            text: folded.to_owned(),
            words: Words::of(folded),
            figures: figures(folded),
            actors: actors(folded),
        }
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
            let unit = Self::of(part);
            let least = if unit.figures.is_empty() { LEAST_WORDS } else { 1 };
            let small = unit.words.len() < least;
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

/// What speaks against a sentence. `around` are the words of the sentence and of those next to it, once the draft is
/// finished: a condition may stand there.
pub(super) fn objections(unit: &Unit, passages: &[Passage], around: Option<&Words>) -> Vec<Objection> {
    if unit.words.len() == 0 && unit.figures.is_empty() {
        let courtesy = words::is_courtesy(&unit.text);
        return if courtesy { vec![] } else { vec![objection(DraftRule::NotInSources, &unit.text)] };
    }
    let whole_sentence = best(unit, passages, around);
    if whole_sentence.is_empty() {
        return vec![];
    }
    // Several statements in one sentence may rest on several places of one source.
    let parts = unit.parts();
    let by_parts = |passage: &Passage| {
        let one = std::slice::from_ref(passage);
        parts.iter().all(|part| best(part, one, around).is_empty())
    };
    if parts.len() > 1 && passages.iter().any(by_parts) { vec![] } else { whole_sentence }
}

/// What speaks against a statement where it is borne best.
fn best(unit: &Unit, passages: &[Passage], around: Option<&Words>) -> Vec<Objection> {
    let places =
        passages.iter().flat_map(|passage| passage.sentences.iter().map(move |place| (passage, place)));
    let judged = places.map(|(passage, place)| against(unit, passage, place, around));
    let none = || vec![objection(DraftRule::NotInSources, &unit.text)];
    judged.min_by_key(Vec::len).unwrap_or_else(none)
}

/// What speaks against a statement that rests on one sentence of a source, its title, and what it points back to.
fn against(unit: &Unit, passage: &Passage, place: &Sentence, around: Option<&Words>) -> Vec<Objection> {
    let mut found = vec![];
    let known = |word: &str| place.words.has(word) || place.context.has(word) || passage.title.has(word);
    for word in unit.words.all().collect::<HashSet<_>>().into_iter().filter(|word| !known(word)) {
        found.push(objection(DraftRule::NotInSources, word));
    }
    // What only the title holds says nothing by itself: “An order can be cancelled”, under whatever condition.
    if unit.figures.is_empty() && unit.words.all().all(|word| passage.title.has(word)) {
        found.push(objection(DraftRule::NotInSources, &unit.text));
    }
    let title: HashSet<String> = passage.title.all().cloned().collect();
    let here: Vec<&Figure> =
        place.figures.iter().chain(&place.context_figures).chain(&passage.title_figures).collect();
    let all: Vec<&Figure> = passage.sentences.iter().flat_map(|sentence| &sentence.figures).collect();
    for figure in unit.figures.iter().filter(|figure| !figure.is_said_by(&here, &all, &title)) {
        found.push(objection(DraftRule::Figure, &figure.said));
    }
    found.extend(turned_round(unit, place));
    if let Some(around) = around {
        found.extend(left_out(unit, place, around));
    }
    found
}

/// A word that is said of what is not so, or of somebody else.
fn turned_round(unit: &Unit, place: &Sentence) -> Option<Objection> {
    let source = |word: &str| if place.words.has(word) { &place.words } else { &place.context };
    let denied_there = |word: &&String| {
        let source = source(word);
        source.denied.contains(*word) && !source.stated.contains(*word)
    };
    let stated_there = |word: &&String| {
        let source = source(word);
        source.stated.contains(*word) && !source.denied.contains(*word)
    };
    let by_another = |(word, who): &(&String, &HashSet<&'static str>)| {
        place.actors.get(*word).is_some_and(|known| known.is_disjoint(who))
    };
    let turned = unit.words.stated.iter().find(denied_there);
    let turned = turned.or_else(|| unit.words.denied.iter().find(stated_there));
    let turned = turned.or_else(|| unit.actors.iter().find(by_another).map(|(word, _)| word));
    turned.map(|word| objection(DraftRule::TurnedRound, word))
}

/// A condition of the source that the draft does not say near by; where it leans on the sentence before, also of that.
fn left_out(unit: &Unit, place: &Sentence, around: &Words) -> Option<Objection> {
    let leans = unit.words.all().any(|word| !place.words.has(word) && place.context.has(word));
    if !leans && !unit.words.all().any(|word| place.rest.contains(word)) {
        return None;
    }
    let before = if leans { &place.context.limits } else { &place.words.limits };
    let mut limits = place.words.limits.iter().chain(before);
    if let Some(limit) = limits.find(|limit| !around.limits.contains(*limit)) {
        return Some(objection(DraftRule::ConditionLeftOut, limit));
    }
    let before = if leans { place.context_conditions.as_slice() } else { &[] };
    let said = |condition: &HashSet<String>| condition.iter().any(|word| around.has(word));
    let mut conditions = place.conditions.iter().chain(before);
    let missing = conditions.find(|condition| !condition.is_empty() && !said(condition));
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
