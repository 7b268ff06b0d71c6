//! Exchanges of many trades, each with what a reader said of it: one practice kept or broken, or, where none is
//! named, a good reply that keeps them all.

use rapport_coaching::{Exchange, Practice, coach, rule_named};
use serde_json::Value;

#[test]
fn exchanges_are_judged_as_a_reader_would() {
    let mut wrong = Vec::new();
    for line in include_str!("exchanges.jsonl").lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let text = |field: &str| exchange[field].as_str();
        let (customer, reply) = (text("customer").unwrap(), text("reply").unwrap());
        let report = coach(&Exchange::new(customer, reply), &[]);
        let judged = Practice::ALL.iter().filter(|p| text("practice").is_none_or(|name| name == p.as_str()));
        for practice in judged {
            if report.practices.get(*practice).kept != exchange["kept"].as_bool().unwrap() {
                let rules: Vec<_> = report.findings.iter().map(|finding| finding.rule).collect();
                wrong.push(format!("{} {rules:?}: {customer} → {reply}", practice.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_that_is_broken_has_an_entry_under_one_of_its_practices() {
    for line in include_str!("exchanges.jsonl").lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let report = coach(
            &Exchange::new(exchange["customer"].as_str().unwrap(), exchange["reply"].as_str().unwrap()),
            &[],
        );
        for finding in &report.findings {
            assert!(rule_named(finding.rule).is_some(), "{} is not in the catalogue", finding.rule);
        }
    }
}
