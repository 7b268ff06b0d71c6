//! Authored flow, authored answer, which of two, and "I don't know".

use rapport_domain::{
    FlowId,
    content::{Flow, Response, StepKind, Topic},
    conversation::Pending,
    event::HandoverReason,
    perception::Unsaid,
    trajectory::Direction,
    understanding::Understanding,
    why::DecisionKind,
};

use super::{Draft, draft::SecondAnswer, pending};
use crate::{compose::Part, flow};

/// From here on a topic counts as understood. A wrong answer costs three times as much as an honest "I don't
/// know", and asking which of two costs little. Confidence is fitted on examples left out, which are put on
/// purpose in words that others do not have, so it reads lower than it turns out: of 506 questions of
/// `docs/benchmarks/questions-topics.jsonl` with an answer in the content, these cuts answer 273 rightly and 14
/// wrongly.
const SURE: f32 = 0.52;
/// From here on it does, if it leaves the next far behind: then it is this or nothing, and naming a second
/// would be odd.
const LIKELY: f32 = 0.42;
/// And only where it is as likely as this that any topic is meant: of 114 questions without an answer in the content
/// one in ten is, of the others two in three.
const IN_SCOPE: f32 = 0.8;
/// So many times as likely as the next is far.
const FAR: f32 = 6.0;
/// A flow that looks something up or changes something starts by itself only from here on; below, it is
/// offered.
const SURE_TO_ACT: f32 = 0.5;
/// The two likeliest must hold this much together to be asked about. The question pays from one hit in three
/// on: two topics that have nothing to do with it read as not having listened.
const TWO_HOLD: f32 = 0.36;
/// The same after a reply that did not know: then a person helps more than a guess.
const TWO_HOLD_AFTER_MISS: f32 = 0.45;
/// A reply that does not know names the likeliest topics from here on, all taken together, if it is likelier than
/// not that any topic is meant.
const SOME_HOLD: f32 = 0.25;
/// It names so many at most.
const NAMED: usize = 3;
/// No question names a topic below this.
const WORTH_NAMING: f32 = 0.05;
/// A feeling this strong, and getting worse, has a person called.
const VERY_STRONG: f32 = 0.8;
/// A feeling this strong has a person offered.
const STRONG: f32 = 0.6;

/// Whether the turn's topic is understood.
pub(super) fn is_known(understanding: &Understanding) -> bool {
    let mut best = understanding.candidates.iter().map(|candidate| candidate.confidence);
    let (first, second) = (best.next().unwrap_or(0.0), best.next().unwrap_or(0.0));
    first >= SURE || first >= LIKELY && first >= FAR * second && understanding.in_scope >= IN_SCOPE
}

/// The topic that is understood, and how surely.
pub(super) fn best<'a>(draft: &Draft<'a>, understanding: &Understanding) -> Option<(&'a Topic, f32)> {
    let first = understanding.candidates.first().filter(|_| is_known(understanding))?;
    Some((draft.topic(&first.topic)?, first.confidence))
}

/// Gives the approved answer or starts the flow of the topic that is understood; a second request that is as
/// sure is answered with it.
pub(super) fn known(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let Some((topic, confidence)) = best(draft, understanding) else { return false };
    draft.note_candidates(understanding);
    let second =
        understanding.also.as_ref().and_then(|also| Some((draft.topic(&also.topic)?, also.confidence)));
    match (second, &topic.response) {
        (Some((other, sure)), Response::Flow(_)) if matches!(other.response, Response::Answer(_)) => {
            // Answers come first and the flow, which asks something, last.
            give(draft, other, Some(sure));
            if draft.state.handover.is_some() {
                return true;
            }
            draft.note(format!("A second request is taken up too: “{}”.", topic.id));
            pending::drop_question(draft);
            give_surely(draft, topic, confidence);
        }
        (Some((other, sure)), Response::Answer(_)) => {
            give(draft, topic, Some(confidence));
            also(draft, other, sure);
        }
        _ => give_surely(draft, topic, confidence),
    }
    true
}

