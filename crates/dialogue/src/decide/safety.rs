//! Danger comes first: never an unrelated answer to somebody who may be hurt.

use std::sync::LazyLock;

use rapport_domain::{
    content::{Response, Topic},
    event::HandoverReason,
    perception::{HostilityLevel, Perception, UrgencyReason},
    understanding::{Candidate, Understanding},
};
use regex::Regex;

use super::{Draft, answer};
use crate::compose::Part;

/// From here on urgency for safety's sake counts as danger: perception gives 0.7 and more to what burns,
/// swells, leaks or was swallowed, and 0.5 to "is this safe?".
const ALARM: f32 = 0.7;
/// Without words of alarm, a safety flow starts from here on if nothing is likelier: it says what to do and
/// calls a person, which harms nobody who meant something else, and missing it may.
const LIKELY: f32 = 0.15;
/// In danger, a safety topic is taken from here on: the approved words for gas are better than general ones,
/// even where they may be for another stove.
const LIKELY_IN_DANGER: f32 = 0.1;

/// What the person who is called reads.
const PLEASE: &str = "Somebody may be in danger. Please answer at once.";

/// Whoever may be in danger hears what to do at once, and a person is called, before all who wait already.
pub(super) fn danger(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let harm = self_harm(draft);
    let meant = topic(draft, understanding);
    // "I will burn your shop down" alarms too; in a threat the alarm has to be about a topic of ours.
    let threatens = draft.mood.hostility.level == HostilityLevel::Threat;
    let alarm = is_alarm(&draft.mood) && (!threatens || meant.is_some());
    if !harm && !alarm && !FEAR_OF_DEATH.is_match(&heard(draft)) {
        return false;
    }
    draft.urgent = true;
    draft.note_candidates(understanding);
    if let Some((topic, confidence)) = meant {
        draft.note("It is about safety, so it comes before everything else.");
        match &topic.response {
            Response::Flow(_) => answer::give(draft, topic, Some(confidence)),
            // An answer that was given before is no reason to leave somebody without it.
            Response::Answer(approved) => draft.answer(topic, approved, Some(confidence)),
        }
    }
    let helped = meant.is_some_and(|(topic, _)| helps_at_once(draft, topic));
    let wordings = &draft.content().wordings;
    let first_words = draft.wording(if harm { &wordings.self_harm } else { &wordings.danger }, &[]);
    // A flow for just this names the same help in words of its own.
    if !helped || harm && !names_all_numbers(draft, &first_words) {
        draft.reply.opening.push(Part::plain(first_words));
    }
    if !helped || harm && draft.state.handover.is_none() {
        draft.hand_over(HandoverReason::Flow, PLEASE);
    } else if draft.state.handover.is_some() {
        draft.call_person(HandoverReason::Flow, PLEASE);
    }
    true
}

/// Without words of danger, a safety flow that is likely comes before everything but a shield against abuse.
pub(super) fn precaution(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if draft.state.handover.is_some() {
        return false;
    }
    let first = understanding.candidates.first().filter(|first| first.confidence >= LIKELY);
    let named = first.and_then(|first| Some((draft.topic(&first.topic)?, first.confidence)));
    let Some((topic, confidence)) = named.filter(|(topic, _)| helps_at_once(draft, topic)) else {
        return false;
    };
    draft.note_candidates(understanding);
    draft.note("It is about safety, so it comes before everything else.");
    answer::give(draft, topic, Some(confidence));
    true
}

/// The safety topic that is meant in danger: a likely one, and of these one whose flow helps, since whoever may
/// be hurt needs a person more than an answer.
fn topic<'a>(draft: &Draft<'a>, understanding: &Understanding) -> Option<(&'a Topic, f32)> {
    let named = |candidate: &Candidate| Some((draft.topic(&candidate.topic)?, candidate.confidence));
    let likely = understanding.candidates.iter().filter(|candidate| candidate.confidence >= LIKELY_IN_DANGER);
    let likely: Vec<_> = likely.filter_map(named).filter(|(topic, _)| topic.safety).collect();
    let answers = |(topic, _): &&(&Topic, f32)| matches!(topic.response, Response::Answer(_));
    let helping = likely.iter().find(|(topic, _)| helps_at_once(draft, topic));
    helping.or_else(|| likely.iter().find(answers)).copied()
}

/// A safety topic with a flow, which says what to do and calls a person.
fn helps_at_once(draft: &Draft<'_>, topic: &Topic) -> bool {
    topic.safety && matches!(&topic.response, Response::Flow(flow) if draft.flow(flow).is_some())
}

/// Whether the reply says every number that stands in `text`, such as those to call.
fn names_all_numbers(draft: &Draft<'_>, text: &str) -> bool {
    let body: Vec<&str> = draft.reply.body.iter().map(|part| part.plain.as_str()).collect();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).peekable();
    numbers.peek().is_some() && numbers.all(|number| body.iter().any(|said| said.contains(number)))
}

/// Whether a message shows that somebody may be in danger: then nobody ends the conversation.
pub fn shows_danger(text: &str, perception: Option<&Perception>) -> bool {
    let text = plain(text);
    perception.is_some_and(is_alarm) || speaks_of_self_harm(&text) || FEAR_OF_DEATH.is_match(&text)
}

fn is_alarm(perception: &Perception) -> bool {
    perception.urgency >= ALARM && perception.urgency_reason == Some(UrgencyReason::Safety)
}

/// Whether the turn speaks of ending one's life or hurting oneself.
fn self_harm(draft: &Draft<'_>) -> bool {
    speaks_of_self_harm(&heard(draft))
}

/// The turn as the patterns want it.
fn heard(draft: &Draft<'_>) -> String {
    plain(&draft.text)
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace('\u{2019}', "'")
}

fn speaks_of_self_harm(text: &str) -> bool {
    let text = FEAR_OF_DEATH.replace_all(text, "");
    // Neither alone says it: "I won't be here on Friday" is about a delivery.
    SELF_HARM.is_match(&text) || LEAVING.is_match(&text) && UNMISSED.is_match(&text)
}

/// Whoever does not want to die may be in danger, but not from themselves.
static FEAR_OF_DEATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:don't|do not|dont) (?:want to|wanna) die\b").expect("the pattern is tested")
});

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
        for text in ["there is gas everywhere and i don't want to die", "i do not wanna die in this tent"] {
            assert!(!speaks_of_self_harm(text) && FEAR_OF_DEATH.is_match(text), "{text}");
        }
        for text in ["the stove burned me and i want to die", "i don't want to die but i want to hurt myself"]
        {
            assert!(speaks_of_self_harm(text), "{text}");
        }
        for text in ["i cut myself a slice", "this queue is killing me", "the battery died", "i hurt my knee"]
        {
            assert!(!speaks_of_self_harm(text), "{text}");
        }
    }
}
