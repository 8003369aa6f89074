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
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory));
    }
    let size = metadata.len();
    if size > limit {
        return Ok(SourceFile::too_large(shown, size, limit));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // A pipe says size 0 and may never end: one byte past the limit is enough to know.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(SourceFile::from_bytes(shown, bytes, limit))
}
