//! Coverage: what of the content the conversation tests reach, and what nobody has ever tried.

use std::collections::{BTreeMap, BTreeSet};

use rapport_domain::{
    FlowId, StepId, TopicId,
    content::{Content, Step, StepKind},
    event::{ConversationEvent, Recorded},
};
use serde::Serialize;

/// What conversations came through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    topics: BTreeSet<TopicId>,
    flows: BTreeSet<FlowId>,
    steps: BTreeSet<(FlowId, StepId)>,
    /// From step to step of the same flow.
    ways: BTreeSet<(FlowId, StepId, StepId)>,
}

/// What the conversation tests reach of the content, and what not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Topics that a reply was about.
    pub topics: Covered<TopicId>,
    /// Flows that began.
    pub flows: Covered<FlowId>,
    /// Steps that were taken.
    pub steps: Covered<(FlowId, StepId)>,
    /// Branches that were taken: cases of a branch, and what a flow does when an act is declined, refused or
    /// uncertain.
    pub branches: Covered<Branch>,
}

/// One kind of thing, and which of them no test reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered<T> {
    /// How many there are.
    pub total: usize,
    /// Those that no test reaches, in the content's order.
    pub missed: Vec<T>,
}

/// A way on from a step that has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The flow.
    pub flow: FlowId,
    /// The step that it leaves.
    pub step: StepId,
    /// When it is taken, such as `delivered`, `otherwise` or `declined`.
    pub case: String,
}

impl Reached {
    /// Takes in what happened in a conversation.
    pub fn take_in(&mut self, events: &[Recorded]) {
        let mut stands: BTreeMap<&FlowId, &StepId> = BTreeMap::new();
        for recorded in events {
            match &recorded.event {
                ConversationEvent::FlowStarted { flow } => {
                    self.flows.insert(flow.clone());
                    stands.remove(flow);
                }
                ConversationEvent::StepEntered { flow, step } => {
                    if let Some(from) = stands.insert(flow, step) {
                        self.ways.insert((flow.clone(), from.clone(), step.clone()));
                    }
                    self.steps.insert((flow.clone(), step.clone()));
                }
                ConversationEvent::Replied { why, .. } => {
                    let second = why.second.iter().map(|(topic, _)| topic);
                    self.topics.extend(why.topic.iter().chain(second).cloned());
                }
                _ => {}
            }
        }
    }

    /// Measures it against the content.
    pub fn coverage(&self, content: &Content) -> Coverage {
        let steps = || content.flows.iter().flat_map(|flow| flow.steps.iter().map(move |step| (flow, step)));
        let step_names = steps().map(|(flow, step)| (flow.id.clone(), step.id.clone()));
        let branches = steps().flat_map(|(flow, step)| {
            let branch = move |(case, to): (String, &StepId)| {
                let branch = Branch { flow: flow.id.clone(), step: step.id.clone(), case };
                (branch, (flow.id.clone(), step.id.clone(), to.clone()))
            };
            branches_of(step).into_iter().map(branch)
        });
        let branches: Vec<_> = branches.collect();
        let missed = branches.iter().filter(|(_, way)| !self.ways.contains(way));
        Coverage {
            topics: covered(content.topics.iter().map(|topic| topic.id.clone()), &self.topics),
            flows: covered(content.flows.iter().map(|flow| flow.id.clone()), &self.flows),
            steps: covered(step_names, &self.steps),
            branches: Covered {
                total: branches.len(),
                missed: missed.map(|(branch, _)| branch.clone()).collect(),
            },
        }
    }
}

fn covered<T: Ord>(all: impl Iterator<Item = T>, reached: &BTreeSet<T>) -> Covered<T> {
    let mut total = 0;
    let missed = all.inspect(|_| total += 1).filter(|one| !reached.contains(one)).collect();
    Covered { total, missed }
}

/// The ways on from a step that has several, with when each is taken.
fn branches_of(step: &Step) -> Vec<(String, &StepId)> {
    match &step.kind {
        StepKind::Branch(branch) => {
            let cases = branch.cases.iter().map(|(case, to)| (case.clone(), to));
            cases.chain([("otherwise".to_owned(), &branch.otherwise)]).collect()
        }
        StepKind::Act(act) => {
            let refused = act.refused.iter().map(|(reason, to)| (format!("refused: {reason}"), to));
            let declined = act.declined.iter().map(|to| ("declined".to_owned(), to));
            let unknown = act.unknown.iter().map(|to| ("outcome unknown".to_owned(), to));
            declined.chain(refused).chain(unknown).collect()
        }
        _ => Vec::new(),
    }
}

/// A line for people: what is reached of how many.
impl std::fmt::Display for Coverage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = |total: usize, missed: usize, what: &str| format!("{} of {total} {what}", total - missed);
        write!(
            f,
            "The tests reach {}, {}, {} and {}.",
            part(self.topics.total, self.topics.missed.len(), "topics"),
            part(self.flows.total, self.flows.missed.len(), "flows"),
            part(self.steps.total, self.steps.missed.len(), "steps"),
            part(self.branches.total, self.branches.missed.len(), "branches"),
        )
    }
}
