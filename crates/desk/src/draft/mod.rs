//! The draft: one working copy of the content for everybody who designs, as files that differ from the release
//! in force. It becomes a release by publishing, and is empty then.

mod check;
mod converse;
mod discard;
mod flows;
mod import;
mod preview;
mod preview_statement;
mod publish;
mod save;
mod schedule;
mod statements;
mod topics;
mod unanswered;

use std::{collections::BTreeMap, sync::Arc};

use rapport_dialogue::{Compiled, content};
use rapport_domain::{Timestamp, content::Content};
use rapport_storage::DraftFile;
use sha2::Digest;

use crate::{Desk, DeskError, HowChanged, ReleaseName, releases::content_errors};

pub use check::{CheckedDraft, DraftLook, LookState};
pub use converse::{DraftMessage, DraftReply, StandIn};
pub use flows::{DraftFlows, FlowEntry, FlowUse, FlowUseKind, OpenFlow, SaveFlow};
pub use import::{ImportOf, LookedAtImport};
pub use preview::{DraftPreview, PreviewOf};
pub use preview_statement::{InFeeling, PreviewStatement, StatementPreview};
pub use save::SaveFile;
pub use schedule::{ScheduleDraft, WaitingRelease};
pub use statements::{OpenStatement, SaveStatement, StatementEntry};
pub use topics::{ExampleConflict, OpenTopic, SaveTopic, TopicEntry};
pub(crate) use unanswered::asks;
pub use unanswered::{Unanswered, UnansweredGroup, UnansweredQuestion};

/// What stands instead of a [`mark`] where there is no file.
const NO_FILE: &str = "none";

/// What has been changed since the release in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Counts up with every change.
    pub version: u64,
    /// The release in force, which it would follow on.
    pub over: ReleaseName,
    /// The files that differ, by path.
    pub files: Vec<ChangedFile>,
    /// The paths of everything besides topics: flows, statements, wordings, tests.
    pub other_files: Vec<String>,
}

/// A file that differs from the release in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path below the content folder.
    pub path: String,
    /// How it differs.
    pub how: HowChanged,
    /// Which text it holds.
    pub mark: String,
    /// Who changed it last, and when.
    pub changed: Changed,
    /// Whether the release in force has changed in the same file since.
    pub conflict: bool,
}

/// Who changed something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A file, as the draft and the release in force have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFile {
    /// Its path below the content folder.
    pub path: String,
    /// What the draft holds: the same as `live` unless it was changed; `None` where there is no such file.
    pub text: Option<String>,
    /// What the release in force holds.
    pub live: Option<String>,
    /// Which text it is; whoever saves tells which one they have seen.
    pub mark: String,
    /// Who changed it last, where the draft differs.
    pub changed: Option<Changed>,
    /// Whether the release in force has changed in the same file since.
    pub conflict: bool,
}

impl Desk {
    /// What has been changed since the release in force.
    pub async fn draft(&self) -> Result<Draft, DeskError> {
        let copy = self.working_copy().await?;
        let over = ReleaseName::from(&**copy.live.release());
        let paths = copy.overlaid().into_iter().map(|(path, _)| path);
        let other_files = paths.filter(|path| !path.starts_with("topics/")).collect();
        Ok(Draft { version: copy.version, over, files: copy.changed_files(), other_files })
    }

    /// One file of the draft; also one that nobody has changed.
    pub async fn draft_file(&self, path: &str) -> Result<OpenFile, DeskError> {
        Ok(self.working_copy().await?.open(path))
    }

    /// Draft and release in force together.
    pub(crate) async fn working_copy(&self) -> Result<WorkingCopy, DeskError> {
        let live = self.release().await?;
        let mut reader = self.store().read().await?;
        // The version comes first: what is changed after it makes it old, and an old one is refused.
        let version = reader.draft_version().await?;
        let mut files: BTreeMap<String, String> =
            content::export(&live.release().content).into_iter().collect();
        files.extend(reader.conversation_tests().await?);
        let changed = reader.draft_files().await?;
        Ok(WorkingCopy { version, live, files, changed })
    }
}

/// Draft and release in force together.
pub(crate) struct WorkingCopy {
    version: u64,
    live: Arc<Compiled>,
    /// The files in force, with the conversation tests.
    files: BTreeMap<String, String>,
    changed: Vec<DraftFile>,
}

impl WorkingCopy {
    /// The rows that differ indeed: the very same may have been published from elsewhere.
    fn differing(&self) -> impl Iterator<Item = &DraftFile> {
        self.changed.iter().filter(|file| file.text.as_ref() != self.files.get(&file.path))
    }

    fn changed_files(&self) -> Vec<ChangedFile> {
        let changed = |file: &DraftFile| ChangedFile {
            path: file.path.clone(),
            how: match (&file.text, self.files.contains_key(&file.path)) {
                (None, _) => HowChanged::Removed,
                (Some(_), true) => HowChanged::Changed,
                (Some(_), false) => HowChanged::Added,
            },
            mark: mark(file.text.as_deref()),
            changed: Changed { by: file.changed_by.clone(), at: file.changed_at },
            conflict: self.conflicts(file),
        };
        self.differing().map(changed).collect()
    }

    fn conflicts(&self, file: &DraftFile) -> bool {
        self.files.get(&file.path).map(|live| text_digest(live)) != file.base_digest
    }

    fn open(&self, path: &str) -> OpenFile {
        let live = self.files.get(path).cloned();
        let row = self.differing().find(|file| file.path == path);
        let text = row.map_or_else(|| live.clone(), |row| row.text.clone());
        OpenFile {
            path: path.to_owned(),
            mark: mark(text.as_deref()),
            changed: row.map(|row| Changed { by: row.changed_by.clone(), at: row.changed_at }),
            conflict: row.is_some_and(|row| self.conflicts(row)),
            text,
            live,
        }
    }

    /// All files as the draft has them, with the conversation tests.
    pub(crate) fn overlaid(&self) -> Vec<(String, String)> {
        let mut files = self.files.clone();
        for file in &self.changed {
            match &file.text {
                Some(text) => drop(files.insert(file.path.clone(), text.clone())),
                None => drop(files.remove(&file.path)),
            }
        }
        files.into_iter().collect()
    }

    /// The draft as content.
    fn content(&self) -> Result<Content, DeskError> {
        content::load(&self.overlaid()).map_err(|findings| content_errors(&findings))
    }
}

/// Tells texts apart, so that nobody saves over what they have not seen.
fn mark(text: Option<&str>) -> String {
    text.map_or_else(|| NO_FILE.to_owned(), |text| text_digest(text)[..16].to_owned())
}

pub(crate) fn text_digest(text: &str) -> String {
    hex::encode(sha2::Sha256::digest(text.as_bytes()))
}
