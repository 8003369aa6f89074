//! What was read so far, for those that stay while files change.
#![cfg(feature = "lsp")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Configurations, RegisterReport};

impl Configurations {
    /// The folders whose configurations were looked for so far.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        self.cache().by_folder.keys().cloned().collect()
    }

    /// The account register that holds for a file; `None` if there is none that can be read.
    pub(crate) fn register_of(&self, path: &Path) -> Option<Arc<RegisterReport>> {
        let path = self.tidied(path);
        self.base(path.parent()?).ok()?.register.clone()
    }
}
