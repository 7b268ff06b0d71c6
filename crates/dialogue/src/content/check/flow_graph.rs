//! Where a flow can go.

use std::collections::{BTreeMap, BTreeSet};

use rapport_domain::content::{ActStep, Content, Flow, StepKind};

/// The steps of a flow as places in its list, and where each can go.
pub(super) struct Graph {
    /// For each step the steps that can follow.
    pub next: Vec<Vec<usize>>,
    /// Whether the flow can end at a step.
    pub ends: Vec<bool>,
    /// Whether a step waits for the customer.
    pub waits: Vec<bool>,
    /// Names of steps that do not exist: the step that names them, and the name.
    pub dangling: Vec<(usize, String)>,
}

impl Graph {
    pub(super) fn of(flow: &Flow, content: &Content) -> Self {
        let place: BTreeMap<&str, usize> =
            flow.steps.iter().enumerate().map(|(at, step)| (step.id.as_str(), at)).collect();
        let count = flow.steps.len();
        let mut graph = Self {
            next: vec![Vec::new(); count],
            ends: vec![false; count],
            waits: vec![false; count],
            dangling: vec![],
        };
        for (at, step) in flow.steps.iter().enumerate() {
            let (targets, follows, ends) = exits(&step.kind, content);
            for target in targets {
                match place.get(target) {
                    Some(to) => graph.next[at].push(*to),
                    None => graph.dangling.push((at, target.to_owned())),
                }
            }
            graph.ends[at] = ends || follows && at + 1 == count;
            if follows && at + 1 < count {
                graph.next[at].push(at + 1);
            }
            graph.waits[at] = match &step.kind {
                StepKind::Ask(_) | StepKind::Choose(_) | StepKind::Wait(_) => true,
                StepKind::Act(act) => act.confirm.is_some(),
                _ => false,
            };
        }
        graph
    }

    /// The steps that can be reached from the first.
    pub(super) fn reachable(&self) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut open = if self.next.is_empty() { vec![] } else { vec![0] };
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(&self.next[at]);
            }
        }
        reached
    }

    /// The steps from which the flow can come to an end.
    pub(super) fn can_end(&self) -> BTreeSet<usize> {
        let mut ending: BTreeSet<usize> = (0..self.next.len()).filter(|at| self.ends[*at]).collect();
        loop {
            let leads = |at: &usize| self.next[*at].iter().any(|to| ending.contains(to));
            let more: Vec<usize> =
                (0..self.next.len()).filter(|at| !ending.contains(at)).filter(leads).collect();
            if more.is_empty() {
                return ending;
            }
            ending.extend(more);
        }
    }

    /// A step on a circle that never waits for the customer.
    pub(super) fn restless_circle(&self) -> Option<usize> {
        let restless = |at: usize| self.next[at].iter().copied().filter(|to| !self.waits[*to]);
        (0..self.next.len()).filter(|at| !self.waits[*at]).find(|start| {
            let mut seen = BTreeSet::new();
            let mut open: Vec<usize> = restless(*start).collect();
            while let Some(at) = open.pop() {
                if at == *start {
                    return true;
                }
                if seen.insert(at) {
                    open.extend(restless(at));
                }
            }
            false
        })
    }
}

/// The steps that `kind` names, whether it can go on with the next in the list, whether it can end the flow.
fn exits<'a>(kind: &'a StepKind, content: &Content) -> (Vec<&'a str>, bool, bool) {
    match kind {
        StepKind::Say(say) => (say.next.iter().map(|s| s.as_str()).collect(), say.next.is_none(), false),
        StepKind::Ask(_) | StepKind::Choose(_) | StepKind::Remember(_) | StepKind::Call(_) => {
            (vec![], true, false)
        }
        StepKind::Wait(wait) => (wait.late.iter().map(|s| s.as_str()).collect(), true, false),
        StepKind::Act(act) => act_exits(act, content),
        StepKind::Branch(branch) => {
            let cases = branch.cases.values().map(rapport_domain::StepId::as_str);
            (cases.chain([branch.otherwise.as_str()]).collect(), false, false)
        }
        StepKind::HandOver(_) | StepKind::End(_) => (vec![], false, true),
    }
}

fn act_exits<'a>(act: &'a ActStep, _content: &Content) -> (Vec<&'a str>, bool, bool) {
    let named = act.declined.iter().chain(act.refused.values()).chain(&act.unknown);
    // Without steps for them, a refusal or an unknown outcome calls a person, which ends the flow.
    let calls_person = act.unknown.is_none() || !act.refused.contains_key("otherwise");
    (named.map(rapport_domain::StepId::as_str).collect(), true, calls_person)
}
