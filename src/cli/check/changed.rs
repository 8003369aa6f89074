//! `check --changed [REV]`: the files that changed since a revision, and those that depend on what did.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Args;
use super::files::FileDone;
use crate::cli::Failure;
use crate::cli::ways_out::of_git;
use crate::text::sanitize::blanks;
use crate::text::words::count;
use crate::workspace::{Configurations, GitError, Revision, Workspace, shown, tidy};

/// Which files a check reports on: all of them, unless it is about what changed.
#[derive(Debug)]
pub(super) enum Affected {
    /// All of them.
    All,
    /// What changed since a revision.
    Since {
        /// The name of the revision.
        revision: String,
        /// How many files were looked at.
        files: usize,
        /// The paths, as shown, of the files that changed or depend on what did.
        affected: BTreeSet<String>,
        /// The paths, as shown, of what changed, whatever it is.
        changed: BTreeSet<String>,
    },
}

/// The files that the check reports on. All of them have been checked: an id, or a contract that overlaps,
/// is known only then.
pub(super) fn find(args: &Args, workspace: &Workspace, done: &[FileDone]) -> Result<Affected, Failure> {
    let Some(name) = &args.changed else { return Ok(Affected::All) };
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::message("--changed is about files, and `-` reads standard input"));
    }
    let configurations = workspace.configurations();
    let here = configurations.working_directory();
    let revision = Revision::branched(&here.join(args.first_folder()), name.as_deref());
    let revision = revision.map_err(|error| no_revision(&error))?;
    let needs: Vec<(&str, BTreeSet<PathBuf>)> =
        done.iter().map(|file| (file.shown.as_str(), needs(configurations, file))).collect();
    let all = needs.iter().flat_map(|(_, needs)| needs.iter().cloned()).collect();
    let changed = revision.changed(all).map_err(|error| Failure::message(of_git(&error)))?;
    let affected = needs.iter().filter(|(_, needs)| !needs.is_disjoint(&changed));
    Ok(Affected::Since {
        revision: revision.name().to_owned(),
        files: done.iter().filter(|file| !file.checked.report.passed_over).count(),
        affected: affected.map(|(shown, _)| (*shown).to_owned()).collect(),
        changed: changed.iter().map(|path| shown(path, here)).collect(),
    })
}

/// Every file on which the findings of a file depend, itself included.
fn needs(configurations: &Configurations, file: &FileDone) -> BTreeSet<PathBuf> {
    let own = tidy(&configurations.working_directory().join(&file.shown));
    let mut needs = BTreeSet::new();
    for path in file.names.iter().chain([&own]) {
        needs.extend(configurations.decisive(path));
        needs.insert(path.clone());
    }
    needs
}

/// That git does not tell what changed, and what to do.
fn no_revision(error: &GitError) -> Failure {
    match error {
        GitError::NoRevision(name) if Path::new(name).exists() => Failure::message(format!(
            "git knows no revision `{name}`; to check that path, put it before --changed"
        )),
        GitError::NotARepository => {
            Failure::message("this is not a git repository, so nothing tells what changed")
        }
        error => Failure::message(of_git(error)),
    }
}

impl Affected {
    /// Whether a file is reported on, by its path as shown.
    pub(super) fn has(&self, shown: &str) -> bool {
        match self {
            Self::All => true,
            Self::Since { affected, .. } => affected.contains(shown),
        }
    }

    /// Whether an account register is reported on.
    pub(super) fn has_register(&self, shown: &str) -> bool {
        match self {
            Self::All => true,
            Self::Since { changed, .. } => changed.contains(shown),
        }
    }

    /// Whether nothing changed.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Since { affected, changed, .. } if affected.is_empty() && changed.is_empty())
    }

    /// Says what part of the files is reported on.
    pub(super) fn say(&self, err: &mut dyn Write) -> io::Result<()> {
        let Self::Since { revision, files, affected, .. } = self else { return Ok(()) };
        let (files, revision) = (count(*files, "file"), blanks(revision));
        match affected.len() {
            0 => writeln!(err, "paysched: nothing in {files} has changed since `{revision}`"),
            1 => writeln!(err, "paysched: 1 of {files} changed since `{revision}`, or depends on what did"),
            some => {
                writeln!(err, "paysched: {some} of {files} changed since `{revision}`, or depend on what did")
            }
        }
    }
}
