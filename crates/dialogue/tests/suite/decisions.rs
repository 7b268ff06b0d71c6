//! What customers get in every kind of situation.

use crate::fixture::{calm, company, compiled, content, feeling, hostile, orders, said, say};
use rapport_coaching::{GuardContext, guard};
use rapport_dialogue::{
    Input, Said, TurnContext, decide,
    rehearse::{Heard, Stage},
    turn_text,
};
use rapport_domain::{
    AgentId, AttachmentId, MessageId,
    action::ActionOutcome,
    conversation::{Pending, Status},
    event::{ConversationEvent, FlowEnding, HandoverReason},
    feeling::Feeling,
    message::{Attachment, Author, Message},
    perception::{HostilityLevel, Perception},
    understanding::{Candidate, DialogueAct, Understanding},
    why::DecisionKind,
};

#[track_caller]
fn check(heard: &Heard, decision: DecisionKind, says: &[&str]) {
    let text = heard.text.as_deref().unwrap_or("");
    let why = heard.why.as_ref().unwrap_or_else(|| panic!("no reply"));
    assert_eq!(why.decision, decision, "{text}\n{:?}", why.notes);
    for wanted in says {
        assert!(text.contains(wanted), "{wanted:?} is missing in: {text}");
    }
    // Post codes are written in capitals.
    let findings: Vec<_> =
        guard(text, &GuardContext::default()).into_iter().filter(|found| found.rule != "shouting").collect();
    assert_eq!(findings, [], "{text}");
}

fn calmly(stage: &mut Stage<'_>, text: &str) -> Heard {
    stage.say(&said(text), calm())
}

#[test]
fn the_first_reply_says_that_an_ai_speaks_and_gives_the_approved_words() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = calmly(&mut stage, "how much is delivery?");
    check(
        &heard,
        DecisionKind::Answered,
        &["the AI assistant of Tarn", "Delivery costs £3.95. It is free from £50."],
    );
    let message = heard.message.unwrap();
    assert!(message.rich.unwrap().contains("Delivery costs **£3.95**. It is free from **£50**."));
    assert!(message.spoken.unwrap().contains("three pounds ninety-five"));
    let why = heard.why.unwrap();
    assert_eq!(why.answer_version, Some(3));
    assert!(
        why.notes[0].starts_with("Topic “delivery-cost” at ") && why.notes[0].contains("next “"),
        "{:?}",
        why.notes
    );
    let again = calmly(&mut stage, "when are you open");
    check(&again, DecisionKind::Answered, &["Our shops are open from 9 to 17."]);
    assert!(!again.text.unwrap().contains("AI"));
}

#[test]
fn content_cannot_switch_the_notice_off() {
    let mut content = content();
    content.wordings.ai_notice = "Hello from your friend {assistant}.".to_owned();
    let company = compiled(content);
    let heard = calmly(&mut Stage::new(&company, orders()), "how much is delivery?");
    assert!(heard.text.unwrap().starts_with("I am Wren, the AI assistant of Tarn."));
}

#[test]
fn an_angry_customer_gets_the_same_facts_framed() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let text = "where is my refund";
    let heard = stage.say(&said(text), feeling(Feeling::Angry, 0.7, -0.7));
    let said = [
        "I can see that your refund has not reached you.",
        "A refund takes 10 working days.",
        "Our payments team traces it within 1 working day.",
    ];
    check(&heard, DecisionKind::Answered, &said);
    let why = heard.why.unwrap();
    assert!(
        why.statements.iter().all(|statement| !statement.because.is_empty()) && !why.statements.is_empty()
    );
    assert!(heard.message.unwrap().choices.iter().any(|choice| choice.label == "A person, please"));
    let promised = stage.events.iter().any(|e| matches!(&e.event, ConversationEvent::Promised { promise, .. } if promise.contains("payments team")));
    assert!(promised);
}

#[test]
fn a_burst_is_one_turn_with_one_reply() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    for text in ["hi", "quick question", "how much is delivery?"] {
        stage.receive(text, calm());
    }
    let heard = stage.reply(&said("hi quick question how much is delivery?"));
    check(&heard, DecisionKind::Answered, &["£3.95"]);
    assert!(stage.conversation.unanswered.is_empty());
    assert_eq!(stage.conversation.last_answered, stage.conversation.last_inbound);
}

