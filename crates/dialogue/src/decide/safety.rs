//! Danger comes first: never an unrelated answer to somebody who may be hurt.

use std::sync::LazyLock;

use rapport_domain::{
    content::{Response, Topic},
    event::HandoverReason,
    perception::UrgencyReason,
    understanding::{Candidate, Understanding},
    why::DecisionKind,
};
use regex::Regex;

use super::{Draft, answer};

/// From here on urgency for safety's sake counts as danger: perception gives 0.7 and more to what burns,
/// swells, leaks or was swallowed, and 0.5 to "is this safe?".
const ALARM: f32 = 0.7;
/// Without words of alarm, a safety flow starts from here on if nothing is likelier: it says what to do and
/// calls a person, which harms nobody who meant something else, and missing it may.
const LIKELY: f32 = 0.15;
/// In danger, a safety topic is taken from here on: the approved words for gas are better than general ones,
/// even where they may be for another stove.
const LIKELY_IN_DANGER: f32 = 0.1;

/// Whoever may be in danger hears what to do at once, and a person is called.
pub(super) fn danger(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let harm = speaks_of_self_harm(&draft.text.to_lowercase().replace('\u{2019}', "'"));
    let alarm =
        harm || draft.mood.urgency >= ALARM && draft.mood.urgency_reason == Some(UrgencyReason::Safety);
    if draft.state.handover.is_some() && !alarm {
        return false;
    }
    if let Some((topic, confidence)) = topic(draft, understanding, alarm) {
        draft.note_candidates(understanding);
        draft.note("It is about safety, so it comes before everything else.");
        // An answer that was given before is no reason to leave somebody without it.
        answer::give(draft, topic, Some(confidence));
        return true;
    }
    if !alarm {
        return false;
    }
    let wordings = &draft.content().wordings;
    let text = draft.wording(if harm { &wordings.self_harm } else { &wordings.danger }, &[]);
    draft.note_candidates(understanding);
    draft.settle(DecisionKind::HandedOver);
    draft.say(text);
    draft.hand_over(HandoverReason::Flow, "Somebody may be in danger. Please answer at once.");
    true
}

/// The safety topic that is meant: where there is danger a likely one, else the first if it is likely.
fn topic<'a>(draft: &Draft<'a>, understanding: &Understanding, alarm: bool) -> Option<(&'a Topic, f32)> {
    let named = |candidate: &Candidate| Some((draft.topic(&candidate.topic)?, candidate.confidence));
    if !alarm {
        let first = understanding.candidates.first().filter(|first| first.confidence >= LIKELY)?;
        return named(first).filter(|(topic, _)| helps_at_once(draft, topic));
    }
    let likely = understanding.candidates.iter().filter(|candidate| candidate.confidence >= LIKELY_IN_DANGER);
    let likely: Vec<_> = likely.filter_map(named).filter(|(topic, _)| topic.safety).collect();
    // Whoever may be hurt needs a person more than an answer.
    likely.iter().find(|(topic, _)| helps_at_once(draft, topic)).or(likely.first()).copied()
}

/// A safety topic with a flow, which says what to do and calls a person.
fn helps_at_once(draft: &Draft<'_>, topic: &Topic) -> bool {
    topic.safety && matches!(&topic.response, Response::Flow(flow) if draft.flow(flow).is_some())
}

fn speaks_of_self_harm(text: &str) -> bool {
    // Neither alone says it: "I won't be here on Friday" is about a delivery.
    SELF_HARM.is_match(text) || LEAVING.is_match(text) && UNMISSED.is_match(text)
}

/// Words about not being there any more.
static LEAVING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:(?:won't|wont|will not|not going to|not gonna) be (?:here|around|alive)|(?:when|once|if|after) i(?:'m| am| was|'ve)? gone|if i (?:disappeared|died|vanished)|not here any ?more)\b",
    )
    .expect("the pattern is tested")
});

/// Words about nobody caring.
static UNMISSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:no[- ]?one|nobody)(?: else)?(?: would|'d| will|'ll)?(?: even| ever| really)? (?:notices?|cares?|miss(?:es)?)\b")
        .expect("the pattern is tested")
});

/// Words about ending one's life or hurting oneself. Rules, because this must not depend on a model.
static SELF_HARM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:kill(?:ing)? myself|end(?:ing)? (?:my life|it all)|suicid\w*|self[- ]?harm\w*|(?:hurt|harm|cut)(?:ting|ing)? myself (?:again|on purpose)|want to (?:hurt|harm) myself|want to die|wanna die|(?:don't|do not|dont) want to (?:live|be alive|be here any ?more)|no reason to live|better off (?:dead|without me)|take my own life)\b",
    )
    .expect("the pattern is tested")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_self_harm() {
        for text in ["i want to kill myself", "i don't want to live", "feeling suicidal", "i want to die"] {
            assert!(speaks_of_self_harm(text), "{text}");
        }
        for text in ["i won't be around much longer and nobody would notice", "if i died no one would care"] {
            assert!(speaks_of_self_harm(text), "{text}");
        }
        for text in
            ["i won't be here on friday, please leave it with a neighbour", "no one would notice the scratch"]
        {
            assert!(!speaks_of_self_harm(text), "{text}");
        }
        for text in ["i cut myself a slice", "this queue is killing me", "the battery died", "i hurt my knee"]
        {
            assert!(!speaks_of_self_harm(text), "{text}");
        }
    }
}
