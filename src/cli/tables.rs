//! Files that hold a table: text, or a workbook with its sheets.

#[cfg(feature = "xlsx")]
mod book;

use std::path::Path;

#[cfg(feature = "xlsx")]
pub(super) use book::{BookFile, BookSheet};

use super::common::cannot_read;
use super::{Common, Failure};
use crate::text::source::SourceFile;
use crate::workspace::{bytes, shown};

/// A file that was read.
pub(super) enum TableFile {
    /// Text, or what is neither text nor a workbook.
    Text(SourceFile),
    /// A workbook: its name for display, and its bytes.
    Workbook(String, Vec<u8>),
}

impl TableFile {
    /// Reads a file of at most so many bytes; `-` is standard input.
    ///
    /// # Errors
    /// When it cannot be opened or read.
    pub(super) fn read(path: &Path, common: &Common, limit: u64) -> Result<Self, Failure> {
        let (name, bytes) = if path == Path::new("-") {
            common.stdin_bytes(limit)?
        } else {
            let name = shown(path, &Common::working_directory()?);
            match bytes(path, limit).map_err(|error| cannot_read(&name, &error))? {
                Ok(bytes) => (name, bytes),
                Err(size) => return Ok(Self::Text(SourceFile::too_large(name, size, limit))),
            }
        };
        // A zip, or the older kind of file in which workbooks with a password are kept, too.
        Ok(match bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            true => Self::Workbook(name, bytes),
            false => Self::Text(SourceFile::from_bytes(name, bytes, limit)),
        })
    }
}

/// Why a workbook is not read in a build without them.
#[cfg(not(feature = "xlsx"))]
pub(super) fn no_workbooks(name: &str) -> Failure {
    Failure::message(format!(
        "{name}: this build of paysched reads no workbooks; save the sheet as CSV, or build it with `--features xlsx`"
    ))
}
