//! What a turn asks for, how surely, and what comes of it: two requests, flows that are only likely, danger.

use crate::fixture::{calm, company, compiled, content, orders, said};
use rapport_dialogue::{
    Compiled, Input, TurnContext, decide,
    rehearse::{Heard, Stage},
};
use rapport_domain::{
    conversation::Pending,
    event::ConversationEvent,
    perception::{HostilityLevel, Perception, UrgencyReason},
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
    let heard = reply_on(&mut stage, company, understanding, mood);
    (heard, stage)
}

/// The same in a conversation that goes on.
fn reply_on(
    stage: &mut Stage<'_>,
    company: &Compiled,
    understanding: Understanding,
    mood: Perception,
) -> Heard {
    stage.receive("something was written", mood);
    let input = Input::Turn { understanding };
    let decision = decide(&stage.conversation, input, company.release(), &stage.surroundings);
    decision.events.into_iter().for_each(|event| stage.record(event));
    let Some(ConversationEvent::Replied { message, why, .. }) = stage.events.last().map(|e| e.event.clone())
    else {
        panic!("no reply")
    };
    Heard {
        text: Some(message.text.clone()),
        message: Some(message),
        why: Some(*why),
        acts: vec![],
        person_awaited: stage.conversation.handover.is_some(),
    }
}

fn in_danger() -> Perception {
    Perception { urgency: 0.95, urgency_reason: Some(UrgencyReason::Safety), ..calm() }
}

#[test]
fn a_flow_that_acts_is_offered_where_it_is_only_likely() {
    let company = company();
    let (heard, stage) = reply(&company, understood(&[("where-order", 0.47)], None), calm());
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
    let (heard, stage) = reply(&company, both, calm());
    let text = heard.text.unwrap_or_default();
    assert!(text.contains("Delivery costs £3.95.") && text.contains("\n\nOur shops are open"), "{text}");
    let why = heard.why.expect("a reply has a why");
    assert_eq!(
        (why.topic.as_ref().map(|t| t.as_str()), why.answer_version),
        (Some("delivery-cost"), Some(3))
    );
    assert_eq!(why.second, Some(("opening-hours".parse().expect("it is a slug"), 1)));
    let answered: Vec<&str> = stage.conversation.answered_topics.iter().map(|t| t.as_str()).collect();
    assert_eq!(answered, ["delivery-cost", "opening-hours"]);
    // A flow comes last, whichever was asked first: it ends with a question.
    for (first, second) in [("opening-hours", "where-order"), ("where-order", "opening-hours")] {
        let (heard, stage) = reply(&company, understood(&[(first, 0.8)], Some((second, 0.8))), calm());
        let text = heard.text.unwrap_or_default();
        assert!(text.contains("9 to 17") && text.ends_with("Which order is it?"), "{text}");
        assert_eq!(stage.conversation.flows.len(), 1);
        let why = heard.why.expect("a reply has a why");
        let flow = why.flow.as_ref().map(|(flow, _)| flow.as_str());
        let topic = why.topic.as_ref().map(|t| t.as_str());
        // The version is that of the topic which the why names.
        assert_eq!((topic, why.answer_version), (Some("opening-hours"), Some(1)));
        assert_eq!((flow, why.second), (Some("where-is-my-order"), None));
    }
}

#[test]
fn a_second_answer_comes_with_its_next_step_and_what_it_offers() {
    let company = company();
    let both = understood(&[("delivery-cost", 0.8)], Some(("refund-late", 0.8)));
    let (heard, stage) = reply(&company, both, calm());
    let text = heard.text.unwrap_or_default();
    assert!(text.contains("A refund takes 10 working days. Our payments team traces it"), "{text}");
    assert!(text.ends_with("Shall I look for your order now?"), "{text}");
    assert_eq!(stage.conversation.promises.len(), 1);
}

