//! Every flow in five moods: the way through is found, and what does not fit is told.

use rapport_dialogue::{
    content::{self, load},
    rehearse::{ConversationTest, FlowInMoods, Mood, load_tests, run_moods},
};
use rapport_domain::content::Content;

use crate::fixture::{compiled, files, vector};

/// For whom there are statements besides those of the fixture.
const SAD: &str = r#"
- { id: hard, part: acknowledge, text: "That sounds hard.", when: { feelings: [sad] }, author: us }
- { id: heard, part: acknowledge, text: "I hear you.", when: { feelings: [angry, anxious] }, author: us }
"#;

/// The fixture's company, with statements for every mood, and a file more or in another's place.
fn company(extra: &[(&str, String)]) -> Content {
    let mut files = files();
    files.push(("statements/sad.yaml".to_owned(), SAD.to_owned()));
    for (path, text) in extra {
        files.retain(|(known, _)| known != path);
        files.push(((*path).to_owned(), text.clone()));
    }
    load(&files).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn played(content: Content, tests: &[ConversationTest]) -> Vec<FlowInMoods> {
    run_moods(&compiled(content), tests, &vector)
}

fn of<'a>(flows: &'a [FlowInMoods], id: &str) -> &'a FlowInMoods {
    flows.iter().find(|flow| flow.flow.as_str() == id).expect("every flow is there")
}

/// What is wrong, as `mood: what`.
fn wrong(flow: &FlowInMoods) -> Vec<String> {
    let of_mood = |report: &rapport_dialogue::rehearse::MoodReport| {
        let mood = report.mood;
        report.failures.iter().map(|failure| format!("{mood}: {}", failure.wrong)).collect::<Vec<_>>()
    };
    flow.moods.iter().flat_map(of_mood).collect()
}

#[test]
fn the_good_end_is_found_and_everybody_gets_the_same() {
    let flows = played(company(&[]), &[]);
    for flow in &flows {
        assert_eq!(wrong(flow), Vec::<String>::new(), "{flow}");
        assert_eq!(flow.moods.len(), Mood::ALL.len());
    }
    // Everything is asked, confirmed and done, in each mood.
    for report in &of(&flows, "change-address").moods {
        let replies: Vec<&str> = report.transcript.iter().map(|(_, reply)| reply.as_str()).collect();
        assert!(
            replies.last().is_some_and(|last| last.contains("Done. Order 100482 goes to")),
            "{replies:#?}"
        );
        assert!(replies.iter().any(|reply| reply.contains("Shall I change it now?")), "{replies:#?}");
        assert!(replies[0].contains("AI assistant"), "{replies:#?}");
    }
    let angry = &of(&flows, "where-is-my-order").moods[1];
    assert_eq!(angry.mood, Mood::Angry);
    assert!(angry.transcript[0].0.contains("angry") && angry.transcript[0].1.contains("I "), "{angry:#?}");
}

#[test]
fn other_systems_answer_as_the_tests_say_and_as_the_way_needs() {
    let tests = "
- name: found
  given: { find-order: [{ outcome: done, result: { number: \"555\", status: lost in the post } }] }
  turns: [{ customer: hello }]
";
    let tests = load_tests(&[("tests/a.yaml".to_owned(), tests.to_owned())]).unwrap();
    let flows = played(company(&[]), &tests);
    let last = of(&flows, "where-is-my-order").moods[0].transcript.last().cloned().unwrap_or_default();
    assert_eq!(last.1, "Order 555 is lost in the post.");
}

#[test]
fn cheer_for_the_grieving_is_told_with_its_step() {
    let flow =
        crate::fixture::WHERE.replace("Order {order.number} is", "Great news! Order {order.number} is");
    let flows = played(company(&[("flows/where-is-my-order.yaml", flow)]), &[]);
    let flow = of(&flows, "where-is-my-order");
    let failures = wrong(flow);
    assert!(failures.len() == 1 && failures[0].starts_with("grieving: “Great"), "{failures:#?}");
    let failure = &flow.moods[3].failures[0];
    assert_eq!(failure.step.as_ref().map(|(_, step)| step.as_str()), Some("told"));
    let printed = flow.to_string();
    assert!(printed.contains("FAILED") && printed.contains("assistant: Great news!"), "{printed}");
}

#[test]
fn a_library_that_is_silent_to_the_angry_is_told() {
    let mut content = company(&[]);
    content.statements.retain(|statement| statement.id.as_str() == "hard");
    let flows = played(content, &[]);
    let failures = wrong(of(&flows, "change-address"));
    assert_eq!(failures.len(), 2, "{failures:#?}");
    assert!(failures[0].starts_with("angry: Nothing acknowledges"), "{failures:#?}");
}

#[test]
fn choices_and_results_are_made_so_that_the_flow_ends_well() {
    let flow = r#"
id: where-is-my-order
title: looking
offer: Shall I look?
steps:
  - { id: wish, choose: { slot: wish, text: "What is it?", options: [ { label: A person, value: person }, { label: A look, value: look } ] } }
  - { id: by-wish, branch: { on: wish, cases: { look: ask }, otherwise: person } }
  - { id: person, hand_over: { reason: They want a person. } }
  - { id: ask, ask: { slot: order_number, type: order_number, text: "Which order?", retry: "Six digits." } }
  - { id: look, act: { action: find-order, with: { order_number: "{order_number}" }, save: order } }
  - { id: by-state, branch: { on: order.state, cases: { lost: person, ready: told }, otherwise: person } }
  - { id: told, say: { text: "It is ready on {order.ready_on}." } }
  - { id: inner, call: { flow: goodbye } }
"#;
    let inner = "
id: goodbye
title: saying goodbye
offer: Shall I?
steps: [{ id: bye, say: { text: Goodbye then. } }]
";
    let extra = [("flows/where-is-my-order.yaml", flow.to_owned()), ("flows/goodbye.yaml", inner.to_owned())];
    let flows = played(company(&extra), &[]);
    for id in ["where-is-my-order", "goodbye"] {
        assert_eq!(wrong(of(&flows, id)), Vec::<String>::new(), "{}", of(&flows, id));
    }
    let last = of(&flows, "goodbye").moods[0].transcript.last().cloned().unwrap_or_default();
    assert_eq!(last.1, "It is ready on Friday 27 November. Goodbye then.");
}

#[test]
fn a_flow_that_nobody_leads_to_is_said_to_be_so() {
    let lonely = "id: lonely\ntitle: x\noffer: Shall I?\nsteps: [{ id: say, say: { text: Hi. } }]\n";
    let flows = played(company(&[("flows/lonely.yaml", lonely.to_owned())]), &[]);
    let flow = of(&flows, "lonely");
    assert_eq!((flow.request.as_ref(), flow.moods.len(), flow.passed()), (None, 0, true));
    assert!(flow.to_string().contains("leads here"));
}

#[test]
fn findings_name_their_step() {
    let mut content = company(&[]);
    content.flows[0].steps.remove(0);
    let findings = content::check(&content);
    assert!(findings.iter().any(|finding| finding.step.is_some()), "{findings:#?}");
}
