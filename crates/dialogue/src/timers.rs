//! Moments that flows wait for. Which is next follows from the conversation alone, so that the row that wakes the
//! desk can always be made again.

use rapport_domain::{
    Timestamp,
    content::{Flow, Release, Silence, Step, StepKind, WaitStep},
    conversation::{Channel, Conversation, FlowFrame, Holder, Pending, Status},
    event::Timer,
    why::Surroundings,
};

use crate::{decide::Draft, flow};

const MINUTE_MS: i64 = 60_000;

/// When the conversation has to be looked at by itself, and what for.
pub fn due(conversation: &Conversation, release: &Release) -> Option<(Timestamp, Timer)> {
    let idle = conversation.holder == Holder::Assistant
        && conversation.status == Status::Pending
        && conversation.handover.is_none()
        && conversation.call.is_none()
        && conversation.outcome.is_none()
        && conversation.unanswered.is_empty()
        && !conversation.ended_by_policy;
    if !idle {
        return None;
    }
    if let Some((until, _)) = waiting(conversation, release) {
        // What was told already makes the wait as good as over.
        let told = signalled_at(conversation, release);
        return Some((told.unwrap_or(until), Timer::Wait));
    }
    if conversation.flows.is_empty() {
        let since = conversation.interrupted.as_ref().and_then(|interrupted| interrupted.since)?;
        let free = conversation.pending.is_none() && interrupted(conversation, release).is_some();
        return free.then_some((since, Timer::Resume));
    }
    let asked = matches!(
        conversation.pending,
        Some(Pending::Slot { .. } | Pending::Choice { .. } | Pending::Confirmation { .. })
    );
    // Who gets mail takes their time.
    if !asked || conversation.channel == Channel::Email {
        return None;
    }
    let spoke_at = conversation.spoke_at?;
    let silence = silence(conversation, release);
    let minutes =
        if reminds_next(conversation, silence) { silence.remind_minutes } else { silence.close_minutes };
    (minutes > 0).then(|| (spoke_at.plus_ms(i64::from(minutes) * MINUTE_MS), Timer::Silence))
}

/// Whether the silence that was just heard is met with a reminder; else the flow is closed.
pub(crate) fn reminds(conversation: &Conversation, release: &Release) -> bool {
    conversation.silences == 1 && silence(conversation, release).remind_minutes > 0
}

const fn reminds_next(conversation: &Conversation, silence: Silence) -> bool {
    conversation.silences == 0 && silence.remind_minutes > 0
}

/// The flow's own, or the company's.
fn silence(conversation: &Conversation, release: &Release) -> Silence {
    let flow = conversation.flows.last().and_then(|frame| flow_of(frame, release));
    flow.and_then(|flow| flow.silence).unwrap_or(release.content.company.silence)
}

/// Until when the innermost flow waits, and its step.
fn waiting<'a>(conversation: &Conversation, release: &'a Release) -> Option<(Timestamp, &'a WaitStep)> {
    let frame = conversation.flows.last()?;
    let until = frame.until?;
    match &step_of(frame, release)?.kind {
        StepKind::Wait(wait) => Some((until, wait)),
        _ => None,
    }
}

fn signalled_at(conversation: &Conversation, release: &Release) -> Option<Timestamp> {
    let (_, wait) = waiting(conversation, release)?;
    conversation.signals.get(wait.event.as_ref()?).copied()
}

/// Whether another system has told what the innermost flow waits for.
pub(crate) fn is_signalled(conversation: &Conversation, release: &Release) -> bool {
    signalled_at(conversation, release).is_some()
}

/// The outermost of the flows that a person's coming interrupted, if they can go on where they stood: all of them
/// are still published, and the innermost waits for the customer or for a moment.
pub(crate) fn interrupted<'a>(conversation: &Conversation, release: &'a Release) -> Option<&'a Flow> {
    let interrupted = conversation.interrupted.as_ref()?;
    let innermost = step_of(interrupted.flows.last()?, release)?;
    let waits = match &innermost.kind {
        StepKind::Ask(_) | StepKind::Choose(_) | StepKind::Wait(_) => true,
        StepKind::Act(act) => act.confirm.is_some(),
        _ => false,
    };
    let all = interrupted.flows.iter().all(|frame| step_of(frame, release).is_some());
    (waits && all).then(|| flow_of(interrupted.flows.first()?, release)).flatten()
}

/// Where a flow stands that a person's coming interrupted, for whoever takes over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterruptedFlow {
    /// Its title, which completes "we were …".
    pub title: String,
    /// What the customer was asked last, where something was.
    pub question: Option<String>,
    /// What the customer has told, each as "order number 100482".
    pub known: Vec<String>,
}

/// Where the flow stands that a person's coming interrupted and that can go on.
pub fn interrupted_flow(conversation: &Conversation, release: &Release) -> Option<InterruptedFlow> {
    let flow = interrupted(conversation, release)?;
    let mut before = conversation.clone();
    let stood = before.interrupted.take()?;
    (before.flows, before.slots, before.results) = (stood.flows, stood.slots, stood.results);
    let surroundings = Surroundings { now: conversation.started_at, ..Surroundings::default() };
    let draft = Draft::new(&before, release, &surroundings);
    Some(InterruptedFlow {
        title: flow.title.clone(),
        question: flow::question(&draft),
        known: draft.known_values(),
    })
}

fn flow_of<'a>(frame: &FlowFrame, release: &'a Release) -> Option<&'a Flow> {
    release.content.flows.iter().find(|flow| flow.id == frame.flow)
}

fn step_of<'a>(frame: &FlowFrame, release: &'a Release) -> Option<&'a Step> {
    let wanted = frame.step.as_ref()?;
    flow_of(frame, release)?.steps.iter().find(|step| step.id == *wanted)
}
