//! Calls an action. What changes something is asked first, and the yes is bound to exactly that call.

use rapport_domain::{
    SlotName,
    action::{ActionCall, ActionOutcome, Arguments},
    content::{ActStep, ActionDefinition, Flow, SlotKind, Step, StepKind},
    conversation::Pending,
    event::{ConversationEvent, FlowEnding, HandoverReason},
    why::DecisionKind,
};
use serde_json::Value;

use super::{
    MAX_CALLS, Next, SAID_SO_FAR, current, finish, keep, run,
    values::{fill, fill_known},
};
use crate::{compose::Part, decide::Draft, identity::call_id};

pub(super) fn enter(draft: &mut Draft<'_>, flow: &Flow, step: &Step, act: &ActStep) -> Next {
    let call = match prepared(draft, act) {
        Ok(call) => call,
        Err(trouble) => {
            draft.hand_over(HandoverReason::Trouble, trouble);
            return Next::Wait;
        }
    };
    let changes = definition(draft, act).is_none_or(|definition| definition.changes_state);
    match &act.confirm {
        Some(confirm) => {
            let question = Part::plain(fill_known(draft, confirm));
            let choices = draft.yes_no();
            let pending = Pending::Confirmation { flow: flow.id.clone(), step: step.id.clone(), call };
            draft.ask(pending, question, choices);
        }
        // A release is refused when a state-changing act lacks its question; this is the second lock.
        None if changes => {
            draft.hand_over(
                HandoverReason::Trouble,
                "An act that changes something has no question before it.",
            );
        }
        None => request(draft, call),
    }
    Next::Wait
}

fn definition<'a>(draft: &Draft<'a>, act: &ActStep) -> Option<&'a ActionDefinition> {
    draft.content().actions.iter().find(|definition| definition.id == act.action)
}

/// The call that the step would make now.
fn prepared(draft: &Draft<'_>, act: &ActStep) -> Result<ActionCall, String> {
    let definition =
        definition(draft, act).ok_or_else(|| format!("The action “{}” is not published.", act.action))?;
    let mut arguments = Arguments::new();
    for (name, template) in &act.with {
        let (value, missing) = fill(draft, template);
        if missing.is_empty() && !value.is_empty() {
            arguments.insert(name.clone(), Value::String(value));
        }
    }
    if let Some(missing) = definition.required.iter().find(|name| !arguments.contains_key(*name)) {
        return Err(format!("The action “{}” needs “{missing}”, which is not known.", act.action));
    }
    let id = call_id(draft.state.id, draft.state.seq, draft.state.tried.len() as u64);
    Ok(ActionCall { id, action: act.action.clone(), arguments, save: act.save.clone(), confirmed_by: None })
}

/// Makes the call. What was said so far waits for the reply, since a turn has one.
fn request(draft: &mut Draft<'_>, call: ActionCall) {
    if draft.state.tried.iter().filter(|tried| tried.starts_with("called ")).count() >= MAX_CALLS {
        draft.hand_over(HandoverReason::Trouble, "Too many calls in one conversation.");
        return;
    }
    let said: Vec<&str> = draft.reply.body.iter().map(|part| part.plain.as_str()).collect();
    if !said.is_empty() {
        let said = said.join(" ");
        keep(draft, &said_so_far(), SlotKind::Text, said);
    }
    draft.emit(ConversationEvent::ActionRequested { call: call.clone() });
    draft.call = Some(call);
}

fn said_so_far() -> SlotName {
    SAID_SO_FAR.parse().expect("it is a plain name")
}

