//! A small company for tests: a shop with a few topics, two flows and an order system.

use std::{collections::BTreeMap, sync::Arc};

use rapport_dialogue::{Compiled, Said, TopicVectors, content, rehearse::Stage, understand::texts_of};
use rapport_domain::{
    ActionId, ReleaseId, Timestamp,
    action::ActionOutcome,
    content::{Content, Release},
    feeling::Feeling,
    perception::{HostilityLevel, Perception},
};

pub const COMPANY: &str = r#"
name: Tarn
assistant: Wren
locale: en-GB
time_zone: Europe/London
hours: { mon: ["09:00-12:30", "13:00-18:00"], sun: [] }
other_ways: Write to help@tarn.example.
"#;

pub const WORDINGS: &str = r#"
ai_notice: I am {assistant}, the AI assistant of {company}.
ai_answer: I am {assistant}, an AI assistant, not a person.
greeting: Hello. What can I do for you?
thanks: You are welcome.
goodbye: Goodbye.
did_you_mean: "Which do you mean: {first}, or {second}?"
did_not_know: I don’t know the answer to that. Would you like a person?
did_not_know_again: I still don’t know the answer.
other_language: I can only answer in English here.
handed_over: I have passed this to our team. You are number {place}; someone answers in about {wait}.
handed_over_closed: I have passed this to our team. They are back {opens}.
still_waiting: Your message is with the rest. You are number {place}.
taken_over: "{agent} is here now."
handed_back: "{agent} has handed you back to me, the AI assistant."
back_to_flow: "Back to {flow}. {text}"
cancelled: We have stopped {flow}. Nothing was changed.
declined: All right, nothing was changed.
anything_else: All right. What else can I do?
outcome_unknown: I cannot tell whether that worked. Please don’t try it again yet.
yes_or_no: "Is that a yes or a no? {text}"
hostility_warning: I want to help you. Please leave out the insults.
hostility_ended: I am ending this conversation. {other_ways}
threat_ended: I am ending this conversation, and the threat is reported. {other_ways}
file_received: Your file has arrived. What should I know about it?
rate: How did we do?
"yes": "Yes"
"no": "No"
person: A person, please
"#;

pub const ACTIONS: &str = "
- { id: find-order, title: look up your order, path: /actions/find-order, changes_state: false, required: [order_number] }
- { id: change-address, title: change the address, path: /actions/change-address, changes_state: true, required: [order_number, address] }
";

pub const WHERE: &str = r#"
id: where-is-my-order
title: looking for your order
offer: Shall I look for your order now?
steps:
  - { id: ask, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "It has six digits. Which order is it?" } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order, refused: { not_found: lost, otherwise: lost } } }
  - { id: told, say: { text: "Order {order.number} is {order.status}.", next: done } }
  - { id: lost, say: { text: "I find no order {order_number}." } }
  - { id: done, end: {} }
"#;

pub const CHANGE: &str = r#"
id: change-address
title: changing the address
offer: Shall I change the address now?
steps:
  - { id: ask-order, ask: { slot: order_number, type: order_number, text: "Which order is it?", retry: "It has six digits. Which order is it?" } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order, refused: { otherwise: lost } } }
  - { id: ask-address, ask: { slot: address, type: address, text: "What is the new address?", retry: "I need street, number and town." } }
  - { id: choose, choose: { slot: speed, text: "How fast?", options: [ { label: Standard, value: standard, synonyms: [slow] }, { label: Express, value: express, synonyms: [fast] } ] } }
  - { id: change, act: { action: change-address, with: { order_number: "{order_number}", address: "{address}", speed: "{speed}" }, save: changed, confirm: "Order {order_number} will go to {address}. Shall I change it now?" } }
  - { id: told, say: { text: "Done. Order {order_number} goes to {address}.", next: done } }
  - { id: lost, hand_over: { reason: "No order {order_number}.", text: "I find no such order." } }
  - { id: done, end: {} }
"#;

pub const STATEMENTS: &str = r#"
- { id: hear-you, part: acknowledge, text: "I can see that {happened}.", when: { feelings: [angry, frustrated, anxious] }, author: us }
- { id: step-by-step, part: act, text: "Here is what can be done.", when: { feelings: [angry, frustrated, anxious] }, author: us }
- { id: settled, part: check, text: "Does that settle it for you?", when: { feelings: [angry, frustrated, anxious] }, author: us }
"#;

