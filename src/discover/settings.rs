//! What holds for a file: the nearest configuration, and the register and holidays that it names.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;

use super::earlier::Earlier;
use super::walk::{reason, shown};
use crate::accounts::{self, Register};
use crate::config::{self, Config, ConfigError, Mistake};
use crate::lint::{FileReport, Found, NoReferences, References, Settings, lint};
use crate::rules::Related;
use crate::schedule::Calendar;
use crate::source::{SourceFile, load};
use crate::yaml;

/// A configuration, or something that it names, keeps the tool from doing its work.
#[derive(Debug, Clone)]
pub enum SettingsError {
    /// The configuration file cannot be read.
    Unreadable {
        /// Its path as people see it.
        path: String,
        /// Why.
        reason: String,
    },
    /// It says something that it cannot say.
    Config(ConfigError),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, reason } => write!(f, "{path}: {reason}"),
            Self::Config(error) => {
                let first = error.mistakes.first().map_or("", |m| m.message.as_str());
                write!(f, "{}: {first}", error.file.path())
            }
        }
    }
}

/// Settings of every folder of a run, each read once.
#[derive(Debug)]
pub struct Workspace {
    as_of: NaiveDate,
    working_directory: PathBuf,
    /// One configuration for all files, where the command line names it or forbids any.
    fixed: Option<Choice>,
    by_folder: Mutex<BTreeMap<PathBuf, Arc<Settings>>>,
    /// Keyed by the configuration file; no file at all has the empty path.
    by_config: Mutex<BTreeMap<PathBuf, Arc<Settings>>>,
    registers: Mutex<Vec<(SourceFile, FileReport)>>,
    related: Mutex<BTreeMap<PathBuf, Option<Arc<Related>>>>,
    earlier: Option<Earlier>,
}

#[derive(Debug)]
enum Choice {
    Named(PathBuf),
    None,
}

impl Workspace {
    /// A run as of a day, seen from a working directory.
    pub fn new(as_of: NaiveDate, working_directory: PathBuf) -> Self {
        Self {
            as_of,
            working_directory,
            fixed: None,
            by_folder: Mutex::default(),
            by_config: Mutex::default(),
            registers: Mutex::default(),
            related: Mutex::default(),
            earlier: None,
        }
    }

    /// Uses this configuration for every file.
    #[must_use]
    pub fn with_config(self, path: PathBuf) -> Self {
        Self { fixed: Some(Choice::Named(path)), ..self }
    }

    /// Uses no configuration at all.
    #[must_use]
    pub fn isolated(self) -> Self {
        Self { fixed: Some(Choice::None), ..self }
    }

    /// Compares every offer with how it stood in another revision.
    #[must_use]
    pub fn against(self, earlier: Earlier) -> Self {
        Self { earlier: Some(earlier), ..self }
    }

    /// The day as of which offers are judged.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// What holds for the files of a folder.
    ///
    /// # Errors
    /// When the configuration, or a register or calendar that it names, cannot be used.
    pub fn settings(&self, folder: &Path) -> Result<Arc<Settings>, SettingsError> {
        let folder = self.working_directory.join(folder);
        if let Some(known) = lock(&self.by_folder).get(&folder) {
            return Ok(Arc::clone(known));
        }
        let config = match &self.fixed {
            Some(Choice::Named(path)) => Some(path.clone()),
            Some(Choice::None) => None,
            None => folder.ancestors().map(|f| f.join(config::FILE_NAME)).find(|path| path.is_file()),
        };
        let settings = self.of_config(config.as_deref())?;
        lock(&self.by_folder).insert(folder, Arc::clone(&settings));
        Ok(settings)
    }

    /// The account registers of the run that have findings of their own.
    pub fn registers(&self) -> Vec<(SourceFile, FileReport)> {
        std::mem::take(&mut lock(&self.registers))
    }

