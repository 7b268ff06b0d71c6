//! Writes content as files.

use rapport_domain::content::{Content, Flow};
use serde::Serialize;

use super::{statement_file, topic_file};

/// Writes `content` as files that [`load`](super::load) reads back without loss: pairs of path and text.
pub fn export(content: &Content) -> Vec<(String, String)> {
    let mut files = vec![
        ("company.yaml".to_owned(), yaml(&content.company)),
        ("wordings.yaml".to_owned(), yaml(&content.wordings)),
        ("actions.yaml".to_owned(), yaml(&content.actions)),
    ];
    files.extend(content.flows.iter().map(|flow| (format!("flows/{}.yaml", flow.id), write_flow(flow))));
    let statements = content.statements.iter();
    files.extend(
        statements.map(|statement| (statement_file::path(&statement.id), statement_file::write(statement))),
    );
    let topics = content.topics.iter();
    files.extend(topics.map(|topic| (format!("topics/{}.md", topic.id), topic_file::write(topic))));
    files
}

/// A flow's file.
pub fn write_flow(flow: &Flow) -> String {
    yaml(flow)
}

/// `value` as YAML.
pub(super) fn yaml<T: Serialize>(value: &T) -> String {
    serde_norway::to_string(value)
        .expect("authored content holds only maps with text keys, lists, texts and numbers")
}
