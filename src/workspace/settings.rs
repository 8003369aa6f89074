//! What holds for a file: the nearest configuration, and the register and holidays that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::revision::Earlier;
use super::walk::{reason, shown};
use crate::lint::rules::{Level, Related};
use crate::lint::{FileReport, Found, Levels, NoReferences, References, Settings, lint};
use crate::offer::accounts::{self, Register};
use crate::offer::quote;
use crate::schedule::Calendar;
use crate::text::source::{SourceFile, load};
use crate::text::yaml;
use crate::workspace::config::{self, Config, ConfigError, Mistake};

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
    by_folder: Mutex<BTreeMap<PathBuf, Arc<Base>>>,
    /// Keyed by the configuration file; no file at all has the empty path.
    by_config: Mutex<BTreeMap<PathBuf, Arc<Base>>>,
    registers: Mutex<Vec<(SourceFile, FileReport)>>,
    related: Mutex<BTreeMap<PathBuf, Result<Arc<Related>, String>>>,
    /// What offers name and could not be read, in one line each.
    unread: Mutex<BTreeSet<String>>,
    /// The files that were read, or looked for, because a configuration or an offer names them.
    named: Mutex<BTreeSet<PathBuf>>,
    earlier: Option<Earlier>,
    /// Whether the offers that other offers name are read anew each time.
    forgets: bool,
    /// The only rules that are looked for, where any are named, and those that are not.
    select: Vec<String>,
    ignore: Vec<String>,
    /// Offers whose id another offer has, by path and document, with where that one stands.
    twins: Mutex<BTreeMap<(String, usize), String>>,
}

/// One configuration: what holds for all its files, and what more for some.
#[derive(Debug)]
struct Base {
    folder: PathBuf,
    settings: Arc<Settings>,
    per_path: Vec<(Gitignore, Vec<(String, Level)>)>,
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
            unread: Mutex::default(),
            named: Mutex::default(),
            earlier: None,
            forgets: false,
            select: Vec::new(),
            ignore: Vec::new(),
            twins: Mutex::default(),
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

    /// Keeps nothing of the offers that other offers name, nor who names them: for runs over many
    /// files whose memory must not grow with them.
    #[must_use]
    pub fn forgetting(self) -> Self {
        Self { forgets: true, ..self }
    }

    /// Looks only for the rules in `select`, where there are any, and not for those in `ignore`. Names
    /// that are no rule, and rules that cannot be lowered, have no effect.
    #[must_use]
    pub fn selecting(self, select: Vec<String>, ignore: Vec<String>) -> Self {
        Self { select, ignore, ..self }
    }

    /// Says which offers have the id of another one.
    pub fn set_twins(&self, twins: BTreeMap<(String, usize), String>) {
        *lock(&self.twins) = twins;
    }

    /// The day as of which offers are judged.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// What holds for a file, by its path; the file itself need not exist.
    ///
    /// # Errors
    /// When the configuration, or a register or calendar that it names, cannot be used.
    pub fn settings_of(&self, path: &Path) -> Result<Arc<Settings>, SettingsError> {
        let path = self.working_directory.join(path);
        let base = self.base(path.parent().unwrap_or(&self.working_directory))?;
        if base.per_path.is_empty() {
            return Ok(Arc::clone(&base.settings));
        }
        // A pattern is relative to its configuration; it says nothing of files elsewhere.
        let folder = self.working_directory.join(&base.folder);
        let Ok(below) = path.strip_prefix(&folder) else { return Ok(Arc::clone(&base.settings)) };
        let mut settings = Settings::clone(&base.settings);
        for (matcher, levels) in &base.per_path {
            if matcher.matched_path_or_any_parents(below, false).is_ignore() {
                for (name, level) in levels {
                    // The configuration has been held against the rules already.
                    let _ = settings.levels.set(name, *level);
                }
            }
        }
        settings.levels = self.selection(settings.levels);
        Ok(Arc::new(settings))
    }

    /// What holds for the files of a folder, patterns apart.
    ///
    /// # Errors
    /// As [`Workspace::settings_of`].
    pub fn settings(&self, folder: &Path) -> Result<Arc<Settings>, SettingsError> {
        self.base(folder).map(|base| Arc::clone(&base.settings))
    }

    fn base(&self, folder: &Path) -> Result<Arc<Base>, SettingsError> {
        let folder = self.working_directory.join(folder);
        if let Some(known) = lock(&self.by_folder).get(&folder) {
            return Ok(Arc::clone(known));
        }
        let config = match &self.fixed {
            Some(Choice::Named(path)) => Some(path.clone()),
            Some(Choice::None) => None,
            None => folder.ancestors().map(|f| f.join(config::FILE_NAME)).find(|path| path.is_file()),
        };
        let base = self.of_config(config.as_deref())?;
        lock(&self.by_folder).insert(folder, Arc::clone(&base));
        Ok(base)
    }

    /// The account registers of the run that have findings of their own.
    pub fn registers(&self) -> Vec<(SourceFile, FileReport)> {
        std::mem::take(&mut lock(&self.registers))
    }

