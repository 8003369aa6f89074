//! Checks a file: reads it, expands its offers, runs the rules, and returns the sorted findings.

#[cfg(feature = "cli")]
mod accepted;
pub mod baseline;
pub(crate) mod behind;
mod check;
mod checked;
mod examine;
mod fingerprint;
mod finish;
pub mod fixes;
mod json;
mod levels;
mod marker;
#[cfg(feature = "cli")]
mod overlap;
mod references;
mod reparse;
mod repeated;
pub mod rules;
mod settings;
mod suppress;

pub use check::check;
pub use checked::{Checked, CheckedOffer, FileReport, Unjudged};
pub use fingerprint::{Fingerprint, fingerprints, fingerprints_v1};
pub use levels::{LevelError, Levels};
#[cfg(feature = "cli")]
pub(crate) use overlap::{Agreement, overlaps};
#[doc(hidden)]
pub use references::Overlap;
pub use references::{NoReferences, ReferenceError, References, Related, Unread};
pub use settings::{BesideJson, Found, Settings};
