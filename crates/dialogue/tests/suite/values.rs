//! Values in flows: what does not fit is told and asked again; what is known already is said aloud.

use std::collections::BTreeMap;

use crate::fixture::{calm, compiled, files, orders, said, say};
use rapport_dialogue::{Compiled, content, rehearse::Stage};
use rapport_domain::action::ActionOutcome;

const BOOK: &str = r#"
id: where-is-my-order
title: booking a fitting
offer: Shall I book it?
steps:
  - { id: day, ask: { slot: day, type: date, text: "Which day?", retry: "A day, please.", least: today, most: "today+30" } }
  - { id: at, ask: { slot: at, type: time, text: "At what time?", retry: "A time, please.", least: "09:00", most: "17:30" } }
  - { id: who, ask: { slot: who, type: name, text: "Under which name?", retry: "Your name, please.", known: [name] } }
  - { id: phone, ask: { slot: phone, type: phone, text: "Your phone number?", retry: "With area code, please." } }
  - { id: pay, ask: { slot: pay, type: amount, currency: GBP, text: "How much will you spend?", retry: "An amount, please.", most: "500" } }
  - { id: what, ask: { slot: what, type: product, among: ["Fairfield boot", "Fairfield jacket", "merino socks"], text: "What for?", retry: "Which of them?" } }
  - { id: mail, ask: { slot: mail, type: email, text: "Your e-mail address?", retry: "An address, please.", known: [email, earlier] } }
  - { id: told, say: { text: "{who}, {day} at {at}: {what}, {pay}, call {phone}, mail {mail}." } }
"#;

fn with(flow: &str) -> Compiled {
    let mut files = files();
    files.retain(|(path, _)| path != "flows/where-is-my-order.yaml");
    files.push(("flows/where-is-my-order.yaml".to_owned(), flow.to_owned()));
    let content = content::load(&files).unwrap_or_else(|findings| panic!("{findings:#?}"));
    let findings = content::check(&content);
    let wrong: Vec<_> = findings.iter().filter(|f| f.severity == content::Severity::Error).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    compiled(content)
}

#[track_caller]
fn hears(stage: &mut Stage<'_>, text: &str, expected: &str) {
    let heard = say(stage, text);
    assert!(heard.contains(expected), "{text:?}: {heard}");
}

#[test]
fn each_kind_of_value_is_taken_and_what_does_not_fit_is_repaired() {
    let company = with(BOOK);
    let mut stage = Stage::new(&company, BTreeMap::new());
    hears(&mut stage, "where is my order", "Which day?");
    // The stage begins on Monday 23 November 2026.
    hears(&mut stage, "last Friday", "Friday 20 November 2026 is in the past");
    hears(&mut stage, "on 31/02/2027", "no such day");
    hears(&mut stage, "next Tuesday", "At what time?");
    hears(&mut stage, "at 7 in the morning", "09:00 or more");
    hears(&mut stage, "half past two", "Under which name?");
    hears(&mut stage, "my name is anna berg", "phone number?");
    hears(&mut stage, "100", "With area code");
    hears(&mut stage, "07700 900 123", "How much");
    hears(&mut stage, "two thousand pounds", "£500 at most");
    hears(&mut stage, "20 euros", "GBP");
    hears(&mut stage, "about 120 quid", "What for?");
    hears(&mut stage, "the Fairfield", "Fairfield boot, Fairfield jacket");
    hears(&mut stage, "the jacket", "e-mail address?");
    let heard = say(&mut stage, "anna@example.com");
    assert_eq!(
        heard,
        "Anna Berg, Tuesday 1 December 2026 at 14:30: Fairfield jacket, £120, call 07700900123, mail anna@example.com."
    );
}

#[test]
fn after_too_many_values_that_do_not_fit_a_person_is_offered() {
    let company = with(BOOK);
    let mut stage = Stage::new(&company, BTreeMap::new());
    say(&mut stage, "where is my order");
    hears(&mut stage, "yesterday", "in the past");
    hears(&mut stage, "yesterday", "in the past");
    hears(&mut stage, "yesterday", "Would you like a person?");
}

