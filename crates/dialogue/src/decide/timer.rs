//! A moment came that a flow waited for: a step that waits is over, nothing was heard, or a person has handed back.

use rapport_domain::{
    conversation::Pending,
    event::{ConversationEvent, FlowEnding, Timer},
    why::DecisionKind,
};

use super::{Draft, pending};
use crate::{compose::Part, flow, timers};

/// Does what is due now; if nothing is, nothing happens.
pub(super) fn came(draft: &mut Draft<'_>) {
    let due = timers::due(&draft.state, draft.release);
    let Some((_, timer)) = due.filter(|(at, _)| *at <= draft.surroundings.now) else { return };
    let told = timers::is_signalled(&draft.state, draft.release);
    draft.emit(ConversationEvent::TimeCame { timer });
    match timer {
        Timer::Wait => {
            draft.note("What the flow waited for is over.");
            flow::wait_over(draft, told);
        }
        Timer::Silence if timers::reminds(&draft.state, draft.release) => remind(draft),
        Timer::Silence => close(draft),
        Timer::Resume => offer_to_resume(draft),
    }
}

/// Asks the open question once more, kindly.
fn remind(draft: &mut Draft<'_>) {
    let question = pending::question_of(draft).unwrap_or_default();
    let title = open_title(draft);
    let template = &draft.content().wordings.situations.reminder;
    let text = draft.wording(template, &[("flow", &title), ("text", &question)]);
    draft.settle(DecisionKind::FlowStep);
    draft.note("The customer was asked and has said nothing: reminded once.");
    draft.reply.flow = flow::current(draft).map(|(flow, step)| (flow.id.clone(), step.id.clone()));
    draft.reply.choices = pending::choices_of(draft);
    draft.reply.question = Some(Part::plain(text));
}

/// Closes what is open. Nothing is done that was not confirmed.
fn close(draft: &mut Draft<'_>) {
    let title = open_title(draft);
    let template = &draft.content().wordings.situations.silent_close;
    let text = draft.wording(template, &[("flow", &title)]);
    draft.end_flows(FlowEnding::Silent);
    draft.settle(DecisionKind::FlowStep);
    draft.note("The customer has said nothing for long: the flow is closed, and nothing was done.");
    draft.say(text);
}

/// The flow with which it began, in words.
fn open_title(draft: &Draft<'_>) -> String {
    let flow = draft.state.flows.first().and_then(|frame| draft.flow(&frame.flow));
    flow.map(|flow| flow.title.clone()).unwrap_or_default()
}

fn offer_to_resume(draft: &mut Draft<'_>) {
    let Some(flow) = timers::interrupted(&draft.state, draft.release) else { return };
    draft.settle(DecisionKind::FlowStep);
    draft.note("A person has handed back; what they interrupted can go on.");
    let question = resume_question(draft, flow);
    let choices = draft.yes_no();
    draft.ask(Pending::OfferResume { flow: flow.id.clone() }, Part::plain(question), choices);
}

/// Whether to go on with what was interrupted.
pub(super) fn resume_question(draft: &Draft<'_>, flow: &rapport_domain::content::Flow) -> String {
    draft.wording(&draft.content().wordings.situations.resume, &[("flow", &flow.title)])
}
