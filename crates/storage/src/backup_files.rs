//! The two small files beside a backup: the customers' keys, and the ledger of erasures. One JSON object a
//! line, so that they can be read, merged and checked by hand.

use std::{
    fs,
    io::{BufRead as _, BufReader, ErrorKind, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use rapport_domain::{CustomerId, ReceiptId, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::error::StorageError;

type Result<T> = std::result::Result<T, StorageError>;

/// The customers' wrapped keys.
pub(crate) const KEYS: &str = "keys.jsonl";
/// The ledger of erasures.
pub(crate) const ERASED: &str = "erased.jsonl";

/// A customer's wrapped key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyLine {
    pub(crate) customer: CustomerId,
    /// Hexadecimal.
    pub(crate) wrapped: String,
}

/// A customer who was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erased {
    pub(crate) customer: CustomerId,
    pub(crate) receipt: ReceiptId,
    pub(crate) erased_at: Timestamp,
}

/// Runs file work where it may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StorageError::Panicked))
}

/// Writes a file anew, readable by its owner alone, and waits for the disk.
pub(crate) fn write_lines<T: Serialize>(path: &Path, lines: &[T]) -> Result<()> {
    let mut text = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut text, line).map_err(|source| StorageError::Encode { source })?;
        text.push(b'\n');
    }
    let part = path.with_extension("part");
    let written = (|| {
        let mut file = private().create(true).truncate(true).write(true).open(&part)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        sync_folder(path)
    })();
    written.map_err(file_error(path))
}

/// Reads a file; a missing one has no lines.
pub(crate) fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StorageError::File { path: path.to_owned(), source }),
    };
    let mut lines = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(file_error(path))?;
        let damaged = |_| StorageError::DamagedBackup { path: path.to_owned(), line: at + 1 };
        lines.push(serde_json::from_str(&line).map_err(damaged)?);
    }
    Ok(lines)
}

/// Adds an erasure to a ledger and waits for the disk.
pub(crate) fn append_erased(path: &Path, erased: &Erased) -> Result<()> {
    let mut line = serde_json::to_vec(erased).map_err(|source| StorageError::Encode { source })?;
    line.push(b'\n');
    let written = (|| {
        let mut file = private().create(true).append(true).open(path)?;
        file.write_all(&line)?;
        file.sync_all()?;
        sync_folder(path)
    })();
    written.map_err(file_error(path))
}

/// Removes a customer's key from a backup's key file, and notes the erasure in its ledger.
pub(crate) fn erase_from(folder: &Path, erased: &Erased) -> Result<()> {
    let keys = folder.join(KEYS);
    // A backup that was taken elsewhere is not reached; making an empty file in its place would hide that.
    let mut old = fs::OpenOptions::new().write(true).open(&keys).map_err(file_error(&keys))?;
    let kept: Vec<KeyLine> =
        read_lines::<KeyLine>(&keys)?.into_iter().filter(|line| line.customer != erased.customer).collect();
    write_lines(&keys, &kept)?;
    overwrite(&mut old).map_err(file_error(&keys))?;
    append_erased(&folder.join(ERASED), erased)
}

/// Overwrites a file that has no name any more, so that the key does not live on where it was.
fn overwrite(file: &mut fs::File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), length), file)?;
    file.sync_all()
}

fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A new name in a folder is on the disk only once the folder is.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

pub(crate) fn file_error(path: &Path) -> impl Fn(std::io::Error) -> StorageError {
    let path: PathBuf = path.to_owned();
    move |source| StorageError::File { path: path.clone(), source }
}
