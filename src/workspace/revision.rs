//! Every offer of another revision, found by id or by path and document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::configurations::{Configurations, SettingsError};
use super::git::{GitError, Revision};
use super::inside::repository;
use super::load;
use super::paths::{is_yaml, shown};
use super::tree::look_through;
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
                Ok((path, Related::read_all(&file, &settings.holidays)))
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

    /// What the offers of a file continue that do not say so by an id: by the number of the document.
    /// Offers move within a file as others come and go, so the equal ones belong together first, and
    /// none continues an offer whose id stands elsewhere: `ids` has those of the run.
    pub(crate) fn counterparts(
        &self,
        path: &Path,
        now: &[Related],
        ids: &BTreeSet<String>,
    ) -> BTreeMap<usize, Option<Arc<Related>>> {
        let path = self.inner(path);
        let there = self.by_place.range((path.clone(), 0)..).take_while(|((other, _), _)| *other == path);
        let elsewhere = |before: &Related| before.offer.id.get().is_some_and(|id| ids.contains(id));
        let mut free: Vec<_> = there.map(|(_, before)| before).filter(|before| !elsewhere(before)).collect();
        let named = |now: &Related| now.offer.id.get().is_some_and(|id| self.by_id.contains_key(id));
        let mut found = BTreeMap::new();
        for alike in [is_unchanged, is_at_place] {
            for now in now.iter().filter(|now| !named(now)) {
                if matches!(found.get(&now.document), Some(Some(_))) {
                    continue;
                }
                let same = |before: &&Arc<Related>| may_be(before, now.offer.id.get()) && alike(before, now);
                let before = free.iter().position(same).map(|at| Arc::clone(free.remove(at)));
                found.insert(now.document, before);
            }
        }
        found
    }

    /// The folder, as shown, whose files the revision does not have, for a file of another repository
    /// such as a submodule; the file itself if it is in none.
    pub(crate) fn uncompared(&self, path: &Path, here: &Path) -> Option<String> {
        let folder = std::fs::canonicalize(here.join(path).parent()?).ok()?;
        match repository(&folder) {
            Some(top) if top == self.revision.top() => None,
            Some(top) => Some(shown(top, here)),
            None => Some(shown(path, here)),
        }
    }

    /// The revision's name as given.
    pub(crate) fn name(&self) -> &str {
        self.revision.name()
    }

    /// A path from the top folder, whichever way leads there.
    fn inner(&self, path: &Path) -> String {
        let folder = path.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
        let real = folder.and_then(|folder| Some(folder.join(path.file_name()?)));
        shown(real.as_deref().unwrap_or(path), self.revision.top())
    }

    /// The path from the top folder of what the command line names; `.` for all of the repository.
    fn scope(&self, path: &Path) -> PathBuf {
        let top = self.revision.top();
        match std::fs::canonicalize(path) {
            Ok(real) if top.starts_with(&real) => PathBuf::from("."),
            Ok(real) => PathBuf::from(shown(&real, top)),
            Err(_) => PathBuf::from(self.inner(path)),
        }
    }

    /// The released offers below `paths` that are no longer in the repository. `seen` has the offers of
    /// the run, by file.
    ///
    /// # Errors
    /// When git or a configuration fails.
    pub(crate) fn gone(
        &self,
        configurations: &Configurations,
        paths: &[PathBuf],
        seen: &BTreeMap<PathBuf, Vec<Seen>>,
    ) -> Result<Vec<Gone>, EarlierError> {
        let here = configurations.working_directory();
        let scope: Vec<PathBuf> = paths.iter().map(|path| self.scope(&here.join(path))).collect();
        let in_scope = |path: &str| {
            scope.iter().any(|scope| scope == Path::new(".") || Path::new(path).starts_with(scope))
        };
        let mut now = Now { by_id: &self.by_id, ids: BTreeSet::new(), seen: BTreeMap::new() };
        let mut as_seen = BTreeMap::new();
        for (path, offers) in seen {
            let inner = self.inner(&here.join(path));
            as_seen.insert(inner.clone(), path);
            now.add(inner, offers.clone());
        }
        let missing = |now: &Now<'_>| -> Vec<(&String, &Arc<Related>)> {
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
            if !now.seen.contains_key(path) {
                let seen = |offer: &Related| Seen::new(offer.document, offer.offer.id.get().cloned());
                now.add(path.clone(), offers.iter().map(seen).collect());
            }
        }
        let left_out = self.revision.left_out()?;
        let missing: Vec<_> =
            missing(&now).into_iter().filter(|(path, _)| !left_out.contains(*path)).collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        // One that continues another offer of the revision does not continue this one as well.
        let others = all.iter().flat_map(|(path, offers)| offers.iter().map(move |offer| (path, offer)));
        let continues = |path: &str, offer: &Related| {
            let place = now.place(path, offer.document).and_then(|place| self.by_place.get(&place));
            offer.offer.id.get().is_some_and(|id| self.by_id.contains_key(id))
                || place.is_some_and(|before| now.is_same(before, offer.offer.id.get()))
        };
        let mut free: Vec<&Related> =
            others.filter(|(path, offer)| !continues(path, offer)).map(|(_, offer)| offer).collect();
        let texts = self.revision.yaml_files(configurations.settings(self.revision.top())?.max_file_bytes)?;
        let mut found = Vec::new();
        for (path, before) in missing {
            let same = |now: &&Related| may_be(before, now.offer.id.get()) && is_unchanged(before, now);
            if let Some(at) = free.iter().position(same) {
                free.remove(at);
            } else if let Some((finding, text)) = gone(before).zip(texts.get(path)) {
                let place = self.revision.top().join(path);
                let shown = shown(as_seen.get(path).copied().unwrap_or(&place), here);
                found.push(Gone { source: SourceFile::new(shown, text.clone()), finding });
            }
        }
        Ok(found)
    }

    /// Every offer of the work tree, by its path from the top folder: those as well that a configuration
    /// leaves out of the check.
    fn all_offers(
        &self,
        configurations: &Configurations,
    ) -> Result<Vec<(String, Vec<Related>)>, EarlierError> {
        let tree = look_through(self.revision.top(), configurations.working_directory(), is_yaml);
        let offers = tree.files.into_par_iter().map(|path| {
            let settings = configurations.settings_of(&path)?;
            // What cannot be read is said where it is checked.
            let file = load(&path, &shown(&path, self.revision.top()), settings.max_file_bytes);
            let offers =
                file.map_or_else(|_| Vec::new(), |file| Related::read_all(&file, &settings.holidays));
            Ok((self.inner(&path), offers))
        });
        offers.collect()
    }
}