#[test]
fn a_flow_looks_up_what_is_in_the_question() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = calmly(&mut stage, "where is my order 100482?");
    check(&heard, DecisionKind::FlowStep, &["Order 100482 is on its way."]);
    assert_eq!(heard.acts.len(), 1);
    assert_eq!(heard.why.unwrap().topic.unwrap().as_str(), "where-order");
    assert!(stage.conversation.flows.is_empty());
}

fn at_confirmation<'a>(company: &'a rapport_dialogue::Compiled) -> Stage<'a> {
    let mut stage = Stage::new(company, orders());
    say(&mut stage, "change my address");
    say(&mut stage, "100482");
    say(&mut stage, "4 Mill Lane, Kendal LA9 4QX");
    let text = say(&mut stage, "the slow one");
    assert_eq!(text, "Order 100482 will go to 4 Mill Lane, Kendal LA9 4QX. Shall I change it now?");
    stage
}

#[test]
fn an_act_needs_a_yes_to_exactly_that_call() {
    let company = company();
    let mut stage = at_confirmation(&company);
    let heard = calmly(&mut stage, "yes please");
    check(&heard, DecisionKind::FlowStep, &["Done. Order 100482 goes to 4 Mill Lane"]);
    let confirmed = stage.events.iter().find_map(|e| match &e.event {
        ConversationEvent::Confirmed { call } => Some((e.seq, call.clone())),
        _ => None,
    });
    let (seq, confirmed) = confirmed.unwrap();
    let requested = stage.events.iter().rev().find_map(|e| match &e.event {
        ConversationEvent::ActionRequested { call } => Some(call.clone()),
        _ => None,
    });
    let requested = requested.unwrap();
    assert_eq!(requested.confirmed_by, Some(seq));
    assert_eq!((requested.id, requested.arguments), (confirmed.id, confirmed.arguments));
}

#[test]
fn a_correction_at_the_confirmation_asks_again() {
    let company = company();
    let mut stage = at_confirmation(&company);
    let heard = calmly(&mut stage, "no, to 5 High Street, Leeds LS1 4AP");
    check(&heard, DecisionKind::FlowStep, &["will go to 5 High Street, Leeds LS1 4AP"]);
    assert!(heard.acts.is_empty());
    let heard = calmly(&mut stage, "make it 100999");
    check(&heard, DecisionKind::FlowStep, &["Order 100999 will go to 5 High Street"]);
    let heard = calmly(&mut stage, "yes");
    check(&heard, DecisionKind::FlowStep, &["Order 100999 goes to 5 High Street"]);
}

#[test]
fn no_and_stop_at_the_confirmation_change_nothing() {
    let company = company();
    for no in ["no", "no thanks", "stop", "never mind"] {
        let mut stage = at_confirmation(&company);
        let heard = calmly(&mut stage, no);
        check(&heard, DecisionKind::FlowStep, &["nothing was changed"]);
        assert!(heard.acts.is_empty() && stage.conversation.flows.is_empty(), "{no}");
    }
    let mut stage = at_confirmation(&company);
    let heard = calmly(&mut stage, "hmm I am not so sure about this thing");
    check(&heard, DecisionKind::FlowStep, &["Is that a yes or a no? Order 100482 will go to"]);
}

#[test]
fn a_digression_is_answered_and_the_question_comes_again() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my parcel");
    let heard = calmly(&mut stage, "how much is delivery?");
    check(&heard, DecisionKind::Answered, &["£3.95", "Back to looking for your order. Which order is it?"]);
    let heard = calmly(&mut stage, "change my address please");
    check(&heard, DecisionKind::FlowStep, &["Which order is it?"]);
    assert_eq!(stage.conversation.flows.len(), 2);
    let heard = calmly(&mut stage, "TF-100482");
    check(&heard, DecisionKind::FlowStep, &["What is the new address?"]);
    let heard = calmly(&mut stage, "cancel");
    check(&heard, DecisionKind::Courtesy, &["We have stopped looking for your order"]);
    assert!(stage.conversation.flows.is_empty() && stage.conversation.pending.is_none());
}

