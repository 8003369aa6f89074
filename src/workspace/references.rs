//! Finds the offers that offers refer to by path, those of another revision, and those with the same id.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::configurations::{Configurations, SettingsError};
use super::inside::load_inside;
use super::paths::{is_yaml, tidy};
use super::revision::Earlier;
use crate::lint::{Overlap, ReferenceError, References, Related, Settings};
use crate::text::source::SourceFile;

/// The files of a run: the settings of each, and the other offers that it is compared with.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    files: Arc<Files>,
    /// Offers whose id another offer has, by path and document, with the location of that one.
    twins: Arc<BTreeMap<(String, usize), String>>,
    /// Agreements that run at the same time as another one.
    overlaps: Arc<BTreeMap<(String, usize), Overlap>>,
    /// The offers of the revision that offers continue where their place does not tell.
    counterparts: Arc<Counterparts>,
    /// Where the files go that offers refer to.
    noted: Option<Arc<Mutex<BTreeSet<PathBuf>>>>,
}

/// The earlier offer, or none, by path and document.
pub(crate) type Counterparts = BTreeMap<(String, usize), Option<Arc<Related>>>;

#[derive(Debug)]
struct Files {
    configurations: Configurations,
    earlier: Option<Earlier>,
    /// The offers that offers refer to, by path; `None` to read them again each time.
    related: Option<Mutex<BTreeMap<PathBuf, Lookup>>>,
}

type Lookup = Result<Arc<Related>, ReferenceError>;

impl Workspace {
    /// Files under these configurations, alone.
    pub(crate) fn new(configurations: Configurations) -> Self {
        Self::of(configurations, None, Some(Mutex::default()))
    }

    /// Files whose offers are compared with another revision.
    pub(crate) fn against(configurations: Configurations, earlier: Earlier) -> Self {
        Self::of(configurations, Some(earlier), Some(Mutex::default()))
    }

    /// Files without a cache of referenced offers: for runs over many files whose memory must not grow
    /// with them.
    pub(crate) fn forgetting(configurations: Configurations) -> Self {
        Self::of(configurations, None, None)
    }

    fn of(
        configurations: Configurations,
        earlier: Option<Earlier>,
        related: Option<Mutex<BTreeMap<PathBuf, Lookup>>>,
    ) -> Self {
        let files = Arc::new(Files { configurations, earlier, related });
        Self {
            files,
            twins: Arc::default(),
            overlaps: Arc::default(),
            counterparts: Arc::default(),
            noted: None,
        }
    }

    /// The same files; the list gets every file that an offer refers to, whether it is there or not.
    pub(crate) fn noting(&self) -> (Self, Arc<Mutex<BTreeSet<PathBuf>>>) {
        let noted = Arc::default();
        (Self { noted: Some(Arc::clone(&noted)), ..self.clone() }, noted)
    }

    /// The same files, now that it is known which offers have the id of another one, which overlap with
    /// another one, and which continue another one than their place tells: by path and document.
    #[must_use]
    pub(crate) fn with_twins(
        &self,
        twins: BTreeMap<(String, usize), String>,
        overlaps: BTreeMap<(String, usize), Overlap>,
        counterparts: Counterparts,
    ) -> Self {
        let (twins, overlaps, counterparts) = (Arc::new(twins), Arc::new(overlaps), Arc::new(counterparts));
        Self { files: Arc::clone(&self.files), twins, overlaps, counterparts, noted: None }
    }

    /// The revision that the files are compared with.
    pub(crate) fn earlier(&self) -> Option<&Earlier> {
        self.files.earlier.as_ref()
    }

    /// The configurations.
    pub(crate) fn configurations(&self) -> &Configurations {
        &self.files.configurations
    }

    /// The settings of a file, by its path; the file itself need not exist.
    ///
    /// # Errors
    /// When the configuration, or a register or calendar that it names, cannot be used.
    pub(crate) fn settings_of(&self, path: &Path) -> Result<Settings, SettingsError> {
        Ok(self.configurations().settings_of(path)?.with_references(Arc::new(self.clone())))
    }

    /// The files that results depend on because a configuration or an offer names them: account
    /// registers, holidays, authorizations, replaced offers; including missing ones.
    pub(crate) fn named(&self) -> Vec<PathBuf> {
        let mut named = self.configurations().named();
        named.extend(self.files.related().iter().flat_map(|known| known.keys().cloned()));
        named
    }
}

impl References for Workspace {
    fn find(&self, from: &SourceFile, reference: &str) -> Option<Lookup> {
        // An id of the marketplace is not a path.
        if !reference.contains(['.', '/']) {
            return None;
        }
        let folder = Path::new(from.path()).parent()?;
        let folder = self.configurations().working_directory().join(folder);
        let path = folder.join(reference);
        if let Some(noted) = &self.noted {
            noted.lock().unwrap_or_else(PoisonError::into_inner).insert(tidy(&path));
        }
        let known = self.files.related().and_then(|known| known.get(&path).cloned());
        Some(known.unwrap_or_else(|| self.files.look_up(path, &folder)))
    }

    fn before(&self, file: &SourceFile, document: usize, id: Option<&str>) -> Option<Arc<Related>> {
        let earlier = self.files.earlier.as_ref()?;
        if let Some(known) = self.counterparts.get(&(file.path().to_owned(), document)) {
            return known.clone();
        }
        let path = self.configurations().working_directory().join(file.path());
        earlier.find(&path, document, id)
    }

    fn twin(&self, file: &SourceFile, document: usize) -> Option<String> {
        // Nearly no run has any.
        if self.twins.is_empty() {
            return None;
        }
        self.twins.get(&(file.path().to_owned(), document)).cloned()
    }

    fn overlap(&self, file: &SourceFile, document: usize) -> Option<Overlap> {
        if self.overlaps.is_empty() {
            return None;
        }
        self.overlaps.get(&(file.path().to_owned(), document)).cloned()
    }
}

impl Files {
    fn related(&self) -> Option<MutexGuard<'_, BTreeMap<PathBuf, Lookup>>> {
        // A lock whose holder panicked still guards whole values: every write is a single insertion.
        Some(self.related.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the first offer of a file, and caches it if there is a cache.
    fn look_up(&self, path: PathBuf, folder: &Path) -> Lookup {
        let related = self.read(&path, folder).map(Arc::new);
        if let Some(mut known) = self.related() {
            known.insert(path, related.clone());
        }
        related
    }

    /// `folder` is that of the file that names it.
    fn read(&self, path: &Path, folder: &Path) -> Result<Related, ReferenceError> {
        if !is_yaml(path) {
            return Err(ReferenceError::NotYaml);
        }
        let here = self.configurations.working_directory();
        let settings = self.configurations.settings(path.parent().unwrap_or(here));
        let settings = settings.map_err(|error| ReferenceError::Unreadable(error.to_string()))?;
        let file = load_inside(path, folder, here, settings.max_file_bytes)
            .map_err(|error| ReferenceError::Unreadable(error.to_string()))?;
        Related::read(&file, &settings.holidays).ok_or(ReferenceError::NoOffer)
    }
}
