//! Finds the files to check, and the settings of each: configuration, accounts, holidays, other offers.

pub mod config;
#[cfg(feature = "cli")]
mod configurations;
#[cfg(feature = "cli")]
mod git;
#[cfg(feature = "cli")]
mod inside;
#[cfg(feature = "cli")]
mod load;
#[cfg(feature = "cli")]
mod paths;
#[cfg(feature = "cli")]
mod references;
#[cfg(feature = "cli")]
mod revision;
#[cfg(feature = "cli")]
mod tree;
#[cfg(feature = "cli")]
mod walk;

#[cfg(feature = "cli")]
pub(crate) use {
    configurations::{Configurations, RegisterReport, SettingsError},
    git::{GitError, Revision},
    inside::repository,
    load::{bytes, load},
    paths::{is_yaml, is_yaml_or_json, shown, tidy},
    references::{Counterparts, Workspace},
    revision::{Earlier, EarlierError, Gone, Seen},
    tree::LeftOut,
    walk::{Input, Walk, files},
};
