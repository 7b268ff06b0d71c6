//! Content of another product is looked at, and added to the draft. What the draft holds stays as it is.

use rapport_import::{Imported, Kind, Request, Source};
use rapport_storage::DraftFile;

use super::{save, text_digest};
use crate::{Desk, DeskError, error::invalid};

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
        let copy = self.working_copy().await?;
        let (version, existing) = (copy.version, copy.overlaid());
        let convert = move || {
            let ImportOf { kind, sources, locale } = &import;
            let request = Request { kind: *kind, sources, existing: &existing, locale: locale.as_deref() };
            rapport_import::import(&request)
        };
        let imported = tokio::task::spawn_blocking(convert).await;
        let imported =
            imported.map_err(|_| DeskError::WrongState("the import failed; try fewer files at once"))?;
        let imported = imported.map_err(|error| invalid("files", error.to_string()))?;
        Ok(LookedAtImport { version, imported })
    }

    /// Adds an import to the draft; refused when the draft is another than the `version` that was looked at.
    pub async fn import_into_draft(
        &self,
        import: ImportOf,
        version: u64,
        by: String,
    ) -> Result<LookedAtImport, DeskError> {
        let looked = self.look_at_import(import).await?;
        let files = looked.imported.files.clone();
        for (path, text) in &files {
            save::check_file(path, Some(text))?;
        }
        let live = self.working_copy().await?.files;
        let now = self.now();
        let saved: Result<u64, DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let next = tx.next_draft_version().await?;
                    if next != version + 1 {
                        return Err(DeskError::WrongState(
                            "the draft has changed since; look at the import again",
                        ));
                    }
                    for (path, text) in files {
                        let base_digest = live.get(&path).map(|live| text_digest(live));
                        let (text, changed_by) = (Some(text), by.clone());
                        let file =
                            DraftFile { path, version: next, text, base_digest, changed_at: now, changed_by };
                        tx.put_draft_file(&file).await?;
                    }
                    Ok(next)
                })
            })
            .await;
        Ok(LookedAtImport { version: saved?, ..looked })
    }
}
