//! A file of the draft is saved.

use rapport_storage::DraftFile;

use super::{OpenFile, mark, text_digest};
use crate::{Desk, DeskError, error::invalid};

/// The largest file, in bytes. A topic has a few thousand.
const MAX_FILE_BYTES: usize = 200_000;

/// A file as somebody wants it to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveFile {
    /// Its path below the content folder.
    pub path: String,
    /// Its text; `None` takes it away.
    pub text: Option<String>,
    /// Which text they have seen.
    pub mark: String,
    /// Whether they have seen what has changed in the release in force, and keep their own.
    pub keep: bool,
    /// Who saves.
    pub by: String,
}

impl Desk {
    /// Saves a file. A text that is in force already is no change and leaves the draft. Refused where
    /// somebody else has saved another text than the one with the given mark.
    pub async fn save_draft_file(&self, save: SaveFile) -> Result<OpenFile, DeskError> {
        check_file(&save.path, save.text.as_deref())?;
        let copy = self.working_copy().await?;
        let live = copy.files.get(&save.path).cloned();
        let over = copy.live.release().id;
        let path = save.path.clone();
        let now = self.now();
        let saved: Result<(), DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if tx.current_release_id().await? != Some(over) {
                        return Err(DeskError::WrongState(
                            "a release was published at this very moment; save again",
                        ));
                    }
                    let version = tx.next_draft_version().await?;
                    let row = tx.draft_file(&save.path).await?;
                    let stands = row.as_ref().map_or(live.as_deref(), |row| row.text.as_deref());
                    if mark(stands) != save.mark {
                        return Err(changed_meanwhile(row.as_ref()));
                    }
                    if save.text == live {
                        tx.remove_draft_file(&save.path).await?;
                        return Ok(());
                    }
                    let live_digest = live.as_deref().map(text_digest);
                    let base_digest = match row {
                        Some(row) if !save.keep => row.base_digest,
                        _ => live_digest,
                    };
                    let (text, changed_by) = (save.text, save.by);
                    let file = DraftFile {
                        path: save.path,
                        version,
                        text,
                        base_digest,
                        changed_at: now,
                        changed_by,
                    };
                    tx.put_draft_file(&file).await?;
                    Ok(())
                })
            })
            .await;
        saved?;
        self.draft_file(&path).await
    }
}

/// Somebody else was quicker.
pub(super) fn changed_meanwhile(row: Option<&DraftFile>) -> DeskError {
    let changed = row.map(|row| super::Changed { by: row.changed_by.clone(), at: row.changed_at });
    DeskError::DraftChanged(changed)
}

/// Whether the draft can hold such a file.
pub(super) fn check_file(path: &str, text: Option<&str>) -> Result<(), DeskError> {
    check_path(path)?;
    if text.is_some_and(|text| text.len() > MAX_FILE_BYTES) {
        return Err(invalid("text", format!("{path} has more than 200,000 bytes; divide it into several.")));
    }
    Ok(())
}

/// Whether content has a place for such a file.
fn check_path(path: &str) -> Result<(), DeskError> {
    const FIXED: [&str; 3] = ["company.yaml", "wordings.yaml", "actions.yaml"];
    let of_folder = path.split_once('/').is_some_and(|(folder, name)| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        let named = !stem.is_empty() && stem.len() <= 64 && stem.chars().all(plain);
        let wanted = match folder {
            "topics" => ending == "md",
            "flows" | "statements" | "tests" => ending == "yaml",
            _ => false,
        };
        named && wanted
    });
    if of_folder || FIXED.contains(&path) {
        return Ok(());
    }
    Err(invalid(
        "path",
        "Content is topics/ID.md, flows/ID.yaml, statements/NAME.yaml, tests/NAME.yaml, company.yaml, \
         wordings.yaml and actions.yaml; names are small letters, digits, - and _, at most 64.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_has_its_places() {
        for good in ["topics/delivery-cost.md", "flows/a.yaml", "tests/a_1.yaml", "company.yaml"] {
            assert!(check_path(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "topics/.md",
            "topics/A.md",
            "topics/../x.md",
            "topics/a.yaml",
            "x/a.md",
            "/company.yaml",
            "a.md",
        ] {
            assert!(check_path(bad).is_err(), "{bad}");
        }
    }
}
