//! Moments that flows wait for: silence, waits, and what a person's coming interrupted.

use std::{collections::BTreeMap, sync::Arc};

use crate::fixture::{calm, company, compiled, content, files, orders, said, say};
use rapport_dialogue::{Compiled, content as checks, explain, rehearse::Stage, timers};
use rapport_domain::{
    AgentId, TeamId,
    content::{Audience, Response, Silence, Validity},
    conversation::Channel,
    event::{ConversationEvent, FlowEnding, Timer},
    team::Receiver,
};

const MINUTE: i64 = 60_000;

fn explained(stage: &Stage<'_>, company: &Compiled) {
    for decision in explain(stage.conversation.id, &stage.events, &|_| Some(Arc::clone(company.release()))) {
        assert!(decision.equal, "{:?}", decision.differences);
    }
}

#[test]
fn who_says_nothing_is_reminded_once_and_then_the_flow_is_closed() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    assert_eq!(stage.wait(9 * MINUTE).text, None);
    let reminded = stage.wait(2 * MINUTE).text.unwrap();
    assert!(
        reminded.contains("Are you still there?") && reminded.contains("Which order is it?"),
        "{reminded}"
    );
    assert_eq!(stage.wait(25 * MINUTE).text, None, "one reminder is enough");
    let closed = stage.wait(10 * MINUTE).text.unwrap();
    assert!(closed.contains("changing the address aside") && closed.contains("write here"), "{closed}");
    assert!(stage.conversation.flows.is_empty() && stage.conversation.pending.is_none());
    assert!(stage.events.iter().any(|recorded| matches!(
        recorded.event,
        ConversationEvent::FlowEnded { ending: FlowEnding::Silent, .. }
    )));
    assert_eq!(stage.wait(10_000 * MINUTE).text, None, "nothing more comes");
    explained(&stage, &company);
}

#[test]
fn a_word_makes_the_silence_begin_anew() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    assert!(stage.wait(11 * MINUTE).text.is_some());
    assert!(say(&mut stage, "100482").contains("What is the new address?"));
    assert!(stage.wait(11 * MINUTE).text.is_some_and(|text| text.contains("What is the new address?")));
    let heard = say(&mut stage, "4 Mill Lane, Kendal LA9 4QX");
    assert!(heard.contains("How fast?"), "{heard}");
    explained(&stage, &company);
}

#[test]
fn a_question_before_an_act_is_closed_without_it() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    for text in ["change my address", "100482", "4 Mill Lane, Kendal LA9 4QX"] {
        say(&mut stage, text);
    }
    assert!(say(&mut stage, "fast").contains("Shall I change it now?"));
    let heard = stage.wait(60 * MINUTE);
    assert!(heard.text.is_some_and(|text| text.contains("aside")) && heard.acts.is_empty());
    // A yes that comes after it is a yes to nothing.
    let late = stage.say(&said("yes"), calm());
    assert!(late.acts.is_empty(), "{late:?}");
}

#[test]
fn silence_is_as_the_company_and_the_flow_want_it_and_none_by_mail() {
    let mut quiet = content();
    quiet.company.silence = Silence { remind_minutes: 0, close_minutes: 5 };
    let company = compiled(quiet);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    assert!(stage.wait(6 * MINUTE).text.is_some_and(|text| text.contains("aside")));

    let mut patient = content();
    for flow in &mut patient.flows {
        flow.silence = Some(Silence { remind_minutes: 0, close_minutes: 0 });
    }
    let company = compiled(patient);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    assert_eq!(stage.wait(100_000 * MINUTE).text, None);

    let company = crate::fixture::company();
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "change my address");
    stage.conversation.channel = Channel::Email;
    assert_eq!(timers::due(&stage.conversation, company.release()), None);
}

const LATER: &str = r#"
id: where-is-my-order
title: looking again later
offer: Shall I look again later?
steps:
  - { id: ask, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "Six digits." } }
  - { id: wait, wait: { text: "I look again in two hours and write to you here.", minutes: 120 } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order } }
  - { id: told, say: { text: "Order {order.number} is {order.status}." } }
"#;

const EVENT: &str = r#"
id: where-is-my-order
title: waiting for your parcel
offer: Shall I wait for it?
steps:
  - { id: wait, wait: { text: "I write to you here when it is there.", minutes: 60, event: parcel-arrived, late: late } }
  - { id: there, say: { text: "Your parcel is there.", next: done } }
  - { id: late, say: { text: "It has not come yet." } }
  - { id: done, end: {} }
"#;