/// Takes up a second request after the first was answered.
fn also(draft: &mut Draft<'_>, topic: &Topic, confidence: f32) {
    if draft.state.handover.is_some() {
        return;
    }
    match &topic.response {
        Response::Answer(answer) if !draft.holds(answer) => {
            draft.note(format!("The answer to a second request, “{}”, does not hold now.", topic.id));
        }
        Response::Answer(answer) => {
            let version = answer.version;
            draft.note(format!("A second request is answered too: “{}”, version {version}.", topic.id));
            draft.reply.second = Some(SecondAnswer {
                topic: topic.id.clone(),
                version,
                text: Part::of(answer),
                next_step: answer.next_step.clone().map(Part::plain),
            });
            // One question is enough: what the first answer offers comes first.
            if draft.reply.question.is_none() {
                offer_flow(draft, answer.offer.as_ref());
            }
        }
        Response::Flow(_) => {
            draft.note(format!("A second request is taken up too: “{}” at {confidence:.2}.", topic.id));
            pending::drop_question(draft);
            give_surely(draft, topic, confidence);
        }
    }
}

/// Gives what is authored for `topic`; a flow that acts is only offered unless it is very sure.
fn give_surely(draft: &mut Draft<'_>, topic: &Topic, confidence: f32) {
    if let Response::Flow(id) = &topic.response
        && let Some(flow) = draft.flow(id).filter(|flow| acts(flow))
        && confidence < SURE_TO_ACT
        && draft.state.flows.is_empty()
    {
        draft.settle(DecisionKind::AskedBack);
        draft.reply.topic.get_or_insert((topic.id.clone(), Some(confidence)));
        draft.note("Not sure enough to start what it leads to, so that is offered.");
        offer_flow(draft, Some(&flow.id));
        return;
    }
    give(draft, topic, Some(confidence));
}

/// Whether a flow looks something up or changes something in another system.
fn acts(flow: &Flow) -> bool {
    flow.steps.iter().any(|step| matches!(step.kind, StepKind::Act(_) | StepKind::Call(_)))
}

/// Gives what is authored for `topic`.
pub(super) fn give(draft: &mut Draft<'_>, topic: &Topic, confidence: Option<f32>) {
    draft.reply.repeated = draft.state.answered_topics.contains(&topic.id)
        || draft.mood.unsaid.contains(&Unsaid::RepeatedContact);
    match &topic.response {
        Response::Flow(id) => {
            // After an answer to a second request the topic stays the answer's, beside its version.
            draft.reply.topic.get_or_insert((topic.id.clone(), confidence));
            flow::start(draft, id);
        }
        Response::Answer(answer) => {
            let times = draft.state.answered_topics.iter().filter(|t| **t == topic.id).count();
            if times >= 2 && draft.state.flows.is_empty() {
                // The same text a third time helps nobody.
                draft.reply.topic = Some((topic.id.clone(), confidence));
                draft.hand_over(
                    HandoverReason::DidNotKnow,
                    format!("The customer asked for “{}” again after it was answered twice.", topic.title),
                );
                return;
            }
            draft.reply.offer_person |= times == 1;
            let holds = draft.holds(answer);
            draft.answer(topic, answer, confidence);
            if holds {
                offer_flow(draft, answer.offer.as_ref());
            }
        }
    }
}

fn offer_flow(draft: &mut Draft<'_>, offer: Option<&FlowId>) {
    let idle = draft.state.flows.is_empty() && draft.state.handover.is_none();
    if let Some(flow) = offer.and_then(|id| draft.flow(id)).filter(|_| idle) {
        let choices = draft.yes_no();
        draft.ask(Pending::OfferFlow { flow: flow.id.clone() }, Part::plain(flow.offer.clone()), choices);
    }
}

/// Asks which of the two likeliest topics is meant.
pub(super) fn which_of_two(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    let [first, second, ..] = understanding.candidates.as_slice() else { return false };
    let together = first.confidence + second.confidence;
    // Asking back again and again is no help either.
    let least = if draft.state.misses > 0 { TWO_HOLD_AFTER_MISS } else { TWO_HOLD };
    if together < least || second.confidence < WORTH_NAMING || draft.state.misses >= 2 {
        return false;
    }
    let (Some(a), Some(b)) = (draft.topic(&first.topic), draft.topic(&second.topic)) else { return false };
    draft.note_candidates(understanding);
    let question = pending::did_you_mean(draft, a, b);
    draft.settle(DecisionKind::AskedBack);
    ask_which(draft, &[a, b], question);
    true
}

