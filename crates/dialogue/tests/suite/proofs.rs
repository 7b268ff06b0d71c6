//! What proves content: what the conversation tests reach, and what becomes of paraphrases.

use rapport_dialogue::rehearse::{
    Reached, Verdict, check_phrases, load_phrases, load_tests, run_paraphrases, run_test, sameness,
};

use crate::fixture::{calm, company, content, vector};

const TESTS: &str = r#"
- name: found
  given: { find-order: [{ outcome: done, result: { number: "100482", status: on its way } }] }
  turns:
    - customer: where is my parcel
      expect: { flow: where-is-my-order }
    - customer: "100482"
      expect: { says: ["on its way"] }
- name: cost
  turns:
    - customer: delivery price
      expect: { topic: opening-hours }
"#;

#[test]
fn what_no_test_reaches_is_told_and_a_failure_leads_to_its_place() {
    let compiled = company();
    let tests = load_tests(&[("tests/a.yaml".to_owned(), TESTS.to_owned())]).unwrap();
    let mut reached = Reached::default();
    let reader = |text: &str| (calm(), vector(text));
    let reports: Vec<_> = tests.iter().map(|test| run_test(&compiled, test, &reader, &mut reached)).collect();
    assert!(reports[0].passed(), "{}", reports[0]);
    let about = serde_json::to_value(&reports[1].failures[0].about).unwrap();
    assert_eq!(about, serde_json::json!({ "topic": "opening-hours" }));

    let coverage = reached.coverage(&compiled.release().content);
    let missed =
        |names: &[rapport_domain::TopicId]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(coverage.topics.total, 5);
    assert_eq!(missed(&coverage.topics.missed), ["change-address", "opening-hours", "refund-late"]);
    assert_eq!((coverage.flows.total, coverage.flows.missed.len()), (2, 1));
    let steps: Vec<_> = coverage.steps.missed.iter().map(|(flow, step)| format!("{flow}/{step}")).collect();
    assert!(steps.contains(&"where-is-my-order/lost".to_owned()), "{steps:?}");
    assert!(!steps.contains(&"where-is-my-order/told".to_owned()), "{steps:?}");
    let branches: Vec<_> =
        coverage.branches.missed.iter().map(|branch| format!("{}: {}", branch.step, branch.case)).collect();
    assert_eq!(coverage.branches.total, 3);
    assert_eq!(
        branches,
        ["look: refused: otherwise", "look: refused: not_found", "look: refused: otherwise"]
    );
    assert!(coverage.to_string().contains("2 of 5 topics, 1 of 2 flows"), "{coverage}");
}

#[test]
fn paraphrases_stand_beside_the_content_and_are_counted() {
    let file = "delivery-cost:\n  - postage for a parcel\n  - delivery price\nno-such:\n  - what\n";
    let phrases = load_phrases(&[("tests/paraphrases.yaml".to_owned(), file.to_owned())]).unwrap();
    let findings = check_phrases(&content(), &phrases);
    let told: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
    assert!(told.len() == 2 && told[0].contains("an example too") && told[1].contains("no-such"), "{told:?}");
    let compiled = company();
    let outcomes = run_paraphrases(&compiled, &phrases[..2], &|text| (calm(), vector(text)));
    let found = sameness(&phrases[..2], &outcomes, None, compiled.release().content.company.sameness);
    assert_eq!((found.shares.asked, outcomes[1].verdict), (2, Verdict::Right));
    assert!(found.other_facts.is_empty() && found.below.is_empty(), "{found:?}");
}
