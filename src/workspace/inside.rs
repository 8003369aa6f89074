//! Files that configurations and offers name: regular ones inside the repository, and no others.

use std::io;
use std::path::{Path, PathBuf};

use super::load;
use super::paths::{reason, shown, tidy};
use crate::text::source::SourceFile;

/// Why a file that another one names is not read.
#[derive(Debug, thiserror::Error)]
pub(super) enum InsideError {
    /// It cannot be read.
    #[error("{}", reason(.0))]
    Io(#[from] io::Error),
    /// It is a pipe, a socket or a device.
    #[error("it is not a regular file")]
    Irregular,
    /// It belongs to somebody else, for all that a file from elsewhere can know.
    #[error("it is not below {0}, and nothing outside is read")]
    Outside(String),
}

/// Reads a file that a file in `folder` names; `here` is the working directory. A repository from
/// elsewhere must not make us read what is not its own.
///
/// # Errors
/// When it cannot be read, is no regular file, or is outside the repository of `folder`; without a
/// repository, outside `folder` and a working directory above that.
pub(super) fn load_inside(
    path: &Path,
    folder: &Path,
    here: &Path,
    limit: u64,
) -> Result<SourceFile, InsideError> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::from(io::ErrorKind::IsADirectory).into());
    }
    if !metadata.is_file() {
        return Err(InsideError::Irregular);
    }
    let (real, root) = (std::fs::canonicalize(path)?, root(folder, here)?);
    if !real.starts_with(&root) {
        let root = if root == here { "the current folder".to_owned() } else { shown(&root, here) };
        return Err(InsideError::Outside(root));
    }
    Ok(load(&real, &shown(&tidy(path), here), limit)?)
}

/// The folder within which a file in `folder` may name others.
fn root(folder: &Path, here: &Path) -> io::Result<PathBuf> {
    let folder = std::fs::canonicalize(folder)?;
    let above = || Some(here).filter(|here| folder.starts_with(here));
    Ok(repository(&folder).or_else(above).unwrap_or(&folder).to_path_buf())
}

/// The top folder of the repository that a real folder is in.
pub(crate) fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok())
}