/// Id, title, examples, the rest of the head, body.
type TopicText = (&'static str, &'static str, &'static str, &'static str, &'static str);

const TOPICS: [TopicText; 5] = [
    (
        "delivery-cost",
        "What delivery costs",
        "how much is delivery|what does shipping cost|delivery price|is delivery free|cost of postage|shipping fee|delivery charge|how much to send a parcel",
        "answer: { version: 3, sources: [policy] }",
        "Delivery costs £3.95. It is free from £50.\n\n## Rich\nDelivery costs **£3.95**. It is free from **£50**.\n\n## Spoken\nDelivery costs three pounds ninety-five. It is free from fifty pounds.",
    ),
    (
        "opening-hours",
        "Opening hours",
        "when are you open|opening hours|what time do you open|when do the shops close|are you open on sunday|shop hours|closing time|open today",
        "answer: { version: 1 }",
        "Our shops are open from 9 to 17.",
    ),
    (
        "refund-late",
        "Where your refund is",
        "where is my refund|refund not arrived|still no refund|my money has not come back|when do i get my refund|refund missing|waiting for my refund|no money back yet",
        "impact: { happened: your refund has not reached you }\nanswer: { version: 2, offer: where-is-my-order, next_step: Our payments team traces it within 1 working day. }",
        "A refund takes 10 working days.",
    ),
    (
        "where-order",
        "Where your order is",
        "where is my order|where is my parcel|track my order|parcel has not arrived|order not here|when does my parcel arrive|order status|my order is late",
        "impact: { happened: your order has not arrived }\nflow: where-is-my-order",
        "",
    ),
    (
        "change-address",
        "Changing the address",
        "change my address|wrong address on my order|new delivery address|send my order elsewhere|i moved house|address is wrong|change where my order goes|update the address|our family has moved, change my address please",
        "flow: change-address",
        "",
    ),
];

fn topic_file((id, title, examples, head, body): &TopicText) -> (String, String) {
    let examples: String = examples.split('|').map(|e| format!("  - \"{e}\"\n")).collect();
    let text =
        format!("---\nid: {id}\ntitle: {title}\nowner: Care\nexamples:\n{examples}{head}\n---\n{body}\n");
    (format!("topics/{id}.md"), text)
}

/// The files of the company.
pub fn files() -> Vec<(String, String)> {
    let rest = [
        ("company.yaml", COMPANY),
        ("wordings.yaml", WORDINGS),
        ("actions.yaml", ACTIONS),
        ("flows/where-is-my-order.yaml", WHERE),
        ("flows/change-address.yaml", CHANGE),
        ("statements/seed.yaml", STATEMENTS),
    ];
    let rest = rest.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    TOPICS.iter().map(topic_file).chain(rest).collect()
}

/// The company's content.
pub fn content() -> Content {
    content::load(&files()).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

/// The company, ready to talk.
pub fn company() -> Compiled {
    compiled(content())
}

pub fn compiled(content: Content) -> Compiled {
    let vectors = content
        .topics
        .iter()
        .map(|topic| (topic.id.clone(), texts_of(topic).into_iter().map(vector).collect()))
        .collect();
    let release = Release {
        id: ReleaseId::from_bytes([9; 16]),
        number: 1,
        published_at: Timestamp::from_micros(0),
        published_by: "tests".to_owned(),
        content,
    };
    Compiled::new(Arc::new(release), &TopicVectors(vectors)).expect("the vectors belong to the texts")
}

/// A stand-in for the sentence encoder: the words of a text, hashed. Equal words are near, others are not.
pub fn vector(text: &str) -> Vec<f32> {
    const FILLERS: [&str; 22] = [
        "is", "my", "the", "a", "to", "do", "i", "are", "you", "what", "how", "of", "has", "on", "for", "it",
        "and", "in", "please", "does", "when", "where",
    ];
    let mut vector = vec![0.0_f32; 384];
    for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let hash = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let weight = if FILLERS.contains(&word) { 0.3 } else { 1.0 };
        vector[usize::try_from(hash % 384).expect("it is small")] += weight;
    }
    vector
}

/// A turn as it is read.
pub fn said(text: &str) -> Said {
    Said::read(text, vector(text), vector)
}

pub fn calm() -> Perception {
    feeling(Feeling::Calm, 0.1, 0.0)
}

pub fn feeling(feeling: Feeling, intensity: f32, valence: f32) -> Perception {
    Perception { feeling: Some(feeling), intensity, valence, ..Perception::unclear("en") }
}

pub fn hostile(level: HostilityLevel) -> Perception {
    let mut perception = feeling(Feeling::Angry, 0.8, -0.8);
    perception.hostility.level = level;
    perception
}

/// The order system of the tests.
pub fn orders() -> BTreeMap<ActionId, Vec<ActionOutcome>> {
    let done = |result: serde_json::Value| vec![ActionOutcome::Done { result }];
    BTreeMap::from([
        (
            "find-order".parse().expect("it is a slug"),
            done(serde_json::json!({ "number": "100482", "status": "on its way" })),
        ),
        ("change-address".parse().expect("it is a slug"), done(serde_json::json!({ "ok": true }))),
    ])
}

/// Says something calmly and gives the reply's text.
pub fn say(stage: &mut Stage<'_>, text: &str) -> String {
    stage.say(&said(text), calm()).text.unwrap_or_default()
}
