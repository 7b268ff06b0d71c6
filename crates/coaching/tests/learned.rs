//! What was learnt: the crate scores replies as training did, points at what it means, and leaves good replies alone.

use rapport_coaching::{
    Exchange, Finding, Practice, Turn, TurnRole, coach, coach_draft,
    learned::{Judgement, scores},
    practices,
};
use rapport_domain::perception::Perception;
use serde_json::Value;

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn scores_are_those_of_training() {
    for line in include_str!("../../../models/practices/parity.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let role = |said: &Value| match text(&said["role"]) {
            "customer" => TurnRole::Customer,
            _ => TurnRole::Company,
        };
        let context: Vec<Turn<'_>> = row["context"]
            .as_array()
            .unwrap()
            .iter()
            .map(|said| Turn { role: role(said), text: text(&said["text"]) })
            .collect();
        let exchange =
            Exchange { context: &context, ..Exchange::new(text(&row["customer"]), text(&row["reply"])) };
        for (judgement, score) in Judgement::ALL.iter().zip(scores(&exchange)) {
            let expected = row["scores"][judgement.as_str()].as_f64().unwrap();
            assert!((f64::from(score) - expected).abs() < 1e-3, "{judgement:?} {score} {expected}: {line}");
        }
    }
}

fn judged(customer: &str, reply: &str, practice: Practice) -> Vec<(&'static str, String)> {
    let report = coach(&Exchange::new(customer, reply), &[]);
    let said = |finding: &Finding| {
        reply.chars().skip(finding.start as usize).take((finding.end - finding.start) as usize).collect()
    };
    let findings = &report.practices.get(practice).findings;
    findings.iter().map(|finding| (finding.rule, said(finding))).collect()
}

const STAIRLIFT: &str = "The stairlift stopped halfway with my mother on it. She was up there for two hours.";

#[test]
fn faults_that_no_rule_knows_are_marked_where_they_stand() {
    let pity =
        "Oh, the poor lady, what an ordeal for someone of her age. An engineer is with her at four today.";
    assert_eq!(
        judged(STAIRLIFT, pity, Practice::EmpathyWithAction),
        [("seen-from-outside", "Oh, the poor lady, what an ordeal for someone of her age.".to_owned())]
    );
    let own = "Two hours is a long time to sit there. My own gran had the same lift, and I was a wreck that day too.";
    let found = judged(STAIRLIFT, own, Practice::NoClaimedFeeling);
    assert_eq!(found[0].0, "turned-to-oneself");
    assert!(found[0].1.starts_with("My own gran"), "{found:?}");
}

#[test]
fn what_a_rule_finds_stands_and_is_told_once() {
    let found = judged(
        STAIRLIFT,
        "I know exactly how you feel, my own gran had the same lift.",
        Practice::NoClaimedFeeling,
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "claimed-feeling");
}

#[test]
fn a_rule_that_misses_words_yields_where_they_are_surely_there() {
    let heard = "Halfway up, and nobody to bring her down until the evening. Ravi is on the road with the crank now and \
                 at her door by six; I'm staying on the phone with her until he is.";
    let furious = format!("{STAIRLIFT} I'm furious and frightened.");
    assert!(!practices::empathy_with_action::assess(&Exchange::new(&furious, heard)).kept);
    assert_eq!(judged(&furious, heard, Practice::EmpathyWithAction), []);
}

#[test]
fn a_short_answer_to_a_calm_question_is_left_alone() {
    for (customer, reply) in [
        ("What are your opening hours?", "We are open from nine to five."),
        ("Do you deliver on Saturdays?", "Yes, in most cities. You can pick Saturday at checkout."),
    ] {
        assert_eq!(coach(&Exchange::new(customer, reply), &[]).findings, [], "{reply}");
    }
}

#[test]
fn nothing_is_marked_in_half_a_draft_or_another_language() {
    let half = "Oh, the poor lady, what an ordeal for someone of her age, I do hope that she";
    let learned = |rule: &str| matches!(rule, "seen-from-outside" | "feeling-weighed" | "tone-off");
    let hints = coach_draft(&Exchange::new(STAIRLIFT, half), &[]).hints;
    assert!(hints.iter().all(|hint| !learned(hint.rule)), "{hints:?}");
    let german =
        "Das tut mir leid, der Techniker kommt heute um vier Uhr und bringt den Lift wieder in Gang.";
    let mut french = Perception::unclear("fr");
    french.language = "fr".to_owned();
    let exchange =
        Exchange { perception: Some(&french), ..Exchange::new("Le monte-escalier est bloqué.", german) };
    let report = coach(&exchange, &[]);
    assert!(
        Practice::ALL.iter().all(|practice| report.practices.get(*practice).kept),
        "{:?}",
        report.findings
    );
}
