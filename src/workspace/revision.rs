//! Every offer of another revision, found by id or by path and document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::configurations::{Configurations, SettingsError};
use super::git::{GitError, Revision};
use super::load;
use super::paths::{is_yaml, shown};
use super::walk::files;
use crate::lint::Related;
use crate::lint::rules::{gone, is_in_force, is_unchanged};
use crate::text::diagnostic::Diagnostic;
use crate::text::source::SourceFile;

/// The offers of a revision.
#[derive(Debug)]
pub(crate) struct Earlier {
    revision: Revision,
    by_id: BTreeMap<String, Arc<Related>>,
    /// By the path from the top folder and the number of the document.
    by_place: BTreeMap<(String, usize), Arc<Related>>,
}

/// A released offer of the revision that is no longer there.
#[derive(Debug)]
pub(crate) struct Gone {
    /// Its file, as it was.
    pub(crate) source: SourceFile,
    /// The finding, in the text of that file.
    pub(crate) finding: Diagnostic,
}

/// Why the offers of a revision cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EarlierError {
    /// Git failed.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A configuration of today's work tree cannot be used.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

impl Earlier {
    /// Reads every offer of a revision, under today's configuration. Files that cannot be read are left
    /// out: their mistakes are in the past.
    ///
    /// # Errors
    /// When git or a configuration fails.
    pub(crate) fn read(revision: Revision, configurations: &Configurations) -> Result<Self, EarlierError> {
        let top = revision.top();
        let settings = configurations.settings(top)?;
        let files = revision.yaml_files(settings.max_file_bytes)?;
        let offers: Vec<(String, Vec<Related>)> = files
            .into_par_iter()
            .filter(|(_, text)| text.contains(crate::offer::MARKER))
            .map(|(path, text)| {
                let folder = top.join(&path).parent().map(Path::to_path_buf).unwrap_or_default();
                let settings = configurations.settings(&folder)?;
                let file = SourceFile::new(format!("{}:{path}", revision.name()), text);
                Ok((path, Related::read_all(&file, &settings.calendar)))
            })
            .collect::<Result<_, EarlierError>>()?;
        let mut earlier = Self { revision, by_id: BTreeMap::new(), by_place: BTreeMap::new() };
        for (path, offers) in offers {
            for offer in offers {
                let offer = Arc::new(offer);
                if let Some(id) = offer.offer.id.get() {
                    earlier.by_id.entry(id.clone()).or_insert_with(|| Arc::clone(&offer));
                }
                earlier.by_place.insert((path.clone(), offer.document), offer);
            }
        }
        Ok(earlier)
    }

    /// The offer with this id, in any file, else the one at this path and document.
    pub(super) fn find(&self, path: &Path, document: usize, id: Option<&str>) -> Option<Arc<Related>> {
        let by_id = id.and_then(|id| self.by_id.get(id));
        let place = || (self.inner(path), document);
        by_id.or_else(|| self.by_place.get(&place())).cloned()
    }

    /// A path from the top folder, whichever way leads there.
    fn inner(&self, path: &Path) -> String {
        let folder = path.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
        let real = folder.and_then(|folder| Some(folder.join(path.file_name()?)));
        shown(real.as_deref().unwrap_or(path), self.revision.top())
    }

    /// The released offers below `paths` that are no longer in the repository. `seen` has the offers of
    /// the run, by file: the number and the id of each.
    ///
    /// # Errors
    /// When git or a configuration fails.
    pub(crate) fn gone(
        &self,
        configurations: &Configurations,
        paths: &[PathBuf],
        seen: &BTreeMap<PathBuf, Vec<(usize, Option<String>)>>,
    ) -> Result<Vec<Gone>, EarlierError> {
        let here = configurations.working_directory();
        let scope: Vec<PathBuf> =
            paths.iter().map(|path| PathBuf::from(self.inner(&here.join(path)))).collect();
        let in_scope = |path: &str| {
            scope.iter().any(|scope| scope == Path::new(".") || Path::new(path).starts_with(scope))
        };
        let mut now = Now::default();
        for (path, offers) in seen {
            now.add(&self.inner(&here.join(path)), offers.iter().map(|(number, id)| (*number, id.as_ref())));
        }
        let missing = |now: &Now| -> Vec<(&String, &Arc<Related>)> {
            let released = self.by_place.iter().filter(|((path, _), before)| {
                in_scope(path) && is_in_force(before, configurations.as_of()) && !now.has(path, before)
            });
            released.map(|((path, _), before)| (path, before)).collect()
        };
        if missing(&now).is_empty() {
            return Ok(Vec::new());
        }
        // They may have moved out of what is checked.
        let all = self.all_offers(configurations)?;
        for (path, offers) in &all {
            now.add(path, offers.iter().map(|offer| (offer.document, offer.offer.id.get())));
        }
        let others = || all.iter().flat_map(|(_, offers)| offers);
        let is_other = |id: Option<&String>| id.is_some_and(|id| self.by_id.contains_key(id));
        let stays =
            |before: &Related| others().any(|now| !is_other(now.offer.id.get()) && is_unchanged(before, now));
        let missing = missing(&now).into_iter().filter(|(_, before)| !stays(before));
        let found = missing.filter_map(|(path, before)| Some((path, gone(before)?)));
        let limit = configurations.settings(self.revision.top())?.max_file_bytes;
        found
            .map(|(path, finding)| {
                let shown = shown(&self.revision.top().join(path), here);
                Ok(Gone { source: SourceFile::new(shown, self.revision.file(path, limit)?), finding })
            })
            .collect()
    }

    /// Every offer of the work tree, by its path from the top folder.
    fn all_offers(
        &self,
        configurations: &Configurations,
    ) -> Result<Vec<(String, Vec<Related>)>, EarlierError> {
        let top = self.revision.top();
        let walk = files(&[top.to_path_buf()], configurations, is_yaml)?;
        let offers = walk.inputs.into_par_iter().map(|input| {
            let settings = configurations.settings_of(&input.path)?;
            let file = load(&input.path, &input.shown, settings.max_file_bytes);
            // What cannot be read is said where it is checked.
            let offers =
                file.map_or_else(|_| Vec::new(), |file| Related::read_all(&file, &settings.calendar));
            Ok((self.inner(&input.path), offers))
        });
        offers.collect()
    }
}

/// The offers of today, as far as they are named by id and place.
#[derive(Debug, Default)]
struct Now {
    ids: BTreeSet<String>,
    places: BTreeMap<(String, usize), Option<String>>,
}

impl Now {
    fn add<'o>(&mut self, path: &str, offers: impl Iterator<Item = (usize, Option<&'o String>)>) {
        for (number, id) in offers {
            self.ids.extend(id.cloned());
            self.places.insert((path.to_owned(), number), id.cloned());
        }
    }

    /// Whether there is an offer with the id of an earlier one, or one at its place without another id.
    fn has(&self, path: &str, before: &Related) -> bool {
        let id = before.offer.id.get();
        let at_place = self.places.get(&(path.to_owned(), before.document));
        let same = |now: &Option<String>| now.is_none() || id.is_none() || now.as_ref() == id;
        id.is_some_and(|id| self.ids.contains(id)) || at_place.is_some_and(same)
    }
}
