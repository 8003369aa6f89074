//! Which offers of a run replace the offers of other files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::offer::{Kind, Offer};

/// The files whose first offer another one replaced: on which day, and which offer of which file.
#[derive(Debug, Default)]
pub(super) struct Replacements(BTreeMap<PathBuf, Replacing>);

impl Replacements {
    /// Notes that an offer replaces that of a file. Of two, the one that is accepted first does.
    pub(super) fn note(mut self, (old, by): (PathBuf, Replacing)) -> Self {
        let known = self.0.entry(old).or_insert_with(|| by.clone());
        if by < *known {
            *known = by;
        }
        self
    }

    /// Those of both.
    pub(super) fn and(self, others: Self) -> Self {
        others.0.into_iter().fold(self, Self::note)
    }

    /// What replaced the first offer of a file, by its absolute path.
    pub(super) fn of(&self, file: &Path) -> Option<&Replacing> {
        self.0.get(file)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The day of acceptance of an offer that replaces another one, its file and the number of its document.
pub(super) type Replacing = (NaiveDate, (PathBuf, usize));

/// Whether an offer, of that document of the file at that path, is the one that replaced another.
pub(super) fn takes_place(replaced: &Replacements, offer: &Offer, document: usize, path: &Path) -> bool {
    let known = replaced_file(offer, path).and_then(|old| replaced.of(&old));
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
