//! The files of conversation tests.

use std::collections::BTreeMap;

use rapport_domain::{
    ActionId, FlowId, StepId, TopicId, action::ActionOutcome, feeling::Feeling, why::DecisionKind,
};
use serde::Deserialize;

use super::holds_paraphrases;
use crate::content::Finding;

/// A conversation and what has to come back.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConversationTest {
    /// The file that it stands in.
    #[serde(skip)]
    pub file: String,
    /// What it shows.
    pub name: String,
    /// How the customer feels in every turn that says nothing else; without it, as the reader finds.
    #[serde(default)]
    pub feeling: Option<Feeling>,
    /// What other systems answer to each action, call by call; the last answer stays.
    #[serde(default)]
    pub given: BTreeMap<ActionId, Vec<ActionOutcome>>,
    /// The customer, where the shop has signed them in.
    #[serde(default)]
    pub signed_in: Option<SignedIn>,
    /// What the customer writes.
    pub turns: Vec<TestTurn>,
}

/// A customer whom the shop has signed in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedIn {
    /// What they are called.
    #[serde(default)]
    pub name: Option<String>,
    /// Their address.
    #[serde(default)]
    pub email: Option<String>,
}

/// One turn of a test.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestTurn {
    /// What the customer writes; nothing where time passes or something is told.
    #[serde(default)]
    pub customer: String,
    /// So many minutes pass before, in which the customer says nothing.
    #[serde(default)]
    pub after_minutes: u32,
    /// Another system tells this event before.
    #[serde(default)]
    pub event: Option<String>,
    /// How the customer feels.
    #[serde(default)]
    pub feeling: Option<Feeling>,
    /// What has to come back.
    #[serde(default)]
    pub expect: Expectation,
}

/// What has to come back. What is not given is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Expectation {
    /// The topic that the reply is about.
    pub topic: Option<TopicId>,
    /// The flow that speaks.
    pub flow: Option<FlowId>,
    /// The step that speaks.
    pub step: Option<StepId>,
    /// What the reply does.
    pub decision: Option<DecisionKind>,
    /// Whether a person is awaited after it.
    pub handover: Option<bool>,
    /// Texts that the reply holds.
    pub says: Vec<String>,
    /// Texts that it must not hold. What is written in small letters alone is found in capitals too.
    pub never_says: Vec<String>,
    /// The actions that were called, in order.
    pub acts: Option<Vec<ActionId>>,
}

/// Reads the tests among `files`: `tests/*.yaml`, each a list.
///
/// # Errors
/// Everything that cannot be read.
pub fn load_tests(files: &[(String, String)]) -> Result<Vec<ConversationTest>, Vec<Finding>> {
    let mut tests: Vec<ConversationTest> = Vec::new();
    let mut findings = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| is_test(path) && !holds_paraphrases(path)) {
        match serde_norway::from_str::<Vec<ConversationTest>>(text) {
            Ok(read) => {
                tests.extend(read.into_iter().map(|test| ConversationTest { file: path.clone(), ..test }))
            }
            Err(error) => {
                let line = error.location().map(|at| at.line());
                findings.push(Finding::error(path, format!("This test cannot be read: {error}.")).at(line));
            }
        }
    }
    if findings.is_empty() { Ok(tests) } else { Err(findings) }
}

/// Whether a file of a content folder holds conversation tests: `tests/NAME.yaml`, whatever folders stand above.
/// Everything else in such a folder is content like elsewhere, so nothing is passed over by its place alone.
pub fn is_test(path: &str) -> bool {
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or("");
    parts.next() == Some("tests") && (name.ends_with(".yaml") || name.ends_with(".yml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_the_yaml_files_right_in_a_folder_of_that_name() {
        for test in ["tests/a.yaml", "tests/a.yml", "shop/tests/a.yaml", "C:\\shop\\tests\\a.yaml"] {
            assert!(is_test(test), "{test}");
        }
        for other in ["tests.yaml", "tests/a.md", "tests/topics/a.md", "tests/more/a.yaml", "topics/tests.md"]
        {
            assert!(!is_test(other), "{other}");
        }
    }
}
