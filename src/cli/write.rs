//! Writes a file whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes an output: a new file, or in the place of an old one as [`replace`] does. What is no
/// file, such as a pipe or `/dev/stderr`, is written to as it is.
///
/// # Errors
/// When it cannot be written; an old file is untouched then, and no new one is left behind.
pub(super) fn put(path: &Path, text: &[u8]) -> io::Result<()> {
    put_by(path, |out| out.write_all(text))
}

/// As [`put`], for what is written piece by piece.
///
/// # Errors
/// As [`put`], and when `write` fails.
pub(super) fn put_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory).into()),
        Ok(metadata) if !metadata.is_file() => {
            through(fs::OpenOptions::new().write(true).open(path)?, write).map(drop)
        }
        _ => replace_by(path, write),
    }
}

/// Puts `text` in the place of the file at `path`: into a new file beside it, which is then renamed
/// over it. A symbolic link stays and its target is written; permissions stay as they are.
///
/// # Errors
/// When the new file cannot be written or renamed; the old one is untouched then.
pub(super) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    replace_by(path, |out| out.write_all(text))
}

fn replace_by<E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let temporary = beside(&target)?;
    let result =
        fill(&temporary, &target, write).and_then(|()| fs::rename(&temporary, &target).map_err(E::from));
    if result.is_err() {
        // The first error is the one to tell; the leftover is only untidy.
        let _ = fs::remove_file(&temporary);
    }
    result
}

fn fill<E: From<io::Error>>(
    temporary: &Path,
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let file = fs::OpenOptions::new().write(true).create_new(true).open(temporary)?;
    through(file, write)?.sync_all()?;
    match fs::metadata(target) {
        Ok(metadata) => Ok(fs::set_permissions(temporary, metadata.permissions())?),
        Err(_) => Ok(()),
    }
}

/// Writes to a file through a buffer, and gives the file back.
fn through<E: From<io::Error>>(
    file: fs::File,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<fs::File, E> {
    let mut buffer = io::BufWriter::new(file);
    write(&mut buffer)?;
    Ok(buffer.into_inner().map_err(io::IntoInnerError::into_error)?)
}

/// A name in the same folder that nobody has.
fn beside(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let process = std::process::id();
    let names = (0..100).map(|n| target.with_file_name(format!(".{name}.{process}-{n}.tmp")));
    names.into_iter().find(|path| !path.exists()).ok_or(io::ErrorKind::AlreadyExists.into())
}
