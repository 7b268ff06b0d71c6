//! What a turn asks for, how surely, and what comes of it: two requests, flows that are only likely, danger.

use crate::fixture::{calm, company, compiled, content, orders, said};
use rapport_dialogue::{
    Compiled, Input, TurnContext, decide,
    rehearse::{Heard, Stage},
};
use rapport_domain::{
    conversation::Pending,
    event::ConversationEvent,
    perception::{Perception, UrgencyReason},
    understanding::{Candidate, DialogueAct, Understanding},
    why::DecisionKind,
};

fn candidate(topic: &str, confidence: f32) -> Candidate {
    Candidate { topic: topic.parse().expect("it is a slug"), confidence }
}

fn understood(candidates: &[(&str, f32)], also: Option<(&str, f32)>) -> Understanding {
    Understanding {
        candidates: candidates.iter().map(|(topic, confidence)| candidate(topic, *confidence)).collect(),
        in_scope: 0.9,
        dialogue_act: DialogueAct::Inform,
        also: also.map(|(topic, confidence)| candidate(topic, confidence)),
    }
}

/// What comes back to a turn that was understood so, and where the conversation stands then.
fn reply<'a>(company: &'a Compiled, understanding: Understanding, mood: Perception) -> (Heard, Stage<'a>) {
    let mut stage = Stage::new(company, orders());
    stage.receive("something was written", mood);
    let input = Input::Turn { understanding };
    let decision = decide(&stage.conversation, input, company, &stage.surroundings);
    decision.events.into_iter().for_each(|event| stage.record(event));
    let Some(ConversationEvent::Replied { message, why, .. }) = stage.events.last().map(|e| e.event.clone())
    else {
        panic!("no reply")
    };
    let heard = Heard {
        text: Some(message.text.clone()),
        message: Some(message),
        why: Some(*why),
        acts: vec![],
        person_awaited: stage.conversation.handover.is_some(),
    };
    (heard, stage)
}

fn in_danger() -> Perception {
    Perception { urgency: 0.95, urgency_reason: Some(UrgencyReason::Safety), ..calm() }
}

#[test]
fn a_flow_that_acts_is_offered_where_it_is_only_likely() {
    let company = company();
    let (heard, stage) = reply(&company, understood(&[("where-order", 0.6)], None), calm());
    assert_eq!(heard.why.as_ref().map(|why| why.decision), Some(DecisionKind::AskedBack));
    assert!(heard.text.as_deref().unwrap_or("").ends_with("Shall I look for your order now?"));
    assert!(matches!(stage.conversation.pending, Some(Pending::OfferFlow { .. })));
    assert!(stage.conversation.flows.is_empty());
    let (heard, stage) = reply(&company, understood(&[("where-order", 0.8)], None), calm());
    assert!(heard.text.as_deref().unwrap_or("").ends_with("Which order is it?"));
    assert_eq!(stage.conversation.flows.len(), 1);
}

#[test]
fn two_sure_requests_are_answered_in_one_reply() {
    let company = company();
    let both = understood(&[("delivery-cost", 0.8)], Some(("opening-hours", 0.8)));
    let (heard, _) = reply(&company, both, calm());
    let text = heard.text.unwrap_or_default();
    assert!(text.contains("Delivery costs £3.95.") && text.contains("\n\nOur shops are open"), "{text}");
    assert_eq!(heard.why.and_then(|why| why.topic).as_ref().map(|t| t.as_str()), Some("delivery-cost"));
    // A flow comes last, whichever was asked first: it ends with a question.
    for (first, second) in [("opening-hours", "where-order"), ("where-order", "opening-hours")] {
        let (heard, stage) = reply(&company, understood(&[(first, 0.8)], Some((second, 0.8))), calm());
        let text = heard.text.unwrap_or_default();
        assert!(text.contains("9 to 17") && text.ends_with("Which order is it?"), "{text}");
        assert_eq!(stage.conversation.flows.len(), 1);
    }
}

#[test]
fn two_questions_are_understood_as_two_requests() {
    let company = company();
    let of = |text: &str| company.understand(&said(text), &TurnContext::default());
    let two = of("How much is delivery? When are you open?");
    let topics = [two.candidates[0].topic.as_str(), two.also.as_ref().map_or("", |also| also.topic.as_str())];
    assert!(topics.contains(&"delivery-cost") && topics.contains(&"opening-hours"), "{two:?}");
    assert_eq!(of("How much is delivery? What does shipping cost?").also, None);
}

#[test]
fn what_is_denied_is_not_what_is_asked() {
    let company = company();
    let text = "I do not want my refund, just track my order";
    let understanding = company.understand(&said(text), &TurnContext::default());
    assert_eq!(understanding.candidates[0].topic.as_str(), "where-order");
}

#[test]
fn a_long_lead_in_does_not_drown_the_question() {
    let company = company();
    let text = "We sold the caravan in March after forty years of rain and sheep. The new owner painted it purple. How much is delivery?";
    let understanding = company.understand(&said(text), &TurnContext::default());
    assert_eq!(understanding.candidates[0].topic.as_str(), "delivery-cost");
}

#[test]
fn somebody_in_danger_never_gets_an_unrelated_answer() {
    let company = company();
    for candidates in [&[("delivery-cost", 0.95)][..], &[("where-order", 0.1)], &[]] {
        let (heard, stage) = reply(&company, understood(candidates, None), in_danger());
        let text = heard.text.unwrap_or_default();
        assert!(text.contains("999") && text.contains("stop using") && !text.contains("£3.95"), "{text}");
        assert!(stage.conversation.handover.as_ref().is_some_and(|handover| handover.priority >= 0.9));
    }
}

#[test]
fn a_safety_topic_comes_before_the_likelier_one_in_danger() {
    let mut content = content();
    let hours = content.topics.iter_mut().find(|topic| topic.id.as_str() == "opening-hours");
    hours.expect("it is there").safety = true;
    let company = compiled(content);
    let (heard, _) =
        reply(&company, understood(&[("delivery-cost", 0.6), ("opening-hours", 0.2)], None), in_danger());
    assert_eq!(heard.why.and_then(|why| why.topic).as_ref().map(|t| t.as_str()), Some("opening-hours"));
}

#[test]
fn self_harm_is_heard_whatever_the_models_say() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = stage.say(&said("how much is delivery, I want to kill myself"), calm());
    assert!(heard.text.as_deref().unwrap_or("").contains("116 123"));
    assert!(heard.person_awaited);
}