fn with(flow: &str) -> Compiled {
    let mut files = files();
    files.retain(|(path, _)| path != "flows/where-is-my-order.yaml");
    files.push(("flows/where-is-my-order.yaml".to_owned(), flow.to_owned()));
    let content = checks::load(&files).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let wrong: Vec<_> =
        checks::check(&content).into_iter().filter(|f| f.severity == checks::Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    compiled(content)
}

#[test]
fn a_step_waits_for_its_time_and_goes_on_by_itself() {
    let company = with(LATER);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    assert!(say(&mut stage, "100482").ends_with("I look again in two hours and write to you here."));
    assert_eq!(
        timers::due(&stage.conversation, company.release()).map(|(_, timer)| timer),
        Some(Timer::Wait)
    );
    assert_eq!(stage.wait(119 * MINUTE).text, None, "nobody is reminded while nothing is asked");
    let heard = stage.wait(2 * MINUTE);
    assert_eq!(heard.text.as_deref(), Some("Order 100482 is on its way."));
    assert!(stage.conversation.flows.is_empty());
    explained(&stage, &company);
}

#[test]
fn meanwhile_the_customer_is_answered_and_the_wait_goes_on() {
    let company = with(LATER);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    say(&mut stage, "100482");
    stage.wait(60 * MINUTE);
    assert!(say(&mut stage, "how much is delivery?").contains("£3.95"));
    // A flow in between begins and ends; the wait is not begun anew.
    assert!(
        say(&mut stage, "change my address").contains("Which order is it?")
            || !stage.conversation.flows.is_empty()
    );
    say(&mut stage, "stop");
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    say(&mut stage, "100482");
    assert!(say(&mut stage, "how much is delivery?").contains("£3.95"));
    assert_eq!(stage.wait(117 * MINUTE).text, None);
    assert!(stage.wait(5 * MINUTE).text.is_some_and(|text| text.contains("on its way")));
}

#[test]
fn a_step_that_waits_can_be_stopped() {
    let company = with(LATER);
    let mut stage = Stage::new(&company, orders());
    say(&mut stage, "where is my order");
    say(&mut stage, "100482");
    assert!(say(&mut stage, "never mind").contains("We have stopped"));
    assert_eq!(stage.wait(1_000 * MINUTE).text, None);
}

#[test]
fn a_step_waits_for_another_system_or_is_late() {
    let company = with(EVENT);
    let mut stage = Stage::new(&company, BTreeMap::new());
    say(&mut stage, "where is my order");
    assert_eq!(stage.signal("something-else").text, None);
    assert_eq!(stage.signal("parcel-arrived").text.as_deref(), Some("Your parcel is there."));
    assert_eq!(stage.signal("parcel-arrived").text, None, "it is told once");
    explained(&stage, &company);

    let mut stage = Stage::new(&company, BTreeMap::new());
    say(&mut stage, "where is my order");
    assert_eq!(stage.wait(61 * MINUTE).text.as_deref(), Some("It has not come yet."));
    explained(&stage, &company);
}

fn taken_over(stage: &mut Stage<'_>) {
    let agent = AgentId::from_bytes([7; 16]);
    stage.record(ConversationEvent::TakenOver { agent, fence: 1 });
    stage.record(ConversationEvent::HandedBack { agent, note: String::new(), fence: 2 });
}

#[test]
fn a_flow_goes_on_where_it_stood_after_a_person_has_handed_back() {
    let company = company();
    let mut stage = Stage::new(&company, orders());
    for text in ["change my address", "100482"] {
        say(&mut stage, text);
    }
    assert!(say(&mut stage, "a person, please").contains("passed this to our team"));
    let note = stage.conversation.handover.as_ref().unwrap().note.clone();
    assert!(note.contains("changing the address") && note.contains("What is the new address?"), "{note}");
    let stood = timers::interrupted_flow(&stage.conversation, company.release()).unwrap();
    assert_eq!(
        (stood.title.as_str(), stood.question.as_deref()),
        ("changing the address", Some("What is the new address?"))
    );
    assert_eq!(stood.known, ["order number 100482"]);
    taken_over(&mut stage);
    let offered = stage.wait(0).text.unwrap();
    assert!(offered.contains("we were changing the address"), "{offered}");
    assert!(say(&mut stage, "yes please").contains("What is the new address?"));
    let heard = say(&mut stage, "4 Mill Lane, Kendal LA9 4QX");
    assert!(heard.contains("How fast?"), "{heard}");
    assert!(say(&mut stage, "fast").contains("Order 100482 will go to 4 Mill Lane"));
    explained(&stage, &company);
}

#[test]
fn a_flow_goes_on_where_it_stood_although_it_was_handed_to_others_first() {
    let company = company();
    let agent = AgentId::from_bytes([7; 16]);
    for to in [
        Receiver::Agent { id: AgentId::from_bytes([8; 16]) },
        Receiver::Team { id: TeamId::from_bytes([9; 16]) },
    ] {
        let mut stage = Stage::new(&company, orders());
        for text in ["change my address", "100482"] {
            say(&mut stage, text);
        }
        stage.record(ConversationEvent::HandedOver { agent, to, note: String::new(), fence: 1 });
        let stood = timers::interrupted_flow(&stage.conversation, company.release()).unwrap();
        assert_eq!(stood.known, ["order number 100482"]);
        assert!(stage.conversation.flows.is_empty() && stage.conversation.slots.is_empty());
        stage.record(ConversationEvent::HandedBack { agent, note: String::new(), fence: 2 });
        let offered = stage.wait(0).text.unwrap();
        assert!(offered.contains("we were changing the address"), "{offered}");
        assert!(say(&mut stage, "yes please").contains("What is the new address?"));
    }
}

#[test]
fn a_value_goes_on_at_once_a_no_lets_it_drop_and_a_question_is_answered_first() {
    let company = company();
    let interrupted = |company| {
        let mut stage = Stage::new(company, orders());
        for text in ["change my address", "100482"] {
            say(&mut stage, text);
        }
        taken_over(&mut stage);
        assert!(stage.wait(0).text.is_some());
        stage
    };
    let mut stage = interrupted(&company);
    assert!(say(&mut stage, "4 Mill Lane, Kendal LA9 4QX").contains("How fast?"));
    explained(&stage, &company);

    let mut stage = interrupted(&company);
    assert_eq!(say(&mut stage, "no thanks"), "All right. What else can I do?");
    assert!(stage.conversation.interrupted.is_none() && stage.conversation.flows.is_empty());
    assert_eq!(stage.wait(1_000 * MINUTE).text, None);

    let mut stage = interrupted(&company);
    let heard = say(&mut stage, "how much is delivery?");
    assert!(heard.contains("£3.95") && heard.contains("What is the new address?"), "{heard}");
}

#[test]
fn what_failed_or_was_for_a_person_from_the_start_is_not_offered_again() {
    let company = company();
    let refused = rapport_domain::action::ActionOutcome::Refused { reason: "gone".to_owned() };
    let given = BTreeMap::from([("find-order".parse().unwrap(), vec![refused])]);
    let mut stage = Stage::new(&company, given);
    for text in ["change my address", "100482"] {
        say(&mut stage, text);
    }
    assert!(stage.conversation.handover.is_some());
    taken_over(&mut stage);
    assert_eq!(stage.wait(0).text, None);
    assert!(timers::interrupted_flow(&stage.conversation, company.release()).is_none());
}

#[test]
fn an_answer_is_given_only_while_it_holds_and_to_whom_it_is_for() {
    let with = |validity: Validity| {
        let mut content = content();
        for topic in &mut content.topics {
            if let Response::Answer(answer) = &mut topic.response
                && topic.id.as_str() == "delivery-cost"
            {
                answer.validity = validity.clone();
            }
        }
        compiled(content)
    };
    let day = |text: &str| Some(text.to_owned());
    let told = |validity: Validity, signed_in: bool| {
        let company = with(validity);
        let mut stage = Stage::new(&company, BTreeMap::new());
        stage.surroundings.signed_in = signed_in;
        let heard = say(&mut stage, "how much is delivery?");
        explained(&stage, &company);
        (heard, say(&mut stage, "yes"))
    };
    // It is Monday 23 November 2026.
    let over = Validity { until: day("2026-11-22"), ..Validity::default() };
    let (heard, then) = told(over, false);
    assert!(heard.contains("does not hold today") && !heard.contains("£3.95"), "{heard}");
    assert!(then.contains("passed this to our team"), "{then}");
    let early = Validity { from: day("2026-11-24"), ..Validity::default() };
    assert!(told(early, false).0.contains("does not hold today"));
    let now = Validity { from: day("2026-11-23"), until: day("2026-11-23"), ..Validity::default() };
    assert!(told(now, false).0.contains("£3.95"));
    let members = Validity { audience: Audience::SignedIn, ..Validity::default() };
    assert!(told(members.clone(), false).0.contains("once you are signed in"));
    assert!(told(members, true).0.contains("£3.95"));
}
