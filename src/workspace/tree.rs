//! Looks through a folder for files of offers, and tells what ignore files, dots and links hide.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs::{DirEntry, FileType};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::git::{GitError, tracked};
use super::load;
use super::paths::{reason, shown};

const IGNORE_FILE: &str = ".gitignore";

/// The largest ignore file that is read, in bytes.
const IGNORE_FILE_BYTES: u64 = 1 << 20;

/// How many entries of a hidden folder are looked at before it is left out as a whole.
const ENOUGH: usize = 1000;

/// A path that cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", path.as_ref().map_or_else(String::new, |path| format!("{path}: ")))]
pub(crate) struct WalkError {
    /// The path for display, if known.
    pub path: Option<String>,
    /// Why.
    pub reason: String,
}

/// Why something in a folder is not looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LeftOut {
    /// Its name begins with a dot.
    #[error("hidden, and not tracked by git")]
    Hidden,
    /// A `.gitignore` names it.
    #[error("named by {0}, and not tracked by git")]
    Ignored(String),
    /// A configuration names it.
    #[error("left out by `exclude` in {0}")]
    Excluded(String),
    /// It leads to a folder.
    #[error("a link to a folder, which is looked through if it is named")]
    FolderLink,
    /// It leads to a file that is found at its own place.
    #[error("a link to a file that is looked at itself")]
    Twice,
    /// It leads out of the repository, or nowhere.
    #[error("a link to no file of this repository")]
    Outside,
    /// A pipe, a socket, a device.
    #[error("not a regular file")]
    Irregular,
}

/// What a folder holds.
#[derive(Debug)]
pub(super) struct FolderTree {
    /// The files to look at.
    pub(super) files: Vec<PathBuf>,
    /// What is left out.
    pub(super) skipped: Vec<(PathBuf, LeftOut)>,
    /// The folders that cannot be read.
    pub(super) errors: Vec<WalkError>,
    /// Why git could not say whether it tracks what ignore files name.
    pub(super) untold: Vec<GitError>,
    wanted: fn(&Path) -> bool,
    hidden: BTreeMap<PathBuf, Vec<Hidden>>,
    links: Vec<(PathBuf, Rc<Folder>)>,
}

/// A file or folder that may hold what git tracks.
#[derive(Debug)]
struct Hidden {
    path: PathBuf,
    /// From the top folder of its repository.
    inner: PathBuf,
    why: LeftOut,
}

/// A folder on the way down, with the ignore files that hold in it.
#[derive(Debug)]
struct Folder {
    /// Its real path.
    real: PathBuf,
    /// The top folder of its repository, if it is in one.
    repository: Option<PathBuf>,
    ignore: Option<Gitignore>,
    /// The folder that it is in, if that belongs to the same repository.
    above: Option<Rc<Folder>>,
}

/// Everything below `folder`; `here` is the folder that shown paths are relative to.
pub(super) fn look_through(folder: &Path, here: &Path, wanted: fn(&Path) -> bool) -> FolderTree {
    let real = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    let way: Vec<&Path> = real.ancestors().skip(1).collect();
    let above = way.into_iter().rev().fold(None, |above, folder| Some(Folder::open(folder, above)));
    let mut tree = FolderTree {
        files: Vec::new(),
        skipped: Vec::new(),
        errors: Vec::new(),
        untold: Vec::new(),
        wanted,
        hidden: BTreeMap::new(),
        links: Vec::new(),
    };
    tree.descend(folder, &Folder::open(&real, above), here);
    tree.ask_git(here);
    tree.follow_links();
    tree
}

impl Folder {
    fn open(real: &Path, above: Option<Rc<Self>>) -> Rc<Self> {
        let is_top = real.join(".git").symlink_metadata().is_ok();
        // The rules of one repository do not hold in another one inside it.
        let above = above.filter(|_| !is_top);
        let repository = above.as_ref().and_then(|above| above.repository.clone());
        let repository = if is_top { Some(real.to_path_buf()) } else { repository };
        Rc::new(Self { real: real.to_path_buf(), repository, ignore: ignore_file(real), above })
    }

