//! The draft: files that designers have changed and not published yet; and the conversation tests that were
//! published last, which a draft is tried with.

use rapport_domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    connection::Row,
    error::StorageError,
    store::{Reader, Tx},
    value::values,
};

type Result<T> = std::result::Result<T, StorageError>;

/// A file that was changed and not published yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Its path below the content folder.
    pub path: String,
    /// The draft's version with which it was saved.
    pub version: u64,
    /// What it holds now; `None` where it was taken away.
    pub text: Option<String>,
    /// The hash of the file in force when it was first changed; `None` where there was none.
    pub base_digest: Option<String>,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Who changed it last.
    pub changed_by: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    text: Option<String>,
    changed_by: String,
}

impl Tx {
    /// Counts the draft's version up and gives it. Whoever has counted is alone with the draft until the
    /// transaction ends.
    pub async fn next_draft_version(&mut self) -> Result<u64> {
        let sql = "UPDATE settings SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'draft_version'";
        self.connection.execute(sql, values![]).await?;
        self.draft_version().await
    }

    /// Adds a file to the draft, or replaces it there.
    pub async fn put_draft_file(&mut self, file: &DraftFile) -> Result<()> {
        let sealed = Sealed { text: file.text.clone(), changed_by: file.changed_by.clone() };
        let sealed = self.keys.seal_house(&place(&file.path), &sealed)?;
        let sql = "INSERT INTO draft_files (path, version, base_digest, changed_at, sealed) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (path) DO UPDATE SET version = excluded.version, \
                   base_digest = excluded.base_digest, changed_at = excluded.changed_at, sealed = excluded.sealed";
        let base = file.base_digest.as_deref();
        let given = values![&file.path, file.version, base, file.changed_at, sealed];
        self.connection.execute(sql, given).await.map(drop)
    }

    /// Takes a file out of the draft; answers whether it was there.
    pub async fn remove_draft_file(&mut self, path: &str) -> Result<bool> {
        let removed =
            self.connection.execute("DELETE FROM draft_files WHERE path = $1", values![path]).await?;
        Ok(removed > 0)
    }

    /// Empties the draft.
    pub async fn clear_draft(&mut self) -> Result<()> {
        self.connection.execute("DELETE FROM draft_files", values![]).await.map(drop)
    }

    /// Replaces the conversation tests by these pairs of path and text.
    pub async fn replace_conversation_tests(&mut self, tests: &[(String, String)]) -> Result<()> {
        self.connection.execute("DELETE FROM conversation_tests", values![]).await?;
        for (path, text) in tests {
            let sealed = self.keys.seal_house(&test_place(path), text)?;
            let sql = "INSERT INTO conversation_tests (path, sealed) VALUES ($1, $2) \
                       ON CONFLICT (path) DO UPDATE SET sealed = excluded.sealed";
            self.connection.execute(sql, values![path, sealed]).await?;
        }
        Ok(())
    }
}

impl Reader {
    /// The draft's version: it counts up with every change.
    pub async fn draft_version(&mut self) -> Result<u64> {
        let sql = "SELECT CAST(value AS BIGINT) AS version FROM settings WHERE name = 'draft_version'";
        self.connection.fetch_one(sql, values![]).await?.count("version")
    }

    /// The files of the draft, by path.
    pub async fn draft_files(&mut self) -> Result<Vec<DraftFile>> {
        let sql = "SELECT path, version, base_digest, changed_at, sealed FROM draft_files ORDER BY path";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        rows.iter().map(|row| self.draft_row(row)).collect()
    }

    /// A file of the draft.
    pub async fn draft_file(&mut self, path: &str) -> Result<Option<DraftFile>> {
        let sql = "SELECT path, version, base_digest, changed_at, sealed FROM draft_files WHERE path = $1";
        let row = self.connection.fetch_optional(sql, values![path]).await?;
        row.map(|row| self.draft_row(&row)).transpose()
    }

    /// The conversation tests that were published last, as pairs of path and text.
    pub async fn conversation_tests(&mut self) -> Result<Vec<(String, String)>> {
        let sql = "SELECT path, sealed FROM conversation_tests ORDER BY path";
        let rows = self.connection.fetch_all(sql, values![]).await?;
        let test = |row: &Row| {
            let path = row.text("path")?;
            let text = self.keys.open_house(&test_place(&path), &row.blob("sealed")?)?;
            Ok((path, text))
        };
        rows.iter().map(test).collect()
    }

    fn draft_row(&self, row: &Row) -> Result<DraftFile> {
        let path = row.text("path")?;
        let Sealed { text, changed_by } = self.keys.open_house(&place(&path), &row.blob("sealed")?)?;
        Ok(DraftFile {
            version: row.count("version")?,
            text,
            base_digest: row.opt_text("base_digest")?,
            changed_at: row.time("changed_at")?,
            changed_by,
            path,
        })
    }
}

fn place(path: &str) -> String {
    format!("draft_files/{path}")
}

fn test_place(path: &str) -> String {
    format!("conversation_tests/{path}")
}
