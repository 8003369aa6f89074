//! Asks git what a revision holds and what is tracked, without touching the work tree or running a program.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::paths::{is_yaml, shown};

/// Why git does not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GitError {
    /// There is no program `git`.
    #[error("git is not installed")]
    NotInstalled,
    /// The folder does not belong to a repository.
    #[error("this is not a git repository, so there is no other version to compare with")]
    NotARepository,
    /// The repository belongs to another user.
    #[error("git does not trust the owner of {0} and reads nothing in it")]
    Distrusted(String),
    /// The repository's configuration puts its files elsewhere.
    #[error("git takes {0} for the folder of this repository, which it is not")]
    Elsewhere(String),
    /// The repository has no commit of that name.
    #[error("git knows no revision `{0}`")]
    NoRevision(String),
    /// The repository has no commit of that name, and not the whole history.
    #[error("git knows no revision `{0}`: this is a shallow clone, which lacks most of the history")]
    Shallow(String),
    /// The repository is a partial clone, and a file of the revision has never been fetched.
    #[error("git has fetched only a part of `{revision}`, and {path} is not in it")]
    Partial {
        /// The revision as it was named.
        revision: String,
        /// The path from the top folder.
        path: String,
    },
    /// Git failed otherwise.
    #[error("git could not {doing}: {reason}")]
    Failed {
        /// What it was asked for.
        doing: String,
        /// What it said.
        reason: String,
    },
    /// The revision has no such file.
    #[error("`{revision}` has no file {path}")]
    NoFile {
        /// The revision as it was named.
        revision: String,
        /// The path from the top folder.
        path: String,
    },
}

/// The branches that others merge into, by what they are called.
const MAIN: [&str; 5] = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/// A git repository, and the revision to read.
#[derive(Debug)]
pub(crate) struct Revision {
    top: PathBuf,
    name: String,
    /// Its commit, so that every question is about the same one.
    commit: String,
}

