//! Releases: published whole, swapped at once, never half.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use rapport_dialogue::{Compiled, ExampleVectors, content};
use rapport_domain::{
    ReleaseId, Timestamp, TopicId,
    content::{Content, Release, Wordings},
};
use rapport_event_bus::Notice;
use sha2::Digest;

use crate::{Desk, DeskError};

/// The release in force, compiled, and a few older ones for explanations.
#[derive(Default)]
pub(crate) struct ReleaseCache {
    current: RwLock<Option<Arc<Compiled>>>,
}

/// A published release, for lists.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseSummary {
    /// Its id.
    pub id: ReleaseId,
    /// 1, 2, 3…
    pub number: u32,
    /// When it was published.
    pub published_at: Timestamp,
    /// The hash of its content.
    pub digest: String,
    /// Whether it is in force.
    pub current: bool,
}

/// What a publication did.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedRelease {
    /// The release.
    pub release: Arc<Release>,
    /// What should be mended all the same, a plain sentence each.
    pub warnings: Vec<String>,
}

impl Desk {
    /// The release in force.
    pub async fn release(&self) -> Result<Arc<Compiled>, DeskError> {
        let cached = self.shared.releases.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        match cached {
            Some(compiled) => Ok(compiled),
            None => self.load_release().await,
        }
    }

    /// Whether anything was ever published.
    pub async fn has_release(&self) -> Result<bool, DeskError> {
        Ok(self.store().read().await?.current_release().await?.is_some())
    }

    /// Reads the release in force from storage, after another node has published.
    pub(crate) async fn load_release(&self) -> Result<Arc<Compiled>, DeskError> {
        let release = self.store().read().await?.current_release().await?;
        let release = Arc::new(release.ok_or(DeskError::NotFound("release"))?);
        let compiled = self.compile(release).await?;
        self.put_in_force(Arc::clone(&compiled));
        Ok(compiled)
    }

    /// An older release, compiled, to explain what was said under it.
    pub(crate) async fn compiled(&self, id: ReleaseId) -> Result<Option<Arc<Compiled>>, DeskError> {
        let current = self.release().await?;
        if current.release().id == id {
            return Ok(Some(current));
        }
        match self.store().read().await?.release(id).await? {
            Some(release) => Ok(Some(self.compile(Arc::new(release)).await?)),
            None => Ok(None),
        }
    }

    /// Reads the files of a content folder, checks and publishes them.
    pub async fn publish_files(
        &self,
        files: &[(String, String)],
        by: &str,
    ) -> Result<PublishedRelease, DeskError> {
        let content = content::load(files)
            .map_err(|findings| DeskError::Content(findings.iter().map(ToString::to_string).collect()))?;
        self.publish(content, by).await
    }