#[test]
fn values_that_do_not_fit_are_explained_and_then_a_person_is_offered() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    for _ in 0..2 {
        let heard = calmly(&mut stage, "blue");
        check(&heard, DecisionKind::FlowStep, &["It has six digits."]);
    }
    let heard = calmly(&mut stage, "blue");
    check(&heard, DecisionKind::DidNotKnow, &["Would you like a person?"]);
    let heard = calmly(&mut stage, "100482");
    check(&heard, DecisionKind::FlowStep, &["on its way"]);
}

#[test]
fn a_person_comes_at_any_time_with_what_is_known() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    let heard = calmly(&mut stage, "I don’t want a bot, my number is 100482");
    check(&heard, DecisionKind::HandedOver, &["You are number 1; someone answers in about 5 minutes."]);
    let handover = stage.conversation.handover.clone().unwrap();
    assert_eq!(handover.reason, HandoverReason::Asked);
    assert!(handover.note.contains("I don’t want a bot"), "{}", handover.note);
    assert_eq!(stage.conversation.status, Status::Open);
    let ended = stage
        .events
        .iter()
        .any(|e| matches!(e.event, ConversationEvent::FlowEnded { ending: FlowEnding::HandedOver, .. }));
    assert!(ended);
}

#[test]
fn out_of_hours_the_next_opening_is_told_and_nothing_that_nobody_knows() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    stage.surroundings.queue.open_now = false;
    stage.surroundings.queue.opens = "tomorrow at 09:00".to_owned();
    check(&calmly(&mut stage, "agent!!"), DecisionKind::HandedOver, &["They are back tomorrow at 09:00."]);
    let mut stage = Stage::new(&company, orders());
    stage.surroundings.queue.wait_minutes = None;
    let heard = calmly(&mut stage, "agent!!");
    check(&heard, DecisionKind::HandedOver, &["You are number 1."]);
    assert!(!heard.text.unwrap().contains("about"));
}

#[test]
fn while_a_person_is_awaited_known_questions_are_answered_and_the_rest_told_once() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "a person, please");
    check(
        &calmly(&mut stage, "my dog ate the zebra"),
        DecisionKind::Waiting,
        &["Your message is with the rest."],
    );
    let silent = calmly(&mut stage, "and another zebra");
    assert_eq!(silent.text, None);
    check(&calmly(&mut stage, "how much is delivery?"), DecisionKind::Answered, &["£3.95"]);
    assert!(stage.conversation.handover.is_some());
}

#[test]
fn an_agent_who_holds_the_conversation_is_never_talked_over() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "how much is delivery?");
    let agent = AgentId::from_bytes([7; 16]);
    stage.record(ConversationEvent::TakenOver { agent, fence: 1 });
    let before = stage.events.len();
    let heard = calmly(&mut stage, "a person, please! how much is delivery?");
    assert_eq!(heard.text, None);
    assert_eq!(stage.events.len(), before + 2, "only the message and its perception");
    let message = Message::plain(
        MessageId::from_bytes([8; 16]),
        Author::Agent { id: agent },
        stage.surroundings.now,
        "Hello",
    );
    stage.record(ConversationEvent::AgentReplied { message, statements: vec![] });
    stage.record(ConversationEvent::HandedBack { agent, note: String::new(), fence: 2 });
    check(&calmly(&mut stage, "when are you open"), DecisionKind::Answered, &["9 to 17"]);
}

#[test]
fn not_knowing_is_said_and_the_second_time_calls_a_person() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = calmly(&mut stage, "who won the cup final in 1987");
    check(&heard, DecisionKind::DidNotKnow, &["I don’t know the answer to that."]);
    assert_eq!(stage.conversation.pending, Some(Pending::OfferPerson {}));
    let heard = calmly(&mut stage, "the zebra stripes quagga");
    check(&heard, DecisionKind::HandedOver, &["I still don’t know the answer.", "passed this to our team"]);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "who won the cup final in 1987");
    check(&calmly(&mut stage, "yes"), DecisionKind::HandedOver, &["passed this to our team"]);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "who won the cup final in 1987");
    check(&calmly(&mut stage, "no thanks"), DecisionKind::Courtesy, &["What else can I do?"]);
}

