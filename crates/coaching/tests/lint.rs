//! The lint on authored content, as `rapport check` reports it.

use rapport_coaching::{lint_answer, lint_statement};
use rapport_domain::{
    content::{Condition, FramingPart, NeverWhen, Statement},
    feeling::Feeling,
};

fn answer(text: &str) -> Vec<&'static str> {
    lint_answer(text).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn answers_hold_facts_in_plain_words() {
    let check = |text: &str, expected: &[&str]| assert_eq!(answer(text), expected, "{text}");
    check("You can return unused items within 60 days. The label is in the box.", &[]);
    check("We open at nine. On Sundays we are closed.", &[]);
    check("The courier delivers between 8 and 18. You get a message an hour before.", &[]);
    check("Delivery takes two to four working days.", &[]);
    check("If your parcel is not there after five days, tell us and we send a new one.", &[]);
    check("You can order by phone from 9:00 to 18:00.", &[]);
    check("You have 60 days from the day you received it.", &[]);
    check("Keep the stove away from the tent. Let it cool down before you pack it.", &[]);
    check("We're so sorry for the trouble. You can return it.", &["sympathy-in-answer"]);
    check("You should have read the conditions.", &["blame"]);
    check("We are very busy in spring, so repairs take three weeks.", &["excuse"]);
    check("Someone will get back to you.", &["promise-without-owner"]);
    check("RETURNS ARE FREE.", &["shouting"]);
    check("I'm a real person and I feel happy for you.", &["claims-human", "claimed-feeling"]);
    check("Our policy clearly states 60 days.", &["hiding-behind-policy"]);
    check("There is nothing we can do after 60 days.", &["dead-end"]);
}

#[test]
fn hard_answers_are_named_with_their_year() {
    let hard = "Merchandise eligible for reimbursement necessitates authorisation preceding transportation, \
                notwithstanding documentation demonstrating manufacturing irregularities, provided that corresponding \
                administrative requirements have been satisfactorily accomplished beforehand by the \
                purchaser in accordance with applicable contractual stipulations.";
    let finding = lint_answer(hard).into_iter().find(|finding| finding.rule == "hard-to-read").unwrap();
    assert!(finding.message.contains("school year"), "{}", finding.message);
}

fn statement(text: &str) -> Vec<&'static str> {
    let statement = Statement {
        id: "s".parse().expect("a slug"),
        part: FramingPart::Acknowledge,
        text: text.to_owned(),
        spoken: None,
        when: Condition { feelings: vec![Feeling::Frustrated], ..Condition::default() },
        never_when: NeverWhen::default(),
        author: "test".to_owned(),
        rest_days: 7,
    };
    lint_statement(&statement).into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn statements_keep_the_practices() {
    let check = |text: &str, expected: &[&str]| assert_eq!(statement(text), expected, "{text}");
    for seed in [
        "Thank you for sharing that with me.",
        "I hear you.",
        "I understand you can't {cannot} when you don't have {without}.",
        "You've had a lot to contend with.",
        "That makes sense.",
        "Let's work through this together.",
        "I want things to be better for you.",
        "I can understand how disappointing that is.",
        "I can see why this is a problem.",
        "I get it.",
        "I'm glad you got in touch so we can fix this.",
        "Tell me how I can make things better.",
        "You're right.",
        "I would have asked the same question.",
        "I appreciate your patience here.",
    ] {
        check(seed, &[]);
    }
    check("Oh, that's terrible. I'm so sorry.", &["bare-sympathy"]);
    check("I know exactly how you feel.", &["claimed-feeling"]);
    check("Please calm down.", &["told-to-calm-down"]);
    check("I see that {order} is late.", &["unknown-blank"]);
    check("I hear you!", &["exclamation"]);
    check("I'm sorry you feel that way.", &["bare-sympathy", "non-apology"]);
}
