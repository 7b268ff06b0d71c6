//! Releases: published whole, swapped at once, never half.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use rapport_dialogue::{Compiled, TopicVectors, content, rehearse::is_test, understand::texts_of};
use rapport_domain::{
    ReleaseId, ScheduledReleaseId, Timestamp, TopicId,
    content::{Content, Release, Topic, Wordings},
};
use rapport_event_bus::Notice;
use rapport_perception::Reader;
use rapport_storage::{DraftFile, StorageError, Tx};
use sha2::Digest;
use tokio::sync::Mutex;

use crate::{
    Desk, DeskError,
    draft::text_digest,
    release_diff::{ReleaseDiff, changes_between},
};

/// Said where somebody else was quicker.
const ANOTHER_IN_FORCE: &str =
    "another release has been published since; look at what changes against it, then try again";

/// Said where the draft changed while it was being published.
pub(crate) const DRAFT_CHANGED: &str =
    "the draft was changed since you looked at it; look again, then decide";

/// What else a publication does, in the same transaction.
#[derive(Debug, Default)]
pub(crate) struct Along {
    /// Refused when another release than this one is in force.
    pub(crate) over: Option<ReleaseId>,
    /// The older release whose content it is.
    pub(crate) of: Option<ReleaseId>,
    /// The version of the draft that is published: refused when it has changed, emptied otherwise.
    pub(crate) draft: Option<u64>,
    /// The conversation tests from now on; without them those of before stay.
    pub(crate) tests: Option<Vec<(String, String)>>,
    /// Why it is published although tests fail.
    pub(crate) despite: Option<String>,
    /// The release that waited for this moment: refused when it does not wait any more.
    pub(crate) scheduled: Option<Scheduled>,
}

/// A release that waited for its moment, and the files of the draft that it was made of.
#[derive(Debug)]
pub(crate) struct Scheduled {
    pub(crate) id: ScheduledReleaseId,
    pub(crate) files: Vec<(String, Option<String>)>,
}

/// The release in force, compiled.
#[derive(Default)]
pub(crate) struct ReleaseCache {
    current: RwLock<Option<Arc<Compiled>>>,
    /// Held while it is loaded: that may take seconds, and whoever comes meanwhile waits for the one load.
    loading: Mutex<()>,
}

impl ReleaseCache {
    fn get(&self) -> Option<Arc<Compiled>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// The name that stands beside the release.
    pub name: String,
    /// An agent's or a token's id, for the audit log, or `system`.
    pub actor: String,
}