#[test]
fn no_flow_begins_after_a_person_was_called() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    for _ in 0..2 {
        reply_on(&mut stage, &company, understood(&[("opening-hours", 0.8)], None), calm());
    }
    let both = understood(&[("where-order", 0.8)], Some(("opening-hours", 0.8)));
    let heard = reply_on(&mut stage, &company, both, calm());
    assert!(heard.person_awaited && stage.conversation.flows.is_empty());
    assert!(!heard.text.unwrap_or_default().contains("Which order is it?"));
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
    let company = with_safety("opening-hours");
    let understanding = || understood(&[("delivery-cost", 0.6), ("opening-hours", 0.2)], None);
    let mut stage = Stage::new(&company, orders());
    // However often it was given before.
    for _ in 0..3 {
        let heard = reply_on(&mut stage, &company, understanding(), in_danger());
        let text = heard.text.unwrap_or_default();
        assert!(text.contains("999") && text.contains("Our shops are open"), "{text}");
        assert!(text.find("999") < text.find("Our shops"), "{text}");
        assert_eq!(heard.why.and_then(|why| why.topic).as_ref().map(|t| t.as_str()), Some("opening-hours"));
        assert!(stage.conversation.handover.as_ref().is_some_and(|handover| handover.priority >= 0.9));
    }
}

/// The company, where one topic is about safety.
fn with_safety(topic: &str) -> Compiled {
    let mut content = content();
    let found = content.topics.iter_mut().find(|known| known.id.as_str() == topic);
    found.expect("it is there").safety = true;
    compiled(content)
}

#[test]
fn words_of_self_harm_are_heard_beside_what_a_safety_flow_says() {
    let company = with_safety("where-order");
    let mut stage = Stage::new(&company, orders());
    stage.receive("the stove burned me and I want to die", calm());
    let input = Input::Turn { understanding: understood(&[("where-order", 0.5)], None) };
    let decision = decide(&stage.conversation, input, company.release(), &stage.surroundings);
    decision.events.into_iter().for_each(|event| stage.record(event));
    assert!(stage.conversation.last_reply.as_deref().is_some_and(|text| text.contains("116 123")));
    assert!(stage.conversation.handover.as_ref().is_some_and(|handover| handover.priority >= 0.9));
}

#[test]
fn danger_comes_before_a_warning_and_a_threat_to_others_before_danger() {
    let company = company();
    let hostile = |level| {
        let mut mood = in_danger();
        mood.hostility.level = level;
        mood
    };
    let mut stage = Stage::new(&company, orders());
    for _ in 0..2 {
        let heard =
            stage.say(&said("Nobody cares, I want to die, fuck you"), hostile(HostilityLevel::Abusive));
        assert!(heard.text.unwrap_or_default().contains("116 123"));
        assert!(heard.person_awaited && !stage.conversation.ended_by_policy);
    }
    let mut stage = Stage::new(&company, orders());
    stage.say(&said("I will kill you and then kill myself"), hostile(HostilityLevel::Threat));
    assert!(!stage.conversation.ended_by_policy && stage.conversation.handover.is_some());
    let mut stage = Stage::new(&company, orders());
    stage.say(&said("I will burn your shop down"), hostile(HostilityLevel::Threat));
    assert!(stage.conversation.ended_by_policy);
}

#[test]
fn danger_calls_an_awaited_person_again_before_all_others() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    stage.say(&said("a person, please"), calm());
    let since = stage.conversation.handover.as_ref().map(|handover| handover.since);
    assert!(stage.conversation.handover.as_ref().is_some_and(|handover| handover.priority < 0.5));
    let heard = stage.say(&said("I want to kill myself"), calm());
    assert!(heard.text.unwrap_or_default().contains("116 123"));
    let handover = stage.conversation.handover.as_ref();
    assert!(handover.is_some_and(|handover| handover.priority >= 0.9));
    assert_eq!(handover.map(|handover| handover.since), since, "the wait counts from the first call");
    let calls = |stage: &Stage<'_>| {
        let called = |e: &&_| {
            matches!(
                e,
                rapport_domain::event::Recorded { event: ConversationEvent::HandoverRequested { .. }, .. }
            )
        };
        stage.events.iter().filter(called).count()
    };
    assert_eq!(calls(&stage), 2);
    stage.say(&said("I want to kill myself"), calm());
    assert_eq!(calls(&stage), 2, "it is as urgent as it can be");
}

#[test]
fn self_harm_is_heard_whatever_the_models_say() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = stage.say(&said("how much is delivery, I want to kill myself"), calm());
    assert!(heard.text.as_deref().unwrap_or("").contains("116 123"));
    assert!(stage.conversation.handover.as_ref().is_some_and(|handover| handover.priority >= 0.9));
}
