//! A look at the draft before it is published.

use crate::{CheckedContent, Desk, DeskError};

/// What a look at the draft found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedDraft {
    /// The draft's version that was looked at.
    pub version: u64,
    /// What was found.
    pub checked: CheckedContent,
}

impl Desk {
    /// Looks at the draft as at a folder that is to be published, and runs its conversation tests.
    pub async fn check_draft(&self) -> Result<CheckedDraft, DeskError> {
        let copy = self.working_copy().await?;
        let checked = self.check_files(&copy.overlaid()).await?;
        Ok(CheckedDraft { version: copy.version, checked })
    }
}