/// Whoever is neither an agent nor a token: the command line, and the server itself.
impl From<&str> for Publisher {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), actor: "system".to_owned() }
    }
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
    /// Who published it.
    pub published_by: String,
    /// Why it was published although tests failed, if that is so.
    pub despite: Option<String>,
    /// The hash of its content as the version of Rapport that published it writes it: equal digests mean
    /// equal content, different ones of different versions mean nothing.
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
        match self.shared.releases.get() {
            Some(compiled) => Ok(compiled),
            None => self.load_release(|_| true).await,
        }
    }

    /// Whether anything was ever published.
    pub async fn has_release(&self) -> Result<bool, DeskError> {
        Ok(self.store().read().await?.current_release_id().await?.is_some())
    }

    /// Takes up the release in force, after another node may have published.
    pub(crate) async fn reload_release(&self) -> Result<Arc<Compiled>, DeskError> {
        let current = self.store().read().await?.current_release_id().await?;
        self.load_release(|known| Some(known.release().id) == current).await
    }

    /// Reads the release in force from storage, unless somebody else has read one by now that will do.
    async fn load_release(
        &self,
        will_do: impl Fn(&Compiled) -> bool + Send,
    ) -> Result<Arc<Compiled>, DeskError> {
        let _alone = self.shared.releases.loading.lock().await;
        if let Some(known) = self.shared.releases.get().filter(|known| will_do(known)) {
            return Ok(known);
        }
        let release = self.store().read().await?.current_release().await?;
        let release = Arc::new(release.ok_or(DeskError::NotFound("release"))?);
        let compiled = self.compile(release).await?;
        self.note_earlier_approvals().await;
        self.put_in_force(Arc::clone(&compiled));
        Ok(compiled)
    }

    /// The release in force as storage has it, without compiling it; `None` before the first.
    pub(crate) async fn published(&self) -> Result<Option<Arc<Release>>, DeskError> {
        let mut reader = self.store().read().await?;
        let Some(current) = reader.current_release_id().await? else { return Ok(None) };
        match self.shared.releases.get() {
            Some(known) if known.release().id == current => Ok(Some(Arc::clone(known.release()))),
            _ => Ok(reader.release(current).await?.map(Arc::new)),
        }
    }

    /// A release by its id, to explain what was said under it.
    pub(crate) async fn release_of(&self, id: ReleaseId) -> Result<Option<Arc<Release>>, DeskError> {
        match self.shared.releases.get() {
            Some(known) if known.release().id == id => Ok(Some(Arc::clone(known.release()))),
            _ => Ok(self.store().read().await?.release(id).await?.map(Arc::new)),
        }
    }

    /// Reads the files of a content folder, checks and publishes them. With `over` it is refused when
    /// another release than that one is in force by now: what its publisher looked at is no longer true. It is
    /// refused too where tests fail, unless there is a reason to publish it `despite` that.
    pub async fn publish_files(
        &self,
        files: &[(String, String)],
        by: impl Into<Publisher>,
        over: Option<ReleaseId>,
        despite: Option<&str>,
    ) -> Result<PublishedRelease, DeskError> {
        let by = by.into();
        let despite = self.check_files(files).await?.admit(despite)?;
        let content = self.read_files(files).await?.map_err(|findings| content_errors(&findings))?;
        // A chosen folder may have folders above it, whose names say nothing.
        let own = |path: &str| format!("tests/{}", path.rsplit(['/', '\\']).next().unwrap_or(path));
        let tests = files.iter().filter(|(path, _)| is_test(path));
        let tests: Vec<_> = tests.map(|(path, text)| (own(path), text.clone())).collect();
        let tests = Some(tests).filter(|tests| !tests.is_empty());
        self.publish_over(content, by, Along { over, tests, despite, ..Along::default() }).await
    }

    /// Checks and publishes content without playing its tests. Every conversation sees the old release or the new one,
    /// whole.
    pub async fn publish(&self, content: Content, by: &str) -> Result<PublishedRelease, DeskError> {
        self.publish_over(content, by.into(), Along::default()).await
    }

    /// Publishes the first release, with the conversation tests that later ones are held against. They are not played:
    /// a server starts in a moment, and there is nothing in force to be kept.
    pub async fn publish_first(
        &self,
        content: Content,
        tests: Vec<(String, String)>,
    ) -> Result<PublishedRelease, DeskError> {
        let along = Along { tests: Some(tests), ..Along::default() };
        self.publish_over(content, "first start".into(), along).await
    }

    /// Publishes an older release's content again, as a new release; `over` as in [`Self::publish_files`]. Its tests
    /// are not played: it was in force before, and whoever goes back is in a hurry.
    pub async fn restore_release(
        &self,
        id: ReleaseId,
        by: impl Into<Publisher>,
        over: Option<ReleaseId>,
    ) -> Result<PublishedRelease, DeskError> {
        let by = by.into();
        let old = self.store().read().await?.release(id).await?.ok_or(DeskError::NotFound("release"))?;
        self.publish_over(old.content, by, Along { over, of: Some(id), ..Along::default() }).await
    }

    /// The one way into force: checked, compiled, stored and swapped.
    pub(crate) async fn publish_over(
        &self,
        content: Content,
        by: Publisher,
        along: Along,
    ) -> Result<PublishedRelease, DeskError> {
        let findings = content::check(&content);
        let (errors, warnings): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.severity == content::Severity::Error);
        if !errors.is_empty() {
            return Err(content_errors(&errors));
        }
        let now = self.now();
        let newest = self.store().read().await?.releases().await?.first().map_or(0, |row| row.number);
        let release = Release {
            id: ReleaseId::mint(now, self.entropy()),
            number: newest + 1,
            published_at: now,
            published_by: by.name,
            content,
        };
        let release = Arc::new(release);
        // Compiled before it is stored, so that what cannot be compiled is never in force.
        let (compiled, vectors) = match (self.rehearsed(&release), self.restored(&release, along.of).await?) {
            (None, Some(restored)) => restored,
            (Some(compiled), Some((_, vectors))) => (compiled, vectors),
            (Some(compiled), None) => (compiled, self.vectors_of(&release).await?),
            (None, None) => {
                let vectors = self.vectors_of(&release).await?;
                (compile_off_runtime(Arc::clone(&release), vectors.clone()).await?, vectors)
            }
        };
        let kept = kept(&release, &vectors, &compiled);
        self.put_release(Arc::clone(&release), kept, by.actor, along).await?;
        self.put_in_force(compiled);
        self.publish_notice_of(release.id).await;
        Ok(PublishedRelease { release, warnings: warnings.iter().map(ToString::to_string).collect() })
    }

    /// Stores a release and puts it in force, in one transaction.
    async fn put_release(
        &self,
        release: Arc<Release>,
        kept: Vec<u8>,
        actor: String,
        along: Along,
    ) -> Result<(), DeskError> {
        let model = self.parts().readers.reader().fingerprint().to_owned();
        let approvals = crate::help_centre::approvals_given(&release.content, release.published_at);
        let stored: Result<(), DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if along.over.is_some() && tx.current_release_id().await? != along.over {
                        return Err(DeskError::WrongState(ANOTHER_IN_FORCE));
                    }
                    if let Some(seen) = along.draft {
                        if tx.next_draft_version().await? != seen + 1 {
                            return Err(DeskError::WrongState(DRAFT_CHANGED));
                        }
                        tx.clear_draft().await?;
                    }
                    if let Some(scheduled) = &along.scheduled {
                        if !tx.take_scheduled_release(scheduled.id).await? {
                            return Err(DeskError::NotFound("release that waits for its moment"));
                        }
                        leave_draft(tx, &release.content, along.tests.as_deref(), scheduled).await?;
                    }
                    if let Some(tests) = along.tests {
                        tx.replace_conversation_tests(&tests).await?;
                    }
                    let despite = along.despite.as_deref();
                    tx.publish_release(&release, &digest(&release.content), despite).await?;
                    let id = release.id.to_string();
                    tx.audit(&actor, "release_published", &id, release.published_at).await?;
                    if despite.is_some() {
                        tx.audit(&actor, "release_tests_overridden", &id, release.published_at).await?;
                    }
                    tx.put_release_vectors(release.id, &model, kept).await?;
                    tx.note_approvals(&approvals).await?;
                    Ok(())
                })
            })
            .await;
        stored.map_err(|error| match error {
            // Two published at the same moment, and the other one has the number.
            DeskError::Storage(StorageError::Taken(_)) => DeskError::WrongState(ANOTHER_IN_FORCE),
            other => other,
        })
    }

    /// All releases, newest first.
    pub async fn releases(&self) -> Result<Vec<ReleaseSummary>, DeskError> {
        let rows = self.store().read().await?.releases().await?;
        let summary = |row: rapport_storage::ReleaseRow| ReleaseSummary {
            id: row.id,
            number: row.number,
            published_at: row.published_at,
            published_by: row.published_by,
            despite: row.despite,
            digest: row.digest,
            current: row.current,
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    /// A release as the files of a content folder: pairs of path and text, which publishing reads back. The one
    /// in force comes with the conversation tests, of which those published last are kept.
    pub async fn release_files(&self, id: ReleaseId) -> Result<Vec<(String, String)>, DeskError> {
        let mut reader = self.store().read().await?;
        let release = reader.release(id).await?.ok_or(DeskError::NotFound("release"))?;
        let mut files = content::export(&release.content);
        if reader.current_release_id().await? == Some(id) {
            files.extend(reader.conversation_tests().await?);
        }
        Ok(files)
    }

    /// A release's topics as a spreadsheet that can be imported again.
    pub async fn release_topics_as_csv(&self, id: ReleaseId) -> Result<String, DeskError> {
        let release = self.release_of(id).await?.ok_or(DeskError::NotFound("release"))?;
        Ok(rapport_import::topics_as_csv(&release.content))
    }

    /// What changes where the release `id` follows on `against`, or on the one in force.
    pub async fn release_diff(
        &self,
        id: ReleaseId,
        against: Option<ReleaseId>,
    ) -> Result<ReleaseDiff, DeskError> {
        let mut reader = self.store().read().await?;
        let after = reader.release(id).await?.ok_or(DeskError::NotFound("release"))?;
        let before = match against {
            Some(against) => reader.release(against).await?,
            None => reader.current_release().await?,
        };
        let before = before.ok_or(DeskError::NotFound("release"))?;
        drop(reader);
        let changes = changes_between(&before.content, &after.content);
        Ok(ReleaseDiff { from: (&before).into(), to: (&after).into(), changes })
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
        if let Some((compiled, _)) = self.restored_from(&release, release.id).await? {
            return Ok(compiled);
        }
        // Another model or another way of training than the one that the release was published with.
        let vectors = self.vectors_of(&release).await?;
        let (id, model) = (release.id, self.parts().readers.reader().fingerprint().to_owned());
        let compiled = compile_off_runtime(release, vectors.clone()).await?;
        let bytes = kept(compiled.release(), &vectors, &compiled);
        self.store()
            .write(move |tx| {
                Box::pin(
                    async move { tx.put_release_vectors(id, &model, bytes).await.map_err(DeskError::from) },
                )
            })
            .await?;
        Ok(compiled)
    }

    /// A release made ready without training, where it has the texts of the one in force or of the one it is made
    /// `of`.
    pub(crate) async fn restored(
        &self,
        release: &Arc<Release>,
        of: Option<ReleaseId>,
    ) -> Result<Option<(Arc<Compiled>, TopicVectors)>, DeskError> {
        let current = self.published().await?.map(|current| current.id);
        for id in of.into_iter().chain(current) {
            if let Some(restored) = self.restored_from(release, id).await? {
                return Ok(Some(restored));
            }
        }
        Ok(None)
    }

    /// A release made ready from what is kept of another, where the two have the same texts.
    async fn restored_from(
        &self,
        release: &Arc<Release>,
        kept: ReleaseId,
    ) -> Result<Option<(Arc<Compiled>, TopicVectors)>, DeskError> {
        let model = self.parts().readers.reader().fingerprint().to_owned();
        let bytes = self.store().read().await?.release_vectors(kept, &model).await?;
        let Some((vectors, solution)) = bytes.and_then(|bytes| decode(release, &bytes)) else {
            return Ok(None);
        };
        let restored = restore_off_runtime(Arc::clone(release), vectors.clone(), solution).await?;
        Ok(restored.map(|compiled| (compiled, vectors)))
    }

    /// The vectors of all texts that need one.
    pub(crate) async fn vectors_of(&self, release: &Arc<Release>) -> Result<TopicVectors, DeskError> {
        let known = self.known_vectors().await?;
        let (release, reader) = (Arc::clone(release), Arc::clone(self.parts().readers.reader()));
        tokio::task::spawn_blocking(move || {
            TopicVectors::read(&release.content.topics, |texts| vectors_but(&known, texts, &reader))
        })
        .await
        .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))
    }

    /// The vectors of the release in force, by their text.
    async fn known_vectors(&self) -> Result<HashMap<String, Vec<f32>>, DeskError> {
        let model = self.parts().readers.reader().fingerprint().to_owned();
        let Some(current) = self.published().await? else { return Ok(HashMap::new()) };
        let bytes = self.store().read().await?.release_vectors(current.id, &model).await?;
        let Some((vectors, _)) = bytes.and_then(|bytes| decode(&current, &bytes)) else {
            return Ok(HashMap::new());
        };
        let TopicVectors(mut vectors) = vectors;
        let of_topic = |topic: &Topic| {
            let own = vectors.remove(&topic.id).unwrap_or_default();
            texts_of(topic).into_iter().map(str::to_owned).zip(own).collect::<Vec<_>>()
        };
        Ok(current.content.topics.iter().flat_map(of_topic).collect())
    }
}

