//! The happy path of a flow, found by going through its steps on paper: which values are given, what is
//! chosen, and what other systems bring back, so that everything comes to its good end.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rapport_domain::{
    FlowId, StepId,
    content::{ActStep, BranchStep, Content, Flow, RememberStep, SlotKind, StepKind},
};

use super::samples::Answers;

/// More steps than this are not looked at: then the best way that was found until there counts.
const MAX_STEPS: usize = 20_000;
/// Flows within each other.
const MAX_DEPTH: usize = 5;
/// A value that no branch names.
const OTHER: &str = "other";

/// A way through a flow.
#[derive(Debug, Clone, Default)]
pub(super) struct Path<'a> {
    /// The value of each slot that a step asks for and whose value decides where the flow goes.
    pub slots: BTreeMap<String, String>,
    /// What other systems bring back, where it decides where the flow goes: `result.field` → value.
    pub fields: BTreeMap<String, String>,
    /// The acts, in order.
    pub acts: Vec<&'a ActStep>,
    /// Whether it ends with a person.
    pub handed_over: bool,
    /// Whether the flow that is looked for comes to its end on it.
    reaches: bool,
    /// What is known of each slot.
    known: BTreeMap<&'a str, Known<'a>>,
    /// Under which names results are kept by now.
    saved: BTreeSet<&'a str>,
    /// The steps that were entered.
    entered: Vec<(&'a FlowId, &'a StepId)>,
}

/// What is known of a slot.
#[derive(Debug, Clone, Copy)]
enum Known<'a> {
    /// The customer was asked for it.
    Asked(SlotKind),
    /// The customer has chosen; the step holds the options.
    Chosen(&'a rapport_domain::content::ChooseStep),
    /// Exactly this.
    Text(&'a str),
    /// The same as another slot or `result.field`.
    Same(&'a str),
    /// Something composed.
    Composed,
}

/// What a branch looks at.
enum Looked<'a> {
    /// The value is known.
    Is(String),
    /// Any value can still be had: under this name; only one of the options, where there are some.
    Open(&'a str, Option<Vec<&'a str>>),
}

/// The best way from the beginning of `entry` on which `target` comes to its end. Best is without a person, then
/// with the most that is changed and looked up, then short.
pub(super) fn happy_path<'a>(
    content: &'a Content,
    entry: &'a Flow,
    target: &FlowId,
    answers: &Answers<'_>,
) -> Option<Path<'a>> {
    let mut walk = Walk { content, target: target.clone(), answers, left: MAX_STEPS, best: None };
    walk.go(vec![(entry, 0)], Path::default());
    walk.best.filter(|path| path.reaches)
}

type Frames<'a> = Vec<(&'a Flow, usize)>;

struct Walk<'a, 'b> {
    content: &'a Content,
    target: FlowId,
    answers: &'b Answers<'b>,
    left: usize,
    best: Option<Path<'a>>,
}

impl<'a> Walk<'a, '_> {
    fn go(&mut self, mut frames: Frames<'a>, mut path: Path<'a>) {
        loop {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let Some(&(flow, at)) = frames.last() else {
                self.keep(path);
                return;
            };
            let Some(step) = flow.steps.get(at) else {
                self.leave(&mut frames, &mut path);
                continue;
            };
            // Once more is a second try; a third time is a circle.
            let here = (&flow.id, &step.id);
            if path.entered.iter().filter(|entered| **entered == here).count() >= 2 {
                return;
            }
            path.entered.push(here);
            match &step.kind {
                StepKind::Branch(branch) => return self.branch(&frames, &path, branch),
                StepKind::HandOver(_) => {
                    path.handed_over = true;
                    path.reaches |= frames.iter().any(|(flow, _)| flow.id == self.target);
                    self.keep(path);
                    return;
                }
                StepKind::End(_) => self.leave(&mut frames, &mut path),
                StepKind::Call(call) => {
                    let called = self.content.flows.iter().find(|flow| flow.id == call.flow);
                    match called {
                        Some(called) if frames.len() < MAX_DEPTH => frames.push((called, 0)),
                        _ => return,
                    }
                }
                kind => {
                    let next = path.learn(kind);
                    if !goes_to(&mut frames, next) {
                        return;
                    }
                }
            }
        }
    }

    /// The innermost flow ends, and the one that called it goes on.
    fn leave(&self, frames: &mut Frames<'a>, path: &mut Path<'a>) {
        path.reaches |= frames.pop().is_some_and(|(flow, _)| flow.id == self.target);
        if let Some((_, at)) = frames.last_mut() {
            *at += 1;
        }
    }

    fn branch(&mut self, frames: &Frames<'a>, path: &Path<'a>, branch: &'a BranchStep) {
        match path.look(&branch.on) {
            Looked::Is(value) => {
                let case = branch.cases.iter().find(|(case, _)| same(case, &value));
                self.take(frames, path.clone(), case.map_or(&branch.otherwise, |(_, to)| to));
            }
            Looked::Open(name, options) => {
                let fits = |value: &str| options.as_ref().is_none_or(|options| options.contains(&value));
                // What the conversation tests let other systems answer is the most usual.
                let usual = self.answers.usual(name, &path.acts);
                let mut cases: Vec<_> = branch.cases.iter().filter(|(case, _)| fits(case)).collect();
                cases.sort_by_key(|(case, _)| usual.as_deref().is_none_or(|usual| !same(case, usual)));
                for (case, to) in cases {
                    self.take(frames, path.with(name, case), to);
                }
                let other = match &options {
                    Some(options) => {
                        options.iter().find(|option| !branch.cases.contains_key(**option)).copied()
                    }
                    None => Some(OTHER),
                };
                if let Some(other) = other {
                    self.take(frames, path.with(name, other), &branch.otherwise);
                }
            }
        }
    }

    fn take(&mut self, frames: &Frames<'a>, path: Path<'a>, to: &'a StepId) {
        let mut frames = frames.clone();
        if goes_to(&mut frames, Some(to)) {
            self.go(frames, path);
        }
    }

    fn keep(&mut self, path: Path<'a>) {
        let merit = |path: &Path<'a>| path.merit(self.content);
        if self.best.as_ref().is_none_or(|best| merit(&path) > merit(best)) {
            self.best = Some(path);
        }
    }
}

