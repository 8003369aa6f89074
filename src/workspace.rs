//! Finds the files to check, and what holds for each: configuration, accounts, holidays.

mod earlier;
mod git;
mod settings;
mod walk;

pub use earlier::{Earlier, EarlierError};
pub use git::Revision;
pub use settings::{SettingsError, Workspace};
pub use walk::{Input, WalkError, files, shown};
