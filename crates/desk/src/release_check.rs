//! A look at content before it is published: what is wrong with it, whether its conversation tests pass, how
//! its flows treat customers in five moods, and what it would change. Nothing is stored.

use std::sync::Arc;

use rapport_dialogue::{
    content,
    rehearse::{ConversationTest, load_tests, run_moods, run_tests},
};
use rapport_domain::content::Content;

use crate::{
    Desk, DeskError,
    release_diff::{ItemChange, ReleaseName, changes_between},
};

pub use rapport_dialogue::{
    content::{Finding, Severity},
    rehearse::{FlowInMoods, Mood, MoodFailure, MoodReport, TestReport},
};

/// What a look at content found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedContent {
    /// What is wrong, errors first.
    pub findings: Vec<Finding>,
    /// What came of the conversation tests that came along; none are run on content with errors.
    pub tests: Vec<TestReport>,
    /// What came of every flow in five moods; none is gone through on content with errors.
    pub moods: Vec<FlowInMoods>,
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
            Err(findings) => {
                return Ok(CheckedContent { findings, tests: vec![], moods: vec![], over, changes: None });
            }
        };
        let mut findings = content::check(&content);
        findings.extend(content::check_dates(&content, self.now()));
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
        let nothing_to_play = tests.is_empty() && content.flows.is_empty();
        let (tests, moods) =
            if broken || nothing_to_play { (vec![], vec![]) } else { self.rehearse(content, tests).await? };
        Ok(CheckedContent { findings, tests, moods, over, changes: Some(changes) })
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

    /// Runs conversation tests against content that is not published, and goes through its flows in five moods.
    async fn rehearse(
        &self,
        content: Content,
        tests: Vec<ConversationTest>,
    ) -> Result<(Vec<TestReport>, Vec<FlowInMoods>), DeskError> {
        let rehearsal = self.rehearsal(content).await?;
        let reader = Arc::clone(self.parts().readers.reader());
        let run = move || {
            let read = |text: &str| {
                let reading = reader.read(text, &[]);
                (reading.perception, reading.vector)
            };
            let moods = run_moods(&rehearsal.compiled, &tests, &|text| reader.vector(text));
            (run_tests(&rehearsal.compiled, &tests, &read), moods)
        };
        tokio::task::spawn_blocking(run)
            .await
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }
}
