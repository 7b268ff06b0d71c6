//! A Rasa project: what becomes topics, answers and flows, and what is reported.

use rapport_domain::content::{Response, SlotKind, StepKind};
use rapport_import::{Kind, Request, import};

use crate::support::*;

#[test]
fn a_project_becomes_content_that_can_be_published() {
    let imported = imported(Kind::Rasa, &fixtures("rasa"));
    let content = content_of(&imported);
    assert_eq!(errors(&content), []);
    assert_eq!(
        topic(&content, "ask_opening_hours").examples,
        ["When are you open?", "opening times on Saturday", "are you open tomorrow"]
    );
    assert_eq!(
        answer(&content, "ask_opening_hours"),
        ("We are open Monday to Friday, 9 to 18.", Some("We are open **Monday to Friday, 9 to 18**."))
    );
    let Response::Answer(hours) = &topic(&content, "ask_opening_hours").response else { panic!() };
    assert_eq!(hours.spoken.as_deref(), Some("We are open Monday to Friday, from nine to eighteen."));
    assert_eq!(answer(&content, "faq-ask_refund").0, "Refunds take 14 days.");
    assert_eq!(
        answer(&content, "faq-ask_shipping").0,
        "Shipping costs 5 francs.\n\nPicture (https://shop.example/shipping.png)"
    );
    assert_eq!((imported.report.topics, imported.report.flows), (content.topics.len(), content.flows.len()));
}

#[test]
fn turns_with_buttons_become_a_flow_with_choices() {
    let content = content_of(&imported(Kind::Rasa, &fixtures("rasa")));
    let Response::Flow(id) = &topic(&content, "report_damage").response else { panic!() };
    let flow = flow(&content, id.as_str());
    let kinds: Vec<&StepKind> = flow.steps.iter().map(|step| &step.kind).collect();
    let StepKind::Say(say) = kinds[0] else { panic!("{kinds:?}") };
    assert_eq!(say.text, "I am sorry to read that.");
    let StepKind::Choose(choose) = kinds[1] else { panic!("{kinds:?}") };
    assert_eq!(choose.text, "Do you have a picture of the damage?");
    let labels: Vec<&str> = choose.options.iter().map(|option| option.label.as_str()).collect();
    assert_eq!(labels, ["I have one", "I do not"]);
    assert_eq!(choose.options[0].synonyms, ["yes", "sure thing"]);
    let says = |text: &str| kinds.iter().any(|kind| matches!(kind, StepKind::Say(say) if say.text == text));
    assert!(says("Please send it to us here.") && says("Please call us on 031 123 45 67."));
}

#[test]
fn a_form_asks_for_its_slots() {
    let content = content_of(&imported(Kind::Rasa, &fixtures("rasa")));
    let flow = flow(&content, "book_service");
    let StepKind::Choose(kind) = &flow.steps[0].kind else { panic!("{flow:?}") };
    assert_eq!(
        kind.options.iter().map(|option| option.value.as_str()).collect::<Vec<_>>(),
        ["small", "large"]
    );
    let StepKind::Ask(email) = &flow.steps[1].kind else { panic!("{flow:?}") };
    assert_eq!((email.kind, email.retry.as_str()), (SlotKind::Email, "That is no e-mail address."));
    let StepKind::Say(say) = &flow.steps[2].kind else { panic!("{flow:?}") };
    assert_eq!(say.text, "Booked a {service_kind} service; we write to {email}.");
}

