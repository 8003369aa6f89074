//! The one way to write a file: atomically, to a new file that is renamed over the old one.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::common::name;
use super::stream::ReaderPipe;
use super::temporary::Temporary;

/// Why a file is not written; an old one is untouched.
#[derive(Debug, Error)]
pub(super) enum WriteError {
    /// The system's error.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The folder of the file is not there.
    #[error("there is no folder {0}")]
    NoFolder(String),
    /// There is a folder at the path.
    #[error("is a folder")]
    Folder,
    /// The file is read-only.
    #[error("is read-only, and stays as it is")]
    ReadOnly,
    /// Other hard links to the file would keep the old text.
    #[error("has {0} names (hard links), of which only one would change, and stays as it is")]
    Linked(u64),
}

/// Writes a file; through a symbolic link, which is kept. Anything that is not a file, such as a pipe or
/// `/dev/stderr`, is written to directly.
///
/// # Errors
/// When it cannot be written; then an old file is untouched, and no new one is left behind.
pub(super) fn put(path: &Path, text: &[u8]) -> Result<(), WriteError> {
    put_by(path, |out| Ok::<_, WriteError>(out.write_all(text)?))
}

/// As [`put`], for what is written piece by piece.
///
/// # Errors
/// As [`put`], and when `write` fails.
pub(super) fn put_by<E: From<WriteError> + From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let old = fs::metadata(path).ok();
    match &old {
        Some(old) if old.is_dir() => return Err(WriteError::Folder.into()),
        Some(old) if !old.is_file() => {
            // By its own name: a link to a pipe leads to no path.
            let device = fs::OpenOptions::new().write(true).open(path)?;
            return through(ReaderPipe::of(device), write);
        }
        Some(old) => replaceable(old)?,
        None => {}
    }
    let target = target(path)?;
    let mut new = beside(&target, old.as_ref())?;
    through(new.file(), write)?;
    if let Some(old) = &old {
        keep(new.file(), old)?;
    }
    new.file().sync_all()?;
    Ok(new.replace(&target)?)
}

/// The file that a path resolves to, also through symbolic links to one that does not exist yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    // As many as Linux follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether a new file may replace an old one.
fn replaceable(old: &Metadata) -> Result<(), WriteError> {
    if old.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if old.nlink() > 1 {
            return Err(WriteError::Linked(old.nlink()));
        }
    }
    Ok(())
}

/// A new file in the folder of the target, with no more read access than the old file.
fn beside(target: &Path, old: Option<&Metadata>) -> Result<Temporary, WriteError> {
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(WriteError::NoFolder(name(folder)));
    }
    #[cfg(unix)]
    let mode = {
        use std::os::unix::fs::PermissionsExt;
        old.map(|old| old.permissions().mode() & 0o7777)
    };
    #[cfg(not(unix))]
    let mode = old.and(None);
    Ok(Temporary::new_in(folder, mode)?)
}

/// Gives a new file the old one's owner and group, as far as the system lets us, and its permissions.
fn keep(new: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let own = new.metadata()?;
        if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
            // Only root may change the owner; another user can keep the group as a member.
            let _ =
                fchown(new, Some(old.uid()), Some(old.gid())).or_else(|_| fchown(new, None, Some(old.gid())));
        }
    }
    new.set_permissions(old.permissions())
}

/// Writes through a buffer.
fn through<E: From<io::Error>>(
    file: impl Write,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let mut buffer = io::BufWriter::new(file);
    write(&mut buffer)?;
    Ok(buffer.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        put(&path, b"old").unwrap();
        let failed = put_by(&path, |out| {
            out.write_all(b"half").unwrap();
            Err(WriteError::from(io::Error::other("no")))
        });
        assert!(failed.is_err());
        assert_eq!((fs::read(&path).unwrap(), names(folder.path())), (b"old".to_vec(), vec!["a".to_owned()]));
    }

    #[test]
    fn the_longest_name_can_be_written_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x".repeat(255));
        put(&path, b"1").unwrap();
        put(&path, b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn permissions_are_the_old_files_from_the_first_byte_on() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a");
            put(&path, b"old").unwrap();
            // What the mask leaves of a new file is what any program's new file has.
            fs::write(folder.path().join("b"), "").unwrap();
            assert_eq!(mode(&path), mode(&folder.path().join("b")));
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            put_by(&path, |out| {
                let new = names(folder.path()).into_iter().find(|name| name.starts_with('.')).unwrap();
                assert_eq!(mode(&folder.path().join(new)), 0o600);
                Ok::<_, WriteError>(out.write_all(b"new")?)
            })
            .unwrap();
            assert_eq!((fs::read(&path).unwrap(), mode(&path)), (b"new".to_vec(), 0o600));
        }

        #[test]
        fn a_read_only_file_and_one_of_several_names_stay() {
            let folder = tempfile::tempdir().unwrap();
            let (path, other) = (folder.path().join("a"), folder.path().join("b"));
            fs::write(&path, "old").unwrap();
            fs::hard_link(&path, &other).unwrap();
            assert!(matches!(put(&path, b"new"), Err(WriteError::Linked(2))));
            fs::remove_file(&other).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
            assert!(matches!(put(&path, b"new"), Err(WriteError::ReadOnly)));
            assert_eq!(fs::read(&path).unwrap(), b"old");
        }

        #[test]
        fn a_link_stays_and_what_it_leads_to_is_written_there_or_not() {
            let folder = tempfile::tempdir().unwrap();
            let (link, real) = (folder.path().join("link"), folder.path().join("sub/real"));
            fs::create_dir(folder.path().join("sub")).unwrap();
            symlink("sub/real", &link).unwrap();
            for text in ["1", "2"] {
                put(&link, text.as_bytes()).unwrap();
                assert_eq!(fs::read_to_string(&real).unwrap(), text);
                assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            }
            symlink("round", folder.path().join("round")).unwrap();
            assert!(put(&folder.path().join("round"), b"").is_err());
        }

        #[test]
        fn the_owner_stays() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("a");
            fs::write(&path, "old").unwrap();
            // Only root can test this; for everyone else the owner is the one who writes.
            let _ = std::os::unix::fs::chown(&path, Some(12345), Some(54321));
            let before = fs::metadata(&path).unwrap();
            put(&path, b"new").unwrap();
            let after = fs::metadata(&path).unwrap();
            assert_eq!((after.uid(), after.gid()), (before.uid(), before.gid()));
        }
    }
}
