//! Whether a flow that was played in a mood treats its customer well, and everybody alike.

use rapport_coaching::{Exchange, Speaker, coach};
use rapport_domain::{
    FlowId, StepId,
    content::{Content, FramingPart},
    event::{ConversationEvent, Recorded},
};

use super::{
    Mood, MoodFailure,
    play::{Played, PlayedTurn, kind},
    samples::templates,
};
use crate::compose::says_ai;

/// Words around the facts for somebody who has no time.
const HURRIED_WORDS: usize = 12;
/// The rules about cheer; what else the coach says is for people's drafts.
const CHEER: [&str; 2] = ["cheer-to-hurt", "exclamation-to-hurt"];

/// Everything that is wrong with a flow as it was played. `calm` is how a calm customer heard it.
pub(super) fn judge(content: &Content, mood: Mood, played: &Played, calm: &Played) -> Vec<MoodFailure> {
    let mut failures = Vec::new();
    if let Some(stopped) = &played.stopped {
        failures.push(failure(played, played.turns.len(), stopped.clone()));
    }
    if !played.turns.first().is_some_and(|turn| says_ai(turn.text())) {
        let wrong = "The first reply does not say that an AI speaks.";
        failures.push(failure(played, 1, wrong.to_owned()));
    }
    if let Some(action) = unconfirmed(content, &played.events) {
        let wrong = format!("“{action}” changes something and was called before the customer said yes.");
        failures.push(failure(played, played.turns.len(), wrong));
    }
    // What was not understood has no flow to be framed.
    if played.stopped.is_none() && calm.stopped.is_none() {
        failures.extend(facts(played, calm));
    }
    if played.turns.iter().any(|turn| turn.step().is_some()) {
        failures.extend(framing(content, mood, played, calm));
    }
    failures.sort_by_key(|failure| failure.turn);
    failures
}

fn failure(played: &Played, turn: usize, wrong: String) -> MoodFailure {
    let at = turn.checked_sub(1).and_then(|at| played.turns.get(at));
    MoodFailure {
        turn,
        step: at.and_then(PlayedTurn::step).cloned(),
        wrong,
        said: at.map(|turn| turn.text().to_owned()).unwrap_or_default(),
    }
}

/// An action that changes something and was called without a yes to exactly this call.
fn unconfirmed(content: &Content, events: &[Recorded]) -> Option<String> {
    let changes = |id| content.actions.iter().find(|action| action.id == id).is_none_or(|a| a.changes_state);
    events.iter().enumerate().find_map(|(at, recorded)| {
        let ConversationEvent::ActionRequested { call } = &recorded.event else { return None };
        let confirmed = events[..at].iter().any(|before| match &before.event {
            ConversationEvent::Confirmed { call: yes } => {
                yes.action == call.action && yes.arguments == call.arguments
            }
            _ => false,
        });
        (!confirmed && changes(call.action.clone())).then(|| call.action.to_string())
    })
}

/// Everybody gets the same facts, word for word.
fn facts(played: &Played, calm: &Played) -> Vec<MoodFailure> {
    let with_facts = |played: &Played| -> Vec<usize> {
        (0..played.turns.len()).filter(|at| played.turns[*at].holds_facts()).collect()
    };
    let (own, theirs) = (with_facts(played), with_facts(calm));
    if own.len() != theirs.len() {
        let wrong =
            format!("A calm customer gets {} replies with facts, this one {}.", theirs.len(), own.len());
        return vec![failure(played, played.turns.len(), wrong)];
    }
    let pairs = own.into_iter().zip(theirs);
    let differs = |(at, other): (usize, usize)| {
        let said = played.turns[at].text();
        let missing = paragraphs(calm.turns[other].text()).find(|fact| !said.contains(fact))?;
        Some(failure(played, at + 1, format!("A calm customer reads something else here: “{missing}”.")))
    };
    pairs.filter_map(differs).collect()
}