impl Revision {
    /// Finds the repository around `folder` and makes sure that it has the revision.
    ///
    /// # Errors
    /// When there is no git, no repository, or no such revision.
    pub(crate) fn find(folder: &Path, name: &str) -> Result<Self, GitError> {
        let top = asked(folder, "find the repository", ["rev-parse", "--show-toplevel"])?;
        let top = PathBuf::from(first_line(&top));
        // `core.worktree` may name any folder, and what is in that is somebody else's.
        let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let folder = real(folder);
        if !folder.starts_with(real(&top)) || top.join(".git").symlink_metadata().is_err() {
            return Err(GitError::Elsewhere(shown(&top, &folder)));
        }
        // A name that begins with a dash would be an option.
        let commit = format!("{name}^{{commit}}");
        let commit = ran(&top, ["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if !commit.status.success() {
            return Err(match is_shallow(&top)? {
                true => GitError::Shallow(name.to_owned()),
                false => GitError::NoRevision(name.to_owned()),
            });
        }
        Ok(Self { top, name: name.to_owned(), commit: first_line(&commit.stdout) })
    }

    /// The commit from which the work tree set out: the last one that it shares with `name`, and with the
    /// branch that others merge into if there is no name. Without any of those that is the last commit.
    ///
    /// # Errors
    /// When there is no git, no repository, or no such revision.
    pub(crate) fn branched(folder: &Path, name: Option<&str>) -> Result<Self, GitError> {
        let revision = match name {
            Some(name) => Self::find(folder, name)?,
            None => {
                let found = MAIN.iter().map(|name| Self::find(folder, name));
                let unknown = |found: &Result<Self, GitError>| matches!(found, Err(GitError::NoRevision(_)));
                match found.into_iter().find(|found| !unknown(found)) {
                    Some(found) => found?,
                    None => Self::find(folder, "HEAD")?,
                }
            }
        };
        let shared = ran(&revision.top, ["merge-base", &revision.commit, "HEAD"])?;
        let shared = if shared.status.success() { first_line(&shared.stdout) } else { String::new() };
        match shared.is_empty() {
            false => Ok(Self { commit: shared, ..revision }),
            true if is_shallow(&revision.top)? => Err(GitError::Shallow(revision.name)),
            // Branches without a common commit differ as they stand.
            true => Ok(revision),
        }
    }

    /// Which of these files are not as they are in the revision: changed, new or gone. What is outside of
    /// the repository counts as changed.
    ///
    /// # Errors
    /// When git fails.
    pub(crate) fn changed(&self, paths: BTreeSet<PathBuf>) -> Result<BTreeSet<PathBuf>, GitError> {
        let doing = format!("list the files of `{}`", self.name);
        let list = asked(&self.top, &doing, ["ls-tree", "-r", "-z", "--full-tree", &self.commit])?;
        let list = String::from_utf8_lossy(&list).into_owned();
        let known: BTreeMap<&str, &str> = list
            .split('\0')
            .filter_map(|line| {
                let (head, path) = line.split_once('\t')?;
                Some((path, head.rsplit(' ').next()?))
            })
            .collect();
        let top = std::fs::canonicalize(&self.top).unwrap_or_else(|_| self.top.clone());
        let (mut changed, mut there) = (BTreeSet::new(), Vec::new());
        for path in paths {
            // As git asks for a path a line.
            let real = std::fs::canonicalize(&path).ok().filter(|real| real.is_file());
            let text = real.as_deref().and_then(Path::to_str).filter(|text| !text.contains(['\n', '\r']));
            match (&real, text) {
                (Some(_), Some(text)) => there.push((text.to_owned(), path)),
                (Some(_), None) => drop(changed.insert(path)),
                (None, _) => {
                    let folder = path.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
                    let gone = folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
                    if known.contains_key(shown(gone.as_ref().unwrap_or(&path), &top).as_str()) {
                        changed.insert(path);
                    }
                }
            }
        }
        let failed = |reason: &str| GitError::Failed {
            doing: format!("compare the files with `{}`", self.name),
            reason: reason.to_owned(),
        };
        // As they are: a filter of the repository would be a program of somebody else.
        let arguments = ["hash-object", "--no-filters", "--stdin-paths"];
        let names = there.iter().map(|(name, _)| format!("{name}\n")).collect();
        let ids = fed(&self.top, &arguments, names).map_err(|error| failed(&error.to_string()))?;
        let ids = String::from_utf8_lossy(&ids).into_owned();
        let ids: Vec<&str> = ids.lines().collect();
        if ids.len() != there.len() {
            return Err(failed("it stopped on the way"));
        }
        for ((real, path), id) in there.into_iter().zip(ids) {
            if known.get(shown(Path::new(&real), &top).as_str()) != Some(&id) {
                changed.insert(path);
            }
        }
        Ok(changed)
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
        let doing = format!("list the files of `{}`", self.name);
        let list = asked(&self.top, &doing, ["ls-tree", "-r", "-z", "--full-tree", &self.commit])?;
        let list = String::from_utf8_lossy(&list).into_owned();
        // `MODE TYPE ID`, a tab, the path. A link is no file, and a submodule has files of its own.
        let file = |line: &str| {
            let (head, path) = line.split_once('\t')?;
            let is_file = head.starts_with("100") && is_yaml(Path::new(path));
            Some((path.to_owned(), head.rsplit(' ').next().filter(|_| is_file)?.to_owned()))
        };
        self.contents(list.split('\0').filter_map(file).collect(), limit)
    }

    /// The text of one file of the revision, by its path from the top folder.
    ///
    /// # Errors
    /// When the revision has no such file.
    pub(crate) fn file(&self, path: &str, limit: u64) -> Result<String, GitError> {
        let missing = || GitError::NoFile { revision: self.name.clone(), path: path.to_owned() };
        // Asked first, since a partial clone lists files that it has not fetched.
        let name = format!("{}:{path}", self.commit);
        let id = ran(&self.top, ["rev-parse", "--verify", "--quiet", "--end-of-options", &name])?;
        if !id.status.success() {
            return Err(missing());
        }
        self.contents(vec![(path.to_owned(), first_line(&id.stdout))], limit)?
            .remove(path)
            .ok_or_else(missing)
    }

    /// The paths from the top folder that a sparse checkout leaves out of the work tree.
    ///
    /// # Errors
    /// When git fails.
    pub(crate) fn left_out(&self) -> Result<BTreeSet<String>, GitError> {
        let list = asked(&self.top, "list what it tracks", ["ls-files", "-t", "-z"])?;
        let list = String::from_utf8_lossy(&list).into_owned();
        Ok(list.split('\0').filter_map(|line| line.strip_prefix("S ")).map(str::to_owned).collect())
    }

    /// What `git cat-file` says of objects.
    fn batch(&self, option: &str, files: &[(String, String)]) -> io::Result<Vec<u8>> {
        fed(&self.top, &["cat-file", option], files.iter().map(|(_, id)| format!("{id}\n")).collect())
    }

    /// The texts of files by their ids.
    fn contents(
        &self,
        files: Vec<(String, String)>,
        limit: u64,
    ) -> Result<BTreeMap<String, String>, GitError> {
        let failed = || GitError::Failed {
            doing: format!("read the files of `{}`", self.name),
            reason: "it stopped on the way".to_owned(),
        };
        // Sizes first: a file of any size is only a line to ask for.
        let sizes = self.batch("--batch-check", &files).map_err(|_| failed())?;
        let sizes = String::from_utf8_lossy(&sizes).into_owned();
        if sizes.lines().count() != files.len() {
            return Err(failed());
        }
        let mut fitting = Vec::new();
        for (file, line) in files.into_iter().zip(sizes.lines()) {
            if line.ends_with(" missing") {
                return Err(GitError::Partial { revision: self.name.clone(), path: file.0 });
            }
            let size = line.rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
            if size.is_some_and(|size| size <= limit) {
                fitting.push(file);
            }
        }
        let output = self.batch("--batch", &fitting).map_err(|_| failed())?;
        let mut found = BTreeMap::new();
        let mut rest: &[u8] = &output;
        for (path, _) in fitting {
            let Some((head, after)) = split_line(rest) else { return Err(failed()) };
            let head = String::from_utf8_lossy(head).into_owned();
            rest = after;
            let mut words = head.rsplit(' ');
            let (last, kind) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
            let Ok(size) = last.parse::<usize>() else { continue };
            let Some((text, after)) = rest.split_at_checked(size) else { return Err(failed()) };
            rest = after.get(1..).unwrap_or(&[]);
            if let (true, Ok(text)) = (kind == "blob", std::str::from_utf8(text)) {
                found.insert(path, text.to_owned());
            }
        }
        Ok(found)
    }
}

/// The files below `folder` that git tracks, relative to it.
///
/// # Errors
/// When there is no git, no repository, or git fails.
pub(super) fn tracked(folder: &Path) -> Result<Vec<PathBuf>, GitError> {
    let list = asked(folder, "list what it tracks", ["ls-files", "-z"])?;
    let list = String::from_utf8_lossy(&list).into_owned();
    Ok(list.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from).collect())
}

