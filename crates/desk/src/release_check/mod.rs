//! A look at content before it is published: what is wrong with it, whether its conversation tests pass, how its
//! flows treat customers in five moods, whether the same need in other words gets the same answer, and what would
//! change. Nothing is stored. What stands against it keeps it from being published, see [`gate`].

mod examine;
mod gate;
mod looks;
mod questions;

use std::sync::Arc;

use rapport_dialogue::{content, rehearse::is_test};
use rapport_domain::content::Content;

use crate::{
    Desk, DeskError,
    release_diff::{ItemChange, ReleaseName},
};

pub use looks::{LookProgress, LookStage};
pub use questions::{AskedAgain, ChangedQuestion, OpenedQuestion, ReplyKind, ReplyShares};
pub use rapport_dialogue::{
    content::{Finding, Severity},
    rehearse::{
        About, AskedPhrase, Branch, Coverage, Covered, FirstReply, FlowInMoods, Mood, MoodFailure,
        MoodReport, Sameness, Shares, TestReport, Verdict, WorseTopic,
    },
};

pub(crate) use looks::{Look, Looks, State};

/// What a look at content found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedContent {
    /// What is wrong, errors first.
    pub findings: Vec<Finding>,
    /// What came of the conversation tests: those that came along, else those published last. None are run on
    /// content with errors.
    pub tests: Vec<TestReport>,
    /// What came of every flow in five moods; none is gone through on content with errors.
    pub moods: Vec<FlowInMoods>,
    /// What the conversation tests reach; `None` on content with errors.
    pub coverage: Option<Coverage>,
    /// What became of the paraphrases, where there are any.
    pub sameness: Option<Sameness>,
    /// What would have become of last week's questions, where there were any.
    pub questions: Option<AskedAgain>,
    /// The release in force, which this would follow on.
    pub over: Option<ReleaseName>,
    /// What would change; `None` where the content cannot be read.
    pub changes: Option<Vec<ItemChange>>,
}

impl Desk {
    /// Looks at the files of a content folder without publishing them. Whoever asks for the same waits for the same
    /// look, and what was found is kept.
    pub async fn check_files(&self, files: &[(String, String)]) -> Result<Arc<CheckedContent>, DeskError> {
        self.look_at(self.with_tests(files).await?, false).await?.outcome().await
    }

    /// The files, with the conversation tests published last where they bring none.
    async fn with_tests(&self, files: &[(String, String)]) -> Result<Vec<(String, String)>, DeskError> {
        let mut files = files.to_vec();
        if !files.iter().any(|(path, _)| is_test(path)) {
            files.extend(self.store().read().await?.conversation_tests().await?);
        }
        Ok(files)
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
}
