//! A flow played in a mood, from the request to its end.

use rapport_domain::{
    FlowId, StepId,
    content::{Content, Flow, StepKind},
    conversation::Pending,
    event::{ConversationEvent, FlowEnding, Recorded},
    why::DecisionKind,
};

use super::{Mood, Route, samples::sample_of};
use crate::{
    rehearse::{Heard, Stage},
    understand::{Compiled, Said},
};

/// A path that takes more turns than this goes round in a circle.
const MAX_TURNS: usize = 40;

/// What happened when a flow was played.
pub(super) struct Played {
    /// What was said, turn by turn.
    pub turns: Vec<PlayedTurn>,
    /// Why it did not come to its end, if it did not.
    pub stopped: Option<String>,
    /// Everything that happened.
    pub events: Vec<Recorded>,
}

/// A turn and what came back.
pub(super) struct PlayedTurn {
    /// What the customer wrote.
    pub customer: String,
    /// What came back.
    pub heard: Heard,
    /// The steps that were entered, in order.
    pub entered: Vec<(FlowId, StepId)>,
}

impl PlayedTurn {
    /// What was said.
    pub(super) fn text(&self) -> &str {
        self.heard.text.as_deref().unwrap_or_default()
    }

    /// The last step that was entered.
    pub(super) fn step(&self) -> Option<&(FlowId, StepId)> {
        self.heard.why.as_ref()?.flow.as_ref()
    }

    /// Whether it holds approved text: an answer, or a flow's.
    pub(super) fn holds_facts(&self) -> bool {
        self.heard.why.as_ref().is_some_and(|why| why.flow.is_some() || why.answer_version.is_some())
    }
}

/// Plays a flow on its happy path.
pub(super) fn play(
    compiled: &Compiled,
    route: &Route<'_>,
    mood: Mood,
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> Played {
    let content = &compiled.release().content;
    let locale = &content.company.locale;
    let perception = mood.perception(locale);
    let mut stage = Stage::new(compiled, route.given.clone());
    let mut turns: Vec<PlayedTurn> = Vec::new();
    let mut text = mood.words(&route.request, locale);
    let stopped = loop {
        let from = stage.events.len();
        let heard = match stage.conversation.pending.clone() {
            // Nobody need say anything: what is waited for comes.
            Some(Pending::Wait { event: Some(event), .. }) => stage.signal(&event),
            Some(Pending::Wait { until, .. }) => stage.wait(until.ms_since(stage.surroundings.now)),
            _ => {
                let said = Said::read(&text, vector(&text), vector);
                stage.say(&said, perception.clone())
            }
        };
        let entered = stage.events[from..].iter().filter_map(|recorded| match &recorded.event {
            ConversationEvent::StepEntered { flow, step } => Some((flow.clone(), step.clone())),
            _ => None,
        });
        turns.push(PlayedTurn { customer: std::mem::take(&mut text), heard, entered: entered.collect() });
        if ended(&stage.events[from..], route) {
            break None;
        }
        let Some(turn) = turns.last() else { break None };
        if let Some(trouble) = trouble(&stage, content, turn, turns.len() == 1, route) {
            break Some(trouble);
        }
        match answer(&stage, content, route) {
            Some(next) if turns.len() < MAX_TURNS => text = next,
            Some(_) => break Some(format!("After {MAX_TURNS} turns the flow had not come to its end.")),
            None => break Some("Nothing was asked, and the flow had not come to its end.".to_owned()),
        }
    };
    Played { turns, stopped, events: stage.events }
}

fn ended(events: &[Recorded], route: &Route<'_>) -> bool {
    events.iter().any(|recorded| match &recorded.event {
        ConversationEvent::FlowEnded { flow, ending } => {
            *flow == route.target.id && *ending == FlowEnding::Finished
        }
        ConversationEvent::HandoverRequested { .. } => route.path.handed_over,
        _ => false,
    })
}

/// What stands in the way of going on.
fn trouble(
    stage: &Stage<'_>,
    content: &Content,
    turn: &PlayedTurn,
    first: bool,
    route: &Route<'_>,
) -> Option<String> {
    if let Some(handover) = &stage.conversation.handover {
        return Some(format!("A person was called before the flow's end: {}", handover.note));
    }
    let begun = stage.conversation.flows.iter().any(|frame| frame.flow == route.entry.id);
    let offered =
        matches!(&stage.conversation.pending, Some(Pending::OfferFlow { flow }) if *flow == route.entry.id);
    if begun || offered || !first {
        return None;
    }
    let why = turn.heard.why.as_ref();
    let title = |id| content.topics.iter().find(|topic| topic.id == id).map(|topic| topic.title.clone());
    let taken_for =
        why.and_then(|why| why.topic.clone()).filter(|topic| *topic != route.topic).and_then(title);
    Some(match (taken_for, why.map(|why| why.decision)) {
        (Some(title), _) => format!(
            "The request was taken for “{title}”. Add examples in such words to the topic “{}”.",
            route.topic
        ),
        (None, Some(DecisionKind::AskedBack | DecisionKind::DidNotKnow)) => format!(
            "The request was not understood for certain. Add examples in such words to the topic “{}”.",
            route.topic
        ),
        _ => "The request did not begin the flow.".to_owned(),
    })
}

/// What the customer says next, so that the flow goes on.
fn answer(stage: &Stage<'_>, content: &Content, route: &Route<'_>) -> Option<String> {
    let yes = || Some(content.wordings.yes.clone());
    match stage.conversation.pending.as_ref()? {
        Pending::Slot { flow, step, .. } => match kind(content, flow, step)? {
            StepKind::Ask(ask) => {
                let wanted = route.path.slots.get(ask.slot.as_str()).cloned();
                Some(wanted.unwrap_or_else(|| sample_of(ask, stage.surroundings.now)))
            }
            _ => None,
        },
        Pending::Choice { flow, step, .. } => match kind(content, flow, step)? {
            StepKind::Choose(choose) => {
                let wanted = route.path.slots.get(choose.slot.as_str());
                let chosen = choose.options.iter().find(|option| wanted == Some(&option.value));
                chosen.or(choose.options.first()).map(|option| option.label.clone())
            }
            _ => None,
        },
        Pending::Confirmation { .. } => yes(),
        Pending::OfferFlow { flow } if *flow == route.entry.id => yes(),
        Pending::Wait { .. } => Some("(waits)".to_owned()),
        Pending::OfferFlow { .. }
        | Pending::OfferResume { .. }
        | Pending::WhichTopic { .. }
        | Pending::OfferPerson {} => None,
    }
}

/// A step by its names.
pub(super) fn kind<'a>(content: &'a Content, flow: &FlowId, step: &StepId) -> Option<&'a StepKind> {
    let flow: &Flow = content.flows.iter().find(|known| known.id == *flow)?;
    flow.steps.iter().find(|known| known.id == *step).map(|step| &step.kind)
}
