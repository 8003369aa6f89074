//! What the commands share: options, the clock, the terminal, and failing.

use super::stream::stderr;
use std::fmt;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::offer::{Amount, Problem, Share, parse_account, parse_date, parse_part, parse_percent};
use crate::output::findings::human::{self, Style};
use crate::text::message::{English, Words};
use crate::text::sanitize;
use crate::text::source::SourceFile;
use crate::workspace::{Configurations, SettingsError, Workspace};

/// The words of all outputs.
pub(super) const WORDS: Words = &English;

/// Options of every command that reads offers.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Check offers without `release` as of this day (YYYY-MM-DD) instead of today in UTC
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: Option<NaiveDate>,
    /// Use this configuration file for every offer
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    pub isolated: bool,
    /// When to use colour
    #[arg(long, value_enum, default_value = "auto")]
    pub color: Color,
    /// The path to show, and to look for a configuration from, when reading standard input
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
    /// Do not show at a terminal how far a long run is
    #[arg(long, short)]
    pub quiet: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// At a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The outcome of a command that succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above it.
    Findings,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// A plain sentence.
    Message(String),
    /// A configuration that cannot be used.
    Settings(Box<SettingsError>, Style),
    /// Standard output, or a file, cannot be written.
    Output(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(text) => f.write_str(text),
            Self::Settings(error, _) => error.fmt(f),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Failure {
    /// One sentence, on one line whatever names are in it.
    pub(super) fn message(text: impl AsRef<str>) -> Self {
        Self::Message(sanitize::blanks(text.as_ref()).into_owned())
    }

    /// One line for each thing that could not be done.
    pub(super) fn all(sentences: &[String]) -> Self {
        let lines: Vec<_> = sentences.iter().map(|sentence| sanitize::blanks(sentence)).collect();
        Self::Message(lines.join("\npaysched: "))
    }

    /// Prints it to standard error and returns the exit code.
    pub(super) fn report(&self) -> ExitCode {
        self.say();
        if self.is_closed() { ExitCode::SUCCESS } else { ExitCode::from(2) }
    }

    /// Whether the reader of the output has closed it: it has read enough, which is no failure.
    fn is_closed(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Prints it to standard error.
    pub(super) fn say(&self) {
        let mut err = stderr();
        let result = match self {
            _ if self.is_closed() => Ok(()),
            Self::Settings(error, style) => match &**error {
                SettingsError::Config(error) => human::write_config_error(error, *style, &mut err),
                other => writeln!(err, "paysched: {}", sanitize::blanks(&other.to_string())),
            },
            other => writeln!(err, "paysched: {other}"),
        };
        // There is nowhere left to report it.
        let _ = result;
    }
}

impl Common {
    /// The folder in which the command was started.
    pub(super) fn working_directory() -> Result<PathBuf, Failure> {
        std::env::current_dir()
            .map_err(|error| Failure::message(format!("the working directory cannot be found: {error}")))
    }

    /// The files of the run, with their configurations according to the options.
    pub(super) fn workspace(&self) -> Result<Workspace, Failure> {
        self.configurations().map(Workspace::new)
    }

    /// The configurations according to the options.
    pub(super) fn configurations(&self) -> Result<Configurations, Failure> {
        let configurations = Configurations::new(self.as_of()?, Self::working_directory()?);
        Ok(match (&self.config, self.isolated) {
            (Some(path), _) => configurations.with_config(path.clone()),
            (None, true) => configurations.isolated(),
            (None, false) => configurations,
        })
    }

    /// The day of judgment: the option, else today in UTC.
    pub(super) fn as_of(&self) -> Result<NaiveDate, Failure> {
        let unknown = || Failure::message("today's date is not known; give one with --as-of");
        self.as_of.or_else(today).ok_or_else(unknown)
    }

    /// Whether what goes to `stream` is coloured.
    pub(super) fn style(&self, stream: &impl IsTerminal) -> Style {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if set("NO_COLOR") => false,
            Color::Auto if set("FORCE_COLOR") || set("CLICOLOR_FORCE") => true,
            Color::Auto => stream.is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        };
        Style { color, columns: columns_of(stream) }
    }

    pub(super) fn settings_failure(&self, error: SettingsError) -> Failure {
        Failure::Settings(Box::new(error), self.style(&io::stderr()))
    }

    /// Reads standard input as a file, up to `limit` bytes.
    pub(super) fn stdin(&self, limit: u64) -> Result<SourceFile, Failure> {
        let (shown, bytes) = self.stdin_bytes(limit)?;
        Ok(SourceFile::from_bytes(shown, bytes, limit))
    }

    /// Reads standard input, up to `limit` bytes and perhaps one more; with the name that is shown for it.
    pub(super) fn stdin_bytes(&self, limit: u64) -> Result<(String, Vec<u8>), Failure> {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|error| Failure::message(format!("standard input cannot be read: {error}")))?;
        let shown = match &self.stdin_filename {
            Some(path) => crate::workspace::shown(path, &Self::working_directory()?),
            None => "-".to_owned(),
        };
        Ok((shown, bytes))
    }
}

/// The name of a file for messages.
pub(super) fn name(path: &Path) -> String {
    sanitize::blanks(&path.display().to_string()).into_owned()
}

/// A file that was named and cannot be read, in one line.
pub(super) fn cannot_read(shown: &str, error: &io::Error) -> Failure {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder; name the offer files".to_owned(),
        _ => error.to_string(),
    };
    Failure::message(format!("{}: {reason}", sanitize::blanks(shown)))
}

/// Today in UTC.
fn today() -> Option<NaiveDate> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let days = i32::try_from(seconds / 86_400).ok()?;
    NaiveDate::from_epoch_days(days)
}

/// What is wrong with a value of the command line, and what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct BadValue(String);

impl BadValue {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl From<Problem> for BadValue {
    fn from(problem: Problem) -> Self {
        Self(problem.to_string())
    }
}

/// A date of the command line.
pub(super) fn date(text: &str) -> Result<NaiveDate, BadValue> {
    Ok(parse_date(text)?)
}

/// An amount of the command line.
pub(super) fn amount(text: &str) -> Result<Amount, BadValue> {
    Ok(Amount::parse(text)?)
}

/// An account id of the command line.
pub(super) fn account(text: &str) -> Result<String, BadValue> {
    Ok(parse_account(text)?)
}

/// A percentage of the command line.
pub(super) fn percent(text: &str) -> Result<Share, BadValue> {
    Ok(parse_percent(text)?)
}

/// A percentage of the command line, at most 100%.
pub(super) fn part(text: &str) -> Result<Share, BadValue> {
    Ok(parse_part(text)?)
}

/// A range of dates of the command line, `FROM..TO`; either end may be left out.
pub(super) fn range(text: &str) -> Result<DateRange, BadValue> {
    let Some((from, to)) = text.split_once("..") else {
        return Err(BadValue::new("write two dates, for example 2026-12-01..2026-12-31"));
    };
    let end = |text: &str| if text.is_empty() { Ok(None) } else { date(text).map(Some) };
    Ok(DateRange { from: end(from)?, to: end(to)? })
}

/// Two dates of the command line; `None` if left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateRange {
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
}

/// How many columns a stream has, if it is a terminal.
pub(super) fn columns_of(stream: &impl IsTerminal) -> Option<usize> {
    let (width, _) = stream.is_terminal().then(terminal_size::terminal_size)??;
    Some(usize::from(width.0))
}
