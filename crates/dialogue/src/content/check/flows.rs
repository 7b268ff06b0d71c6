//! Flows: steps that cannot be reached, that lead nowhere, that lack what they need.

use std::collections::BTreeSet;

use rapport_domain::{
    FlowId,
    content::{ActStep, Content, Flow, Response, Step, StepKind},
};

use super::flow_graph::Graph;
use crate::{content::Finding, flow::SAID_SO_FAR, placeholder};

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    for flow in &content.flows {
        let mut wrong = |message: String| findings.push(Finding::error(file(flow), message));
        if flow.steps.is_empty() {
            wrong("The flow has no steps.".to_owned());
            continue;
        }
        for (name, text) in [("title", &flow.title), ("offer", &flow.offer)] {
            if text.trim().is_empty() {
                wrong(format!("“{name}” is empty."));
            }
        }
        let silence = flow.silence.and_then(super::asks::silence_problem);
        findings.extend(silence.map(|problem| Finding::error(file(flow), problem)));
        graph(flow, content, findings);
        let known = known_values(flow, content);
        for step in &flow.steps {
            let problems = step_problems(&step.kind, content, &known);
            let finding = |message: String| {
                Finding::error(file(flow), format!("Step “{}”: {message}", step.id)).in_step(step.id.as_str())
            };
            findings.extend(problems.into_iter().map(finding));
            findings.extend(tone(flow, step));
        }
        if !is_used(flow, content) {
            let message = "No topic, answer or flow leads here. Let one lead here, or take the flow away.";
            findings.push(Finding::warning(file(flow), message));
        }
    }
}

/// What the practices say of what a step says.
fn tone(flow: &Flow, step: &Step) -> Vec<Finding> {
    let said = texts(&step.kind).into_iter();
    let said = said.filter(|(what, _)| matches!(*what, "text" | "spoken" | "retry" | "confirm"));
    said.flat_map(|(_, text)| rapport_coaching::lint_answer(text))
        .map(|found| {
            let message = format!("Step “{}”: {} {}", step.id, found.message, found.suggestion);
            Finding::warning(file(flow), message)
        })
        .collect()
}

fn file(flow: &Flow) -> String {
    format!("flows/{}.yaml", flow.id)
}

fn graph(flow: &Flow, content: &Content, findings: &mut Vec<Finding>) {
    let name = |at: usize| flow.steps[at].id.as_str();
    let mut wrong = |at: usize, message: String| {
        findings.push(Finding::error(file(flow), message).in_step(name(at)));
    };
    let mut seen = BTreeSet::new();
    for (at, step) in flow.steps.iter().enumerate().filter(|(_, step)| !seen.insert(step.id.clone())) {
        wrong(at, format!("There are two steps “{}”; give one another id.", step.id));
    }
    let graph = Graph::of(flow, content);
    for (at, target) in &graph.dangling {
        wrong(*at, format!("Step “{}” leads to “{target}”, which does not exist.", name(*at)));
    }
    let reachable = graph.reachable();
    for at in (0..flow.steps.len()).filter(|at| !reachable.contains(at)) {
        wrong(at, format!("Step “{}” can never be reached. Lead to it, or take it away.", name(at)));
    }
    let ending = graph.can_end();
    if let Some(at) = reachable.iter().find(|at| !ending.contains(at)) {
        let message = "the flow can never end. Give it a way to an end or a person.";
        wrong(*at, format!("From step “{}” {message}", name(*at)));
    }
    if let Some(at) = graph.restless_circle() {
        let message = "goes round in a circle that never asks the customer. Let it ask, or lead out.";
        wrong(at, format!("Step “{}” {message}", name(at)));
    }
    if calls(flow, content).contains(&flow.id) {
        let message = "The flow calls itself, directly or through another.";
        findings.push(Finding::error(file(flow), message));
    }
}

/// The flows that `flow` calls, directly or through others.
fn calls(flow: &Flow, content: &Content) -> BTreeSet<FlowId> {
    let mut called = BTreeSet::new();
    let mut open = vec![flow];
    while let Some(flow) = open.pop() {
        for step in &flow.steps {
            if let StepKind::Call(call) = &step.kind
                && called.insert(call.flow.clone())
            {
                open.extend(content.flows.iter().find(|candidate| candidate.id == call.flow));
            }
        }
    }
    called
}

fn is_used(flow: &Flow, content: &Content) -> bool {
    let by_topic = content.topics.iter().any(|topic| match &topic.response {
        Response::Flow(id) => *id == flow.id,
        Response::Answer(answer) => answer.offer.as_ref() == Some(&flow.id),
    });
    by_topic
        || content.flows.iter().any(|other| other.id != flow.id && calls(other, content).contains(&flow.id))
}

