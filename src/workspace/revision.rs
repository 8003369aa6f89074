//! Every offer of another revision, found by id or by path and document.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::configurations::{Configurations, SettingsError};
use super::git::{GitError, Revision};
use super::paths::shown;
use crate::lint::Related;
use crate::text::source::SourceFile;

/// The offers of a revision.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    top: PathBuf,
    by_id: BTreeMap<String, Arc<Related>>,
    /// By the path from the top folder and the number of the document.
    by_place: BTreeMap<(String, usize), Arc<Related>>,
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
    pub(crate) fn read(revision: &Revision, configurations: &Configurations) -> Result<Self, EarlierError> {
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
        let mut earlier = Self { top: top.to_path_buf(), ..Self::default() };
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
        let place = (shown(path, &self.top), document);
        by_id.or_else(|| self.by_place.get(&place)).cloned()
    }
}