#[test]
fn a_value_told_before_can_be_corrected_with_a_sentence() {
    let company = with(BOOK);
    let mut stage = Stage::new(&company, BTreeMap::new());
    for text in ["where is my order", "tomorrow", "at ten"] {
        say(&mut stage, text);
    }
    hears(&mut stage, "no, I meant 11 am", "Under which name?");
    assert_eq!(stage.conversation.slots.get(&"at".parse().unwrap()).map(String::as_str), Some("11:00"));
}

const MAIL: &str = r#"
id: where-is-my-order
title: looking for your order
offer: Shall I look?
steps:
  - { id: mail, ask: { slot: mail, type: email, text: "Your e-mail address?", retry: "An address.", known: [email, earlier] } }
  - { id: number, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "Six digits." } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order } }
  - { id: told, say: { text: "Order {order.number} for {mail} is {order.status}." } }
"#;

#[test]
fn what_is_known_from_the_sign_in_is_said_aloud_and_can_be_corrected() {
    let company = with(MAIL);
    let mut stage = Stage::new(&company, orders());
    stage.surroundings.signed_in = true;
    stage.surroundings.customer_email = Some("anna@example.com".to_owned());
    let heard = say(&mut stage, "where is my order");
    assert!(heard.contains("I take anna@example.com, which I know from you already"), "{heard}");
    assert!(heard.contains("Which order is it?") && !heard.contains("Your e-mail address?"), "{heard}");
    hears(&mut stage, "no, it is tom@example.org", "Which order is it?");
    hears(&mut stage, "100482", "for tom@example.org is on its way");
}

#[test]
fn an_address_that_nobody_vouches_for_is_asked_for() {
    let company = with(MAIL);
    let mut stage = Stage::new(&company, orders());
    stage.surroundings.customer_email = Some("anna@example.com".to_owned());
    hears(&mut stage, "where is my order", "Your e-mail address?");
}

#[test]
fn what_was_told_in_a_flow_before_is_known_in_the_next() {
    let company = with(MAIL);
    let mut stage = Stage::new(&company, orders());
    for text in ["where is my order", "anna@example.com", "100482"] {
        say(&mut stage, text);
    }
    assert!(stage.conversation.flows.is_empty());
    let heard = say(&mut stage, "where is my parcel");
    assert!(heard.contains("anna@example.com") && heard.contains("Which order is it?"), "{heard}");
}

#[test]
fn products_come_from_what_an_action_brought() {
    let flow = r#"
id: where-is-my-order
title: returning
offer: Shall I?
steps:
  - { id: number, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "Six digits." } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order } }
  - { id: what, ask: { slot: what, type: product, among_from: order.items, text: "Which item?", retry: "Which of them?" } }
  - { id: told, say: { text: "It is {what}." } }
"#;
    let company = with(flow);
    let items = serde_json::json!({ "number": "100482", "items": [{ "name": "2 Fairfield boots" }, { "name": "merino socks" }] });
    let given =
        BTreeMap::from([("find-order".parse().unwrap(), vec![ActionOutcome::Done { result: items }])]);
    let mut stage = Stage::new(&company, given);
    say(&mut stage, "where is my order");
    hears(&mut stage, "100482", "Which item?");
    hears(&mut stage, "the tent", "2 Fairfield boots, merino socks");
    hears(&mut stage, "the socks", "It is merino socks.");
    assert!(stage.say(&said("thanks"), calm()).text.is_some());
}

#[test]
fn a_correction_goes_to_the_value_that_it_can_only_mean() {
    let flow = r#"
id: where-is-my-order
title: returning
offer: Shall I?
steps:
  - { id: number, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "Six digits." } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order } }
  - { id: what, ask: { slot: what, type: product, among_from: order.items, text: "Which item?", retry: "Which of them?" } }
  - { id: change, act: { action: change-address, with: { order_number: "{order_number}", address: "{what}" }, save: done, confirm: "I take {what} from {order_number}. Shall I?" } }
  - { id: told, say: { text: "Done." } }
"#;
    let company = with(flow);
    let mut stage = Stage::new(&company, orders());
    for text in ["where is my order", "100482", "the tent"] {
        say(&mut stage, text);
    }
    hears(&mut stage, "no, 100517", "I take the tent from 100517.");
    hears(&mut stage, "no, the lamp", "I take the lamp from 100517.");
    // A no that says why is a no.
    let heard = stage.say(&said("no, I will keep it"), calm());
    assert!(heard.acts.is_empty() && stage.conversation.flows.is_empty(), "{heard:?}");
}