/// Git in a folder whose repository may come from anywhere: it fetches nothing and starts no program,
/// whatever the repository's configuration says.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    let hooks = format!("core.hooksPath={nowhere}");
    let off = ["core.fsmonitor=false", &hooks, "safe.bareRepository=explicit", "protocol.allow=never"];
    command.args(off.iter().flat_map(|setting| ["-c", *setting])).arg("-C").arg(folder);
    // Of the repository around the folder, not the one whose hook this may be.
    const OF_ANOTHER: [&str; 8] = [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_NAMESPACE",
    ];
    for name in OF_ANOTHER {
        command.env_remove(name);
    }
    command
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .env_remove("GIT_EXTERNAL_DIFF")
        .stdin(Stdio::null());
    command
}

fn ran<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> Result<Output, GitError> {
    command(folder).args(arguments).output().map_err(|_| GitError::NotInstalled)
}

/// What git prints when it reads these lines, one process for all: a process for each would take a
/// thousand times as long.
fn fed(folder: &Path, arguments: &[&str], lines: String) -> io::Result<Vec<u8>> {
    let mut child = command(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let input = child.stdin.take();
    let feeder = std::thread::spawn(move || input.map(|mut input| input.write_all(lines.as_bytes())));
    let output = child.wait_with_output()?;
    // The answers show whether everything was asked.
    let _ = feeder.join();
    Ok(output.stdout)
}

/// Whether a clone lacks most of the history.
fn is_shallow(top: &Path) -> Result<bool, GitError> {
    Ok(first_line(&ran(top, ["rev-parse", "--is-shallow-repository"])?.stdout) == "true")
}

/// What git prints.
fn asked<A: AsRef<OsStr>>(
    folder: &Path,
    doing: &str,
    arguments: impl IntoIterator<Item = A>,
) -> Result<Vec<u8>, GitError> {
    answer(doing, command(folder).args(arguments).output())
}

fn answer(doing: &str, output: io::Result<Output>) -> Result<Vec<u8>, GitError> {
    let output = output.map_err(|_| GitError::NotInstalled)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if let Some((_, after)) = said.split_once("dubious ownership in repository at '") {
        return Err(GitError::Distrusted(after.split('\'').next().unwrap_or(after).to_owned()));
    }
    if said.contains("not a git repository") {
        return Err(GitError::NotARepository);
    }
    let reason = said.lines().next().unwrap_or("").trim_start_matches("fatal: ").to_owned();
    Err(GitError::Failed { doing: doing.to_owned(), reason })
}

fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or("").to_owned()
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}