/// Goes on with a step of the innermost flow, or with the next in the list.
fn goes_to<'a>(frames: &mut Frames<'a>, next: Option<&'a StepId>) -> bool {
    let Some((flow, at)) = frames.last_mut() else { return false };
    let Some(next) = next else {
        *at += 1;
        return true;
    };
    let found = flow.steps.iter().position(|step| step.id == *next);
    *at = found.unwrap_or(*at);
    found.is_some()
}

impl<'a> Path<'a> {
    /// Takes in what a step asks, sets or brings back; the step that it names as the next comes back.
    fn learn(&mut self, kind: &'a StepKind) -> Option<&'a StepId> {
        match kind {
            StepKind::Say(say) => return say.next.as_ref(),
            StepKind::Ask(ask) => {
                self.known.entry(ask.slot.as_str()).or_insert(Known::Asked(ask.kind));
            }
            StepKind::Choose(choose) => {
                self.known.entry(choose.slot.as_str()).or_insert(Known::Chosen(choose));
            }
            StepKind::Remember(remember) => self.remember(remember),
            StepKind::Act(act) => {
                self.acts.push(act);
                self.saved.insert(&act.save);
            }
            _ => {}
        }
        None
    }

    fn remember(&mut self, remember: &'a RememberStep) {
        let name = remember.slot.as_str();
        let names = crate::placeholder::names(&remember.value);
        let known = match names.as_slice() {
            [] if remember.value.is_empty() => {
                self.known.remove(name);
                return;
            }
            [] => Known::Text(&remember.value),
            [one] if remember.value.len() == one.len() + 2 && *one != name => Known::Same(one),
            _ => Known::Composed,
        };
        self.known.insert(name, known);
    }

    fn look(&self, on: &'a str) -> Looked<'a> {
        if let Some((root, _)) = on.split_once('.') {
            return match self.fields.get(on) {
                Some(value) => Looked::Is(value.clone()),
                None if self.saved.contains(root) => Looked::Open(on, None),
                None => Looked::Is(String::new()),
            };
        }
        if let Some(value) = self.slots.get(on) {
            return Looked::Is(value.clone());
        }
        match self.known.get(on) {
            None => Looked::Is(String::new()),
            Some(Known::Text(text)) => Looked::Is((*text).to_owned()),
            // Guards against two that are each the same as the other.
            Some(Known::Same(other)) if *other != on => self.look(other),
            Some(Known::Chosen(choose)) => {
                Looked::Open(on, Some(choose.options.iter().map(|option| option.value.as_str()).collect()))
            }
            Some(Known::Asked(SlotKind::Text | SlotKind::Number | SlotKind::Product)) => {
                Looked::Open(on, None)
            }
            Some(Known::Asked(_) | Known::Same(_) | Known::Composed) => Looked::Is(OTHER.to_owned()),
        }
    }

    fn with(&self, name: &str, value: &str) -> Self {
        let mut path = self.clone();
        let values = if name.contains('.') { &mut path.fields } else { &mut path.slots };
        values.insert(name.to_owned(), value.to_owned());
        path
    }

    fn merit(&self, content: &Content) -> (bool, bool, usize, usize, Reverse<usize>) {
        let acts: BTreeSet<_> = self.acts.iter().map(|act| &act.action).collect();
        let changing = content.actions.iter().filter(|a| a.changes_state && acts.contains(&a.id)).count();
        (self.reaches, !self.handed_over, changing, acts.len(), Reverse(self.entered.len()))
    }

    /// The flows that it goes through.
    pub(super) fn flows(&self) -> BTreeSet<&'a FlowId> {
        self.entered.iter().map(|(flow, _)| *flow).collect()
    }
}

/// As a branch compares.
fn same(case: &str, value: &str) -> bool {
    let case = case.trim().to_lowercase();
    let case = match case.as_str() {
        "true" => "yes",
        "false" => "no",
        other => other,
    };
    case == value.trim().to_lowercase()
}