#[test]
fn two_likely_topics_are_asked_about() {
    let company = company();
    let candidate = |topic: &str, confidence| Candidate { topic: topic.parse().unwrap(), confidence };
    let understanding = Understanding {
        candidates: vec![candidate("refund-late", 0.42), candidate("where-order", 0.38)],
        in_scope: 0.7,
        dialogue_act: DialogueAct::Inform,
        also: None,
    };
    let asked = || {
        let mut stage = Stage::new(&company, orders());
        stage.receive("nothing has come yet", calm());
        let input = Input::Turn { understanding: understanding.clone() };
        let decision = decide(&stage.conversation, input, company.release(), &stage.surroundings);
        decision.events.into_iter().for_each(|event| stage.record(event));
        stage
    };
    let mut stage = asked();
    let Some(ConversationEvent::Replied { message, why, .. }) = stage.events.last().map(|e| e.event.clone())
    else {
        panic!("no reply")
    };
    assert_eq!(why.decision, DecisionKind::AskedBack);
    assert!(message.text.ends_with("Which do you mean: Where your refund is, or Where your order is?"));
    let labels: Vec<&str> = message.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, ["Where your refund is", "Where your order is", "A person, please"]);
    check(
        &calmly(&mut stage, "Where your refund is"),
        DecisionKind::Answered,
        &["A refund takes 10 working days."],
    );
    check(&calmly(&mut asked(), "the second"), DecisionKind::FlowStep, &["Which order is it?"]);
    check(&calmly(&mut asked(), "neither"), DecisionKind::DidNotKnow, &["Would you like a person?"]);
}

#[test]
fn abuse_is_warned_once_then_ended_and_a_threat_ends_at_once() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let text = "you idiot, how much is delivery";
    let heard = stage.say(&said(text), hostile(HostilityLevel::Abusive));
    check(&heard, DecisionKind::Answered, &["Please leave out the insults.", "£3.95"]);
    let heard = stage.say(&said("idiots"), hostile(HostilityLevel::Abusive));
    check(&heard, DecisionKind::Protected, &["I am ending this conversation.", "help@tarn.example"]);
    assert!(stage.conversation.ended_by_policy);
    assert_eq!((stage.conversation.status, &stage.conversation.handover), (Status::Resolved, &None));
    assert_eq!(stage.say(&said("hey"), calm()).text, None);
    assert_eq!(stage.conversation.status, Status::Resolved);
    let mut stage = Stage::new(&company, orders());
    let heard = stage.say(&said("I will find you"), hostile(HostilityLevel::Threat));
    check(&heard, DecisionKind::Protected, &["the threat is reported"]);
    let mut stage = Stage::new(&company, orders());
    let rude = stage.say(&said("how much is delivery"), hostile(HostilityLevel::Rude));
    check(&rude, DecisionKind::Answered, &["£3.95"]);
    assert!(!rude.text.unwrap().contains("insults"));
}

#[test]
fn an_end_always_names_another_way() {
    let mut content = content();
    content.wordings.threat_ended = "I am ending this conversation.".to_owned();
    let company = compiled(content);
    let mut stage = Stage::new(&company, orders());
    let heard = stage.say(&said("I will find you"), hostile(HostilityLevel::Threat));
    check(&heard, DecisionKind::Protected, &["I am ending this conversation. Write to help@tarn.example."]);
}

#[test]
fn danger_is_heard_before_an_end_and_after_it() {
    let company = company();
    let harm = "I want to kill myself";
    for level in [HostilityLevel::Abusive, HostilityLevel::Threat] {
        let mut stage = Stage::new(&company, orders());
        let heard = stage.say(&said(harm), hostile(level));
        check(&heard, DecisionKind::HandedOver, &["emergency services"]);
        assert!(!stage.conversation.ended_by_policy && stage.conversation.handover.is_some());
    }
    let mut stage = Stage::new(&company, orders());
    stage.say(&said("I will find you"), hostile(HostilityLevel::Threat));
    let heard = stage.say(&said(harm), calm());
    check(&heard, DecisionKind::HandedOver, &["emergency services"]);
    assert_eq!(stage.conversation.status, Status::Open);
}

