//! Which offers of a run replace the offers of other files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::offer::{Kind, Offer};

/// The files whose first offer another one replaced: on which day, and which offer of which file.
pub(super) type Replacements = BTreeMap<PathBuf, Replacing>;

/// The day of acceptance of an offer that replaces another one, its file and the number of its document.
pub(super) type Replacing = (NaiveDate, (PathBuf, usize));

/// Whether an offer, of that document of the file at that path, is the one that replaced another.
pub(super) fn takes_place(replaced: &Replacements, offer: &Offer, document: usize, path: &Path) -> bool {
    let known = replaced_file(offer, path).and_then(|old| replaced.get(&old));
    // One that names no file, or one outside, has nobody beside it.
    known.is_none_or(|(_, by)| *by == (absolute(path), document)) && !offer.accepted.is_absent()
}

/// The file with the agreement that a replacement offer of the file at `path` replaces.
pub(super) fn replaced_file(offer: &Offer, path: &Path) -> Option<PathBuf> {
    let named =
        offer.replaces.get().filter(|_| offer.kind() == Some(Kind::ReplacementOffer))?.schedule.get()?;
    Some(absolute(&path.parent().unwrap_or(Path::new("")).join(named)))
}

/// One path for one file.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf())
}