    /// The files that offers name and that could not be read, each with who names it and why, so
    /// that nothing was held against them; in one line each, in order.
    pub fn unread(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.unread)).into_iter().collect()
    }

    /// The files that a verdict depends on because a configuration or an offer names them: account
    /// registers, holidays, authorizations, replaced offers; those too that are not there.
    pub fn named(&self) -> Vec<PathBuf> {
        lock(&self.named).iter().cloned().collect()
    }

    /// The first offer of a file that another offer names.
    ///
    /// # Errors
    /// Why there is none, in a few words.
    fn related(&self, path: &Path) -> Result<Arc<Related>, String> {
        if !path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            return Err("an offer file ends in .yaml or .yml".to_owned());
        }
        if !self.forgets {
            lock(&self.named).insert(path.to_path_buf());
        }
        let folder = path.parent().unwrap_or(&self.working_directory);
        let settings = self.settings(folder).map_err(|error| error.to_string())?;
        let file = load(path, &shown(path, &self.working_directory), settings.max_file_bytes)
            .map_err(|error| reason(&error))?;
        let related = Related::read(&file, &settings);
        related.map(Arc::new).ok_or_else(|| "it holds no offer that can be read".to_owned())
    }

    fn of_config(&self, path: Option<&Path>) -> Result<Arc<Base>, SettingsError> {
        let key = path.map(Path::to_path_buf).unwrap_or_default();
        if let Some(known) = lock(&self.by_config).get(&key) {
            return Ok(Arc::clone(known));
        }
        let config = match path {
            None => Config::default(),
            Some(path) => {
                let seen = shown(path, &self.working_directory);
                let file = load(path, &seen, crate::text::source::DEFAULT_MAX_BYTES)
                    .map_err(|error| SettingsError::Unreadable { path: seen, reason: reason(&error) })?;
                config::read(Arc::new(file)).map_err(SettingsError::Config)?
            }
        };
        let folder = path.and_then(Path::parent).unwrap_or(Path::new(""));
        let settings = Arc::new(Settings {
            as_of: self.as_of,
            accounts: Arc::new(self.register(&config, folder)?),
            calendar: Arc::new(self.calendar(&config, folder)?),
            levels: self.selection(config.levels),
            options: config.options,
            payout: config.payout,
            max_file_bytes: config.max_file_bytes,
        });
        let per_path =
            config.per_path.into_iter().map(|per_path| (matcher(&per_path.paths), per_path.levels));
        let base = Arc::new(Base { folder: folder.to_path_buf(), settings, per_path: per_path.collect() });
        lock(&self.by_config).insert(key, Arc::clone(&base));
        Ok(base)
    }

    /// The levels of a configuration after what the command line selects.
    fn selection(&self, mut levels: Levels) -> Levels {
        if !self.select.is_empty() {
            // Unknown names have no effect here: the command line has refused them.
            let _ = levels.select(&self.select);
        }
        for name in &self.ignore {
            let _ = levels.set(name, Level::Off);
        }
        levels
    }

    /// Reads the account register; its own mistakes are findings like those of an offer.
    fn register(&self, config: &Config, folder: &Path) -> Result<Register, SettingsError> {
        let Some(named) = &config.accounts else { return Ok(Register::default()) };
        let path = folder.join(&named.value);
        lock(&self.named).insert(path.clone());
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

    /// The weekends and holidays of a configuration.
    fn calendar(&self, config: &Config, folder: &Path) -> Result<Calendar, SettingsError> {
        let Some(named) = &config.holidays else { return Ok(Calendar::weekends()) };
        if let Some(calendar) = Calendar::built_in(&named.value) {
            return Ok(calendar);
        }
        let wrong = |message: String, help: &str| of_config(config, named.span, message, help);
        let path = folder.join(&named.value);
        lock(&self.named).insert(path.clone());
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let help = "write \"jp\", \"us\", \"target\", or a file of dates relative to this configuration";
            wrong(format!("the holidays `{}` cannot be read: {}", named.value, reason(&error)), help)
        })?;
        Calendar::from_text(&named.value, &text).map_err(|error| {
            wrong(format!("`{}`, {error}", named.value), "write one date a line; `#` starts a comment")
        })
    }
}

impl References for Workspace {
    fn find(&self, from: &SourceFile, reference: &str) -> Option<Arc<Related>> {
        // An id of the marketplace is no path.
        if !reference.contains(['.', '/']) {
            return None;
        }
        let path = self.working_directory.join(Path::new(from.path()).parent()?).join(reference);
        if self.forgets {
            return self.related(&path).ok();
        }
        let known = lock(&self.related).get(&path).cloned();
        let related = known.unwrap_or_else(|| self.related(&path));
        lock(&self.related).insert(path, related.clone());
        related
            .map_err(|why| {
                let named = quote(reference);
                let line = format!("{}: nothing is compared with {named}: {why}", from.path());
                lock(&self.unread).insert(line)
            })
            .ok()
    }

    fn twin(&self, file: &SourceFile, document: usize) -> Option<String> {
        lock(&self.twins).get(&(file.path().to_owned(), document)).cloned()
    }

    fn before(&self, file: &SourceFile, document: usize, id: Option<&str>) -> Option<Arc<Related>> {
        let path = self.working_directory.join(file.path());
        self.earlier.as_ref()?.find(&path, document, id)
    }
}

/// A matcher of patterns as in `.gitignore`; a pattern that is none fits nothing.
fn matcher(patterns: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        let _ = builder.add_line(None, pattern);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}

fn of_config(config: &Config, span: crate::text::source::Span, message: String, help: &str) -> SettingsError {
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
