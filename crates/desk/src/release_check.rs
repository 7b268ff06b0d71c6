//! A look at content before it is published: what is wrong with it, whether its conversation tests pass, and
//! what it would change. Nothing is stored.

use std::sync::Arc;

use rapport_dialogue::{
    content,
    rehearse::{ConversationTest, load_tests, run_tests},
};
use rapport_domain::content::Content;

use crate::{
    Desk, DeskError,
    release_diff::{ItemChange, ReleaseName, changes_between},
};

pub use rapport_dialogue::{
    content::{Finding, Severity},
    rehearse::TestReport,
};

/// What a look at content found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedContent {
    /// What is wrong, errors first.
    pub findings: Vec<Finding>,
    /// What came of the conversation tests that came along; none are run on content with errors.
    pub tests: Vec<TestReport>,
    /// The release in force, which this would follow on.
    pub over: Option<ReleaseName>,
    /// What would change; `None` where the content cannot be read.
    pub changes: Option<Vec<ItemChange>>,
}

impl Desk {
    /// Looks at the files of a content folder without publishing them.
    pub async fn check_files(&self, files: &[(String, String)]) -> Result<CheckedContent, DeskError> {
        let current = self.published().await?;
        let over = current.as_deref().map(ReleaseName::from);
        let content = match self.read_files(files).await? {
            Ok(content) => content,
            Err(findings) => return Ok(CheckedContent { findings, tests: vec![], over, changes: None }),
        };
        let mut findings = content::check(&content);
        let changes = match &current {
            Some(current) => changes_between(&current.content, &content),
            None => vec![],
        };
        let tests = load_tests(files).unwrap_or_else(|unreadable| {
            // A test that cannot be read stops no release, so it is no error here.
            findings.extend(unreadable.into_iter().map(|f| Finding { severity: Severity::Warning, ..f }));
            vec![]
        });
        findings.sort_by(|a, b| (a.severity, &a.file, a.line).cmp(&(b.severity, &b.file, b.line)));
        let broken = findings.iter().any(|finding| finding.severity == Severity::Error);
        let tests = if broken || tests.is_empty() { vec![] } else { self.rehearse(content, tests).await? };
        Ok(CheckedContent { findings, tests, over, changes: Some(changes) })
    }

    /// Content from files. Where they bring no statements, those in force stay.
    pub(crate) async fn read_files(
        &self,
        files: &[(String, String)],
    ) -> Result<Result<Content, Vec<Finding>>, DeskError> {
        let mut content = match content::load(files) {
            Ok(content) => content,
            Err(findings) => return Ok(Err(findings)),
        };
        if !content::brings_statements(files)
            && let Some(current) = self.published().await?
        {
            content.statements.clone_from(&current.content.statements);
        }
        Ok(Ok(content))
    }

    /// Runs conversation tests against content that is not published.
    async fn rehearse(
        &self,
        content: Content,
        tests: Vec<ConversationTest>,
    ) -> Result<Vec<TestReport>, DeskError> {
        let rehearsal = self.rehearsal(content).await?;
        let reader = Arc::clone(self.parts().readers.reader());
        let run = move || {
            let read = |text: &str| {
                let reading = reader.read(text, &[]);
                (reading.perception, reading.vector)
            };
            run_tests(&rehearsal.compiled, &tests, &read)
        };
        tokio::task::spawn_blocking(run)
            .await
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }
}
