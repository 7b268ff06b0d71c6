//! Statements: ones that can never be chosen, and what the practices say about their words.

use rapport_domain::content::{Content, Statement};

use crate::{
    compose::unknown_names,
    content::{Finding, statement_path},
    placeholder,
};

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    for statement in &content.statements {
        let file = &statement_path(&statement.id);
        for text in [Some(&statement.text), statement.spoken.as_ref()].into_iter().flatten() {
            for unknown in unknown_names(text, &["happened", "cannot", "without", "name"]) {
                let message = format!(
                    "Nobody fills {{{unknown}}} in “{}”. A statement knows {{happened}}, {{cannot}}, {{without}} and {{name}}.",
                    statement.id
                );
                findings.push(Finding::error(file, message));
            }
        }
        if let Some(why) = never(statement) {
            findings.push(Finding::error(file, format!("“{}” can never be said: {why}", statement.id)));
        }
        if let Some(name) = unfilled(content, statement) {
            let message = format!(
                "“{}” is never said: no topic says what fills {{{name}}} (its impact).",
                statement.id
            );
            findings.push(Finding::warning(file, message));
        }
        for topic in &statement.never_when.topics {
            if !content.topics.iter().any(|known| known.id == *topic) {
                let message = format!("“{}” names the topic “{topic}”, which does not exist.", statement.id);
                findings.push(Finding::error(file, message));
            }
        }
        for found in rapport_coaching::lint_statement(statement) {
            let message = format!("“{}”: {} {}", statement.id, found.message, found.suggestion);
            findings.push(Finding::warning(file, message));
        }
    }
}

/// Why a statement can never be chosen, if it cannot.
fn never(statement: &Statement) -> Option<String> {
    let (when, never) = (&statement.when, &statement.never_when);
    if !when.feelings.is_empty() && when.feelings.iter().all(|feeling| never.feelings.contains(feeling)) {
        return Some("every feeling it is for is also one it must not be said to.".to_owned());
    }
    if when.min_intensity > 1.0 || when.max_intensity.is_some_and(|max| max < when.min_intensity) {
        return Some("no intensity fits its bounds; they go from 0 to 1.".to_owned());
    }
    if when.min_urgency > 1.0 || never.min_urgency.is_some_and(|max| max <= when.min_urgency) {
        return Some("no urgency fits its bounds.".to_owned());
    }
    None
}

/// What a statement says of the topic and no topic tells. Not an error: the starter library is written for
/// companies whose topics tell it, and a young company's may not yet.
fn unfilled(content: &Content, statement: &Statement) -> Option<&'static str> {
    let names = placeholder::names(&statement.text);
    let impacts = || content.topics.iter().map(|topic| &topic.impact);
    let told = [
        ("happened", impacts().any(|impact| impact.happened.is_some())),
        ("cannot", impacts().any(|impact| impact.cannot.is_some())),
        ("without", impacts().any(|impact| impact.without.is_some())),
    ];
    // A library without topics is checked on its own before a company adds its topics.
    let missing = |(name, told): &(&'static str, bool)| {
        (!told && names.contains(name) && !content.topics.is_empty()).then_some(*name)
    };
    told.iter().find_map(missing)
}
