//! The rule by which a statement may be said, in phrases that an agent can read.

use rapport_domain::{
    content::{Condition, NeverWhen, Statement},
    feeling::Feeling,
    why::{ChosenStatement, DecisionKind},
};

use crate::shapes::StatementRule;

/// A chosen statement with its rule; without the statement only what the reply itself tells.
pub(crate) fn rule(chosen: &ChosenStatement, authored: Option<&Statement>) -> StatementRule {
    StatementRule {
        statement: chosen.statement.to_string(),
        part: chosen.part.into(),
        because: chosen.because.clone(),
        text: authored.map(|statement| statement.text.clone()),
        author: authored.map(|statement| statement.author.clone()),
        fits_when: authored.map(|statement| fits_when(&statement.when)).unwrap_or_default(),
        never_when: authored.map(|statement| never_when(&statement.never_when)).unwrap_or_default(),
        rest_days: authored.map(|statement| statement.rest_days),
    }
}

/// When a statement fits and when never, in phrases.
pub(crate) fn phrases(statement: &Statement) -> (Vec<String>, Vec<String>) {
    (fits_when(&statement.when), never_when(&statement.never_when))
}

fn fits_when(when: &Condition) -> Vec<String> {
    let mut phrases = vec![];
    if !when.feelings.is_empty() {
        phrases.push(format!("the customer is {}", feelings(&when.feelings)));
    }
    if when.min_intensity > 0.0 {
        phrases.push(format!("the feeling is at least {} strong", percent(when.min_intensity)));
    }
    if let Some(most) = when.max_intensity {
        phrases.push(format!("the feeling is at most {} strong", percent(most)));
    }
    if when.min_urgency > 0.0 {
        phrases.push(format!("it is at least {} urgent", percent(when.min_urgency)));
    }
    if when.repeated {
        phrases.push("the customer had to come back or ask again".to_owned());
    }
    if !when.decisions.is_empty() {
        let kinds: Vec<&str> = when.decisions.iter().map(|kind| decision(*kind)).collect();
        phrases.push(format!("the reply {}", kinds.join(" or ")));
    }
    phrases
}

fn never_when(never: &NeverWhen) -> Vec<String> {
    let mut phrases = vec![];
    if !never.feelings.is_empty() {
        phrases.push(format!("the customer is {}", feelings(&never.feelings)));
    }
    if let Some(least) = never.min_urgency {
        phrases.push(format!("it is at least {} urgent", percent(least)));
    }
    if never.hostile {
        phrases.push("the message attacks a person".to_owned());
    }
    if never.assistant {
        phrases.push("the assistant speaks".to_owned());
    }
    if !never.topics.is_empty() {
        let topics: Vec<String> = never.topics.iter().map(|topic| topic.as_str().replace('-', " ")).collect();
        phrases.push(format!("it is about {}", topics.join(" or ")));
    }
    if never.formal {
        phrases.push("the customer writes formally".to_owned());
    }
    phrases
}

fn feelings(feelings: &[Feeling]) -> String {
    feelings.iter().map(|feeling| feeling.as_str()).collect::<Vec<_>>().join(" or ")
}

const fn decision(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Answered => "gives an answer",
        DecisionKind::FlowStep => "takes a step of a flow",
        DecisionKind::AskedBack => "asks what is meant",
        DecisionKind::DidNotKnow => "says that it does not know",
        DecisionKind::HandedOver => "calls a person",
        DecisionKind::Courtesy => "is a courtesy",
        DecisionKind::Protected => "sets a limit",
        DecisionKind::Waiting => "acknowledges while a person is awaited",
        DecisionKind::Drafted => "puts approved answers together",
    }
}

/// A share in hundredths, as people say it.
fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_as_phrases() {
        let when = Condition {
            feelings: vec![Feeling::Angry, Feeling::Frustrated],
            min_intensity: 0.4,
            decisions: vec![DecisionKind::Answered],
            ..Condition::default()
        };
        assert_eq!(
            fits_when(&when),
            [
                "the customer is angry or frustrated",
                "the feeling is at least 40 % strong",
                "the reply gives an answer"
            ]
        );
        let never = NeverWhen { hostile: true, formal: true, ..NeverWhen::default() };
        assert_eq!(never_when(&never), ["the message attacks a person", "the customer writes formally"]);
        assert!(fits_when(&Condition::default()).is_empty() && never_when(&NeverWhen::default()).is_empty());
    }
}
