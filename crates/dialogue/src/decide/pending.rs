//! A turn while the assistant waits for the answer to a question.

use rapport_domain::{
    content::{Response, SlotKind, StepKind, Topic},
    conversation::Pending,
    event::{ConversationEvent, FlowEnding, HandoverReason},
    message::Choice,
    understanding::{DialogueAct, Understanding},
    why::DecisionKind,
};

use super::{Draft, answer, courtesy, timer};
use crate::{
    compose::Part,
    flow::{self, Answered},
};

/// Handles the turn as the answer to what was asked, if it is one or the question must not be dropped.
pub(super) fn open_question(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    match draft.state.pending.clone() {
        None => resume_stranded(draft, understanding),
        Some(Pending::Slot { .. } | Pending::Choice { .. }) => flow_question(draft, understanding),
        Some(Pending::Confirmation { call, .. }) => match understanding.dialogue_act {
            DialogueAct::Affirm => {
                flow::answer_confirmation(draft, &call, true);
                true
            }
            _ if flow::correct(draft, understanding.dialogue_act) => true,
            // "Leave it" to "shall I?" is a no.
            DialogueAct::Deny | DialogueAct::Correct | DialogueAct::Cancel => {
                flow::answer_confirmation(draft, &call, false);
                true
            }
            act => aside(draft, understanding, act) || yes_or_no(draft),
        },
        Some(Pending::WhichTopic { topics }) => which_topic(draft, &topics, understanding),
        Some(Pending::OfferFlow { flow }) => offered_flow(draft, &flow, understanding.dialogue_act),
        Some(Pending::OfferPerson {}) => offered_person(draft, understanding),
        Some(Pending::OfferResume { flow }) => offered_resume(draft, &flow, understanding),
        // The customer need not wait with the flow: what they write is looked at as ever.
        Some(Pending::Wait { .. }) => courtesy::stop_or_repeat(draft, understanding),
    }
}

/// Whether the turn holds the value that is waited for.
pub(super) fn fits(draft: &Draft<'_>) -> bool {
    let Some((_, step)) = flow::current(draft) else { return false };
    match &step.kind {
        StepKind::Ask(ask) => flow::holds_value(draft, ask),
        StepKind::Choose(choose) => flow::choices(choose).iter().any(|c| c.label == draft.text.trim()),
        _ => false,
    }
}

/// A flow that stands without a question, because an agent handed back or a release changed, goes on.
fn resume_stranded(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if draft.state.flows.is_empty() || understanding.dialogue_act == DialogueAct::Cancel {
        return false;
    }
    flow::resume(draft);
    true
}

fn flow_question(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if flow::current(draft).is_none() {
        flow::resume(draft);
        return true;
    }
    let act = understanding.dialogue_act;
    let choosing = matches!(draft.state.pending, Some(Pending::Choice { .. }));
    let free = is_free_text(draft);
    // "Never mind" may be what an option is called; a free text may be anything but another question.
    // "Delivery costs" could be a name too, if it were not what is asked about so often.
    let topic = asks_for_name(draft) && answer::best(draft, understanding).is_some();
    let first_try = choosing || !free && !topic;
    let mut unfit = None;
    if first_try && act != DialogueAct::Correct {
        match flow::answer_question(draft) {
            Answered::Fits => return true,
            Answered::Unfit(because) => unfit = Some(because),
            Answered::No => {}
        }
    }
    if matches!(act, DialogueAct::Correct | DialogueAct::Inform | DialogueAct::Deny) && corrected(draft, act)
    {
        return true;
    }
    if matches!(act, DialogueAct::Correct) && matches!(flow::answer_question(draft), Answered::Fits) {
        return true;
    }
    if aside(draft, understanding, act) {
        return true;
    }
    if (free || topic) && matches!(flow::answer_question(draft), Answered::Fits) {
        return true;
    }
    draft.settle(DecisionKind::FlowStep);
    if !flow::miss(draft, unfit) {
        draft.note("Too many answers did not fit, so a person is offered.");
        draft.reply.decision = None;
        answer::unknown(draft);
    }
    true
}

/// A correction of an earlier value; a free text that is asked for now is not mistaken for one.
fn corrected(draft: &mut Draft<'_>, act: DialogueAct) -> bool {
    if is_free_text(draft) && act != DialogueAct::Correct {
        return false;
    }
    flow::correct(draft, act)
}

fn is_free_text(draft: &Draft<'_>) -> bool {
    let asked = flow::current(draft).map(|(_, step)| &step.kind);
    matches!(asked, Some(StepKind::Ask(ask)) if flow::takes_any_text(draft, ask))
}

fn asks_for_name(draft: &Draft<'_>) -> bool {
    let asked = flow::current(draft).map(|(_, step)| &step.kind);
    matches!(asked, Some(StepKind::Ask(ask)) if ask.kind == SlotKind::Name)
}

