//! Where an output goes: standard output, or a file.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::common::{Failure, columns_of, name};
use super::earlier::may_be_replaced;
use super::format::{Format, Formats, refuse};
use super::write::{self, WriteError};

/// The options of every command that makes a file.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace a file that exists; reports replace earlier ones without it
    #[arg(long)]
    force: bool,
    /// The format of a report, once it is known: only an earlier report is replaced.
    #[arg(skip)]
    report: OnceLock<Format>,
}

/// A command that writes a report, in one of its formats.
pub(super) trait Reporting {
    const FORMATS: &'static Formats;
}

/// The options of every command that writes a report.
#[derive(Debug, clap::Args)]
pub(super) struct ReportOutput<C: Reporting> {
    /// How to write it; by default from the extension of --output, else a table
    #[arg(long, value_parser = C::FORMATS.parser())]
    format: Option<Format>,
    /// In CSV, leave texts unchanged that a spreadsheet would run as formulas
    #[arg(long)]
    pub(super) raw_csv: bool,
    #[command(flatten)]
    pub(super) to: Output,
    #[arg(skip)]
    command: PhantomData<C>,
}

impl<C: Reporting> ReportOutput<C> {
    /// The format: the requested one, else the one of the file's extension, else the first of the
    /// command's. `inputs` are the files that the command reads.
    ///
    /// # Errors
    /// When the extension names no format, the format cannot go there, or the file must stay.
    pub(super) fn format<'i>(
        &self,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
    ) -> Result<Format, Failure> {
        let format = match (self.format, self.to.file()) {
            (Some(asked), _) => asked,
            (None, Some(file)) => C::FORMATS.of_file(file)?,
            (None, None) => C::FORMATS.0.first().map_or(Format::Table, |(format, _)| *format),
        };
        refuse(format, self.to.file().is_none() && io::stdout().is_terminal())?;
        self.to.may_be_written(Kind::Report, inputs)?;
        self.to.is_report(format);
        Ok(format)
    }
}

/// What kind of file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Can be made again from its inputs, so it replaces an earlier one.
    Report,
    /// An offer, which may have been edited since, so it replaces one only with `--force`.
    Source,
}

impl Output {
    /// The file; `None` for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| file.as_os_str() != "-")
    }

    /// How many columns the output has: those of the terminal that it goes to.
    pub(super) fn columns(&self) -> Option<usize> {
        if self.file().is_some() { None } else { columns_of(&io::stdout()) }
    }

    /// Whether they name a file.
    pub(super) fn is_given(&self) -> bool {
        self.output.is_some()
    }

    /// The same options with another file, unless they name one.
    pub(super) fn or(&self, file: Option<&PathBuf>) -> Self {
        let output = self.output.as_ref().or(file).cloned();
        Self { output, force: self.force, report: self.report.clone() }
    }

    /// Refuses a file that must stay as it is.
    ///
    /// # Errors
    /// See [`may_be_written`].
    pub(super) fn may_be_written<'i>(
        &self,
        kind: Kind,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
    ) -> Result<(), Failure> {
        self.file().map_or(Ok(()), |file| may_be_written(file, kind, self.force, inputs))
    }

    /// What is delivered is a report in this format, which replaces only an earlier one.
    pub(super) fn is_report(&self, format: Format) {
        self.report.get_or_init(|| format);
    }

    /// Writes an output, to a file whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written, or a report would replace something else.
    pub(super) fn deliver(&self, bytes: &[u8], out: &mut dyn Write) -> Result<(), Failure> {
        self.deliver_by(out, |out| Ok(out.write_all(bytes)?))
    }

    /// As [`deliver`](Self::deliver), for what is written piece by piece.
    ///
    /// # Errors
    /// When it cannot be written, or `write` fails.
    pub(super) fn deliver_by(
        &self,
        out: &mut dyn Write,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(file) = self.file() else { return write(out) };
        // Last of all: that a file is an input is known only once everything is read.
        let write = |out: &mut dyn Write| {
            write(out)?;
            self.report.get().map_or(Ok(()), |format| may_be_replaced(file, *format, self.force))
        };
        write::put_by(file, write).map_err(|failure| match failure {
            Failure::Output(error) => Failure::message(format!("{}: {error}", name(file))),
            other => other,
        })
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Io(error) => Self::Output(error),
            error => Self::Output(io::Error::other(error)),
        }
    }
}