/// The customer answered the question before an act.
pub(crate) fn answer_confirmation(draft: &mut Draft<'_>, call: &ActionCall, yes: bool) {
    let step = current(draft).map(|(flow, step)| (flow, step.clone()));
    let Some((flow, Step { kind: StepKind::Act(act), id })) = step else {
        super::withdrawn(draft);
        return;
    };
    draft.settle(DecisionKind::FlowStep);
    draft.reply.flow = Some((flow.id.clone(), id.clone()));
    if !yes {
        decline(draft, flow, &act, call);
        return;
    }
    // What would be done now must be exactly what was asked; otherwise it is asked again.
    let same = prepared(draft, &act).is_ok_and(|now| {
        now.action == call.action && now.arguments == call.arguments && now.save == call.save
    });
    if !same {
        draft.note("What would be done has changed since the question, so it is asked again.");
        draft.close_question();
        run(draft, id);
        return;
    }
    draft.emit(ConversationEvent::Confirmed { call: call.clone() });
    let confirmed_by = Some(draft.state.seq);
    draft.close_question();
    request(draft, ActionCall { confirmed_by, ..call.clone() });
}

fn decline(draft: &mut Draft<'_>, flow: &Flow, act: &ActStep, call: &ActionCall) {
    draft.emit(ConversationEvent::Declined { call: call.clone() });
    draft.close_question();
    if let Some(step) = &act.declined {
        run(draft, step.clone());
        return;
    }
    let text = draft.wording(&draft.content().wordings.declined, &[("flow", &flow.title)]);
    draft.say(text);
    let ended = ConversationEvent::FlowEnded { flow: flow.id.clone(), ending: FlowEnding::Cancelled };
    draft.emit(ended);
    if !draft.state.flows.is_empty() {
        super::resume(draft);
    }
}

/// A call came back, or did not.
pub(crate) fn action_returned(draft: &mut Draft<'_>, outcome: &ActionOutcome) {
    take_said(draft);
    let step = current(draft).map(|(flow, step)| (flow, step.clone()));
    let Some((flow, Step { kind: StepKind::Act(act), id })) = step else {
        draft.hand_over(HandoverReason::ActUncertain, "A call came back after its flow had ended.");
        return;
    };
    draft.reply.flow = Some((flow.id.clone(), id.clone()));
    match outcome {
        ActionOutcome::Done { .. } => {
            let index = flow.steps.iter().position(|step| step.id == id).unwrap_or(0);
            let next = flow.steps.get(index + 1).map(|step| step.id.clone());
            match next.or_else(|| finish(draft)) {
                Some(next) => run(draft, next),
                None => draft.settle(DecisionKind::FlowStep),
            }
        }
        ActionOutcome::Refused { reason } => {
            draft.note(format!("The other system refused: {reason}."));
            match act.refused.get(reason).or_else(|| act.refused.get("otherwise")) {
                Some(step) => run(draft, step.clone()),
                None => {
                    let note = format!("“{}” was refused: {reason}.", act.action);
                    draft.hand_over(HandoverReason::Flow, note);
                }
            }
        }
        ActionOutcome::Unknown => unsure(draft, &act, "it is not known what came of it"),
        ActionOutcome::Blocked { reason } => unsure(draft, &act, &format!("it was not made: {reason}")),
    }
}

/// Nothing can be said for sure. The customer is told so, and where a change may have happened, that it must
/// not be tried again.
fn unsure(draft: &mut Draft<'_>, act: &ActStep, what: &str) {
    draft.note(format!("The call of “{}” brought nothing: {what}.", act.action));
    if let Some(step) = &act.unknown {
        run(draft, step.clone());
        return;
    }
    let changes = definition(draft, act).is_none_or(|definition| definition.changes_state);
    let blocked = matches!(draft.state.outcome, Some(ActionOutcome::Blocked { .. }));
    let reason = if changes && !blocked {
        let text = draft.wording(&draft.content().wordings.outcome_unknown, &[]);
        draft.say(text);
        HandoverReason::ActUncertain
    } else {
        HandoverReason::Trouble
    };
    draft.hand_over(reason, format!("The call of “{}”: {what}.", act.action));
}

/// Takes up again what was said before the call.
fn take_said(draft: &mut Draft<'_>) {
    let slot = said_so_far();
    let said = draft.state.slots.get(&slot).cloned().filter(|said| !said.is_empty());
    if let Some(said) = said {
        draft.say(said);
        keep(draft, &slot, SlotKind::Text, String::new());
    }
}
