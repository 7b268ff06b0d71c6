//! Runs stored decisions again, so that anyone can see that a reply came about as it says.

use std::sync::Arc;

use rapport_domain::{
    ConversationId, ReleaseId,
    content::Release,
    conversation::Conversation,
    event::{ConversationEvent, Recorded},
    message::Message,
    why::{Surroundings, Why},
};

use crate::decide::{Input, decide};

/// A stored decision, run again.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Explained {
    /// The sequence number of the decision's first event.
    pub seq: u64,
    /// Whether running it again gave the same events.
    pub equal: bool,
    /// What was said, unless it led to a call or to silence.
    pub said: Option<String>,
    /// Why it was said.
    pub why: Option<Why>,
    /// What differs, each a short sentence.
    pub differences: Vec<String>,
}

/// Runs every decision in the conversation that `events` tell again. `release_of` gives a release by its id.
pub fn explain(
    conversation: ConversationId,
    events: &[Recorded],
    release_of: &dyn Fn(ReleaseId) -> Option<Arc<Release>>,
) -> Vec<Explained> {
    let mut explained = Vec::new();
    let mut at = 1;
    while at < events.len() {
        let Some((input, from)) = begins(events, at) else {
            at += 1;
            continue;
        };
        let to = ends(events, from);
        // An empty stretch is a decision to be silent, or one that has not been made yet.
        if to > from {
            let state = Conversation::from_events(conversation, &events[..from]);
            explained.extend(state.map(|state| again(&state, input, events, (from, to), release_of)));
        }
        at = to.max(at + 1);
    }
    explained
}

/// The decision that begins with the event at `at`: its input, and the place of its first event.
fn begins(events: &[Recorded], at: usize) -> Option<(Input, usize)> {
    match &events[at].event {
        ConversationEvent::Understood { understanding, .. } => {
            Some((Input::Turn { understanding: understanding.clone() }, at))
        }
        // An outcome that the decision itself recorded, after waiting too long, stands in its midst.
        ConversationEvent::ActionFinished { .. } => Some((Input::ActionReturned, at + 1)),
        ConversationEvent::TimeCame { .. } => Some((Input::Timer, at)),
        ConversationEvent::Replied { .. } => Some((Input::Timeout, timeout_from(events, at))),
        _ => None,
    }
}

/// A reply without a turn's beginning was given because something took too long.
fn timeout_from(events: &[Recorded], reply: usize) -> usize {
    let own = |event: &ConversationEvent| {
        matches!(
            event,
            ConversationEvent::HandoverRequested { .. }
                | ConversationEvent::FlowEnded { .. }
                | ConversationEvent::AskedClosed {}
        )
    };
    let mut from = reply;
    while from > 1 && own(&events[from - 1].event) {
        from -= 1;
    }
    from
}

/// One past the decision's last event: its reply or its request, or where something from outside follows.
fn ends(events: &[Recorded], from: usize) -> usize {
    for (at, recorded) in events.iter().enumerate().skip(from) {
        match &recorded.event {
            ConversationEvent::Replied { .. } | ConversationEvent::ActionRequested { .. } => return at + 1,
            ConversationEvent::Understood { .. } | ConversationEvent::TimeCame { .. } if at > from => {
                return at;
            }
            // An end by policy resolves the conversation itself.
            ConversationEvent::Resolved { .. } if at > from && is_end(&events[at - 1].event) => {}
            event if is_from_outside(event) => return at,
            _ => {}
        }
    }
    events.len()
}

const fn is_end(event: &ConversationEvent) -> bool {
    matches!(event, ConversationEvent::Protected { ended: true, agent: None, .. })
}

const fn is_from_outside(event: &ConversationEvent) -> bool {
    use ConversationEvent as E;
    matches!(
        event,
        E::CameFrom { .. }
            | E::MessageReceived { .. }
            | E::Perceived { .. }
            | E::ActionFinished { .. }
            | E::Signalled { .. }
            | E::EpisodeStarted { .. }
            | E::TakenOver { .. }
            | E::HandedBack { .. }
            | E::HandedOver { .. }
            | E::AgentReplied { .. }
            | E::Noted { .. }
            | E::SystemSaid { .. }
            | E::Snoozed { .. }
            | E::Woken {}
            | E::Resolved { .. }
            | E::Tagged { .. }
            | E::Untagged { .. }
            | E::Rated { .. }
            | E::Promised { agent: Some(_), .. }
            | E::PromiseChanged { .. }
    )
}

fn again(
    state: &Conversation,
    input: Input,
    events: &[Recorded],
    (from, to): (usize, usize),
    release_of: &dyn Fn(ReleaseId) -> Option<Arc<Release>>,
) -> Explained {
    let stored = &events[from..to];
    let reply = |events: &[Recorded]| {
        events.iter().find_map(|recorded| match &recorded.event {
            ConversationEvent::Replied { message, why, .. } => Some((message.clone(), (**why).clone())),
            _ => None,
        })
    };
    let own = reply(stored);
    let mut explained = Explained {
        seq: stored[0].seq,
        equal: false,
        said: own.as_ref().map(|(message, _): &(Message, Why)| message.text.clone()),
        why: own.as_ref().map(|(_, why)| why.clone()),
        differences: Vec::new(),
    };
    // A decision that led to a call was made in the release of the reply that followed.
    let Some((_, why)) = own.or_else(|| reply(&events[from..])).or_else(|| reply(events)) else {
        explained.differences.push("No reply tells which release was in force.".to_owned());
        return explained;
    };
    let Some(release) = release_of(why.release) else {
        explained.differences.push(format!("The release {} is not here any more.", why.release));
        return explained;
    };
    let surroundings = why.surroundings.map_or_else(
        || Surroundings { now: stored[0].at, ..Surroundings::default() },
        |surroundings| *surroundings,
    );
    let decision = decide(state, input, &release, &surroundings);
    explained.differences = differences(stored, &decision.events);
    explained.equal = explained.differences.is_empty();
    explained
}

fn differences(stored: &[Recorded], decided: &[ConversationEvent]) -> Vec<String> {
    let mut found = Vec::new();
    if stored.len() != decided.len() {
        found.push(format!("There were {} events, now there are {}.", stored.len(), decided.len()));
    }
    for (then, now) in stored.iter().zip(decided).filter(|(then, now)| then.event != **now) {
        let said = |event: &ConversationEvent| event.visible_message().map(|message| message.text.clone());
        found.push(match (said(&then.event), said(now)) {
            (Some(a), Some(b)) if a != b => format!("Then it said “{a}”, now “{b}”."),
            _ => format!(
                "Event {} ({}) differs from what is decided now ({}).",
                then.seq,
                then.event.kind(),
                now.kind()
            ),
        });
    }
    found
}
