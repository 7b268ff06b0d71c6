//! The audit log, to read and to verify.

use rapport_storage::{AuditRow, Cursor, Page};

use crate::{Desk, DeskError};

impl Desk {
    /// A page of the audit log, newest first.
    pub async fn audit_log(&self, after: Option<&Cursor>, limit: u32) -> Result<Page<AuditRow>, DeskError> {
        Ok(self.store().read().await?.audit_rows(after, limit).await?)
    }

    /// Checks the log's chain of hashes; the number of the first row that was changed, removed or slipped in.
    pub async fn verify_audit_log(&self) -> Result<Option<u64>, DeskError> {
        Ok(self.store().read().await?.audit_break().await?)
    }
}
