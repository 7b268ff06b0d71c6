//! The statements of the draft, each as a whole: read from its file with what is wrong in it, and written back.

use rapport_dialogue::content::{
    Finding, check, read_statements, statement_path, tidied_statement, write_statement,
};
use rapport_domain::{StatementId, content::Statement};

use super::{OpenFile, SaveFile, WorkingCopy};
use crate::{Desk, DeskError, HowChanged, error::invalid};

/// A statement in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementEntry {
    /// Its name.
    pub id: StatementId,
    /// What it holds; `None` where its file cannot be read.
    pub statement: Option<Statement>,
    /// The file that holds it. One with several statements is edited as text.
    pub path: String,
    /// How it differs from the release in force.
    pub how: Option<HowChanged>,
    /// Whether the release in force has changed in it since.
    pub conflict: bool,
    /// What is wrong in it.
    pub findings: Vec<Finding>,
}

/// A statement to be edited.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenStatement {
    /// Its file.
    pub file: OpenFile,
    /// What it holds; `None` where it is not there, was taken away, or cannot be read.
    pub statement: Option<Statement>,
    /// Why it cannot be read.
    pub unreadable: Option<Finding>,
    /// What the release in force holds.
    pub live: Option<Statement>,
    /// What is wrong in it, as the draft stands.
    pub findings: Vec<Finding>,
}

/// A statement as somebody wants it to be.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveStatement {
    /// The statement.
    pub statement: Statement,
    /// Which text of its file they have seen.
    pub mark: String,
    /// Whether they have seen what has changed in the release in force, and keep their own.
    pub keep: bool,
    /// Who saves.
    pub by: String,
}

impl Desk {
    /// All statements, as the draft has them, by name; those that it takes away too.
    pub async fn draft_statements(&self) -> Result<Vec<StatementEntry>, DeskError> {
        let copy = self.working_copy().await?;
        let live = copy.live.release().content.statements.iter();
        let mut entries: Vec<StatementEntry> = live
            .map(|statement| StatementEntry {
                id: statement.id.clone(),
                statement: Some(statement.clone()),
                path: statement_path(&statement.id),
                how: None,
                conflict: false,
                findings: vec![],
            })
            .collect();
        for file in copy.changed_files() {
            let Some(stem) = stem(&file.path) else { continue };
            let entry = |id: StatementId, statement| StatementEntry {
                id,
                statement,
                path: file.path.clone(),
                how: Some(file.how),
                conflict: file.conflict,
                findings: vec![],
            };
            let before = entries.iter().position(|entry| entry.path == file.path);
            let before = before.map(|at| entries.swap_remove(at));
            let OpenFile { text, .. } = copy.open(&file.path);
            match text.as_deref().map(|text| read_statements(&file.path, text)) {
                None => entries.extend(before.map(|before| entry(before.id, before.statement))),
                Some(Err(_)) => entries.extend(stem.parse().ok().map(|id| entry(id, None))),
                Some(Ok(all)) => {
                    entries.extend(all.into_iter().map(|one| entry(one.id.clone(), Some(one))));
                }
            }
        }
        let findings = check(&copy.standing());
        for entry in &mut entries {
            let of_entry = findings.iter().filter(|finding| finding.file == statement_path(&entry.id));
            entry.findings = of_entry.cloned().collect();
        }
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(entries)
    }

    /// A statement to be edited; also one that there is not yet.
    pub async fn draft_statement(&self, id: &StatementId) -> Result<OpenStatement, DeskError> {
        let copy = self.working_copy().await?;
        let mut open = open(&copy, id);
        open.findings = findings(&check(&copy.standing()), id);
        Ok(open)
    }

    /// Saves a statement into the draft.
    pub async fn save_draft_statement(&self, save: SaveStatement) -> Result<OpenStatement, DeskError> {
        let SaveStatement { statement, mark, keep, by } = save;
        let statement = tidied_statement(statement);
        if statement.text.is_empty() {
            return Err(invalid("statement.text", "Write the sentence."));
        }
        if statement.author.is_empty() {
            return Err(invalid("statement.author", "Say who wrote it."));
        }
        let id = statement.id.clone();
        let text = Some(write_statement(&statement));
        self.save_draft_file(SaveFile { path: statement_path(&id), text, mark, keep, by }).await?;
        self.draft_statement(&id).await
    }
}

/// What is wrong in a statement.
pub(super) fn findings(all: &[Finding], id: &StatementId) -> Vec<Finding> {
    let path = statement_path(id);
    all.iter().filter(|finding| finding.file == path).cloned().collect()
}

/// The name of a file of statements.
fn stem(path: &str) -> Option<&str> {
    path.strip_prefix("statements/")?.strip_suffix(".yaml")
}

fn open(copy: &WorkingCopy, id: &StatementId) -> OpenStatement {
    let file = copy.open(&statement_path(id));
    let (statement, unreadable) = match file.text.as_deref().map(|text| read_statements(&file.path, text)) {
        None => (None, None),
        Some(Ok(mut all)) if all.len() == 1 && all[0].id == *id => (all.pop(), None),
        Some(Ok(_)) => {
            let message =
                format!("The file has the name of “{id}” and does not hold this one statement alone.");
            (None, Some(Finding::error(&file.path, message)))
        }
        Some(Err(finding)) => (None, Some(finding)),
    };
    let live = copy.live.release().content.statements.iter().find(|known| known.id == *id).cloned();
    OpenStatement { file, statement, unreadable, live, findings: vec![] }
}
