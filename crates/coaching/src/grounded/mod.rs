//! The guard on what a language model wrote for a customer: nothing may leave that the cited approved answers do not
//! say. The model is not trusted with anything; a customer's message may have told it what to write.
//!
//! The rules read English. What is not English is in no English source, so it is refused as unsupported.

mod deeds;
mod figures;
mod script;
mod support;
mod words;

use self::{
    support::{Passage, Unit},
    words::Words,
};
use crate::{
    guard::{GuardContext, guard},
    text::Text,
};

/// What a draft may rest on.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The approved answers that it was given.
    pub sources: &'a [GroundSource<'a>],
    /// What the model was told, which must not come back.
    pub instructions: &'a str,
    /// Stand-ins for what is personal, such as `[NAME_1]`.
    pub stand_ins: &'a [&'a str],
}

/// An approved answer, whole.
#[derive(Debug, Clone, Copy)]
pub struct GroundSource<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Why a draft must not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The rule that it breaks.
    pub rule: DraftRule,
    /// The words that break it.
    pub said: String,
}

/// A rule for drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DraftRule {
    /// Letters or signs that no source has: other scripts, what cannot be seen.
    Characters,
    /// Markup, code, calls of tools.
    Markup,
    /// An address that no source has.
    Link,
    /// Too long, or nothing at all.
    Length,
    /// It asks something: a question offers what nobody approved.
    Question,
    /// A number, price, date, time or duration that no source has like this.
    Figure,
    /// Words that no source has.
    NotInSources,
    /// The source says the opposite.
    TurnedRound,
    /// The source says it under a condition that is left out.
    ConditionLeftOut,
    /// It speaks of itself, or says that something was done.
    Deed,
    /// A promise that no source makes.
    Promise,
    /// It claims to be human, to feel or to have lived.
    Human,
    /// What the model was told.
    PromptLeak,
    /// Blame, hostility, shouting.
    Manner,
}

impl DraftRule {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Characters,
        Self::Markup,
        Self::Link,
        Self::Length,
        Self::Question,
        Self::Figure,
        Self::NotInSources,
        Self::TurnedRound,
        Self::ConditionLeftOut,
        Self::Deed,
        Self::Promise,
        Self::Human,
        Self::PromptLeak,
        Self::Manner,
    ];

    /// Its stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Markup => "markup",
            Self::Link => "link",
            Self::Length => "length",
            Self::Question => "question",
            Self::Figure => "figure",
            Self::NotInSources => "not_in_sources",
            Self::TurnedRound => "turned_round",
            Self::ConditionLeftOut => "condition_left_out",
            Self::Deed => "deed",
            Self::Promise => "promise",
            Self::Human => "human",
            Self::PromptLeak => "prompt_leak",
            Self::Manner => "manner",
        }
    }

    /// What it objects to, for people: completes "it …".
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Characters => "uses signs that the articles do not",
            Self::Markup => "holds markup or code",
            Self::Link => "names an address that the articles do not",
            Self::Length => "is empty or too long",
            Self::Question => "asks something",
            Self::Figure => "names a figure that the articles do not name like this",
            Self::NotInSources => "says what the articles do not say",
            Self::TurnedRound => "says the opposite of an article",
            Self::ConditionLeftOut => "leaves out a condition",
            Self::Deed => "speaks of itself or of something done",
            Self::Promise => "promises something",
            Self::Human => "claims to be human, to feel or to have lived",
            Self::PromptLeak => "repeats what it was told",
            Self::Manner => "breaks a rule of good manner",
        }
    }
}

/// What speaks against a draft; empty means that it may leave.
pub fn guard_draft(text: &str, grounds: &Grounds<'_>) -> Vec<Objection> {
    judge(text, grounds, true)
}

/// What speaks against a draft that is still being written; its last sentence may be unfinished, and what it
/// leaves out may follow.
pub fn guard_so_far(text: &str, grounds: &Grounds<'_>) -> Vec<Objection> {
    let end = text.rfind(['.', '!', '?', '\n']).map_or(0, |at| at + 1);
    let long = script::too_long(text);
    if end == 0 && !long {
        return vec![];
    }
    judge(if long { text } else { &text[..end] }, grounds, false)
}

fn judge(text: &str, grounds: &Grounds<'_>, finished: bool) -> Vec<Objection> {
    let text = script::without_stand_ins(text, grounds.stand_ins);
    let mut objections = script::objections(&text, grounds);
    let approved: Vec<&str> = grounds.sources.iter().map(|source| source.text).collect();
    for finding in guard(&text, &GuardContext { customer: "", approved: &approved }) {
        objections.push(Objection { rule: rule_of(finding.rule), said: finding.rule.to_owned() });
    }
    objections.extend(deeds::objections(&text, &approved));
    objections.extend(script::leaks(&text, grounds));
    objections.extend(unsupported(&text, grounds, finished));
    objections.sort_by(|a, b| (a.rule, &a.said).cmp(&(b.rule, &b.said)));
    objections.dedup();
    objections
}

/// What the sources do not bear, sentence by sentence.
fn unsupported(text: &str, grounds: &Grounds<'_>, finished: bool) -> Vec<Objection> {
    let passages: Vec<Passage> = grounds.sources.iter().map(Passage::of).collect();
    let plain = words::plain(text);
    let text = Text::new(&plain);
    let sentences: Vec<&str> = text.sentences().iter().map(|sentence| text.of(sentence)).collect();
    let of = |at: usize| {
        let around = &sentences[at.saturating_sub(1)..sentences.len().min(at + 2)];
        let around = Words::of(&around.join(". "));
        support::objections(&Unit::of(sentences[at]), &passages, finished.then_some(&around))
    };
    (0..sentences.len()).flat_map(of).collect()
}

fn rule_of(finding: &str) -> DraftRule {
    match finding {
        "promise-without-owner" | "guarantee" => DraftRule::Promise,
        "claims-human" | "claims-a-life" | "own-feeling" | "claimed-feeling" | "claimed-experience" => {
            DraftRule::Human
        }
        _ => DraftRule::Manner,
    }
}

#[cfg(test)]
mod tests;