#[test]
fn whoever_is_in_distress_is_neither_warned_nor_ended() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let mut afraid = feeling(Feeling::Anxious, 0.7, -0.7);
    afraid.hostility.level = HostilityLevel::Abusive;
    for text in ["you idiots, how much is delivery", "you idiots, when are you open"] {
        let heard = stage.say(&said(text), afraid.clone());
        check(&heard, DecisionKind::Answered, &[]);
        assert!(!heard.text.unwrap().contains("insults"));
    }
    assert!(stage.conversation.warnings == 0 && !stage.conversation.ended_by_policy);
}

#[test]
fn strong_feeling_that_gets_worse_has_a_person_called() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let text = "where is my refund";
    stage.say(&said(text), feeling(Feeling::Frustrated, 0.65, -0.4));
    let text = "when are you open";
    let heard = stage.say(&said(text), feeling(Feeling::Angry, 0.9, -0.9));
    check(&heard, DecisionKind::Answered, &["9 to 17", "passed this to our team"]);
    assert_eq!(stage.conversation.handover.as_ref().unwrap().reason, HandoverReason::Feeling);
}

#[test]
fn another_language_is_given_to_a_person() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let german = Perception { language: "de".to_owned(), ..calm() };
    let text = "ich habe leider seit Wochen nichts gehört";
    let heard = stage.say(&said(text), german);
    check(&heard, DecisionKind::HandedOver, &["I can only answer in English here."]);
    assert_eq!(stage.conversation.handover.as_ref().unwrap().reason, HandoverReason::Language);
}

#[test]
fn courtesies_are_returned() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    check(&calmly(&mut stage, "Hello!"), DecisionKind::Courtesy, &["Hello. What can I do for you?"]);
    check(
        &calmly(&mut stage, "are you a robot?"),
        DecisionKind::Courtesy,
        &["an AI assistant, not a person"],
    );
    check(
        &calmly(&mut stage, "say that again please"),
        DecisionKind::Courtesy,
        &["an AI assistant, not a person"],
    );
    check(&calmly(&mut stage, "thanks"), DecisionKind::Courtesy, &["You are welcome."]);
    check(&calmly(&mut stage, "bye"), DecisionKind::Courtesy, &["Goodbye."]);
    check(&calmly(&mut stage, "?!"), DecisionKind::Courtesy, &["What else can I do?"]);
}

#[test]
fn an_outcome_that_nobody_knows_is_said_so() {
    let company = company();
    let mut given = orders();
    given.insert("change-address".parse().unwrap(), vec![ActionOutcome::Unknown]);
    let mut stage = Stage::new(&company, given);
    for text in ["change my address", "100482", "4 Mill Lane, Kendal LA9 4QX", "fast"] {
        say(&mut stage, text);
    }
    let heard = calmly(&mut stage, "yes");
    check(
        &heard,
        DecisionKind::HandedOver,
        &["I cannot tell whether that worked.", "passed this to our team"],
    );
    assert_eq!(stage.conversation.handover.as_ref().unwrap().reason, HandoverReason::ActUncertain);
}

#[test]
fn an_offered_flow_starts_with_a_yes() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let heard = calmly(&mut stage, "where is my refund");
    check(&heard, DecisionKind::Answered, &["Shall I look for your order now?"]);
    assert_eq!(heard.message.unwrap().choices.len(), 2);
    check(&calmly(&mut stage, "yes"), DecisionKind::FlowStep, &["Which order is it?"]);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my refund");
    check(&calmly(&mut stage, "no"), DecisionKind::Courtesy, &["What else can I do?"]);
}

