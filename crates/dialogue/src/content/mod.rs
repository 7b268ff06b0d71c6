//! Content as files: read, checked, written.

mod check;
mod export;
mod facts;
mod flow_file;
mod load;
mod statement_file;
mod topic_file;

pub use crate::understand::lexical::words;
pub use check::{check, check_dates, day_of};
pub use export::{export, write_flow};
pub use facts::same_facts;
pub use flow_file::{loses_remarks, path as flow_path, read as read_flow, write as write_flow_over};
pub use load::{brings_statements, load};
pub use statement_file::{
    path as statement_path, read as read_statements, tidied as tidied_statement, write as write_statement,
};
pub use topic_file::{path as topic_path, read as read_topic, tidied as tidied_topic, write as write_topic};

/// Something that is wrong with content, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Finding {
    /// The file: `topics/delivery-cost.md`.
    pub file: String,
    /// The line, from 1, where known.
    pub line: Option<usize>,
    /// The step of a flow, where it is about one.
    pub step: Option<String>,
    /// Whether it stops a release.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: String,
}

/// Whether a finding stops a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot be published so.
    Error,
    /// It can, but should be looked at.
    Warning,
}

impl Finding {
    /// A finding that stops a release.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, step: None, severity: Severity::Error, message: message.into() }
    }

    /// A finding that should be looked at.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, message) }
    }

    /// The same, at a line.
    #[must_use]
    pub fn at(self, line: Option<usize>) -> Self {
        Self { line, ..self }
    }

    /// The same, about a step of a flow.
    #[must_use]
    pub fn in_step(self, step: impl Into<String>) -> Self {
        Self { step: Some(step.into()), ..self }
    }
}

/// `file:line: error: message`, as editors understand it.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        match self.line {
            Some(line) => write!(f, "{}:{line}: {severity}: {}", self.file, self.message),
            None => write!(f, "{}: {severity}: {}", self.file, self.message),
        }
    }
}
