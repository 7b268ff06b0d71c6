//! Every flow in five moods: its happy path, found by itself and gone through as a calm, an angry, an anxious,
//! a grieving and a hurried customer. Everybody gets the same facts; what stands around them fits.

mod judge;
mod mood;
mod path;
mod play;
mod samples;

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
};

use rapport_domain::{
    ActionId, FlowId, StepId, TopicId,
    action::ActionOutcome,
    content::{Content, Flow, Response, StepKind, Topic},
    conversation::Pending,
};
use serde::Serialize;

pub use mood::Mood;

use self::{
    path::{Path, happy_path},
    play::{Played, play},
    samples::{Answers, stand_ins},
};
use super::{ConversationTest, Stage};
use crate::understand::{Compiled, Said};

/// So many examples of a topic are tried to find one that leads to the flow in every mood.
const MAX_TRIED: usize = 8;

/// What came of a flow in all moods.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowInMoods {
    /// The flow.
    pub flow: FlowId,
    /// What the customer asks for; `None` where no topic and no other flow leads to the flow, so that no
    /// customer can get there.
    pub request: Option<String>,
    /// What came of it, mood by mood; empty where no customer can get there.
    pub moods: Vec<MoodReport>,
}

/// What came of a flow in one mood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MoodReport {
    /// The mood.
    pub mood: Mood,
    /// What is wrong; empty means that it passed.
    pub failures: Vec<MoodFailure>,
    /// What was said, turn by turn: customer and reply.
    pub transcript: Vec<(String, String)>,
}

/// Something that is wrong in one mood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MoodFailure {
    /// Which turn, from 1.
    pub turn: usize,
    /// The step that spoke, if one did.
    pub step: Option<(FlowId, StepId)>,
    /// What is wrong and what to do.
    pub wrong: String,
    /// What the customer read there.
    pub said: String,
}

impl FlowInMoods {
    /// Whether nothing is wrong in any mood.
    pub fn passed(&self) -> bool {
        self.moods.iter().all(|report| report.failures.is_empty())
    }
}

/// The flow and how each mood went, then what is wrong and where.
impl std::fmt::Display for FlowInMoods {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:<28}", self.flow.as_str())?;
        if self.request.is_none() {
            return write!(f, " no topic or flow leads here");
        }
        for report in &self.moods {
            let word = if report.failures.is_empty() { "ok" } else { "FAILED" };
            write!(f, " {:<9}", word)?;
        }
        for report in &self.moods {
            for failure in &report.failures {
                let step = failure.step.as_ref().map(|(flow, step)| format!(", step “{step}” of “{flow}”"));
                write!(f, "\n  {}, turn {}{}", report.mood, failure.turn, step.unwrap_or_default())?;
                write!(f, "\n    - {}", failure.wrong)?;
                if let Some((customer, _)) = report.transcript.get(failure.turn.saturating_sub(1)) {
                    write!(f, "\n    customer:  {customer}")?;
                }
                for line in failure.said.lines().filter(|line| !line.is_empty()) {
                    write!(f, "\n    assistant: {line}")?;
                }
            }
        }
        Ok(())
    }
}

/// The names of the moods above the columns that [`FlowInMoods`] prints.
pub fn moods_heading() -> String {
    let names: String = Mood::ALL.iter().map(|mood| format!(" {:<9}", mood.as_str())).collect();
    format!("{:<28}{names}", "flow").trim_end().to_owned()
}

