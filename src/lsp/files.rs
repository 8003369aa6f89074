//! What the server asks of the files around an offer.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::lint::{FileReport, Settings};
use crate::output::findings::CheckedFile;
use crate::text::source::SourceFile;
use crate::workspace::config::ConfigError;

/// Why the files of a folder cannot be checked: their configuration cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unusable {
    /// It has mistakes.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// It, or something else, cannot be read; a sentence.
    #[error("{0}")]
    Unreadable(String),
}

/// The files of a workspace as they are saved. What an editor has open is not its concern.
pub trait SavedFiles: fmt::Debug {
    /// The folders of the workspace, as the editor names them; none if it has none.
    fn open(&mut self, folders: Vec<PathBuf>);

    /// That files may have changed.
    fn renew(&mut self);

    /// A number that is another one as soon as a file has changed that findings depend on.
    fn edition(&self) -> u64;

    /// A path as it is shown, and as references from it are followed.
    fn shown(&self, path: &Path) -> String;

    /// The path of a file that is shown so.
    fn path(&self, shown: &str) -> PathBuf;

    /// What holds for a file; it need not exist.
    ///
    /// # Errors
    /// When the configuration, or a register or calendar that it names, cannot be used.
    fn settings(&self, path: &Path) -> Result<Settings, Unusable>;

    /// Takes the findings away that the command line says to leave out.
    fn leave_out(&self, file: &SourceFile, report: &mut FileReport);

    /// The text of a file; `None` if it cannot be read.
    fn read(&self, path: &Path) -> Option<SourceFile>;

    /// The account register that holds for a file.
    fn register(&self, path: &Path) -> Option<SourceFile>;

    /// The texts of all files in the folders that may be offers, in order of their paths.
    fn texts(&self) -> Vec<SourceFile>;

    /// The check of all folders: every file with findings, in order of their paths.
    ///
    /// # Errors
    /// When a configuration cannot be used, or a folder cannot be read.
    fn checked(&self) -> Result<Vec<CheckedFile>, Unusable>;
}