    /// Checks and publishes content. Every conversation sees the old release or the new one, whole.
    pub async fn publish(&self, content: Content, by: &str) -> Result<PublishedRelease, DeskError> {
        let findings = content::check(&content);
        let (errors, warnings): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.severity == content::Severity::Error);
        if !errors.is_empty() {
            return Err(DeskError::Content(errors.iter().map(ToString::to_string).collect()));
        }
        let now = self.now();
        let newest = self.store().read().await?.releases().await?.first().map_or(0, |row| row.number);
        let release = Release {
            id: ReleaseId::mint(now, self.entropy()),
            number: newest + 1,
            published_at: now,
            published_by: by.to_owned(),
            content,
        };
        let vectors = self.vectors_of(&release).await?;
        let release = Arc::new(release);
        // Compiled before it is stored, so that what cannot be compiled is never in force.
        let compiled = compile_off_runtime(Arc::clone(&release), vectors.clone()).await?;
        let model = self.parts().readers.reader().fingerprint().to_owned();
        let stored = Arc::clone(&release);
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.publish_release(&stored, &digest(&stored.content)).await?;
                    tx.put_release_vectors(stored.id, &model, encode(&vectors)).await?;
                    Ok::<_, DeskError>(())
                })
            })
            .await?;
        self.put_in_force(compiled);
        self.publish_notice_of(release.id).await;
        Ok(PublishedRelease { release, warnings: warnings.iter().map(ToString::to_string).collect() })
    }

    /// Publishes an older release's content again, as a new release.
    pub async fn restore_release(&self, id: ReleaseId, by: &str) -> Result<PublishedRelease, DeskError> {
        let old = self.store().read().await?.release(id).await?.ok_or(DeskError::NotFound("release"))?;
        self.publish(old.content, by).await
    }

    /// All releases, newest first.
    pub async fn releases(&self) -> Result<Vec<ReleaseSummary>, DeskError> {
        let rows = self.store().read().await?.releases().await?;
        let summary = |row: rapport_storage::ReleaseRow| ReleaseSummary {
            id: row.id,
            number: row.number,
            published_at: row.published_at,
            digest: row.digest,
            current: row.current,
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    /// A wording of the release in force, about an agent.
    pub(crate) async fn wording(
        &self,
        pick: impl FnOnce(&Wordings) -> &str,
        agent: &str,
    ) -> Result<String, DeskError> {
        let release = self.release().await?;
        let content = &release.release().content;
        let company = &content.company;
        let text = pick(&content.wordings).replace("{company}", &company.name);
        // The agent's name comes last: what stands in it is never filled in.
        Ok(text.replace("{assistant}", &company.assistant).replace("{agent}", agent))
    }

    fn put_in_force(&self, compiled: Arc<Compiled>) {
        *self.shared.releases.current.write().unwrap_or_else(PoisonError::into_inner) = Some(compiled);
    }

    async fn publish_notice_of(&self, release: ReleaseId) {
        self.publish_to_bus(Notice::ReleasePublished { release }).await;
    }

    async fn compile(&self, release: Arc<Release>) -> Result<Arc<Compiled>, DeskError> {
        let model = self.parts().readers.reader().fingerprint().to_owned();
        let kept = self.store().read().await?.release_vectors(release.id, &model).await?;
        let vectors = match kept.and_then(|bytes| decode(&release, &bytes)) {
            Some(vectors) => vectors,
            None => {
                // Another model than the one that the release was published with.
                let vectors = self.vectors_of(&release).await?;
                let (id, bytes) = (release.id, encode(&vectors));
                self.store()
                    .write(move |tx| {
                        Box::pin(async move {
                            tx.put_release_vectors(id, &model, bytes).await.map_err(DeskError::from)
                        })
                    })
                    .await?;
                vectors
            }
        };
        compile_off_runtime(release, vectors).await
    }

    /// The vectors of all examples; those that the release in force has too are not computed again.
    async fn vectors_of(&self, release: &Release) -> Result<ExampleVectors, DeskError> {
        let topics: Vec<(TopicId, Vec<String>)> =
            release.content.topics.iter().map(|topic| (topic.id.clone(), topic.examples.clone())).collect();
        let reader = Arc::clone(self.parts().readers.reader());
        let vectors = tokio::task::spawn_blocking(move || {
            let of_topic = |(topic, examples): (TopicId, Vec<String>)| {
                (topic, examples.iter().map(|example| reader.vector(example)).collect())
            };
            topics.into_iter().map(of_topic).collect::<BTreeMap<_, Vec<Vec<f32>>>>()
        });
        let vectors =
            vectors.await.map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?;
        Ok(ExampleVectors(vectors))
    }
}

/// Training the classifier takes a second or two: too long for a thread that serves connections.
async fn compile_off_runtime(
    release: Arc<Release>,
    vectors: ExampleVectors,
) -> Result<Arc<Compiled>, DeskError> {
    tokio::task::spawn_blocking(move || Compiled::new(release, &vectors).map(Arc::new))
        .await
        .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?
        .map_err(DeskError::Compile)
}

/// The hash by which equal content is recognised.
fn digest(content: &Content) -> String {
    let json = serde_json::to_vec(content).unwrap_or_default();
    hex::encode(sha2::Sha256::digest(&json))
}

/// Vectors as bytes, in the order of topics and examples: f32, little endian.
fn encode(vectors: &ExampleVectors) -> Vec<u8> {
    vectors.0.values().flatten().flatten().flat_map(|number| number.to_le_bytes()).collect()
}

fn decode(release: &Release, bytes: &[u8]) -> Option<ExampleVectors> {
    const LENGTH: usize = rapport_dialogue::understand::DIMENSIONS * 4;
    let count: usize = release.content.topics.iter().map(|topic| topic.examples.len()).sum();
    if bytes.len() != count * LENGTH {
        return None;
    }
    let examples: BTreeMap<&TopicId, usize> =
        release.content.topics.iter().map(|topic| (&topic.id, topic.examples.len())).collect();
    let mut chunks = bytes.chunks_exact(LENGTH).map(|chunk| {
        chunk.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
    });
    let of_topic = |(topic, count): (&TopicId, usize)| (topic.clone(), chunks.by_ref().take(count).collect());
    Some(ExampleVectors(examples.into_iter().map(of_topic).collect()))
}
