//! What Rapport itself says.

use rapport_domain::content::Content;

use crate::{
    compose::{says_ai, unknown_names},
    content::Finding,
    placeholder,
};

const FILE: &str = "wordings.yaml";

pub(super) fn check(content: &Content, findings: &mut Vec<Finding>) {
    let w = &content.wordings;
    // Name, text, what it may hold besides {assistant}, {company} and {other_ways}, what it must hold.
    let all: [(&str, &str, &[&str], &[&str]); 38] = [
        ("ai_notice", &w.ai_notice, &[], &[]),
        ("ai_answer", &w.ai_answer, &[], &[]),
        ("greeting", &w.greeting, &["name"], &[]),
        ("thanks", &w.thanks, &["name"], &[]),
        ("goodbye", &w.goodbye, &["name"], &[]),
        ("did_you_mean", &w.did_you_mean, &["first", "second"], &["first", "second"]),
        ("perhaps_one_of", &w.perhaps_one_of, &["topics"], &["topics"]),
        ("drafted", &w.drafted, &["articles"], &["articles"]),
        ("did_not_know", &w.did_not_know, &[], &[]),
        ("did_not_know_again", &w.did_not_know_again, &[], &[]),
        ("other_language", &w.other_language, &[], &[]),
        ("handed_over", &w.handed_over, &["place", "wait"], &[]),
        ("handed_over_closed", &w.handed_over_closed, &["opens"], &["opens"]),
        ("still_waiting", &w.still_waiting, &["place", "wait"], &[]),
        ("danger", &w.danger, &[], &[]),
        ("self_harm", &w.self_harm, &[], &[]),
        ("taken_over", &w.taken_over, &["agent"], &[]),
        ("agent_away", &w.agent_away, &["agent"], &[]),
        ("handed_back", &w.handed_back, &["agent"], &[]),
        ("handed_to_colleague", &w.handed_to_colleague, &["agent", "colleague"], &["colleague"]),
        ("handed_to_colleague_away", &w.handed_to_colleague_away, &["agent", "colleague"], &["colleague"]),
        ("handed_to_team", &w.handed_to_team, &["agent", "team"], &[]),
        ("promise_due", &w.promise_due, &["agent", "promise"], &["promise"]),
        ("promise_back", &w.promise_back, &["agent"], &[]),
        ("promise_kept", &w.promise_kept, &["agent", "promise"], &["promise"]),
        ("promise_moved", &w.promise_moved, &["agent", "promise", "by"], &["promise", "by"]),
        ("back_to_flow", &w.back_to_flow, &["flow", "text"], &["text"]),
        ("cancelled", &w.cancelled, &["flow"], &[]),
        ("declined", &w.declined, &["flow"], &[]),
        ("anything_else", &w.anything_else, &[], &[]),
        ("outcome_unknown", &w.outcome_unknown, &[], &[]),
        ("yes_or_no", &w.yes_or_no, &["text"], &["text"]),
        ("hostility_warning", &w.hostility_warning, &[], &[]),
        ("hostility_ended", &w.hostility_ended, &[], &[]),
        ("threat_ended", &w.threat_ended, &[], &[]),
        ("file_received", &w.file_received, &[], &[]),
        ("rate", &w.rate, &[], &[]),
        ("person", &w.person, &[], &[]),
    ];
    for (name, text, may, must) in all {
        let mut wrong = |message: String| findings.push(Finding::error(FILE, message));
        if text.trim().is_empty() {
            wrong(format!("“{name}” is empty; say something there."));
        }
        let known: Vec<&str> = ["assistant", "company", "other_ways"].iter().chain(may).copied().collect();
        for unknown in unknown_names(text, &known) {
            wrong(format!("Nobody fills {{{unknown}}} in “{name}”. Known there: {}.", known.join(", ")));
        }
        for needed in must.iter().filter(|needed| !placeholder::names(text).contains(needed)) {
            wrong(format!("“{name}” must hold {{{needed}}}."));
        }
        for found in rapport_coaching::guard(text, &rapport_coaching::GuardContext::default()) {
            findings.push(Finding::warning(FILE, format!("“{name}”: {}", found.message)));
        }
    }
    situations(content, findings);
    labels(content, findings);
}

fn situations(content: &Content, findings: &mut Vec<Finding>) {
    for (name, text, may, must) in content.wordings.situations.all() {
        let mut wrong = |message: String| findings.push(Finding::error(FILE, message));
        if text.trim().is_empty() {
            wrong(format!("“situations: {name}” is empty; say something there."));
        }
        let known: Vec<&str> = ["assistant", "company", "other_ways"].iter().chain(may).copied().collect();
        for unknown in unknown_names(text, &known) {
            wrong(format!(
                "Nobody fills {{{unknown}}} in “situations: {name}”. Known there: {}.",
                known.join(", ")
            ));
        }
        for needed in must.iter().filter(|needed| !placeholder::names(text).contains(needed)) {
            wrong(format!("“situations: {name}” must hold {{{needed}}}."));
        }
        for found in rapport_coaching::guard(text, &rapport_coaching::GuardContext::default()) {
            findings.push(Finding::warning(FILE, format!("“situations: {name}”: {}", found.message)));
        }
    }
}

fn labels(content: &Content, findings: &mut Vec<Finding>) {
    let w = &content.wordings;
    for (name, text) in [("ai_notice", &w.ai_notice), ("ai_answer", &w.ai_answer)] {
        if !says_ai(text) {
            let message = format!(
                "“{name}” must say that an AI speaks, with the word AI: people are told what they talk to."
            );
            findings.push(Finding::error(FILE, message));
        }
    }
    if w.yes.trim().is_empty() || w.no.trim().is_empty() || w.yes.trim() == w.no.trim() {
        findings.push(Finding::error(FILE, "“yes” and “no” need two different labels."));
    }
}