/// Whether an offer is where an earlier one of the same file was.
fn is_at_place(before: &Related, now: &Related) -> bool {
    before.document == now.document
}

/// Whether an offer with this id may be an earlier one: another id is another offer.
fn may_be(before: &Related, id: Option<&String>) -> bool {
    before.offer.id.get().zip(id).is_none_or(|(before, id)| before == id)
}

/// An offer of today.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Its document, from 1.
    document: usize,
    /// The document of the same file, in the revision, that it continues if no id says otherwise.
    continues: Option<usize>,
    id: Option<String>,
}

impl Seen {
    /// The offer of a document, with its id; taken for what stood in the same document.
    pub(crate) fn new(document: usize, id: Option<String>) -> Self {
        Self { document, continues: Some(document), id }
    }

    /// Its document, from 1.
    pub(crate) fn document(&self) -> usize {
        self.document
    }

    /// Its id.
    pub(crate) fn id(&self) -> Option<&String> {
        self.id.as_ref()
    }

    /// Takes it for another document of the revision, or for none.
    pub(crate) fn continuing(&mut self, document: Option<usize>) {
        self.continues = document;
    }
}

/// The offers of today, as far as they are named by id and place.
#[derive(Debug)]
struct Now<'e> {
    by_id: &'e BTreeMap<String, Arc<Related>>,
    ids: BTreeSet<String>,
    seen: BTreeMap<String, Vec<Seen>>,
}

impl Now<'_> {
    fn add(&mut self, path: String, offers: Vec<Seen>) {
        self.ids.extend(offers.iter().filter_map(|offer| offer.id.clone()));
        self.seen.insert(path, offers);
    }

    /// The place in the revision that the offer of a document continues, if no id says otherwise.
    fn place(&self, path: &str, document: usize) -> Option<(String, usize)> {
        let seen = self.seen.get(path)?.iter().find(|seen| seen.document == document)?;
        Some((path.to_owned(), seen.continues?))
    }

    /// Whether there is an offer with the id of an earlier one, or one at its place that may be it.
    fn has(&self, path: &str, before: &Related) -> bool {
        let there = self.seen.get(path).into_iter().flatten();
        let mut there = there.filter(|seen| seen.continues == Some(before.document));
        before.offer.id.get().is_some_and(|id| self.ids.contains(id))
            || there.any(|seen| self.is_same(before, seen.id.as_ref()))
    }

    /// Whether an offer at the place of an earlier one is that offer, by the id of each.
    fn is_same(&self, before: &Related, id: Option<&String>) -> bool {
        match (before.offer.id.get(), id) {
            (Some(before), None) => !self.ids.contains(before),
            (None, Some(id)) => !self.by_id.contains_key(id),
            _ => may_be(before, id),
        }
    }
}