/// Goes through every flow of a release in every mood. Other systems answer as in `tests` where those tell, and
/// as the happy path needs it; none is called. `vector` gives a text's sentence vector.
pub fn run_moods(
    compiled: &Compiled,
    tests: &[ConversationTest],
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> Vec<FlowInMoods> {
    run_moods_while(compiled, tests, vector, &|_| true)
}

/// The same, flow by flow, as long as `go_on` says so; it is told how many flows are done.
pub fn run_moods_while(
    compiled: &Compiled,
    tests: &[ConversationTest],
    vector: &dyn Fn(&str) -> Vec<f32>,
    go_on: &dyn Fn(usize) -> bool,
) -> Vec<FlowInMoods> {
    let content = &compiled.release().content;
    let answers = Answers::of(tests);
    // The same few values are given in every flow and every mood.
    let known: RefCell<HashMap<String, Vec<f32>>> = RefCell::default();
    let vector = |text: &str| -> Vec<f32> {
        if let Some(found) = known.borrow().get(text) {
            return found.clone();
        }
        let made = vector(text);
        known.borrow_mut().insert(text.to_owned(), made.clone());
        made
    };
    let flows = content.flows.iter().enumerate().take_while(|(done, _)| go_on(*done));
    flows.map(|(_, flow)| in_all_moods(compiled, flow, &answers, &vector)).collect()
}

/// How a customer gets to a flow and through it.
pub(in crate::rehearse) struct Route<'a> {
    /// The flow that is looked at.
    target: &'a Flow,
    /// The flow that the request begins: the same, or one that calls it.
    entry: &'a Flow,
    /// The topic that leads there.
    topic: TopicId,
    /// What the customer asks for.
    request: String,
    /// The way through.
    path: Path<'a>,
    /// What other systems answer.
    given: BTreeMap<ActionId, Vec<ActionOutcome>>,
}

impl Route<'_> {
    /// What the customer asks for.
    pub(in crate::rehearse) fn request(&self) -> &str {
        &self.request
    }

    /// The topic that leads there.
    pub(in crate::rehearse) const fn topic_id(&self) -> &TopicId {
        &self.topic
    }

    /// The flow that the request begins.
    pub(in crate::rehearse) const fn entry_id(&self) -> &FlowId {
        &self.entry.id
    }

    /// What other systems answer.
    pub(in crate::rehearse) const fn given(&self) -> &BTreeMap<ActionId, Vec<ActionOutcome>> {
        &self.given
    }

    /// The values of slots that decide where the flow goes.
    pub(in crate::rehearse) const fn needed(&self) -> &BTreeMap<String, String> {
        &self.path.slots
    }

    /// The actions that are called on the way.
    pub(in crate::rehearse) fn acts(&self) -> impl Iterator<Item = &ActionId> {
        self.path.acts.iter().map(|act| &act.action)
    }
}

/// The way into and through each flow that customers can get to and that comes to an end.
pub(in crate::rehearse) fn routes<'a>(
    compiled: &'a Compiled,
    tests: &[ConversationTest],
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> Vec<Route<'a>> {
    let content = &compiled.release().content;
    let answers = Answers::of(tests);
    let route = |target: &'a Flow| {
        let (entry, topic, path) = ways_in(content, target).into_iter().find_map(|(entry, topic)| {
            Some((entry, topic, happy_path(content, entry, &target.id, &answers)?))
        })?;
        let given = stand_ins(content, &path, &answers);
        let request = request(compiled, entry, topic, vector);
        Some(Route { target, entry, topic: topic.id.clone(), request, path, given })
    };
    content.flows.iter().filter_map(route).collect()
}

fn in_all_moods(
    compiled: &Compiled,
    target: &Flow,
    answers: &Answers<'_>,
    vector: &dyn Fn(&str) -> Vec<f32>,
) -> FlowInMoods {
    let content = &compiled.release().content;
    let entries = ways_in(content, target);
    let Some((entry, topic)) = entries.first() else {
        return FlowInMoods { flow: target.id.clone(), request: None, moods: vec![] };
    };
    let with_path = entries.iter().find_map(|(entry, topic)| {
        let path = happy_path(content, entry, &target.id, answers)?;
        Some((*entry, *topic, path))
    });
    let Some((entry, topic, path)) = with_path else {
        return without_end(target, request(compiled, entry, topic, vector));
    };
    let given = stand_ins(content, &path, answers);
    let request = request(compiled, entry, topic, vector);
    let route = Route { target, entry, topic: topic.id.clone(), request, path, given };
    let calm = play(compiled, &route, Mood::Calm, vector);
    let moods = Mood::ALL.iter().map(|mood| match mood {
        Mood::Calm => report(content, *mood, &calm, &calm),
        _ => report(content, *mood, &play(compiled, &route, *mood, vector), &calm),
    });
    FlowInMoods { flow: target.id.clone(), moods: moods.collect(), request: Some(route.request) }
}

