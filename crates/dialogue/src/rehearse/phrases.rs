//! Paraphrases as part of the content: `tests/paraphrases.yaml` says, topic by topic, in which other words the same
//! is asked. They are no examples, so what becomes of them tells how far the examples carry.

use std::collections::{BTreeMap, BTreeSet};

use rapport_domain::{TopicId, content::Content};

use super::{Paraphrase, is_test};
use crate::content::Finding;

/// More paraphrases than this are not asked: a look at a release must end.
pub const MAX_PHRASES: usize = 3_000;

/// Whether a file holds paraphrases: `tests/paraphrases.yaml`, or one whose name ends so.
pub fn holds_paraphrases(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    is_test(path) && stem.ends_with("paraphrases")
}

/// Reads the paraphrases among `files`, in the order of files and topics.
///
/// # Errors
/// Everything that cannot be read.
pub fn load_phrases(files: &[(String, String)]) -> Result<Vec<Paraphrase>, Vec<Finding>> {
    let (mut phrases, mut findings) = (Vec::new(), Vec::new());
    for (path, text) in files.iter().filter(|(path, _)| holds_paraphrases(path)) {
        match serde_norway::from_str::<BTreeMap<TopicId, Vec<String>>>(text) {
            Ok(topics) => phrases.extend(topics.into_iter().flat_map(of_topic)),
            Err(error) => {
                let line = error.location().map(|at| at.line());
                let message = format!(
                    "These paraphrases cannot be read: {error}. Write a topic's name and below it a list of texts."
                );
                findings.push(Finding::error(path, message).at(line));
            }
        }
    }
    if phrases.len() > MAX_PHRASES {
        let message = format!(
            "There are {} paraphrases; {MAX_PHRASES} can be asked. Take away those that tell least.",
            phrases.len()
        );
        findings.push(Finding::error("tests/paraphrases.yaml", message));
    }
    if findings.is_empty() { Ok(phrases) } else { Err(findings) }
}

fn of_topic((topic, texts): (TopicId, Vec<String>)) -> impl Iterator<Item = Paraphrase> {
    texts.into_iter().enumerate().map(move |(at, text)| Paraphrase {
        id: format!("{topic}/{}", at + 1),
        text,
        topics: vec![topic.clone()],
        also: Vec::new(),
    })
}

/// What is wrong with paraphrases beside the content: none of it stops a release.
pub fn check_phrases(content: &Content, phrases: &[Paraphrase]) -> Vec<Finding> {
    const FILE: &str = "tests/paraphrases.yaml";
    let mut findings = Vec::new();
    let examples: BTreeSet<&str> =
        content.topics.iter().flat_map(|topic| &topic.examples).map(String::as_str).collect();
    let mut seen = BTreeSet::new();
    let mut unknown = BTreeSet::new();
    for phrase in phrases {
        let topic = phrase.topics.first().filter(|topic| !is_known(content, topic));
        if let Some(topic) = topic.filter(|topic| unknown.insert(*topic)) {
            findings.push(Finding::warning(
                FILE,
                format!("There is no topic “{topic}”; its paraphrases are passed over."),
            ));
        }
        if phrase.text.trim().is_empty() {
            findings.push(Finding::warning(FILE, format!("“{}” is empty.", phrase.id)));
        } else if examples.contains(phrase.text.as_str()) {
            let message =
                format!("“{}” is an example too, so it proves nothing. Say it in other words.", phrase.text);
            findings.push(Finding::warning(FILE, message));
        } else if !seen.insert(phrase.text.as_str()) {
            findings.push(Finding::warning(FILE, format!("“{}” stands here twice.", phrase.text)));
        }
    }
    findings
}

/// Whether the content has this topic.
pub(super) fn is_known(content: &Content, topic: &TopicId) -> bool {
    content.topics.iter().any(|known| known.id == *topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Vec<(String, String)> {
        vec![(path.to_owned(), text.to_owned())]
    }

    #[test]
    fn topics_with_a_list_of_texts_are_read() {
        let read =
            load_phrases(&file("tests/paraphrases.yaml", "hours:\n  - up late?\n  - when do you shut\n"))
                .unwrap();
        let read: Vec<_> = read.iter().map(|phrase| (phrase.id.as_str(), phrase.text.as_str())).collect();
        assert_eq!(read, [("hours/1", "up late?"), ("hours/2", "when do you shut")]);
        for other in ["tests/answers.yaml", "topics/paraphrases.yaml", "tests/paraphrases.md"] {
            assert_eq!(load_phrases(&file(other, "hours: [a]")).unwrap(), [], "{other}");
        }
        let wrong = load_phrases(&file("tests/paraphrases.yaml", "hours:\n  late: 1\n")).unwrap_err();
        assert!(wrong[0].line.is_some() && wrong[0].message.contains("list of texts"), "{wrong:?}");
    }
}
