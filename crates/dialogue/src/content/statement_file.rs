//! A file of statements. Each statement has a file of its own when content is written, so that two people can work
//! on two of them; a file that is read may hold any number.

use rapport_domain::{StatementId, content::Statement};

use super::{Finding, export::yaml, load};

/// Where a statement stands among the files.
pub fn path(id: &StatementId) -> String {
    format!("statements/{id}.yaml")
}

/// Reads a file of statements.
///
/// # Errors
/// Why it cannot be read.
pub fn read(path: &str, text: &str) -> Result<Vec<Statement>, Finding> {
    load::read_statements(path, text)
}

/// A statement's file: a list of one.
pub fn write(statement: &Statement) -> String {
    yaml(&[statement])
}

/// Without white space around its texts, and without a spoken form that says nothing else.
pub fn tidied(mut statement: Statement) -> Statement {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    statement.text = line(&statement.text);
    statement.author = line(&statement.author);
    let spoken = statement.spoken.as_deref().map(line);
    statement.spoken = spoken.filter(|spoken| !spoken.is_empty() && *spoken != statement.text);
    statement
}
