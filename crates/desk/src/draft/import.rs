//! Content of another product is looked at, and added to the draft. What the draft holds stays as it is.

use rapport_dialogue::content::read_topic;
use rapport_import::{Imported, Kind, Note, Request, Source};
use rapport_storage::DraftFile;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{WorkingCopy, save};
use crate::{Desk, DeskError, error::invalid};

/// A node converts one import at a time. It cannot be stopped halfway when whoever asked is gone, so it holds its
/// place until it is done: those who ask again wait, and no threads pile up.
static CONVERTING: Semaphore = Semaphore::const_new(1);

/// Said where somebody else was quicker.
const DRAFT_CHANGED: &str = "the draft has changed since; look at the import again";

/// Files of another product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOf {
    /// Which product.
    pub kind: Kind,
    /// Its files.
    pub sources: Vec<Source>,
    /// The language to take where there are several.
    pub locale: Option<String>,
}

/// What would be added to the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedAtImport {
    /// The draft's version that it was compared with.
    pub version: u64,
    /// The files, and what did not map.
    pub imported: Imported,
}

impl Desk {
    /// What an import would add to the draft. Nothing is kept.
    pub async fn look_at_import(&self, import: ImportOf) -> Result<LookedAtImport, DeskError> {
        let place = place().await?;
        let copy = self.working_copy().await?;
        let version = copy.version;
        Ok(LookedAtImport { version, imported: converted(import, taken(&copy), place).await? })
    }

    /// Adds an import to the draft; refused when the draft is another than the `version` that was looked at.
    pub async fn import_into_draft(
        &self,
        import: ImportOf,
        version: u64,
        by: String,
    ) -> Result<LookedAtImport, DeskError> {
        let place = place().await?;
        let copy = self.working_copy().await?;
        if copy.version != version {
            return Err(DeskError::WrongState(DRAFT_CHANGED));
        }
        let over = copy.live.release().id;
        let imported = converted(import, taken(&copy), place).await?;
        let files = imported.files.clone();
        let now = self.now();
        let saved: Result<u64, DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if tx.current_release_id().await? != Some(over) {
                        return Err(DeskError::WrongState(
                            "a release was published at this very moment; look at the import again",
                        ));
                    }
                    let next = tx.next_draft_version().await?;
                    if next != version + 1 {
                        return Err(DeskError::WrongState(DRAFT_CHANGED));
                    }
                    for (path, text) in files {
                        let (text, changed_by) = (Some(text), by.clone());
                        // No file of these names is in force: their names would be taken.
                        let base_digest = None;
                        let file =
                            DraftFile { path, version: next, text, base_digest, changed_at: now, changed_by };
                        tx.put_draft_file(&file).await?;
                    }
                    Ok(next)
                })
            })
            .await;
        Ok(LookedAtImport { version: saved?, imported })
    }
}

/// Waits until no other import is converted.
async fn place() -> Result<SemaphorePermit<'static>, DeskError> {
    CONVERTING.acquire().await.map_err(|_| DeskError::WrongState("nothing is imported any more"))
}

/// What an import must leave as it is: all files as the draft has them, and, without text, those that it takes
/// away.
fn taken(copy: &WorkingCopy) -> Vec<(String, String)> {
    let mut taken = copy.overlaid();
    let removed = copy.changed.iter().filter(|file| file.text.is_none());
    taken.extend(removed.map(|file| (file.path.clone(), String::new())));
    taken
}

async fn converted(
    import: ImportOf,
    existing: Vec<(String, String)>,
    place: SemaphorePermit<'static>,
) -> Result<Imported, DeskError> {
    let convert = move || {
        let _place = place;
        let ImportOf { kind, sources, locale } = &import;
        let request = Request { kind: *kind, sources, existing: &existing, locale: locale.as_deref() };
        rapport_import::import(&request).map(without_too_large)
    };
    let imported = tokio::task::spawn_blocking(convert).await;
    let imported =
        imported.map_err(|_| DeskError::WrongState("the import failed; try fewer files at once"))?;
    imported.map_err(|error| invalid("files", error.to_string()))
}

/// A file that the draft cannot hold goes into the report, so that it does not keep the others out.
fn without_too_large(mut imported: Imported) -> Imported {
    let report = &mut imported.report;
    imported.files.retain(|(path, text)| {
        let Err(error) = save::check_file(path, Some(text)) else { return true };
        match read_topic(path, text) {
            Ok(topic) => {
                report.topics = report.topics.saturating_sub(1);
                report.examples = report.examples.saturating_sub(topic.examples.len());
            }
            Err(_) => report.flows = report.flows.saturating_sub(1),
        }
        let why = match error {
            DeskError::Invalid { message, .. } => message,
            other => other.to_string(),
        };
        report.notes.push(Note {
            file: String::new(),
            line: None,
            item: path.clone(),
            what: format!("The draft cannot hold it, so it was left out: {why}"),
            todo: Some("Shorten or divide it where it comes from, then import it again.".to_owned()),
        });
        false
    });
    report.notes.sort();
    imported
}
