//! Goes through flows: a small typed step language, one file per kind of step.

mod act;
mod answer;
mod ask;
mod branch;
mod call;
mod choose;
mod end;
mod hand_over;
mod remember;
mod say;
mod slot;
mod values;
mod wait;

use rapport_domain::{
    FlowId, StepId,
    content::{Flow, SlotKind, Step, StepKind},
    event::{ConversationEvent, FlowEnding, HandoverReason},
    why::DecisionKind,
};

pub(crate) use act::{action_returned, answer_confirmation};
pub(crate) use answer::{
    Answered, answer_question, correct, holds_value, is_told_a_value, miss, take_distinctive,
};
pub(crate) use ask::takes_any_text;
pub(crate) use choose::{choices, pick};
pub use slot::extract;
pub(crate) use slot::{bound_value, is_bound};
pub(crate) use values::local_now;
pub(crate) use wait::over as wait_over;

use crate::decide::Draft;

/// The slot that keeps what was said before a call until the reply is written after it. A turn has one reply.
pub(crate) const SAID_SO_FAR: &str = "said_so_far";

/// More steps than this in one turn without waiting for the customer are a circle.
const MAX_STEPS: usize = 80;

/// More flows than this within each other are a circle.
const MAX_DEPTH: usize = 5;

/// More calls than this in an episode are a circle.
const MAX_CALLS: usize = 40;

/// Where a flow goes after a step.
pub(crate) enum Next {
    /// To the step that follows in the list.
    Follow,
    /// To another step.
    To(StepId),
    /// Into another flow, and back.
    Into(FlowId),
    /// Nowhere: it waits for the customer or for a call, or a person was called.
    Wait,
    /// It ends.
    End,
}

/// Begins a flow. What the customer has told already is not asked again.
pub(crate) fn start(draft: &mut Draft<'_>, flow: &FlowId) {
    draft.settle(DecisionKind::FlowStep);
    let Some(first) = begin(draft, flow) else {
        draft.hand_over(HandoverReason::Trouble, format!("The flow “{flow}” is missing from the release."));
        return;
    };
    run(draft, first);
}

/// Puts a flow on top of the others; its first step comes back.
fn begin(draft: &mut Draft<'_>, id: &FlowId) -> Option<StepId> {
    let flow = draft.flow(id)?;
    let first = flow.steps.first()?.id.clone();
    draft.close_question();
    draft.emit(ConversationEvent::FlowStarted { flow: id.clone() });
    take_distinctive(draft, flow);
    Some(first)
}

/// Takes up the innermost flow again at the step where it stands. The question is introduced as one that
/// was open before.
pub(crate) fn resume(draft: &mut Draft<'_>) {
    let Some(frame) = draft.state.flows.last().cloned() else { return };
    draft.close_question();
    draft.reply.back_to = Some(frame.flow.clone());
    let first = || draft.flow(&frame.flow).and_then(|flow| flow.steps.first()).map(|step| step.id.clone());
    match frame.step.or_else(first) {
        Some(step) => run(draft, step),
        None => draft.end_flows(FlowEnding::Withdrawn),
    }
}

/// Goes on with flows that were interrupted, where the innermost stands.
pub(crate) fn go_on(draft: &mut Draft<'_>) {
    draft.settle(DecisionKind::FlowStep);
    match draft.state.flows.last().and_then(|frame| frame.step.clone()) {
        Some(step) => run(draft, step),
        None => withdrawn(draft),
    }
}

/// Runs the innermost flow from `at` until it waits or everything has ended.
pub(crate) fn run(draft: &mut Draft<'_>, at: StepId) {
    draft.settle(DecisionKind::FlowStep);
    let mut at = Some(at);
    for _ in 0..MAX_STEPS {
        let Some(step_id) = at.take() else { return };
        let Some((flow, index)) = locate(draft, &step_id) else {
            withdrawn(draft);
            return;
        };
        let step = &flow.steps[index];
        draft.emit(ConversationEvent::StepEntered { flow: flow.id.clone(), step: step.id.clone() });
        draft.reply.flow = Some((flow.id.clone(), step.id.clone()));
        at = match enter(draft, flow, step) {
            Next::Wait => return,
            Next::To(step) => Some(step),
            Next::Into(inner) if draft.state.flows.len() < MAX_DEPTH => match begin(draft, &inner) {
                Some(first) => Some(first),
                None => {
                    withdrawn(draft);
                    return;
                }
            },
            Next::Into(_) => break,
            Next::Follow => follow(draft, flow, index),
            Next::End => finish(draft),
        };
        if at.is_none() {
            return;
        }
    }
    draft.hand_over(HandoverReason::Trouble, "The flow went round in a circle.");
}

fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step) -> Next {
    match &step.kind {
        StepKind::Say(say) => say::enter(draft, say),
        StepKind::Ask(ask) => ask::enter(draft, flow, step, ask),
        StepKind::Choose(choose) => choose::enter(draft, flow, step, choose),
        StepKind::Remember(remember) => remember::enter(draft, remember),
        StepKind::Act(act) => act::enter(draft, flow, step, act),
        StepKind::Branch(branch) => branch::enter(draft, branch),
        StepKind::Wait(wait) => wait::enter(draft, flow, step, wait),
        StepKind::Call(call) => call::enter(call),
        StepKind::HandOver(hand_over) => hand_over::enter(draft, hand_over),
        StepKind::End(end) => end::enter(end),
    }
}

/// The step after `index`, or what follows when the flow has come to its end.
fn follow(draft: &mut Draft<'_>, flow: &Flow, index: usize) -> Option<StepId> {
    match flow.steps.get(index + 1) {
        Some(step) => Some(step.id.clone()),
        None => finish(draft),
    }
}

/// Ends the innermost flow. Where another waits below it, the step comes back with which that goes on.
fn finish(draft: &mut Draft<'_>) -> Option<StepId> {
    let ended = draft.state.flows.last()?.flow.clone();
    draft.emit(ConversationEvent::FlowEnded { flow: ended.clone(), ending: FlowEnding::Finished });
    let outer = draft.state.flows.last()?.clone();
    let (flow, index) = locate(draft, &outer.step?)?;
    let called_it = matches!(&flow.steps[index].kind, StepKind::Call(call) if call.flow == ended);
    if called_it {
        return follow(draft, flow, index);
    }
    // It was a digression: the question that was open before comes again.
    draft.reply.back_to = Some(flow.id.clone());
    Some(flow.steps[index].id.clone())
}

/// The release no longer knows the flow or the step: nothing can go on, so a person is called.
fn withdrawn(draft: &mut Draft<'_>) {
    draft.end_flows(FlowEnding::Withdrawn);
    draft.hand_over(HandoverReason::Trouble, "The step at which the customer stood is no longer published.");
}

/// A step of the innermost flow and its place.
fn locate<'a>(draft: &Draft<'a>, step: &StepId) -> Option<(&'a Flow, usize)> {
    let frame = draft.state.flows.last()?;
    let flow = draft.flow(&frame.flow)?;
    let index = flow.steps.iter().position(|candidate| candidate.id == *step)?;
    Some((flow, index))
}

/// The step at which the innermost flow stands.
pub(crate) fn current<'a>(draft: &Draft<'a>) -> Option<(&'a Flow, &'a Step)> {
    let step = draft.state.flows.last()?.step.clone()?;
    let (flow, index) = locate(draft, &step)?;
    Some((flow, &flow.steps[index]))
}

/// Keeps a value.
pub(crate) fn keep(draft: &mut Draft<'_>, slot: &rapport_domain::SlotName, kind: SlotKind, value: String) {
    draft.emit(ConversationEvent::SlotFilled { slot: slot.clone(), kind, value });
}

/// Whether a slot holds something. An empty text clears it.
pub(crate) fn is_filled(draft: &Draft<'_>, slot: &rapport_domain::SlotName) -> bool {
    draft.state.slots.get(slot).is_some_and(|value| !value.is_empty())
}

/// The open question of the innermost flow in words.
pub(crate) fn question(draft: &Draft<'_>) -> Option<String> {
    let (_, step) = current(draft)?;
    let template = match &step.kind {
        StepKind::Ask(ask) => &ask.text,
        StepKind::Choose(choose) => &choose.text,
        StepKind::Act(act) => act.confirm.as_ref()?,
        _ => return None,
    };
    Some(values::fill_known(draft, template))
}
