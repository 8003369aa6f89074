//! The folders of the command line: what they hold, and what is said where they hold no offer.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::stream::stderr;
use super::ways_out::of_git;
use super::{Common, Failure};
use crate::text::sanitize::blanks;
use crate::workspace::{Configurations, Input, Walk, files, is_yaml, shown};

/// The options of every command that looks through folders.
#[derive(Debug, clap::Args)]
pub(super) struct Walking {
    /// Take it for no mistake if folders hold no offer
    #[arg(long)]
    allow_empty: bool,
}

impl Walking {
    /// Fails if folders were looked through and hold no offer. `found` says whether there is one.
    ///
    /// # Errors
    /// When there is none, unless the command line allows it.
    pub(super) fn verify(&self, paths: &[PathBuf], found: bool) -> Result<(), Failure> {
        if found || self.allow_empty || !paths.iter().any(|path| path.is_dir()) {
            return Ok(());
        }
        Err(nothing_in(paths, ", and --allow-empty accepts that there is none")?)
    }
}

/// That folders hold no offer, and what may be done.
///
/// # Errors
/// When the working directory is not known.
pub(super) fn nothing_in(paths: &[PathBuf], more: &str) -> Result<Failure, Failure> {
    let of = title(paths, &Common::working_directory()?);
    Ok(Failure::message(format!(
        "there is no offer in {of}; `paysched check --list-skipped` shows what is left out and why{more}"
    )))
}

/// The paths of the command line, or the current folder.
pub(super) fn paths_or_here(paths: &[PathBuf]) -> &[PathBuf] {
    static HERE: LazyLock<[PathBuf; 1]> = LazyLock::new(|| [PathBuf::from(".")]);
    if paths.is_empty() { &*HERE } else { paths }
}

/// What paths name. What git does not tell is said on standard error.
///
/// # Errors
/// When a configuration cannot be used.
pub(super) fn walk(
    paths: &[PathBuf],
    configurations: &Configurations,
    common: &Common,
    wanted: fn(&Path) -> bool,
) -> Result<Walk, Failure> {
    let walk = files(paths, configurations, wanted).map_err(|error| common.settings_failure(error))?;
    for error in &walk.untold {
        let line = format!("{}; until then, what ignore files name is left out", of_git(error));
        writeln!(stderr(), "paysched: {}", blanks(&line))?;
    }
    Ok(walk)
}

/// The YAML files that paths name, each a file or a folder.
///
/// # Errors
/// When one of them cannot be read, or a configuration cannot be used.
pub(super) fn offer_files(
    paths: &[PathBuf],
    configurations: &Configurations,
    common: &Common,
) -> Result<Vec<Input>, Failure> {
    let Walk { inputs, errors, .. } = walk(paths, configurations, common, is_yaml)?;
    match errors.is_empty() {
        true => Ok(inputs),
        false => Err(Failure::all(&errors.iter().map(ToString::to_string).collect::<Vec<_>>())),
    }
}

/// The paths as text for a title.
pub(super) fn title(paths: &[PathBuf], here: &Path) -> String {
    let name = |path: &PathBuf| match shown(path, here) {
        dot if dot == "." => "the current folder".to_owned(),
        shown => shown,
    };
    match paths {
        [first, _, _, _, ..] => format!("{} and {} more paths", name(first), paths.len() - 1),
        paths => paths.iter().map(name).collect::<Vec<_>>().join(", "),
    }
}
