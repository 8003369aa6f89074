//! Checks a file: reads it, expands its offers, runs the rules, and returns the sorted findings.

pub mod baseline;
mod check;
mod checked;
mod examine;
mod fingerprint;
mod finish;
pub mod fixes;
mod json;
mod levels;
mod marker;
mod references;
mod reparse;
pub mod rules;
mod settings;
mod suppress;

pub use check::check;
pub use checked::{Checked, CheckedOffer, FileReport, Unjudged};
pub use fingerprint::{Fingerprint, fingerprints, fingerprints_v1};
pub use levels::{LevelError, Levels};
pub use references::{NoReferences, ReferenceError, References, Related, Unread};
pub use settings::{BesideJson, Found, Settings};