/// Something else in between: stop, say again, a courtesy, another topic. The open question comes again.
fn aside(draft: &mut Draft<'_>, understanding: &Understanding, act: DialogueAct) -> bool {
    if courtesy::stop_or_repeat(draft, understanding) || courtesy::empty(draft) {
        return true;
    }
    if !matches!(act, DialogueAct::Affirm | DialogueAct::Deny) && courtesy::courtesy(draft, act) {
        return true;
    }
    digression(draft, understanding)
}

/// Answers another topic, then takes up the open question again.
fn digression(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let Some((topic, confidence)) = answer::best(draft, understanding) else { return false };
    // A short free text is rather the answer that was asked for.
    let question = draft.text.contains('?') || draft.text.split_whitespace().count() >= 5;
    if is_free_text(draft) && !question {
        return false;
    }
    match &topic.response {
        Response::Flow(id) if draft.state.flows.iter().any(|frame| frame.flow == *id) => false,
        Response::Flow(id) if draft.state.flows.len() >= 3 => {
            draft.note(format!("“{id}” has to wait until what is open is done."));
            false
        }
        Response::Flow(_) => {
            draft.note_candidates(understanding);
            draft.note("The customer digressed; the open question comes again afterwards.");
            answer::give(draft, topic, Some(confidence));
            true
        }
        Response::Answer(text) => {
            draft.note_candidates(understanding);
            draft.note("The customer digressed; the open question comes again.");
            draft.answer(topic, text, Some(confidence));
            flow::resume(draft);
            true
        }
    }
}

/// Neither yes nor no: asks once more, then offers a person.
fn yes_or_no(draft: &mut Draft<'_>) -> bool {
    let Some(question) = question_of(draft) else { return false };
    let text = draft.wording(&draft.content().wordings.yes_or_no, &[("text", &question)]);
    let again = draft.state.last_reply.as_ref().is_some_and(|last| last.contains(&text));
    draft.settle(DecisionKind::FlowStep);
    draft.note("The answer was neither yes nor no.");
    draft.reply.flow = flow::current(draft).map(|(flow, step)| (flow.id.clone(), step.id.clone()));
    draft.reply.offer_person = again;
    draft.reply.question = Some(Part::plain(text));
    draft.reply.choices = draft.yes_no();
    true
}

/// From here on other words count as a choice among the topics that were offered: one of them is meant
/// far more likely than before the question.
const HINTED: f32 = 0.2;

fn which_topic(
    draft: &mut Draft<'_>,
    topics: &[rapport_domain::TopicId],
    understanding: &Understanding,
) -> bool {
    let found: Vec<_> = topics.iter().filter_map(|id| draft.topic(id)).collect();
    let titles: Vec<&str> = found.iter().map(|topic| topic.title.as_str()).collect();
    if let Some(at) = flow::pick(&titles, &draft.text) {
        draft.close_question();
        draft.note("The customer said which of the topics is meant.");
        answer::give(draft, found[at], None);
        return true;
    }
    if let (DialogueAct::Affirm, [only]) = (understanding.dialogue_act, found.as_slice()) {
        draft.close_question();
        answer::give(draft, only, None);
        return true;
    }
    if understanding.dialogue_act == DialogueAct::Deny {
        answer::unknown(draft);
        return true;
    }
    // Said in other words: what was offered is likelier than anything else.
    let hinted =
        understanding.candidates.first().filter(|c| topics.contains(&c.topic) && c.confidence >= HINTED);
    if let Some(topic) = hinted.and_then(|c| draft.topic(&c.topic)) {
        draft.note_candidates(understanding);
        draft.close_question();
        answer::give(draft, topic, hinted.map(|c| c.confidence));
        return true;
    }
    draft.close_question();
    false
}

fn offered_flow(draft: &mut Draft<'_>, flow: &rapport_domain::FlowId, act: DialogueAct) -> bool {
    draft.close_question();
    // Whoever answers "shall I look it up?" with the order's number says yes.
    let told = draft.flow(flow).is_some_and(|flow| flow::is_told_a_value(draft, flow));
    match act {
        DialogueAct::Affirm => {
            flow::start(draft, flow);
            true
        }
        DialogueAct::Inform if told => {
            flow::start(draft, flow);
            true
        }
        DialogueAct::Deny => {
            let text = draft.wording(&draft.content().wordings.anything_else, &[]);
            draft.settle(DecisionKind::Courtesy);
            draft.say(text);
            true
        }
        _ => false,
    }
}

/// Goes on where the customer stood, unless they do not want to; a value that was asked for before is taken at
/// once, and what else they ask is answered first.
fn offered_resume(
    draft: &mut Draft<'_>,
    flow: &rapport_domain::FlowId,
    understanding: &Understanding,
) -> bool {
    match understanding.dialogue_act {
        DialogueAct::Affirm => {
            draft.emit(ConversationEvent::FlowResumed { flow: flow.clone() });
            flow::go_on(draft);
            true
        }
        DialogueAct::Deny | DialogueAct::Cancel => {
            draft.close_question();
            let ending = FlowEnding::Cancelled;
            draft.emit(ConversationEvent::FlowEnded { flow: flow.clone(), ending });
            let text = draft.wording(&draft.content().wordings.anything_else, &[]);
            draft.settle(DecisionKind::Courtesy);
            draft.say(text);
            true
        }
        act => {
            draft.emit(ConversationEvent::FlowResumed { flow: flow.clone() });
            if matches!(flow::answer_question(draft), Answered::Fits) {
                return true;
            }
            if !aside(draft, understanding, act) {
                flow::go_on(draft);
            } else if draft.state.pending.is_none() && !draft.state.flows.is_empty() {
                flow::resume(draft);
            }
            true
        }
    }
}

