//! Reads files of another git revision, without touching the work tree.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a revision cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GitError {
    /// There is no program `git`.
    #[error("git is not installed")]
    NotInstalled,
    /// The folder does not belong to a repository.
    #[error("this is not a git repository, so there is no other version to compare with")]
    NotARepository,
    /// The repository has no commit of that name.
    #[error("git knows no revision `{0}`")]
    NoRevision(String),
    /// Git failed while it listed the files of the revision.
    #[error("git could not list the files of `{0}`")]
    NotListed(String),
    /// Git failed while it read the files of the revision.
    #[error("git could not read the files of `{0}`")]
    NotRead(String),
    /// The revision has no such file.
    #[error("`{revision}` has no file {path}")]
    NoFile {
        /// The revision as it was named.
        revision: String,
        /// The path from the top folder.
        path: String,
    },
}

/// A git repository, and the revision to read.
#[derive(Debug)]
pub(crate) struct Revision {
    top: PathBuf,
    name: String,
}

impl Revision {
    /// Finds the repository around `folder` and makes sure that it has the revision.
    ///
    /// # Errors
    /// When there is no git, no repository, or no such revision.
    pub(crate) fn find(folder: &Path, name: &str) -> Result<Self, GitError> {
        let top = git(folder, ["rev-parse", "--show-toplevel"])?.ok_or(GitError::NotARepository)?;
        let revision = Self { top: PathBuf::from(first_line(&top)), name: name.to_owned() };
        // A name that begins with a dash would be an option.
        let commit = format!("{name}^{{commit}}");
        git(&revision.top, ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?
            .ok_or_else(|| GitError::NoRevision(name.to_owned()))?;
        Ok(revision)
    }

    /// The top folder of the work tree.
    pub(crate) fn top(&self) -> &Path {
        &self.top
    }

    /// The revision's name as given.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The text of every YAML file of the revision, by its path from the top folder; files that are
    /// larger than `limit` bytes or not UTF-8 are left out.
    ///
    /// # Errors
    /// When git fails on the way.
    pub(crate) fn yaml_files(&self, limit: u64) -> Result<BTreeMap<String, String>, GitError> {
        let failed = || GitError::NotListed(self.name.clone());
        let list = git(
            &self.top,
            ["ls-tree", "-r", "-z", "--name-only", "--full-tree", "--end-of-options", &self.name],
        )?
        .ok_or_else(failed)?;
        let list = String::from_utf8_lossy(&list).into_owned();
        let yaml = |path: &&str| path.ends_with(".yaml") || path.ends_with(".yml");
        let paths: Vec<&str> = list.split('\0').filter(yaml).collect();
        self.contents(&paths, limit)
    }

    /// The text of one file of the revision, by its path from the top folder.
    ///
    /// # Errors
    /// When the revision has no such file.
    pub(crate) fn file(&self, path: &str, limit: u64) -> Result<String, GitError> {
        let mut found = self.contents(&[path], limit)?;
        let missing = || GitError::NoFile { revision: self.name.clone(), path: path.to_owned() };
        found.remove(path).ok_or_else(missing)
    }

    /// One `git cat-file` for all: a process for each file would take a thousand times as long.
    fn contents(&self, paths: &[&str], limit: u64) -> Result<BTreeMap<String, String>, GitError> {
        let failed = || GitError::NotRead(self.name.clone());
        let mut found = BTreeMap::new();
        // The protocol is one name a line; a path with a line break in it cannot be asked for.
        let paths: Vec<&str> = paths.iter().copied().filter(|path| !path.contains('\n')).collect();
        let mut child = Command::new("git")
            .arg("-C")
            .arg(&self.top)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| failed())?;
        let asked: String = paths.iter().map(|path| format!("{}:{path}\n", self.name)).collect();
        let input = child.stdin.take();
        let feeder = std::thread::spawn(move || input.map(|mut input| input.write_all(asked.as_bytes())));
        let output = child.wait_with_output().map_err(|_| failed())?;
        // The answers show whether everything was asked.
        let _ = feeder.join();
        let mut rest: &[u8] = &output.stdout;
        for path in paths {
            let Some((head, after)) = split_line(rest) else { return Err(failed()) };
            let head = String::from_utf8_lossy(head).into_owned();
            rest = after;
            let mut words = head.rsplit(' ');
            let (last, kind) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let Ok(size) = last.parse::<usize>() else { continue };
            let Some((text, after)) = rest.split_at_checked(size) else { return Err(failed()) };
            rest = after.get(1..).unwrap_or(&[]);
            let fits = u64::try_from(size).is_ok_and(|size| size <= limit);
            if let (true, true, Ok(text)) = (kind == "blob", fits, std::str::from_utf8(text)) {
                found.insert(path.to_owned(), text.to_owned());
            }
        }
        Ok(found)
    }
}

/// What git prints; `None` if it fails.
fn git<A: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = A>,
) -> Result<Option<Vec<u8>>, GitError> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    let output = command.output().map_err(|_| GitError::NotInstalled)?;
    Ok(output.status.success().then_some(output.stdout))
}

fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or("").to_owned()
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}
