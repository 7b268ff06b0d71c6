//! Changes of the draft are given up.

use super::{OpenFile, mark, save::changed_meanwhile};
use crate::{Desk, DeskError, releases::DRAFT_CHANGED};

impl Desk {
    /// Gives up what was changed in one file, of which the caller has seen the text with this mark.
    pub async fn discard_draft_file(&self, path: &str, seen: &str) -> Result<OpenFile, DeskError> {
        let (wanted, seen) = (path.to_owned(), seen.to_owned());
        let discarded: Result<(), DeskError> = self
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    tx.next_draft_version().await?;
                    let row =
                        tx.draft_file(&wanted).await?.ok_or(DeskError::NotFound("change in the draft"))?;
                    if mark(row.text.as_deref()) != seen {
                        return Err(changed_meanwhile(Some(&row)));
                    }
                    tx.remove_draft_file(&wanted).await?;
                    Ok(())
                })
            })
            .await;
        discarded?;
        self.draft_file(path).await
    }

    /// Gives up everything that was changed, of which the caller has seen this version.
    pub async fn discard_draft(&self, seen: u64) -> Result<(), DeskError> {
        self.store()
            .write(move |tx| {
                Box::pin(async move {
                    if tx.next_draft_version().await? != seen + 1 {
                        return Err(DeskError::WrongState(DRAFT_CHANGED));
                    }
                    tx.clear_draft().await?;
                    Ok(())
                })
            })
            .await
    }
}