fn offered_person(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    match understanding.dialogue_act {
        DialogueAct::Affirm => {
            let reason =
                if draft.state.misses > 0 { HandoverReason::DidNotKnow } else { HandoverReason::Asked };
            draft.hand_over(reason, "The customer took the offer of a person.");
            true
        }
        DialogueAct::Deny if draft.state.flows.is_empty() => {
            draft.close_question();
            let text = draft.wording(&draft.content().wordings.anything_else, &[]);
            draft.settle(DecisionKind::Courtesy);
            draft.say(text);
            true
        }
        DialogueAct::Deny => {
            flow::resume(draft);
            true
        }
        _ if !draft.state.flows.is_empty() => {
            // A person was offered within a flow. The value that was waited for may come after all.
            if matches!(flow::answer_question(draft), Answered::Fits) {
                return true;
            }
            if aside(draft, understanding, understanding.dialogue_act) {
                return true;
            }
            answer::unknown(draft);
            true
        }
        // Said in other words: the turn is looked at afresh. If it is unknown again, a person is called.
        _ if answer::is_known(understanding) || understanding.dialogue_act != DialogueAct::Inform => {
            draft.close_question();
            false
        }
        _ => false,
    }
}

/// The open question in words.
pub(super) fn question_of(draft: &Draft<'_>) -> Option<String> {
    match draft.state.pending.as_ref()? {
        Pending::Slot { .. } | Pending::Choice { .. } | Pending::Confirmation { .. } => flow::question(draft),
        Pending::WhichTopic { topics } => {
            let found: Vec<&Topic> = topics.iter().filter_map(|id| draft.topic(id)).collect();
            match found.as_slice() {
                [] => None,
                [first, second] => Some(did_you_mean(draft, first, second)),
                several => Some(perhaps_one_of(draft, several)),
            }
        }
        Pending::OfferFlow { flow } => draft.flow(flow).map(|flow| flow.offer.clone()),
        Pending::OfferResume { flow } => draft.flow(flow).map(|flow| timer::resume_question(draft, flow)),
        Pending::OfferPerson {} | Pending::Wait { .. } => None,
    }
}

/// Asks which of two topics is meant.
pub(super) fn did_you_mean(draft: &Draft<'_>, first: &Topic, second: &Topic) -> String {
    let given = [("first", first.title.as_str()), ("second", second.title.as_str())];
    draft.wording(&draft.content().wordings.did_you_mean, &given)
}

/// Says that it does not know for certain, and asks whether one of these is meant.
pub(super) fn perhaps_one_of(draft: &Draft<'_>, topics: &[&Topic]) -> String {
    let titles: Vec<String> = topics.iter().map(|topic| format!("“{}”", topic.title)).collect();
    draft.wording(&draft.content().wordings.perhaps_one_of, &[("topics", &titles.join(", "))])
}

/// The buttons for some topics, and for a person.
pub(super) fn topic_choices(draft: &Draft<'_>, topics: &[&Topic]) -> Vec<Choice> {
    let choice = |topic: &&Topic| Choice { label: topic.title.clone(), value: topic.title.clone() };
    topics.iter().map(choice).chain([draft.person_choice()]).collect()
}

/// The buttons of the open question.
pub(super) fn choices_of(draft: &Draft<'_>) -> Vec<Choice> {
    match draft.state.pending.as_ref() {
        Some(Pending::Choice { .. }) => match flow::current(draft).map(|(_, step)| &step.kind) {
            Some(StepKind::Choose(choose)) => flow::choices(choose),
            _ => Vec::new(),
        },
        Some(Pending::Confirmation { .. } | Pending::OfferFlow { .. } | Pending::OfferResume { .. }) => {
            draft.yes_no()
        }
        Some(Pending::WhichTopic { topics }) => {
            let found: Vec<&Topic> = topics.iter().filter_map(|id| draft.topic(id)).collect();
            topic_choices(draft, &found)
        }
        Some(Pending::OfferPerson {}) => vec![draft.person_choice()],
        Some(Pending::Slot { .. } | Pending::Wait { .. }) | None => Vec::new(),
    }
}

/// Asks the open question again, if there is one.
pub(super) fn ask_again(draft: &mut Draft<'_>) {
    if let Some(question) = question_of(draft) {
        draft.reply.back_to = draft.state.flows.last().map(|frame| frame.flow.clone());
        draft.reply.choices = choices_of(draft);
        draft.reply.question = Some(Part::plain(question));
    }
}

/// Takes back a question that was about to be asked.
pub(super) fn drop_question(draft: &mut Draft<'_>) {
    draft.close_question();
    draft.reply.question = None;
    draft.reply.choices.clear();
}
