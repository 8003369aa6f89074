//! Reads a file from disk without ever holding more of it than the limit.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::text::source::SourceFile;

/// Reads the file at `path`, shown to users as `shown`, up to `limit` bytes.
///
/// # Errors
/// When the file cannot be opened or read. A file that is too large or not UTF-8 is not an error
/// here: it is a [`SourceFile`] that says so.
pub(crate) fn load(path: &Path, shown: &str, limit: u64) -> io::Result<SourceFile> {
    Ok(match bytes(path, limit)? {
        Ok(bytes) => SourceFile::from_bytes(shown, bytes, limit),
        Err(size) => SourceFile::too_large(shown, size, limit),
    })
}

/// The bytes of the file at `path`, and perhaps one more than `limit`; `Err` is its size, if that is larger.
///
/// # Errors
/// When the file cannot be opened or read.
pub(crate) fn bytes(path: &Path, limit: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let size = metadata.len();
    if size > limit {
        return Ok(Err(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // A pipe says size 0 and may never end: one byte past the limit is enough to know.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}