/// The vectors of the texts, of which only those that are not known are read.
fn vectors_but(known: &HashMap<String, Vec<f32>>, texts: &[&str], reader: &Reader) -> Vec<Vec<f32>> {
    let unknown: Vec<&str> = texts.iter().copied().filter(|text| !known.contains_key(*text)).collect();
    let mut read = reader.vectors(&unknown).into_iter();
    let vector = |text: &&str| known.get(*text).cloned().or_else(|| read.next()).unwrap_or_default();
    texts.iter().map(vector).collect()
}

/// What a scheduled release was made of leaves the draft. What was changed in the same files since stands over the
/// new release now, as its writers had the scheduled text before them.
async fn leave_draft(
    tx: &mut Tx,
    content: &Content,
    tests: Option<&[(String, String)]>,
    scheduled: &Scheduled,
) -> Result<(), DeskError> {
    let mut in_force: HashMap<String, String> = content::export(content).into_iter().collect();
    in_force.extend(tests.unwrap_or_default().iter().cloned());
    tx.next_draft_version().await?;
    for (path, text) in &scheduled.files {
        match tx.draft_file(path).await? {
            Some(row) if row.text == *text => drop(tx.remove_draft_file(path).await?),
            Some(row) => {
                let base_digest = in_force.get(path).map(|text| text_digest(text));
                tx.put_draft_file(&DraftFile { base_digest, ..row }).await?;
            }
            None => {}
        }
    }
    Ok(())
}