/// The paragraphs of a reply, without the one that introduces the assistant.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty() && !says_ai(paragraph))
}

fn framing(content: &Content, mood: Mood, played: &Played, calm: &Played) -> Vec<MoodFailure> {
    match mood {
        Mood::Calm => Vec::new(),
        Mood::Angry | Mood::Anxious => acknowledged(mood, played).into_iter().collect(),
        Mood::Grieving => {
            acknowledged(mood, played).into_iter().chain(quiet(content, mood, played)).collect()
        }
        Mood::Hurried => short(played, calm),
    }
}

/// Somebody who hurts is heard no later than in the flow's first reply.
fn acknowledged(mood: Mood, played: &Played) -> Option<MoodFailure> {
    let first = played.turns.iter().position(|turn| turn.step().is_some())?;
    let statements = played.turns[..=first].iter().filter_map(|turn| turn.heard.why.as_ref());
    let heard = statements
        .flat_map(|why| &why.statements)
        .any(|chosen| matches!(chosen.part, FramingPart::Acknowledge | FramingPart::Accept));
    let wrong = format!(
        "Nothing acknowledges how the customer feels. Add a statement with “part: acknowledge” for the \
         feeling “{}” that fits here.",
        mood.feeling()
    );
    (!heard).then(|| failure(played, first + 1, wrong))
}

/// No cheer and no exclamation mark for somebody who grieves.
fn quiet(content: &Content, mood: Mood, played: &Played) -> Vec<MoodFailure> {
    let perception = mood.perception("en");
    let loud = |(at, turn): (usize, &PlayedTurn)| {
        let exchange = Exchange {
            perception: Some(&perception),
            author: Speaker::Assistant,
            ..Exchange::new(&turn.customer, turn.text())
        };
        let found = coach(&exchange, &[]).findings.into_iter().find(|found| CHEER.contains(&found.rule));
        let (loud, message) = match found {
            Some(found) => {
                let within = (0_u32..)
                    .zip(turn.text().chars())
                    .filter(|(at, _)| (found.start..found.end).contains(at));
                let loud: String = within.map(|(_, c)| c).collect();
                let message = format!("“{}” to somebody who grieves: {}", loud.trim(), found.message);
                (loud.trim().to_owned(), message)
            }
            // The rules read English; a mark is one in every language.
            None if turn.text().contains('!') => {
                let message = "An exclamation mark to somebody who grieves. A full stop is calmer.";
                ("!".to_owned(), message.to_owned())
            }
            None => return None,
        };
        let step = step_saying(content, turn, &loud);
        Some(MoodFailure { step, ..failure(played, at + 1, message) })
    };
    played.turns.iter().enumerate().filter_map(loud).collect()
}

/// Which of a turn's steps says this; the last one where it is not told by a step's own text.
fn step_saying(content: &Content, turn: &PlayedTurn, words: &str) -> Option<(FlowId, StepId)> {
    let says = |(flow, step): &&(FlowId, StepId)| {
        let texts = kind(content, flow, step).map(templates).unwrap_or_default();
        texts.iter().any(|text| text.contains(words))
    };
    turn.entered.iter().find(says).or(turn.step()).cloned()
}

/// Every word costs time.
fn short(played: &Played, calm: &Played) -> Vec<MoodFailure> {
    let words = |turn: &PlayedTurn| turn.text().split_whitespace().count();
    let pairs = played.turns.iter().zip(&calm.turns).enumerate();
    let aligned = pairs.filter(|(_, (own, other))| own.step().is_some() && own.step() == other.step());
    let long = aligned.filter_map(|(at, (own, other))| {
        let more = words(own).saturating_sub(words(other));
        let wrong = format!(
            "{more} words stand around what has to be said; somebody who has no time reads {HURRIED_WORDS} at most."
        );
        (more > HURRIED_WORDS).then(|| failure(played, at + 1, wrong))
    });
    long.collect()
}
