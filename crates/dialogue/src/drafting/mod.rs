//! Drafts of a language model, where no authored answer was found: which approved answers it may use, what it is
//! asked, and whether what it wrote may leave. The model itself is called elsewhere.

mod grounds;
mod prompt;

use rapport_coaching::{GroundSource, Grounds, Objection, guard_draft, guard_so_far};
use rapport_domain::{
    TopicId,
    content::{Answer, Content, Response, Topic},
    personal::{Masked, mask},
    proposal::{ProposalObjection, ProposalSource, ProposalVerdict},
};

pub use grounds::{Grounding, sources};
pub use prompt::{NOT_IN_ARTICLES, Prompt, says_nothing};

/// Characters that are kept of the words that break a rule.
const MOST_KEPT: usize = 120;

/// A question without what is personal.
pub fn masked(question: &str, customer_name: Option<&str>) -> Masked {
    let names: Vec<&str> = customer_name.into_iter().collect();
    mask(question, &names)
}

/// Whether drafts can be judged in the language of the content: the guard reads English.
pub fn is_possible_in(locale: &str) -> bool {
    locale.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

/// An approved answer that a draft rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its topic.
    pub topic: TopicId,
    /// The version of the answer.
    pub version: u32,
    /// What customers know it as.
    pub title: String,
    /// What it says, with what happens next.
    pub text: String,
}

impl Source {
    /// The answer of a topic; `None` where a flow answers.
    pub fn of(topic: &Topic) -> Option<Self> {
        let Response::Answer(answer) = &topic.response else { return None };
        Some(Self {
            topic: topic.id.clone(),
            version: answer.version,
            title: topic.help.title.clone().unwrap_or_else(|| topic.title.clone()),
            text: whole(answer),
        })
    }

    /// The answers that a proposal names, as `content` has them; `None` where one is not there any more.
    pub fn named(content: &Content, sources: &[ProposalSource]) -> Option<Vec<Self>> {
        let find = |source: &ProposalSource| {
            let topic = content.topics.iter().find(|topic| topic.id == source.topic)?;
            Self::of(topic).filter(|found| found.version == source.version)
        };
        sources.iter().map(find).collect()
    }
}

fn whole(answer: &Answer) -> String {
    match &answer.next_step {
        Some(next) => format!("{} {next}", answer.plain),
        None => answer.plain.clone(),
    }
}

/// What speaks against a finished draft; empty means that it may leave.
pub fn objections(text: &str, sources: &[Source], masked: &Masked) -> Vec<Objection> {
    with_grounds(sources, masked, |grounds| guard_draft(text, grounds))
}

/// What the guard says to a finished draft.
pub fn verdict(text: &str, sources: &[Source], masked: &Masked) -> ProposalVerdict {
    let kept = |objection: &Objection| ProposalObjection {
        rule: objection.rule.as_str().to_owned(),
        because: objection.rule.in_words().to_owned(),
        said: objection.said.chars().take(MOST_KEPT).collect(),
    };
    let objections: Vec<ProposalObjection> = objections(text, sources, masked).iter().map(kept).collect();
    ProposalVerdict { accepted: objections.is_empty(), objections }
}

/// What speaks against a draft, in words that complete "a text of the language model was refused: …".
pub fn reasons(verdict: &ProposalVerdict) -> String {
    let mut reasons: Vec<&str> = verdict.objections.iter().map(|one| one.because.as_str()).collect();
    reasons.dedup();
    format!("it {}", reasons.join("; it "))
}

/// Whether a draft that is still being written can be given up.
pub fn is_lost(so_far: &str, sources: &[Source], masked: &Masked) -> bool {
    with_grounds(sources, masked, |grounds| !guard_so_far(so_far, grounds).is_empty())
}

fn with_grounds<T>(sources: &[Source], masked: &Masked, judge: impl FnOnce(&Grounds<'_>) -> T) -> T {
    let texts: Vec<GroundSource<'_>> =
        sources.iter().map(|source| GroundSource { title: &source.title, text: &source.text }).collect();
    let stand_ins: Vec<&str> = masked.stand_ins().collect();
    judge(&Grounds { sources: &texts, instructions: prompt::INSTRUCTIONS, stand_ins: &stand_ins })
}
