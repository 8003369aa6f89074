//! The settings of a file: the nearest configuration, and the register and holidays that it names.

mod exclude;
mod named;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use ignore::gitignore::Gitignore;

use super::config::{self, Config, ConfigError, Mistake};
use super::inside::{InsideError, load_inside};
use super::load;
use super::paths::{shown, tidy};
use crate::lint::rules::{self, Level};
use crate::lint::{FileReport, Levels, Settings, check};
use crate::offer::accounts::{self, Register};
use crate::schedule::Holidays;
use crate::text::source::{DEFAULT_MAX_BYTES, SourceFile, Span};
use crate::text::yaml;
use exclude::{exclusions, matcher};

/// A configuration, or something that it names, cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum SettingsError {
    /// The configuration file cannot be read.
    #[error("{path}: {reason}")]
    Unreadable {
        /// Its path for display.
        path: String,
        /// Why.
        reason: String,
    },
    /// It has mistakes.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// The configurations of a run, each read once, and the settings of each file.
#[derive(Debug)]
pub(crate) struct Configurations {
    as_of: NaiveDate,
    working_directory: PathBuf,
    choice: WhichFile,
    /// The only rules to run, if any are named, and the rules not to run.
    select: Vec<String>,
    ignore: Vec<String>,
    /// Whether an offer that is not ready for release is an error.
    ready: bool,
    cache: Mutex<Cache>,
}

/// An account register with its findings.
#[derive(Debug)]
pub(crate) struct RegisterReport {
    /// The register.
    pub source: SourceFile,
    /// What is wrong with it.
    pub report: FileReport,
}

/// What has been read so far.
#[derive(Debug, Default)]
struct Cache {
    by_folder: BTreeMap<PathBuf, Arc<Resolved>>,
    /// Keyed by the configuration file; no file at all has the empty path.
    by_config: BTreeMap<PathBuf, Arc<Resolved>>,
    /// The files that configurations name, whether they could be read or not.
    named: BTreeSet<PathBuf>,
}

/// One configuration: the settings for all its files, and the overrides for some.
#[derive(Debug)]
struct Resolved {
    folder: PathBuf,
    settings: Settings,
    exclude: Gitignore,
    per_path: Vec<(Gitignore, Vec<(String, Level)>)>,
    register: Option<Arc<RegisterReport>>,
    /// The files that it names.
    named: Vec<PathBuf>,
}

/// Which configuration applies to a file.
#[derive(Debug)]
enum WhichFile {
    /// The nearest one above it.
    Nearest,
    /// This one for all.
    Named(PathBuf),
    /// None.
    None,
}

impl Configurations {
    /// The configurations of a run as of a day, with paths relative to a working directory: for each
    /// file the nearest above it.
    pub(crate) fn new(as_of: NaiveDate, working_directory: PathBuf) -> Self {
        Self {
            as_of,
            working_directory,
            choice: WhichFile::Nearest,
            select: Vec::new(),
            ignore: Vec::new(),
            ready: false,
            cache: Mutex::default(),
        }
    }

    /// Uses this configuration for every file.
    #[must_use]
    pub(crate) fn with_config(self, path: PathBuf) -> Self {
        Self { choice: WhichFile::Named(path), ..self }
    }

    /// Uses no configuration at all.
    #[must_use]
    pub(crate) fn isolated(self) -> Self {
        Self { choice: WhichFile::None, ..self }
    }

    /// Runs only the rules in `select`, if there are any, and not those in `ignore`. Names that are not
    /// rules, and rules that cannot be lowered, have no effect.
    #[must_use]
    pub(crate) fn selecting(self, select: Vec<String>, ignore: Vec<String>) -> Self {
        Self { select, ignore, ..self }
    }

    /// Takes every offer that lacks what its release needs for an error.
    #[must_use]
    pub(crate) fn ready(self) -> Self {
        Self { ready: true, ..self }
    }

