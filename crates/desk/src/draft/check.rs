//! A look at the draft before it is published.

use std::sync::Arc;

use super::WorkingCopy;
use crate::{
    CheckedContent, Desk, DeskError, LookProgress,
    release_check::{Look, State},
};

/// What a look at the draft found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedDraft {
    /// The draft's version that was looked at.
    pub version: u64,
    /// What was found.
    pub checked: Arc<CheckedContent>,
}

/// The look at the draft as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftLook {
    /// The draft's version.
    pub version: u64,
    /// Where the look stands.
    pub state: LookState,
}

/// Where a look stands.
#[derive(Debug, Clone, PartialEq)]
pub enum LookState {
    /// Nobody has looked at the draft as it is now.
    None,
    /// It is being looked at.
    Running(LookProgress),
    /// This was found.
    Done(Arc<CheckedContent>),
}

impl Desk {
    /// Looks at the draft as at a folder that is to be published, and plays what proves it. A draft that has not
    /// changed since is not tested twice.
    pub async fn check_draft(&self) -> Result<CheckedDraft, DeskError> {
        let copy = self.working_copy().await?;
        let checked = self.look_at_copy(&copy).await?.outcome().await?;
        Ok(CheckedDraft { version: copy.version, checked })
    }

    /// Where the look at the draft as it is now stands.
    pub async fn draft_look(&self) -> Result<DraftLook, DeskError> {
        let copy = self.working_copy().await?;
        let state = match self.known_look(&copy.overlaid()).await?.map(|look| look.state()) {
            Some(State::Running(progress)) => LookState::Running(progress),
            Some(State::Done(checked)) => LookState::Done(checked),
            Some(State::Failed(_) | State::Stopped) | None => LookState::None,
        };
        Ok(DraftLook { version: copy.version, state })
    }

    /// Stops the look at the draft, if there is one.
    pub async fn stop_draft_look(&self) -> Result<(), DeskError> {
        let copy = self.working_copy().await?;
        if let Some(look) = self.known_look(&copy.overlaid()).await? {
            look.stop();
        }
        Ok(())
    }

    pub(super) async fn look_at_copy(&self, copy: &WorkingCopy) -> Result<Arc<Look>, DeskError> {
        self.look_at(copy.overlaid(), true).await
    }
}