#[test]
fn what_a_customer_typed_does_not_become_markdown() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    say(&mut stage, "100482");
    let heard = calmly(&mut stage, "4 [Mill](http://evil.example) Lane, Kendal LA9 4QX");
    // A flow has plain text alone, so there is nothing that could be read as Markdown.
    assert_eq!(heard.message.unwrap().rich, None);
}

#[test]
fn the_same_answer_a_second_time_comes_with_a_person_and_a_third_time_is_one() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "when are you open");
    let heard = calmly(&mut stage, "opening hours");
    assert!(heard.message.as_ref().unwrap().choices.iter().any(|c| c.label == "A person, please"));
    check(&heard, DecisionKind::Answered, &["9 to 17"]);
    check(
        &calmly(&mut stage, "what time do you open"),
        DecisionKind::HandedOver,
        &["passed this to our team"],
    );
}

#[test]
fn thanks_to_a_question_that_wants_a_yes_is_one() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my refund");
    check(&calmly(&mut stage, "ok thanks"), DecisionKind::FlowStep, &["Which order is it?"]);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "when are you open");
    check(&calmly(&mut stage, "ok thanks"), DecisionKind::Courtesy, &["You are welcome."]);
}

#[test]
fn a_file_without_words_is_acknowledged() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    let mut message =
        Message::plain(MessageId::from_bytes([5; 16]), Author::Customer, stage.surroundings.now, "");
    message.attachments.push(Attachment {
        id: AttachmentId::from_bytes([6; 16]),
        name: "zip.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        bytes: 1,
    });
    stage.record(ConversationEvent::MessageReceived { message, provider_id: "file".to_owned() });
    let heard = stage.reply(&Said::default());
    check(&heard, DecisionKind::Courtesy, &["Your file has arrived."]);
}

#[test]
fn a_message_that_comes_while_a_call_is_made_is_answered_afterwards() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    stage.receive("where is my order 100482", calm());
    let text = turn_text(&stage.conversation);
    let understanding = company.understand(&said(&text), &TurnContext::of(&stage.conversation));
    let decision =
        decide(&stage.conversation, Input::Turn { understanding }, company.release(), &stage.surroundings);
    let call = decision.call.clone().unwrap();
    decision.events.into_iter().for_each(|event| stage.record(event));
    stage.receive("when are you open", calm());
    // The call is not disturbed by it.
    assert_eq!(stage.reply(&said("when are you open")).text, None);
    let outcome = orders()[&call.action][0].clone();
    stage.record(ConversationEvent::ActionFinished { call: call.id, action: call.action, outcome });
    let decision = decide(&stage.conversation, Input::ActionReturned, company.release(), &stage.surroundings);
    decision.events.into_iter().for_each(|event| stage.record(event));
    assert!(stage.conversation.last_reply.as_ref().unwrap().contains("on its way"));
    assert_eq!(turn_text(&stage.conversation), "when are you open");
    check(&stage.reply(&said("when are you open")), DecisionKind::Answered, &["9 to 17"]);
}

#[test]
fn what_takes_too_long_is_said_and_given_to_a_person() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    stage.receive("how much is delivery", calm());
    let decision = decide(&stage.conversation, Input::Timeout, company.release(), &stage.surroundings);
    decision.events.into_iter().for_each(|event| stage.record(event));
    assert_eq!(stage.conversation.handover.as_ref().unwrap().reason, HandoverReason::Trouble);
    assert!(stage.conversation.unanswered.is_empty());
}

#[test]
fn a_follow_up_leans_on_the_last_topic_and_a_correction_away_from_it() {
    let company = company();
    let context =
        TurnContext { last_topic: Some("delivery-cost".parse().unwrap()), ..TurnContext::default() };
    let of = |text: &str, context: &TurnContext| {
        let understanding = company.understand(&said(text), context);
        let found = understanding.candidates.iter().find(|c| c.topic.as_str() == "delivery-cost");
        found.map_or(0.0, |candidate| candidate.confidence)
    };
    let alone = of("and to the islands?", &TurnContext::default());
    assert!(of("and to the islands?", &context) > alone);
    assert!(
        of("no, I meant the delivery address", &context)
            < of("no, I meant the delivery address", &TurnContext::default())
    );
}