    fn of_config(&self, path: Option<&Path>) -> Result<Arc<Settings>, SettingsError> {
        let key = path.map(Path::to_path_buf).unwrap_or_default();
        if let Some(known) = lock(&self.by_config).get(&key) {
            return Ok(Arc::clone(known));
        }
        let config = match path {
            None => Config::default(),
            Some(path) => {
                let seen = shown(path, &self.working_directory);
                let file = load(path, &seen, crate::source::DEFAULT_MAX_BYTES)
                    .map_err(|error| SettingsError::Unreadable { path: seen, reason: reason(&error) })?;
                config::read(Arc::new(file)).map_err(SettingsError::Config)?
            }
        };
        let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
        let settings = Arc::new(Settings {
            as_of: self.as_of,
            accounts: self.register(&config, folder)?,
            calendar: calendar(&config, folder)?,
            levels: config.levels,
            options: config.options,
            max_file_bytes: config.max_file_bytes,
        });
        lock(&self.by_config).insert(key, Arc::clone(&settings));
        Ok(settings)
    }

    /// Reads the account register; its own mistakes are findings like those of an offer.
    fn register(&self, config: &Config, folder: &Path) -> Result<Register, SettingsError> {
        let Some(named) = &config.accounts else { return Ok(Register::default()) };
        let path = folder.join(&named.value);
        let wrong = |message: String, help: &str| of_config(config, named.span, message, help);
        let file =
            load(&path, &shown(&path, &self.working_directory), config.max_file_bytes).map_err(|error| {
                wrong(
                    format!("the account register cannot be read: {}", reason(&error)),
                    "name a file relative to this configuration",
                )
            })?;
        let documents = yaml::parse(&file);
        let Some(document) = documents.iter().find(|d| accounts::is_register(d) || d.root.is_none()) else {
            return Err(wrong(
                format!("`{}` is no account register", named.value),
                "an account register starts with `paysched_accounts: 1`",
            ));
        };
        let register = accounts::read(&file, document).0;
        drop(documents);
        let settings = Settings { levels: config.levels.clone(), ..Settings::new(self.as_of) };
        let report = lint(&file, Found::Named, &settings, &NoReferences);
        if !report.diagnostics.is_empty() {
            lock(&self.registers).push((file, report));
        }
        Ok(register)
    }
}

impl References for Workspace {
    fn find(&self, from: &SourceFile, reference: &str) -> Option<Arc<Related>> {
        // An id of the marketplace is no path.
        if !(reference.ends_with(".yaml") || reference.ends_with(".yml")) {
            return None;
        }
        let folder = self.working_directory.join(Path::new(from.path()).parent()?);
        let path = folder.join(reference);
        if let Some(known) = lock(&self.related).get(&path) {
            return known.clone();
        }
        let settings = self.settings(path.parent()?).ok()?;
        let file = load(&path, &shown(&path, &self.working_directory), settings.max_file_bytes).ok();
        let related = file.and_then(|file| Related::read(&file, &settings)).map(Arc::new);
        lock(&self.related).insert(path, related.clone());
        related
    }

    fn before(&self, file: &SourceFile, document: usize, id: Option<&str>) -> Option<Arc<Related>> {
        let path = self.working_directory.join(file.path());
        self.earlier.as_ref()?.find(&path, document, id)
    }
}

fn calendar(config: &Config, folder: &Path) -> Result<Calendar, SettingsError> {
    let Some(named) = &config.holidays else { return Ok(Calendar::weekends()) };
    if let Some(calendar) = Calendar::built_in(&named.value) {
        return Ok(calendar);
    }
    let wrong = |message: String, help: &str| of_config(config, named.span, message, help);
    let path = folder.join(&named.value);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let help = "write \"jp\", \"us\", \"target\", or a file of dates relative to this configuration";
        wrong(format!("the holidays `{}` cannot be read: {}", named.value, reason(&error)), help)
    })?;
    Calendar::from_text(&named.value, &text).map_err(|error| {
        wrong(format!("`{}`, {error}", named.value), "write one date a line; `#` starts a comment")
    })
}

fn of_config(config: &Config, span: crate::source::Span, message: String, help: &str) -> SettingsError {
    let mistake = Mistake { message, span, label: "named here".to_owned(), help: Some(help.to_owned()) };
    match &config.file {
        Some(file) => SettingsError::Config(ConfigError { file: Arc::clone(file), mistakes: vec![mistake] }),
        None => SettingsError::Unreadable { path: String::new(), reason: mistake.message },
    }
}

/// A lock whose holder panicked still guards whole values: every write is a single insertion.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
