//! `paysched.toml`, read with the span of every key, so that mistakes point at their place.

mod keys;
mod read;

pub use keys::FORMAT;
pub use read::read;

use std::sync::Arc;

use crate::lint::Levels;
use crate::lint::rules::{Level, Options};
use crate::marketplace::limits::Disbursement;
use crate::text::source::{DEFAULT_MAX_BYTES, SourceFile, Span, Spanned};

/// The name of a configuration file; the nearest one above an offer file applies to it.
pub const FILE_NAME: &str = "paysched.toml";

/// A configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The file that it was read from; `None` if there is no configuration.
    pub file: Option<Arc<SourceFile>>,
    /// The account register, relative to the configuration.
    pub accounts: Option<Spanned<String>>,
    /// `jp`, `jp-bank`, `us`, `target`, or a file of dates relative to the configuration.
    pub holidays: Option<Spanned<String>>,
    /// When the marketplace pays the seller.
    pub disbursement: Disbursement,
    /// The month in which the seller's fiscal years begin, 1 to 12.
    pub fiscal_year_starts: u32,
    /// The largest offer file that is read, in bytes.
    pub max_file_bytes: u64,
    /// Patterns as in `.gitignore`, relative to the configuration: what is left out of a folder.
    pub exclude: Vec<Spanned<String>>,
    /// The level of every rule.
    pub levels: Levels,
    /// Levels that apply only to some paths, in the order of the file; later ones win.
    pub per_path: Vec<PerPath>,
    /// The thresholds of rules.
    pub options: Options,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            file: None,
            accounts: None,
            holidays: None,
            disbursement: Disbursement::default(),
            fiscal_year_starts: 1,
            max_file_bytes: DEFAULT_MAX_BYTES,
            exclude: Vec::new(),
            levels: Levels::default(),
            per_path: Vec::new(),
            options: Options::default(),
        }
    }
}

/// Levels that apply only to some paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerPath {
    /// Patterns as in `.gitignore`, relative to the configuration.
    pub paths: Vec<String>,
    /// Rules and their levels, each allowed for the rule.
    pub levels: Vec<(String, Level)>,
}

/// One mistake in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Span,
    /// A caption for that span.
    pub label: String,
    /// How to fix it.
    pub help: Option<String>,
}

/// A configuration that cannot be used: the tool cannot do its work.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {}", file.path(), mistakes.first().map_or("", |first| first.message.as_str()))]
pub struct ConfigError {
    /// The configuration file.
    pub file: Arc<SourceFile>,
    /// Every mistake in it, in order.
    pub mistakes: Vec<Mistake>,
}
