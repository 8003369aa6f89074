//! What configurations leave out of folders, and the patterns that they name files by.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{Configurations, Resolved, SettingsError, WhichFile, of_config};
use crate::workspace::config::{self, Config};
use crate::workspace::paths::shown;

impl Configurations {
    /// Whether a configuration that holds for the files of `folder` excludes anything below `walked`.
    ///
    /// # Errors
    /// As [`Configurations::settings_of`].
    pub(in crate::workspace) fn excludes(&self, folder: &Path, walked: &Path) -> Result<bool, SettingsError> {
        let [folder, walked] = [folder, walked].map(|path| self.tidied(path));
        let mut folder = Some(folder);
        while let Some(nearest) = folder {
            let base = self.base(&nearest)?;
            if !base.exclude.is_empty() {
                return Ok(true);
            }
            folder = self.above(&base, &walked);
        }
        Ok(false)
    }

    /// The configuration, as shown, whose `exclude` names a file, or a folder that it is in, below
    /// `walked`: the nearest configuration of the file, and those above it up to the one of `walked`.
    /// `None` if there is none.
    ///
    /// # Errors
    /// As [`Configurations::settings_of`].
    pub(in crate::workspace) fn excluding(
        &self,
        file: &Path,
        walked: &Path,
    ) -> Result<Option<String>, SettingsError> {
        let [file, walked] = [file, walked].map(|path| self.tidied(path));
        let mut folder = file.parent().map(Path::to_path_buf);
        while let Some(nearest) = folder {
            let base = self.base(&nearest)?;
            let parts = || file.ancestors().take_while(|part| *part != walked && *part != base.folder);
            let named = parts().map(|part| {
                let inner = part.strip_prefix(&base.folder).ok()?;
                Some(base.exclude.matched(inner, part != file)).filter(|matched| !matched.is_none())
            });
            if named.flatten().next().is_some_and(|matched| matched.is_ignore()) {
                return Ok(Some(shown(&base.folder.join(config::FILE_NAME), &self.working_directory)));
            }
            folder = self.above(&base, &walked);
        }
        Ok(None)
    }

    /// The folder above that of a configuration, if what holds there holds below `walked` too.
    fn above(&self, base: &Resolved, walked: &Path) -> Option<PathBuf> {
        let inside = base.folder != walked && base.folder.starts_with(walked);
        let above = base.folder.parent().filter(|_| inside && matches!(self.choice, WhichFile::Nearest));
        above.map(Path::to_path_buf)
    }
}

/// The patterns of a configuration.
pub(super) fn exclusions(config: &Config) -> Result<Gitignore, SettingsError> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in &config.exclude {
        builder.add_line(None, &pattern.value).map_err(|error| {
            let message = format!("`exclude` cannot take this pattern: {error}");
            of_config(config, pattern.span, message, "write it as in `.gitignore`, for example \"drafts/\"")
        })?;
    }
    Ok(builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

/// A matcher of patterns as in `.gitignore`; an invalid pattern matches nothing.
pub(super) fn matcher(patterns: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    patterns.iter().for_each(|pattern| drop(builder.add_line(None, pattern)));
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