/// Training the classifier takes seconds: too long for a thread that serves connections.
async fn compile_off_runtime(
    release: Arc<Release>,
    vectors: TopicVectors,
) -> Result<Arc<Compiled>, DeskError> {
    tokio::task::spawn_blocking(move || Compiled::new(release, &vectors).map(Arc::new))
        .await
        .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?
        .map_err(DeskError::Compile)
}

/// Findings that stop a release.
pub(crate) fn content_errors(findings: &[content::Finding]) -> DeskError {
    DeskError::Content(findings.iter().map(ToString::to_string).collect())
}

/// The hash by which equal content is recognised. It is of the content as this version writes it: one that
/// knows of more fields gives the same content another hash.
pub(crate) fn digest(content: &Content) -> String {
    let json = serde_json::to_vec(content).unwrap_or_default();
    hex::encode(sha2::Sha256::digest(&json))
}

async fn restore_off_runtime(
    release: Arc<Release>,
    vectors: TopicVectors,
    solution: Vec<u8>,
) -> Result<Option<Arc<Compiled>>, DeskError> {
    tokio::task::spawn_blocking(move || Compiled::restore(release, &vectors, &solution))
        .await
        .map_err(|_| DeskError::Perception(rapport_perception::PoolError::Failed))?
        .map(|restored| restored.map(Arc::new))
        .map_err(DeskError::Compile)
}

