//! The files that configurations name, and those that decide which of them holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Configurations, RegisterReport, WhichFile};
use crate::workspace::config;

impl Configurations {
    /// The account registers of the configurations read so far that have findings of their own.
    pub(crate) fn registers(&self) -> Vec<Arc<RegisterReport>> {
        let registers = self.cache().by_config.values().filter_map(|base| base.register.clone()).collect();
        let wrong = |register: &Arc<RegisterReport>| !register.report.diagnostics.is_empty();
        Vec::into_iter(registers).filter(wrong).collect()
    }

    /// The account registers and holidays named by the configurations read so far, including missing
    /// ones.
    pub(crate) fn named(&self) -> Vec<PathBuf> {
        self.cache().named.iter().cloned().collect()
    }

    /// The files that the settings of a file depend on, whether they are there or not: every configuration
    /// that is, or would be, the nearest, and what it names.
    pub(crate) fn decisive(&self, path: &Path) -> Vec<PathBuf> {
        let path = self.tidied(path);
        let folder = path.parent().unwrap_or(&self.working_directory);
        let mut files = Vec::new();
        match &self.choice {
            WhichFile::Named(path) => files.push(self.tidied(path)),
            WhichFile::None => {}
            WhichFile::Nearest => {
                for path in folder.ancestors().map(|folder| folder.join(config::FILE_NAME)) {
                    let there = path.is_file();
                    files.push(path);
                    if there {
                        break;
                    }
                }
            }
        }
        // A configuration that cannot be used has stopped the command already.
        files.extend(self.base(folder).iter().flat_map(|base| base.named.iter().cloned()));
        files
    }
}
