//! Content that is not published, made ready to be tried. Training takes seconds, so what was tried last is
//! kept: a check, a conversation and the publication after them train once.

use std::sync::Arc;

use rapport_dialogue::{Compiled, understand::LeftOut};
use rapport_domain::{
    ReleaseId,
    content::{Content, Release},
};
use tokio::sync::{Mutex, OnceCell};

use crate::{Desk, DeskError, releases::digest};

/// Content that was made ready last.
#[derive(Default)]
pub(crate) struct Rehearsals {
    latest: Mutex<Option<Arc<Rehearsal>>>,
}

/// Content that is ready to be tried.
pub(crate) struct Rehearsal {
    digest: String,
    /// It understands and decides as a release of this content would.
    pub(crate) compiled: Arc<Compiled>,
    /// For every example, what it would be taken for if it were not one; found out when it is first asked for, where
    /// nothing had to be trained.
    left_out: OnceCell<Vec<LeftOut>>,
}

impl Desk {
    /// Makes content ready to be tried. Callers that ask for the same wait for the same training, which goes
    /// on when they do not wait for its end.
    pub(crate) async fn rehearsal(&self, content: Content) -> Result<Arc<Rehearsal>, DeskError> {
        let desk = self.clone();
        let made = tokio::spawn(async move {
            let digest = digest(&content);
            let mut latest = desk.shared.rehearsals.latest.lock().await;
            if let Some(known) = latest.as_ref().filter(|known| known.digest == digest) {
                return Ok(Arc::clone(known));
            }
            let made = Arc::new(desk.rehearse_anew(content, digest).await?);
            *latest = Some(Arc::clone(&made));
            Ok(made)
        });
        made.await.map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?
    }

    async fn rehearse_anew(&self, content: Content, digest: String) -> Result<Rehearsal, DeskError> {
        let release = Arc::new(self.unpublished(content));
        if let Some((compiled, _)) = self.restored(&release, None).await? {
            return Ok(Rehearsal { digest, compiled, left_out: OnceCell::new() });
        }
        let (compiled, left_out) = self.reviewed(release).await?;
        Ok(Rehearsal { digest, compiled: Arc::new(compiled), left_out: OnceCell::new_with(Some(left_out)) })
    }

    async fn reviewed(&self, release: Arc<Release>) -> Result<(Compiled, Vec<LeftOut>), DeskError> {
        let vectors = self.vectors_of(&release).await?;
        let train = move || Compiled::reviewed(release, &vectors);
        let trained = tokio::task::spawn_blocking(train).await;
        trained
            .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?
            .map_err(DeskError::Compile)
    }

    /// For every example of what is rehearsed, what it would be taken for if it were not one.
    pub(crate) async fn left_out<'a>(&self, rehearsal: &'a Rehearsal) -> Result<&'a [LeftOut], DeskError> {
        let release = Arc::clone(rehearsal.compiled.release());
        let find = || async { Ok(self.reviewed(release).await?.1) };
        rehearsal.left_out.get_or_try_init(find).await.map(Vec::as_slice)
    }

    /// What was trained for the content of `release`, if that was tried last.
    pub(crate) fn rehearsed(&self, release: &Arc<Release>) -> Option<Arc<Compiled>> {
        let latest = self.shared.rehearsals.latest.try_lock().ok()?;
        let known = latest.as_ref().filter(|known| known.digest == digest(&release.content))?;
        Some(Arc::new(known.compiled.published_as(Arc::clone(release))))
    }

    /// A release that there is not, to try content with.
    pub(crate) fn unpublished(&self, content: Content) -> Release {
        Release {
            id: ReleaseId::from_bytes([0; 16]),
            number: 0,
            published_at: self.now(),
            published_by: String::new(),
            content,
        }
    }
}
