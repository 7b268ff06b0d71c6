//! Decides what happens next in a conversation. Pure: equal arguments give equal decisions.

mod answer;
mod courtesy;
mod draft;
mod drafted;
mod mood;
mod pending;
mod priority;
mod protect;
mod safety;
mod timer;
mod waiting;

use rapport_domain::{
    action::{ActionCall, ActionOutcome},
    agent::primary_language,
    content::Release,
    conversation::{Conversation, Holder, Unanswered},
    event::{ConversationEvent, HandoverReason},
    perception::WORDS_TO_TELL_A_LANGUAGE,
    understanding::{DialogueAct, Understanding},
    why::{DecisionKind, Surroundings},
};

pub(crate) use draft::{Draft, ReplyDraft};
pub use mood::mood;
pub use priority::handover_priority;
pub use protect::with_other_ways;
pub use safety::shows_danger;

use crate::{compose, flow};

/// What there is to decide on.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// The customer's turn is over: all messages of `conversation.unanswered`, understood as one. While a
    /// call is open nothing is decided; the messages stay unanswered and become part of the next turn.
    Turn {
        /// What [`crate::Compiled::understand`] made of [`turn_text`].
        understanding: Understanding,
    },
    /// The call that was requested came back; its `ActionFinished` is in the log.
    ActionReturned,
    /// A moment came that a flow waited for; see [`crate::timers::due`].
    Timer,
    /// Something took too long. An open call counts as having an unknown outcome; a turn that could not be
    /// read is given to a person.
    Timeout,
}

/// What happens next. The desk commits the events in this order, in one transaction, right after the
/// conversation's last event; then it makes the call, appends `ActionFinished` and decides again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decision {
    /// What happened. Empty where the assistant must be silent. At most one is a `Replied`, the last.
    pub events: Vec<ConversationEvent>,
    /// The call to make; its `ActionRequested` is the last of the events.
    pub call: Option<ActionCall>,
    /// Whether no authored answer was found, so that a language model's proposal would be welcome: decided again
    /// with one in the surroundings, more may be said.
    pub wants_proposal: bool,
}

/// Whether a turn that was understood so would be answered, whatever came before it.
pub fn is_understood(understanding: &Understanding) -> bool {
    answer::is_known(understanding)
}

/// The text of the turn that waits for an answer: all its messages as one.
pub fn turn_text(conversation: &Conversation) -> String {
    joined(&conversation.unanswered)
}

fn joined(messages: &[Unanswered]) -> String {
    let texts = messages.iter().map(|m| m.text.trim()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n")
}

/// Decides what happens next in `conversation`, whose perceptions of the turn's messages are applied already.
pub fn decide(
    conversation: &Conversation,
    input: Input,
    release: &Release,
    surroundings: &Surroundings,
) -> Decision {
    // An agent speaks: the assistant is silent.
    if conversation.holder != Holder::Assistant {
        return Decision::default();
    }
    if conversation.ended_by_policy {
        return after_the_end(conversation, &input, release, surroundings);
    }
    let mut draft = Draft::new(conversation, release, surroundings);
    match input {
        Input::Turn { .. } if conversation.call.is_some() || conversation.unanswered.is_empty() => {
            return Decision::default();
        }
        Input::Turn { understanding } => {
            let through = draft.state.last_inbound;
            draft.emit(ConversationEvent::Understood { through, understanding: understanding.clone() });
            turn(&mut draft, &understanding);
        }
        Input::ActionReturned => returned(&mut draft),
        Input::Timer => timer::came(&mut draft),
        Input::Timeout => late(&mut draft),
    }
    compose::finish(draft)
}

/// After an end by policy nobody is drawn back in, unless somebody may be in danger.
fn after_the_end(
    conversation: &Conversation,
    input: &Input,
    release: &Release,
    surroundings: &Surroundings,
) -> Decision {
    let Input::Turn { understanding } = input else { return Decision::default() };
    let mut draft = Draft::new(conversation, release, surroundings);
    let through = draft.state.last_inbound;
    draft.emit(ConversationEvent::Understood { through, understanding: understanding.clone() });
    if safety::danger(&mut draft, understanding) { compose::finish(draft) } else { Decision::default() }
}

/// The order in which a turn is looked at. The first that applies decides.
fn turn(draft: &mut Draft<'_>, understanding: &Understanding) {
    let act = understanding.dialogue_act;
    let _ = safety::danger(draft, understanding)
        || protect::threat(draft)
        || protect::abuse(draft, understanding)
        || safety::precaution(draft, understanding)
        || person_asked(draft, act)
        || waiting::for_person(draft, understanding)
        || other_language(draft, understanding)
        || pending::open_question(draft, understanding)
        || courtesy::stop_or_repeat(draft, understanding)
        || courtesy::empty(draft)
        || courtesy::courtesy(draft, act)
        || answer::known(draft, understanding)
        || courtesy::gratitude(draft)
        || answer::which_of_two(draft, understanding)
        || drafted::drafted(draft)
        || answer::did_not_know(draft, understanding);
    answer::strong_feeling(draft);
}

/// A person, please: in every state, at any time.
fn person_asked(draft: &mut Draft<'_>, act: DialogueAct) -> bool {
    if act != DialogueAct::AskForPerson || draft.state.handover.is_some() {
        return false;
    }
    draft.hand_over(HandoverReason::Asked, "The customer asked for a person.");
    true
}

fn other_language(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let written = primary_language(&draft.mood.language);
    let ours = primary_language(&draft.content().company.locale);
    let short = draft.text.split_whitespace().count() < WORDS_TO_TELL_A_LANGUAGE;
    let understood = answer::is_known(understanding) || understanding.dialogue_act != DialogueAct::Inform;
    if written.is_empty() || written == "und" || written == ours || short || understood {
        return false;
    }
    // A value that fits the open question is one in every language.
    if pending::fits(draft) {
        return false;
    }
    let text = draft.wording(&draft.content().wordings.other_language, &[]);
    draft.say(text);
    draft
        .hand_over(HandoverReason::Language, format!("The customer writes in another language ({written})."));
    true
}

fn returned(draft: &mut Draft<'_>) {
    // Messages that came in while the call was made are read in the next turn.
    let through = draft.state.understood_through;
    let covered: Vec<Unanswered> =
        draft.state.unanswered.iter().filter(|message| message.seq <= through).cloned().collect();
    draft.text = joined(&covered);
    let outcome = draft.state.outcome.clone().unwrap_or(ActionOutcome::Unknown);
    flow::action_returned(draft, &outcome);
}

fn late(draft: &mut Draft<'_>) {
    if let Some(call) = draft.state.call.clone() {
        let outcome = ActionOutcome::Unknown;
        draft.emit(ConversationEvent::ActionFinished { call: call.id, action: call.action, outcome });
        returned(draft);
        return;
    }
    if draft.state.unanswered.is_empty() {
        return;
    }
    if draft.state.handover.is_some() {
        draft.covers_unread = true;
        waiting::acknowledge(draft);
        return;
    }
    draft.covers_unread = true;
    draft.settle(DecisionKind::HandedOver);
    draft.hand_over(HandoverReason::Trouble, "The assistant could not answer in time.");
}
