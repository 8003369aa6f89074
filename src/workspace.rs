//! Finds the files to check, and what holds for each: configuration, accounts, holidays.

pub mod config;
mod git;
mod revision;
mod settings;
mod walk;

pub use git::Revision;
pub use revision::{Earlier, EarlierError};
pub use settings::{SettingsError, Workspace};
pub use walk::{Input, WalkError, files, shown};