/// Lets the customer pick one of the topics, or a person.
fn ask_which(draft: &mut Draft<'_>, topics: &[&Topic], question: String) {
    let choices = pending::topic_choices(draft, topics);
    let topics = topics.iter().map(|topic| topic.id.clone()).collect();
    draft.ask(Pending::WhichTopic { topics }, Part::plain(question), choices);
}

/// Says that it does not know, names what comes nearest, and offers a person; the second time a person is
/// called.
pub(super) fn did_not_know(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    draft.note_candidates(understanding);
    if !perhaps_one_of(draft, understanding) {
        unknown(draft);
    }
    true
}

/// Says that it does not know for certain, and lets the customer pick what comes nearest.
fn perhaps_one_of(draft: &mut Draft<'_>, understanding: &Understanding) -> bool {
    if draft.state.misses > 0 || draft.state.pending.is_some() || understanding.in_scope < 0.5 {
        return false;
    }
    let near = understanding.candidates.iter().take(NAMED).filter(|near| near.confidence >= WORTH_NAMING);
    if near.clone().map(|near| near.confidence).sum::<f32>() < SOME_HOLD {
        return false;
    }
    let found: Vec<&Topic> = near.filter_map(|near| draft.topic(&near.topic)).collect();
    let question = pending::perhaps_one_of(draft, &found);
    draft.settle(DecisionKind::DidNotKnow);
    ask_which(draft, &found, question);
    true
}

/// The same, without an understanding.
pub(super) fn unknown(draft: &mut Draft<'_>) {
    let wordings = &draft.content().wordings;
    let offered = matches!(draft.state.pending, Some(Pending::OfferPerson {}));
    if offered || draft.state.misses >= 2 {
        let text = draft.wording(&wordings.did_not_know_again, &[]);
        draft.say(text);
        draft.hand_over(HandoverReason::DidNotKnow, "The assistant did not know the answer, twice.");
        return;
    }
    draft.settle(DecisionKind::DidNotKnow);
    let question = draft.wording(&wordings.did_not_know, &[]);
    let choices = vec![draft.person_choice()];
    draft.ask(Pending::OfferPerson {}, Part::plain(question), choices);
}

/// Whether the customer hurts very strongly, again, and nothing is just about to help: then a person is worth more than
/// any text.
pub(super) fn hurts_badly(draft: &Draft<'_>) -> bool {
    use rapport_domain::feeling::Feeling;
    let hurts = draft.mood.feeling.is_some_and(Feeling::is_negative);
    let strong = |felt: &&rapport_domain::trajectory::Felt| {
        felt.feeling.is_some_and(Feeling::is_negative) && felt.intensity >= STRONG
    };
    let helping = !draft.state.flows.is_empty() || draft.call.is_some();
    let times = draft.state.trajectory.0.iter().filter(strong).count();
    hurts && draft.mood.intensity >= VERY_STRONG && times >= 2 && !helping
}

/// Offers a person where the customer hurts strongly, and calls one where that is getting worse and no flow
/// is just about to help.
pub(super) fn strong_feeling(draft: &mut Draft<'_>) {
    use rapport_domain::feeling::Feeling;
    let hurts = draft.mood.feeling.is_some_and(Feeling::is_negative);
    if !hurts || draft.mood.intensity < STRONG || draft.state.handover.is_some() {
        return;
    }
    let worse = draft.state.trajectory.direction() == Direction::Escalating;
    let lost = matches!(draft.reply.decision, Some(DecisionKind::DidNotKnow | DecisionKind::AskedBack));
    let call = hurts_badly(draft) && (worse || lost);
    if call && (lost || draft.reply.decision == Some(DecisionKind::Answered)) {
        pending::drop_question(draft);
        draft.hand_over(HandoverReason::Feeling, "The customer hurts strongly, and it is getting worse.");
    } else if matches!(draft.reply.decision, Some(DecisionKind::Answered | DecisionKind::FlowStep)) {
        draft.reply.offer_person = true;
        draft.note("Strong feeling: a person is offered.");
    }
}