    /// The day as of which offers are judged.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The folder that paths are relative to.
    pub(crate) fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    /// The settings of a file, by its path; the file itself need not exist.
    ///
    /// # Errors
    /// When the configuration, or a register or calendar that it names, cannot be used.
    pub(crate) fn settings_of(&self, path: &Path) -> Result<Settings, SettingsError> {
        let path = self.tidied(path);
        let base = self.base(path.parent().unwrap_or(&self.working_directory))?;
        let settings = base.settings.clone();
        Ok(match base.per_path.is_empty() {
            true => settings,
            false => Settings { levels: self.levels_of(&base, &path), ..settings },
        })
    }

    /// The settings for the files of a folder, ignoring per-path overrides.
    ///
    /// # Errors
    /// As [`Configurations::settings_of`].
    pub(crate) fn settings(&self, folder: &Path) -> Result<Settings, SettingsError> {
        self.base(&self.tidied(folder)).map(|base| base.settings.clone())
    }

    /// A path from the root, without dots.
    fn tidied(&self, path: &Path) -> PathBuf {
        tidy(&self.working_directory.join(path))
    }

    /// A lock whose holder panicked still guards whole values: every write is a single insertion.
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What holds for the files of a folder, which is given as [`Configurations::tidied`] gives it.
    fn base(&self, folder: &Path) -> Result<Arc<Resolved>, SettingsError> {
        if let Some(known) = self.cache().by_folder.get(folder) {
            return Ok(Arc::clone(known));
        }
        let config = match &self.choice {
            WhichFile::Named(path) => Some(self.tidied(path)),
            WhichFile::None => None,
            // What cannot be read, such as a pipe, is said, and not passed over for the next one.
            WhichFile::Nearest => folder
                .ancestors()
                .map(|f| f.join(config::FILE_NAME))
                .find(|path| path.symlink_metadata().is_ok() && !path.is_dir()),
        };
        let base = self.of_config(config.as_deref())?;
        self.cache().by_folder.insert(folder.to_path_buf(), Arc::clone(&base));
        Ok(base)
    }

    fn of_config(&self, path: Option<&Path>) -> Result<Arc<Resolved>, SettingsError> {
        let key = path.map(Path::to_path_buf).unwrap_or_default();
        if let Some(known) = self.cache().by_config.get(&key) {
            return Ok(Arc::clone(known));
        }
        let config = match path {
            None => Config::default(),
            Some(path) => {
                let seen = shown(path, &self.working_directory);
                let file = match &self.choice {
                    WhichFile::Named(_) => load(path, &seen, DEFAULT_MAX_BYTES).map_err(InsideError::Io),
                    _ => self.load(path, path.parent().unwrap_or(path), DEFAULT_MAX_BYTES),
                };
                let file = file
                    .map_err(|error| SettingsError::Unreadable { path: seen, reason: error.to_string() })?;
                config::read(Arc::new(file))?
            }
        };
        let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
        let exclude = exclusions(&config)?;
        let (register, register_file) = self.register(&config, folder)?;
        let holidays = self.holidays(&config, folder)?;
        let settings = Settings {
            accounts: Arc::new(register),
            holidays: Arc::new(holidays),
            levels: self.selection(config.levels),
            options: config.options,
            disbursement: config.disbursement,
            fiscal_year_starts: config.fiscal_year_starts,
            max_file_bytes: config.max_file_bytes,
            ..Settings::new(self.as_of)
        };
        let named = [&config.accounts, &config.holidays].into_iter().flatten();
        let named = named.map(|named| tidy(&folder.join(&named.value))).collect();
        let per_path =
            config.per_path.into_iter().map(|per_path| (matcher(&per_path.paths), per_path.levels));
        let mut base = Resolved {
            folder: folder.to_path_buf(),
            settings,
            exclude,
            per_path: per_path.collect(),
            register: None,
            named,
        };
        base.register = register_file.map(|(path, file)| Arc::new(self.reported(&base, &path, file)));
        let base = Arc::new(base);
        self.cache().by_config.insert(key, Arc::clone(&base));
        Ok(base)
    }

    /// The levels of a configuration for a file.
    fn levels_of(&self, base: &Resolved, path: &Path) -> Levels {
        let mut levels = base.settings.levels.clone();
        // A pattern is relative to its configuration; it does not apply to files elsewhere.
        let below = path.strip_prefix(&base.folder).ok().filter(|_| !base.per_path.is_empty());
        let Some(below) = below else { return levels };
        for (matcher, own) in &base.per_path {
            if matcher.matched_path_or_any_parents(below, false).is_ignore() {
                for (name, level) in own {
                    // The configuration has been checked against the rules already.
                    let _ = levels.set(name, *level);
                }
            }
        }
        self.selection(levels)
    }

