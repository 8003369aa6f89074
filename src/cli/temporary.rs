//! Temporary files: gone when a signal ends the program, and swept up where it was killed.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

#[cfg(unix)]
mod signals;

/// What the names of temporary files begin with; the process id follows, so that files left by a killed
/// process can be distinguished from those of a running one.
const PREFIX: &str = ".paysched-";
const SUFFIX: &str = ".tmp";

/// The temporary files that exist now.
static PENDING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn pending() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new file that takes the place of another, or is removed.
#[derive(Debug)]
pub(super) struct Temporary {
    // Dropped, and with it removed, before it is taken off the list.
    file: NamedTempFile,
    listed: Listed,
}

/// A place in the list of [`PENDING`] files.
#[derive(Debug)]
struct Listed(PathBuf);

impl Drop for Listed {
    fn drop(&mut self) {
        pending().remove(&self.0);
    }
}

impl Temporary {
    /// Makes a file in `folder`, under an unpredictable name of 40 bytes at most, with the permissions
    /// `mode`, or those that the system gives a new file.
    ///
    /// # Errors
    /// When the folder does not take a file.
    pub(super) fn new_in(folder: &Path, mode: Option<u32>) -> io::Result<Self> {
        sweep(folder);
        #[cfg(unix)]
        signals::watch();
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(12);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // Of 0666 the mask of the process is taken off.
            builder.permissions(fs::Permissions::from_mode(mode.unwrap_or(0o666)));
        }
        #[cfg(not(unix))]
        let _ = mode;
        // While the list is held, a signal waits: no file is made that it does not see.
        let mut list = pending();
        let file = builder.tempfile_in(folder)?;
        list.insert(file.path().to_path_buf());
        drop(list);
        // Held until the file is closed, so that another process, perhaps of another container in the
        // same folder, sees that the file is in use. A file system without locks does without.
        let _ = file.as_file().try_lock();
        let listed = Listed(file.path().to_path_buf());
        Ok(Self { file, listed })
    }

    /// The file itself.
    pub(super) fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts it in the place of `target`.
    ///
    /// # Errors
    /// When the system refuses; then `target` is untouched, and the file is removed.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        let Self { file, listed } = self;
        let replaced = file.persist(target).map(drop).map_err(|failed| failed.error);
        drop(listed);
        replaced
    }
}

/// Removes what killed processes left in a folder, the first time that this one writes there. What cannot
/// be removed stays: it is in nobody's way.
fn sweep(folder: &Path) {
    static SWEPT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    if !SWEPT.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_path_buf()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(process_of) else { continue };
        if is_gone(process)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && is_unlocked(&entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that made a temporary file of this name; `None` for any other file.
fn process_of(name: &str) -> Option<i32> {
    let (process, random) = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split_once('-')?;
    (!random.is_empty() && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .then(|| process.parse().ok())?
}

#[cfg(unix)]
fn is_gone(process: i32) -> bool {
    use rustix::process::{Pid, test_kill_process};
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

/// Here the lock alone says.
#[cfg(not(unix))]
fn is_gone(_: i32) -> bool {
    true
}

fn is_unlocked(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_process_that_is_gone_left_is_swept() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        // No system that runs the tests gives so high a number to a process.
        let gone = at(".paysched-2147483647-abcdefABCDEF.tmp");
        let others = [
            format!(".paysched-{}-abcdefABCDEF.tmp", std::process::id()),
            ".paysched-2147483647-.tmp".to_owned(),
            ".paysched-2147483647-a.yaml".to_owned(),
            ".paysched-x-abcdef.tmp".to_owned(),
            ".other-2147483647-abcdefABCDEF.tmp".to_owned(),
        ];
        for name in others.iter().map(|name| at(name)).chain([gone.clone()]) {
            fs::write(name, "").unwrap();
        }
        let held = at(".paysched-2147483647-held.tmp");
        let lock = File::create(&held).unwrap();
        lock.lock().unwrap();
        let new = Temporary::new_in(folder.path(), None).unwrap();
        assert!(!gone.exists(), "left by a process that is gone");
        assert!(held.exists(), "locked by somebody");
        for name in others {
            assert!(at(&name).exists(), "{name}");
        }
        let path = new.file.path().to_path_buf();
        assert_eq!(
            path.file_name().unwrap().to_str().and_then(process_of),
            i32::try_from(std::process::id()).ok()
        );
        assert!(pending().contains(&path));
        drop(new);
        assert!(!path.exists() && !pending().contains(&path));
    }

    #[test]
    fn a_failed_replacement_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a-folder");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("full"), "").unwrap();
        Temporary::new_in(folder.path(), None).unwrap().replace(&target).unwrap_err();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