    /// What the ignore files say of an entry of this folder; the nearest one that names it decides.
    fn matched(&self, path: &Path, is_folder: bool) -> Match<PathBuf> {
        let own = self.ignore.as_ref().map_or(Match::None, |ignore| ignore.matched(path, is_folder));
        match own {
            Match::Ignore(_) => Match::Ignore(self.real.join(IGNORE_FILE)),
            Match::Whitelist(_) => Match::Whitelist(self.real.join(IGNORE_FILE)),
            Match::None => self.above.as_ref().map_or(Match::None, |above| above.matched(path, is_folder)),
        }
    }

    /// Why an entry is hidden, unless git tracks it.
    fn hides(&self, name: &OsStr, is_folder: bool, here: &Path) -> Option<LeftOut> {
        match self.matched(&self.real.join(name), is_folder) {
            Match::Ignore(by) => Some(LeftOut::Ignored(shown(&by, here))),
            Match::Whitelist(_) => None,
            Match::None => name.as_encoded_bytes().starts_with(b".").then_some(LeftOut::Hidden),
        }
    }
}

/// The rules of a folder's `.gitignore`; a line that cannot be read names nothing.
fn ignore_file(folder: &Path) -> Option<Gitignore> {
    let path = folder.join(IGNORE_FILE);
    // As for git, a link is no ignore file.
    if !path.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
        return None;
    }
    let file = load(&path, "", IGNORE_FILE_BYTES).ok()?;
    let mut builder = GitignoreBuilder::new(folder);
    for line in file.text().trim_start_matches('\u{feff}').lines() {
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}