    /// Reads a file that a file in `folder` names.
    fn load(&self, path: &Path, folder: &Path, limit: u64) -> Result<SourceFile, InsideError> {
        load_inside(path, folder, &self.working_directory, limit)
    }

    /// The levels of a configuration after what the command line selects.
    fn selection(&self, mut levels: Levels) -> Levels {
        if self.ready {
            let _ = levels.set(rules::NOT_READY, Level::Error);
        }
        if !self.select.is_empty() {
            // Unknown names have no effect here: the command line has refused them.
            let _ = levels.select(&self.select);
        }
        for name in &self.ignore {
            let _ = levels.set(name, Level::Off);
        }
        levels
    }

    /// Reads the account register.
    fn register(
        &self,
        config: &Config,
        folder: &Path,
    ) -> Result<(Register, Option<(PathBuf, SourceFile)>), SettingsError> {
        let Some(named) = &config.accounts else { return Ok((Register::default(), None)) };
        let path = tidy(&folder.join(&named.value));
        self.cache().named.insert(path.clone());
        let wrong = |message: String, help: &str| of_config(config, named.span, message, help);
        let file = self.load(&path, folder, config.max_file_bytes).map_err(|error| {
            wrong(
                format!("the account register cannot be read: {error}"),
                "name a file relative to this configuration",
            )
        })?;
        let documents = yaml::parse(&file);
        let Some(document) = documents.iter().find(|d| accounts::is_register(d) || d.root.is_none()) else {
            return Err(wrong(
                format!("`{}` is not an account register", named.value),
                "an account register starts with `paysched_accounts: 1`",
            ));
        };
        let count = documents.iter().filter(|document| accounts::is_register(document)).count();
        if count > 1 {
            return Err(wrong(
                format!(
                    "`{}` holds {count} account registers, of which only the first would count",
                    named.value
                ),
                "put all accounts under one `accounts`, in one document without `---`",
            ));
        }
        let register = accounts::read(&file, document).0;
        drop(documents);
        Ok((register, Some((path, file))))
    }

    /// The findings of an account register, which are like those of an offer.
    fn reported(&self, base: &Resolved, path: &Path, source: SourceFile) -> RegisterReport {
        let settings = Settings { levels: self.levels_of(base, path), ..Settings::new(self.as_of) };
        RegisterReport { report: check(&source, &settings).report, source }
    }

    /// The weekends and holidays of a configuration.
    fn holidays(&self, config: &Config, folder: &Path) -> Result<Holidays, SettingsError> {
        let Some(named) = &config.holidays else { return Ok(Holidays::weekends()) };
        if let Some(calendar) = Holidays::built_in(&named.value) {
            return Ok(calendar);
        }
        let wrong = |message: String, help: &str| of_config(config, named.span, message, help);
        let path = tidy(&folder.join(&named.value));
        self.cache().named.insert(path.clone());
        let unreadable = |reason: &dyn Display| {
            let help = "write \"jp\", \"us\", \"target\", or a file of dates relative to this configuration";
            wrong(format!("the holidays `{}` cannot be read: {reason}", named.value), help)
        };
        let file = self.load(&path, folder, config.max_file_bytes).map_err(|error| unreadable(&error))?;
        if let Some(why) = file.unreadable() {
            return Err(unreadable(why));
        }
        Holidays::from_text(&named.value, file.text()).map_err(|error| {
            wrong(format!("`{}`, {error}", named.value), "write one date a line; `#` starts a comment")
        })
    }
}

fn of_config(config: &Config, span: Span, message: String, help: &str) -> SettingsError {
    let mistake = Mistake { message, span, label: "named here".to_owned(), help: Some(help.to_owned()) };
    match &config.file {
        Some(file) => ConfigError { file: Arc::clone(file), mistakes: vec![mistake] }.into(),
        None => SettingsError::Unreadable { path: String::new(), reason: mistake.message },
    }
}