/// The slots and results that may be known somewhere in a flow.
fn known_values(flow: &Flow, content: &Content) -> BTreeSet<String> {
    let down = calls(flow, content);
    let related = content.flows.iter().filter(|other| {
        other.id == flow.id || down.contains(&other.id) || calls(other, content).contains(&flow.id)
    });
    related.flat_map(|flow| &flow.steps).filter_map(|step| fills(&step.kind)).collect()
}

fn fills(kind: &StepKind) -> Option<String> {
    match kind {
        StepKind::Ask(ask) => Some(ask.slot.to_string()),
        StepKind::Choose(choose) => Some(choose.slot.to_string()),
        StepKind::Remember(remember) => Some(remember.slot.to_string()),
        StepKind::Act(act) => Some(format!("{}.", act.save)),
        _ => None,
    }
}

fn step_problems(kind: &StepKind, content: &Content, known: &BTreeSet<String>) -> Vec<String> {
    let mut problems = Vec::new();
    for (what, text) in texts(kind) {
        if text.trim().is_empty() && what != "value" {
            problems.push(format!("“{what}” is empty."));
        }
        problems.extend(placeholder::names(text).into_iter().filter_map(|name| unfilled(name, known)));
    }
    if fills(kind).as_deref() == Some(SAID_SO_FAR) {
        problems.push(format!("The name “{SAID_SO_FAR}” is taken; call the slot something else."));
    }
    match kind {
        StepKind::Branch(branch) => problems.extend(unfilled(&branch.on, known)),
        StepKind::Choose(choose) if choose.options.len() < 2 => {
            problems.push("There is nothing to choose from; give two options or more.".to_owned());
        }
        StepKind::Ask(ask) => problems.extend(super::asks::problems(ask, known)),
        StepKind::Wait(wait) => problems.extend(super::asks::wait_problems(wait)),
        StepKind::Call(call) if !content.flows.iter().any(|flow| flow.id == call.flow) => {
            problems.push(format!("There is no flow “{}”.", call.flow));
        }
        StepKind::Act(act) => problems.extend(act_problems(act, content)),
        _ => {}
    }
    problems
}

fn unfilled(name: &str, known: &BTreeSet<String>) -> Option<String> {
    let key = name.split_once('.').map_or_else(|| name.to_owned(), |(root, _)| format!("{root}."));
    (!known.contains(&key)).then(|| {
        format!("Nothing fills {{{name}}}: no step asks for it, sets it or saves it under that name.")
    })
}

/// The texts of a step with the names of their keys.
fn texts(kind: &StepKind) -> Vec<(&'static str, &str)> {
    match kind {
        StepKind::Say(say) => {
            let spoken = say.spoken.iter().map(|spoken| ("spoken", spoken.as_str()));
            [("text", say.text.as_str())].into_iter().chain(spoken).collect()
        }
        StepKind::Ask(ask) => {
            let bounds = [("least", &ask.least), ("most", &ask.most)];
            let bounds = bounds.into_iter().filter_map(|(what, text)| Some((what, text.as_deref()?)));
            [("text", ask.text.as_str()), ("retry", ask.retry.as_str())].into_iter().chain(bounds).collect()
        }
        StepKind::Wait(wait) => vec![("text", &wait.text)],
        StepKind::Choose(choose) => {
            let labels = choose
                .options
                .iter()
                .flat_map(|o| [("label", o.label.as_str()), ("option", o.value.as_str())]);
            [("text", choose.text.as_str())].into_iter().chain(labels).collect()
        }
        StepKind::Remember(remember) => vec![("value", &remember.value)],
        StepKind::Act(act) => {
            let confirm = act.confirm.iter().map(|confirm| ("confirm", confirm.as_str()));
            act.with.values().map(|value| ("with", value.as_str())).chain(confirm).collect()
        }
        StepKind::HandOver(hand_over) => {
            let text = hand_over.text.iter().map(|text| ("text", text.as_str()));
            [("reason", hand_over.reason.as_str())].into_iter().chain(text).collect()
        }
        StepKind::Branch(_) | StepKind::Call(_) | StepKind::End(_) => Vec::new(),
    }
}

fn act_problems(act: &ActStep, content: &Content) -> Vec<String> {
    let Some(action) = content.actions.iter().find(|action| action.id == act.action) else {
        return vec![format!("There is no action “{}”. Add it to actions.yaml or name another.", act.action)];
    };
    let mut problems = Vec::new();
    if action.changes_state && act.confirm.is_none() {
        problems.push(format!(
            "“{}” changes something, so the customer must be asked before. Add “confirm” with the question.",
            act.action
        ));
    }
    for name in action.required.iter().filter(|name| !act.with.contains_key(*name)) {
        problems.push(format!("“{}” needs the argument “{name}”. Add it under “with”.", act.action));
    }
    if act.save.trim().is_empty() || act.save.contains('.') {
        problems.push("“save” must be a plain name without dots.".to_owned());
    }
    problems
}