#[test]
fn what_does_not_map_is_reported_and_kept_to_be_finished() {
    let imported = imported(Kind::Rasa, &fixtures("rasa"));
    reports(&imported, &["data/nlu.yml", "When are you open?", "twice"]);
    reports(&imported, &["data/nlu.yml", "refund time", "stands in “faq-ask_refund” too"]);
    reports(&imported, &["synonym “Saturday”", "Sat, sa"]);
    reports(&imported, &["lookup “city”", "Bern"]);
    reports(&imported, &["regex “order_number”"]);
    reports(&imported, &["utter_opening_hours", "by chance", "Mo-Fr 9-18"]);
    reports(&imported, &["utter_opening_hours", "condition", "For you we are always open."]);
    reports(&imported, &["intent “greet”", "Hello! I am Bolt.", "wordings.yaml"]);
    reports(&imported, &["utter_never_used", "Nobody says this."]);
    reports(&imported, &["action_track_order", "code"]);
    reports(&imported, &["rule “Only with a name”", "condition"]);
    reports(&imported, &["utter_hello_name", "Hello {name}!"]);
    reports(&imported, &["credentials.yml", "settings"]);
    let report = imported.report.to_markdown();
    assert!(!report.contains("xoxb"), "{report}");
    let unfinished = imported.unfinished.unwrap();
    for (topic, example) in [
        ("track_order", "where is my order"),
        ("ask_discount", "do you have student discounts"),
        ("say_name", "my name is Ada"),
    ] {
        assert!(
            unfinished.lines().any(|line| line.starts_with(topic) && line.contains(example)),
            "{unfinished}"
        );
    }
}

#[test]
fn what_is_unfinished_can_be_finished_in_the_spreadsheet() {
    let first = imported(Kind::Rasa, &fixtures("rasa"));
    let filled = first.unfinished.clone().unwrap().replace(
        "ask_discount,Ask discount,do you have student discounts,,",
        "ask_discount,Ask discount,do you have student discounts,Students get 10% off.,",
    );
    let request = Request {
        kind: Kind::Csv,
        sources: &[source("unfinished.csv", &filled)],
        existing: &first.files,
        locale: None,
    };
    let second = import(&request).unwrap();
    assert_eq!(second.files.len(), 1, "{:?}", second.report);
    assert!(second.files[0].1.contains("Students get 10% off."));
}

#[test]
fn format_one_examples_are_read_from_markdown() {
    let nlu =
        "## intent:opening_hours\n- when are you [open](state)?\n- hours\n\n## synonym:open\n- opened\n";
    let domain = "responses:\n  utter_hours:\n  - text: 9 to 5\n";
    let stories = "stories:\n- story: hours\n  steps:\n  - intent: opening_hours\n  - action: utter_hours\n";
    let imported = imported(
        Kind::Rasa,
        &[source("data/nlu.md", nlu), source("domain.yml", domain), source("data/stories.yml", stories)],
    );
    let content = content_of(&imported);
    assert_eq!(topic(&content, "opening_hours").examples, ["when are you open?", "hours"]);
    assert_eq!(answer(&content, "opening_hours").0, "9 to 5");
    reports(&imported, &["synonym “open”", "opened"]);
}

#[test]
fn old_forms_and_templates_are_read() {
    let domain = "templates:\n  utter_ask_city:\n  - Which city?\n  utter_done:\n  - text: On it for {city}.\nforms:\n  city_form:\n    city:\n    - type: from_text\n";
    let rules = "rules:\n- rule: f\n  steps:\n  - ...\n  - intent: weather\n  - action: city_form\n  - active_loop: city_form\n  - active_loop: null\n  - action: utter_done\n";
    let nlu = "nlu:\n- intent: weather\n  examples: |\n    - how is the weather\n";
    let imported = imported(
        Kind::Rasa,
        &[source("domain.yml", domain), source("rules.yml", rules), source("nlu.yml", nlu)],
    );
    let content = content_of(&imported);
    assert_eq!(errors(&content), []);
    let StepKind::Ask(ask) = &flow(&content, "weather").steps[0].kind else { panic!() };
    assert_eq!((ask.slot.as_str(), ask.text.as_str()), ("city", "Which city?"));
}

#[test]
fn merging_adds_and_changes_nothing() {
    let first = imported(Kind::Rasa, &fixtures("rasa"));
    let mut existing = first.files.clone();
    let at = existing.iter().position(|(path, _)| path == "topics/ask_opening_hours.md").unwrap();
    existing[at].1 = existing[at].1.replace("9 to 18", "10 to 18");
    let again =
        import(&Request { kind: Kind::Rasa, sources: &fixtures("rasa"), existing: &existing, locale: None })
            .unwrap();
    assert_eq!(again.files, []);
    reports(&again, &["topics/ask_opening_hours.md", "stays as it is"]);
}
