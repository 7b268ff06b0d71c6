//! The draft becomes a release.

use rapport_dialogue::rehearse::is_test;

use crate::{
    Desk, DeskError, PublishedRelease,
    releases::{Along, Publisher, content_errors},
};

impl Desk {
    /// Publishes the draft, of which the publisher has seen this version, and empties it in the same
    /// transaction. Refused where it has changed since, where the release in force has changed in a file that the
    /// draft changes too, and where its tests fail, unless there is a reason to publish it `despite` that.
    pub async fn publish_draft(
        &self,
        seen: u64,
        by: impl Into<Publisher>,
        despite: Option<&str>,
    ) -> Result<PublishedRelease, DeskError> {
        let by = by.into();
        let copy = self.working_copy().await?;
        copy.publishable(seen)?;
        let despite = self.look_at_copy(&copy).await?.outcome().await?.admit(despite)?;
        let files = copy.overlaid();
        let content = self.read_files(&files).await?.map_err(|findings| content_errors(&findings))?;
        let tests = files.into_iter().filter(|(path, _)| is_test(path)).collect();
        let over = Some(copy.live.release().id);
        let along = Along { over, draft: Some(seen), tests: Some(tests), despite, ..Along::default() };
        self.publish_over(content, by, along).await
    }
}