fn report(content: &Content, mood: Mood, played: &Played, calm: &Played) -> MoodReport {
    let transcript = played.turns.iter().map(|turn| (turn.customer.clone(), turn.text().to_owned()));
    MoodReport { mood, failures: judge::judge(content, mood, played, calm), transcript: transcript.collect() }
}

/// A flow that cannot be gone through fails in every mood.
fn without_end(target: &Flow, request: String) -> FlowInMoods {
    let failure = MoodFailure {
        turn: 1,
        step: None,
        wrong: "No way through the flow comes to an end. Give it a way to an end or a person.".to_owned(),
        said: String::new(),
    };
    let report =
        |mood: &Mood| MoodReport { mood: *mood, failures: vec![failure.clone()], transcript: vec![] };
    FlowInMoods {
        flow: target.id.clone(),
        request: Some(request),
        moods: Mood::ALL.iter().map(report).collect(),
    }
}

/// The flows that customers can begin to get to `target`, each with a topic that leads to it: itself first, then
/// those that call it.
fn ways_in<'a>(content: &'a Content, target: &'a Flow) -> Vec<(&'a Flow, &'a Topic)> {
    let topic_of = |flow: &Flow| {
        let leads = |topic: &&Topic| matches!(&topic.response, Response::Flow(id) if *id == flow.id);
        let offers = |topic: &&Topic| matches!(&topic.response, Response::Answer(answer) if answer.offer.as_ref() == Some(&flow.id));
        content.topics.iter().find(leads).or_else(|| content.topics.iter().find(offers))
    };
    let callers =
        content.flows.iter().filter(|flow| flow.id != target.id && calls(content, flow, &target.id, 0));
    [target].into_iter().chain(callers).filter_map(|flow| Some((flow, topic_of(flow)?))).collect()
}

/// Whether `flow` calls `wanted`, itself or through others.
fn calls(content: &Content, flow: &Flow, wanted: &FlowId, depth: usize) -> bool {
    flow.steps.iter().any(|step| {
        let StepKind::Call(call) = &step.kind else { return false };
        let deeper = || {
            let called = content.flows.iter().find(|known| known.id == call.flow);
            depth < 5 && called.is_some_and(|called| calls(content, called, wanted, depth + 1))
        };
        call.flow == *wanted || deeper()
    })
}

/// What the customer asks for: the first of the topic's examples that leads to the flow in every mood's words, so
/// that all moods ask the same; if there is none, the first that does so calmly.
fn request(compiled: &Compiled, entry: &Flow, topic: &Topic, vector: &dyn Fn(&str) -> Vec<f32>) -> String {
    let locale = &compiled.release().content.company.locale;
    let leads = |example: &str, mood: Mood| {
        let text = mood.words(example, locale);
        let mut stage = Stage::new(compiled, BTreeMap::new());
        let said = Said::read(&text, vector(&text), vector);
        let heard = stage.say(&said, mood.perception(locale));
        let about = heard.why.is_some_and(|why| why.topic.as_ref() == Some(&topic.id));
        let state = &stage.conversation;
        let begun = state.flows.iter().any(|frame| frame.flow == entry.id) || heard.person_awaited;
        let offered = matches!(&state.pending, Some(Pending::OfferFlow { flow }) if *flow == entry.id);
        about && (begun || offered)
    };
    let tried: Vec<&String> = topic.examples.iter().take(MAX_TRIED).collect();
    let in_all = tried.iter().find(|example| Mood::ALL.iter().all(|mood| leads(example, *mood)));
    let chosen = in_all.or_else(|| tried.iter().find(|example| leads(example, Mood::Calm)));
    chosen.copied().or(topic.examples.first()).unwrap_or(&topic.title).clone()
}