/// Refuses to write `file` if that would lose something.
///
/// # Errors
/// When it is one of `inputs`; when it has an offer, an account register or a configuration and the
/// output is something else; when it is a source that exists, without `force`.
pub(super) fn may_be_written<'i>(
    file: &Path,
    kind: Kind,
    force: bool,
    inputs: impl IntoIterator<Item = &'i PathBuf>,
) -> Result<(), Failure> {
    // A pipe or a device loses nothing.
    let Some(old) = fs::metadata(file).ok().filter(fs::Metadata::is_file) else { return Ok(()) };
    let refused = |why: &str| Err(Failure::message(format!("{} {why}", name(file))));
    if inputs.into_iter().any(|input| is_same(input, file, &old)) {
        return refused("is an input of this command; write to another file");
    }
    match Content::of(file) {
        Some(Content::Offer) if kind == Kind::Source => {}
        Some(content) => {
            let what = content.words();
            return refused(&format!("is {what}, which nothing else may replace; write to another file"));
        }
        None => {}
    }
    match kind == Kind::Source && !force {
        true => refused("exists already; name a new file, or replace it with --force"),
        false => Ok(()),
    }
}

/// Whether an input and an output are one file, under whatever names.
fn is_same(input: &Path, output: &Path, old: &fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let _ = output;
        fs::metadata(input).is_ok_and(|input| (input.dev(), input.ino()) == (old.dev(), old.ino()))
    }
    #[cfg(not(unix))]
    {
        let _ = old;
        fs::canonicalize(input)
            .ok()
            .zip(fs::canonicalize(output).ok())
            .is_some_and(|(one, other)| one == other)
    }
}

/// A kind of file that a report must not replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Offer,
    Register,
    Explanations,
    Configuration,
}

/// How much of a file is examined: far more than what precedes the first key of an offer.
const LOOKED_AT: u64 = 1 << 20;

impl Content {
    fn of(file: &Path) -> Option<Self> {
        if file.file_name().is_some_and(|name| name == "paysched.toml") {
            return Some(Self::Configuration);
        }
        let mut start = Vec::new();
        fs::File::open(file).ok()?.take(LOOKED_AT).read_to_end(&mut start).ok()?;
        String::from_utf8_lossy(&start).lines().find_map(Self::of_line)
    }

    /// By the key that marks a file, at the start of a line or of a mapping in braces, so that a file
    /// that is not YAML is protected too.
    fn of_line(line: &str) -> Option<Self> {
        let line = line.trim_start_matches('\u{feff}').trim_start_matches(['{', ' ']);
        let (key, _) = line.split_once([':', '：'])?;
        match key.trim().trim_matches(['"', '\'']) {
            "paysched" => Some(Self::Offer),
            "paysched_accounts" => Some(Self::Register),
            "paysched_explanations" => Some(Self::Explanations),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Offer => "an offer",
            Self::Register => "an account register",
            Self::Explanations => "a file of explanations",
            Self::Configuration => "a configuration",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_is_known_by_its_key_and_a_report_that_quotes_one_is_not() {
        for (line, content) in [
            ("paysched: 1", Some(Content::Offer)),
            ("\u{feff}{\"paysched\": 1, name: x}", Some(Content::Offer)),
            ("'paysched' : 1", Some(Content::Offer)),
            ("paysched_accounts: 1", Some(Content::Register)),
            ("paysched_explanations: 1", Some(Content::Explanations)),
            ("# paysched: 1", None),
            ("paysched plan: 1", None),
            ("1 │ paysched: 1", None),
            ("version: 1", None),
        ] {
            assert_eq!(Content::of_line(line), content, "{line}");
        }
    }
}