/// What is kept of a release beside its content: the hash of the texts, their vectors in the order of topics
/// and texts, as f32, little endian, then what training found out.
fn kept(release: &Release, vectors: &TopicVectors, compiled: &Compiled) -> Vec<u8> {
    let numbers = vectors.0.values().flatten().flatten().flat_map(|number| number.to_le_bytes());
    texts_hash(release).into_iter().chain(numbers).chain(compiled.solution()).collect()
}

/// The hash of all texts that have vectors, in their order. Which texts these are may change with the version
/// of Rapport, and a vector of another text must not be taken for this one's.
fn texts_hash(release: &Release) -> [u8; 32] {
    let topics: BTreeMap<&TopicId, Vec<&str>> =
        release.content.topics.iter().map(|topic| (&topic.id, texts_of(topic))).collect();
    let json = serde_json::to_vec(&topics).unwrap_or_default();
    sha2::Sha256::digest(&json).into()
}

/// What [`kept`] made; `None` where it is of other texts.
fn decode(release: &Release, bytes: &[u8]) -> Option<(TopicVectors, Vec<u8>)> {
    const LENGTH: usize = rapport_dialogue::understand::DIMENSIONS * 4;
    let (hash, bytes) = bytes.split_first_chunk::<32>()?;
    if *hash != texts_hash(release) {
        return None;
    }
    let texts: BTreeMap<&TopicId, usize> =
        release.content.topics.iter().map(|topic| (&topic.id, texts_of(topic).len())).collect();
    let (vectors, solution) = bytes.split_at_checked(texts.values().sum::<usize>() * LENGTH)?;
    let mut chunks = vectors.chunks_exact(LENGTH).map(|chunk| {
        chunk.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
    });
    let of_topic = |(topic, count): (&TopicId, usize)| (topic.clone(), chunks.by_ref().take(count).collect());
    Some((TopicVectors(texts.into_iter().map(of_topic).collect()), solution.to_vec()))
}

#[cfg(test)]
mod tests {
    use rapport_dialogue::understand::DIMENSIONS;

    use super::*;

    #[test]
    fn what_is_kept_of_other_texts_is_not_used() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let topic = "---\nid: hours\ntitle: Hours\nowner: Care\nexamples:\n  - when are you open\nanswer: { version: 1 }\n---\nFrom nine to five.\n";
        let files = [
            file("company.yaml", include_str!("../../../content/demo/company.yaml")),
            file("wordings.yaml", include_str!("../../../content/demo/wordings.yaml")),
            file("topics/hours.md", topic),
        ];
        let content = content::load(&files).unwrap();
        let mut release = Release {
            id: ReleaseId::from_bytes([1; 16]),
            number: 1,
            published_at: Timestamp::from_micros(0),
            published_by: String::new(),
            content,
        };
        let texts = texts_of(&release.content.topics[0]).len();
        let vectors = TopicVectors([("hours".parse().unwrap(), vec![vec![0.5; DIMENSIONS]; texts])].into());
        let compiled = Compiled::new(Arc::new(release.clone()), &vectors).unwrap();
        let bytes = kept(&release, &vectors, &compiled);
        let (read, solution) = decode(&release, &bytes).unwrap();
        assert_eq!((read, solution), (vectors, compiled.solution()));
        // As many texts as before, and one is another.
        release.content.topics[0].examples[0] = "are you open on sunday".to_owned();
        assert_eq!(decode(&release, &bytes), None);
        assert_eq!(decode(&release, &bytes[..16]), None);
    }
}