impl FolderTree {
    fn descend(&mut self, path: &Path, folder: &Rc<Folder>, here: &Path) {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.unread(path, &error, here),
        };
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.file_type()?, entry))) {
                Ok((kind, entry)) => self.entry(&entry, kind, folder, here),
                Err(error) => self.unread(path, &error, here),
            }
        }
    }

    fn unread(&mut self, path: &Path, error: &std::io::Error, here: &Path) {
        self.errors.push(WalkError { path: Some(shown(path, here)), reason: reason(error) });
    }

    fn entry(&mut self, entry: &DirEntry, kind: FileType, folder: &Rc<Folder>, here: &Path) {
        let (path, name) = (entry.path(), entry.file_name());
        if name == ".git" || !(kind.is_dir() || kind.is_symlink() || (self.wanted)(&path)) {
            return;
        }
        if let Some(why) = folder.hides(&name, kind.is_dir(), here) {
            let nothing = || candidates(&path, self.wanted).is_some_and(|files| files.is_empty());
            if if kind.is_dir() { !nothing() } else { (self.wanted)(&path) } {
                self.hide(path, why, folder, &name);
            }
        } else if kind.is_dir() {
            let inner = Folder::open(&folder.real.join(&name), Some(Rc::clone(folder)));
            self.descend(&path, &inner, here);
        } else if kind.is_symlink() {
            match std::fs::metadata(&path) {
                Ok(metadata) if metadata.is_dir() => self.skipped.push((path, LeftOut::FolderLink)),
                _ if (self.wanted)(&path) => self.links.push((path, Rc::clone(folder))),
                _ => {}
            }
        } else if kind.is_file() {
            self.files.push(path);
        } else {
            self.skipped.push((path, LeftOut::Irregular));
        }
    }

    /// Leaves something out, unless git turns out to track it.
    fn hide(&mut self, path: PathBuf, why: LeftOut, folder: &Folder, name: &OsStr) {
        let inner = |top: &PathBuf| folder.real.strip_prefix(top).ok().map(|inner| inner.join(name));
        let tracking = folder.repository.as_ref().and_then(|top| Some((top, inner(top)?)));
        match tracking {
            Some((top, inner)) => {
                self.hidden.entry(top.clone()).or_default().push(Hidden { path, inner, why });
            }
            None => self.skipped.push((path, why)),
        }
    }

    /// Brings back what git tracks of what is hidden.
    fn ask_git(&mut self, here: &Path) {
        for (top, hidden) in std::mem::take(&mut self.hidden) {
            let tracked: BTreeSet<PathBuf> = match tracked(&top) {
                Ok(known) => known.into_iter().filter(|path| (self.wanted)(path)).collect(),
                Err(GitError::NotInstalled | GitError::NotARepository) => BTreeSet::new(),
                Err(error) => {
                    // Hidden folders such as `.github` are everywhere and seldom hold an offer.
                    if hidden.iter().any(|hidden| matches!(hidden.why, LeftOut::Ignored(_))) {
                        self.untold.push(error);
                    }
                    BTreeSet::new()
                }
            };
            for Hidden { path, inner, why } in hidden {
                let below = tracked.range(inner.clone()..).take_while(|known| known.starts_with(&inner));
                let mut known = BTreeSet::new();
                for below in below {
                    let rest = below.strip_prefix(&inner).unwrap_or(below);
                    let path = if rest.as_os_str().is_empty() { path.clone() } else { path.join(rest) };
                    known.insert(path.clone());
                    if leads_elsewhere(&top, below) {
                        self.skipped.push((path, LeftOut::Outside));
                        continue;
                    }
                    // What has been deleted or is a link is no file.
                    match path.symlink_metadata() {
                        Ok(metadata) if metadata.is_file() => self.files.push(path),
                        Ok(_) => self.skipped.push((path, LeftOut::Irregular)),
                        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                        Err(error) => self.unread(&path, &error, here),
                    }
                }
                if known.contains(&path) {
                    continue;
                }
                // Of a folder of which a part is tracked, the rest is named.
                match candidates(&path, self.wanted).filter(|_| !known.is_empty()) {
                    Some(files) => {
                        let rest = files.into_iter().filter(|file| !known.contains(file));
                        self.skipped.extend(rest.map(|file| (file, why.clone())));
                    }
                    None => self.skipped.push((path, why)),
                }
            }
        }
    }

    /// Takes links for the files that they lead to, if those are in the repository and not found yet.
    fn follow_links(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
        let mut known: BTreeSet<PathBuf> = self.files.iter().filter_map(real).collect();
        self.links.sort_by(|(one, _), (other, _)| one.cmp(other));
        for (path, folder) in std::mem::take(&mut self.links) {
            let root = folder.repository.as_ref().unwrap_or(&folder.real);
            let target = real(&path).filter(|target| target.is_file() && target.starts_with(root));
            match target {
                None => self.skipped.push((path, LeftOut::Outside)),
                Some(target) if !known.insert(target.clone()) => self.skipped.push((path, LeftOut::Twice)),
                Some(_) => self.files.push(path),
            }
        }
    }
}

/// Whether a path of git's index, which a repository from elsewhere can hold in any form, leaves the
/// repository or goes through a link.
fn leads_elsewhere(top: &Path, inner: &Path) -> bool {
    let folder = inner.parent().unwrap_or(Path::new(""));
    !inner.components().all(|part| matches!(part, Component::Normal(_)))
        || std::fs::canonicalize(top.join(folder)).is_ok_and(|real| real != top.join(folder))
}

/// The wanted files of a folder at any depth; `None` if it is too much to be looked through for that.
fn candidates(folder: &Path, wanted: fn(&Path) -> bool) -> Option<Vec<PathBuf>> {
    let mut folders = vec![folder.to_path_buf()];
    let (mut seen, mut found) = (0, Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            seen += 1;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if seen > ENOUGH {
                return None;
            }
            if is_folder {
                folders.push(entry.path());
            } else if wanted(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    Some(found)
}
