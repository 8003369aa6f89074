//! `paysched check`: all files in parallel, one report.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::{Common, Failure, Outcome};
use crate::diagnostic::Severity;
use crate::discover::{Input, SettingsError, Workspace, files};
use crate::lint::{Found, lint};
use crate::report::{Checked, Report, human, json};
use crate::source::load;

/// Find every mistake in offer files.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders to check; `-` reads standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How to write the findings
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with 1 where there are findings of this severity or a worse one
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Each finding with its lines, for people
    Human,
    /// One JSON object
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    /// Exit with 0 whatever is found
    Never,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let workspace = args.common.workspace()?;
    let (checked, unreadable) = check_all(args, &workspace)?;
    if checked.is_empty() && !unreadable.is_empty() {
        return Err(Failure::message(unreadable.join("\npaysched: ")));
    }
    let report = gather(args.common.as_of()?, &workspace, checked);
    match args.format {
        Format::Human => human::write(&report, args.common.style(&io::stdout()), out)?,
        Format::Json => json::write(&report, out)?,
    }
    if !unreadable.is_empty() {
        // What could be checked is reported; then the tool still could not do its whole work.
        out.flush()?;
        return Err(Failure::message(unreadable.join("\npaysched: ")));
    }
    let threshold = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let fails = threshold.is_some_and(|least| report.summary.worst() >= Some(least));
    Ok(if fails { Outcome::Findings } else { Outcome::Clean })
}

/// Every file that was checked, in order of its path, and what could not be read.
fn check_all(args: &Args, workspace: &Workspace) -> Result<(Vec<Checked>, Vec<String>), Failure> {
    if args.paths.iter().any(|path| path == Path::new("-")) {
        if args.paths.len() > 1 {
            return Err(Failure::message("`-` reads standard input and cannot stand beside other paths"));
        }
        let failure = |error| args.common.settings_failure(error);
        let settings = workspace.settings(args.common.stdin_folder()).map_err(failure)?;
        let source = args.common.stdin(settings.max_file_bytes)?;
        let report = lint(&source, Found::Named, &settings, workspace);
        return Ok((vec![Checked { source, report }], Vec::new()));
    }
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let (inputs, errors) = files(paths, &Common::working_directory()?);
    let mut unreadable: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let results: Vec<Result<Checked, Trouble>> = match inputs.as_slice() {
        // Threads are not worth their start for one file.
        [one] => vec![check_one(one, workspace)],
        inputs => inputs.par_iter().map(|input| check_one(input, workspace)).collect(),
    };
    let mut checked = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(file) => checked.push(file),
            Err(Trouble::Unreadable(text)) => unreadable.push(text),
            Err(Trouble::Settings(error)) => return Err(args.common.settings_failure(*error)),
        }
    }
    Ok((checked, unreadable))
}

/// Why a file could not be checked.
enum Trouble {
    Unreadable(String),
    Settings(Box<SettingsError>),
}

fn check_one(input: &Input, workspace: &Workspace) -> Result<Checked, Trouble> {
    let folder = input.path.parent().unwrap_or(Path::new(""));
    let settings = workspace.settings(folder).map_err(|error| Trouble::Settings(Box::new(error)))?;
    let source = load(&input.path, &input.shown, settings.max_file_bytes)
        .map_err(|error| Trouble::Unreadable(format!("{}: {error}", input.shown)))?;
    let report = lint(&source, input.found, &settings, workspace);
    // The text of a file without findings is not needed again.
    let source = if report.diagnostics.is_empty() { crate::source::SourceFile::new("", "") } else { source };
    Ok(Checked { source, report })
}

fn gather(as_of: chrono::NaiveDate, workspace: &Workspace, checked: Vec<Checked>) -> Report {
    let mut report = Report { as_of, ..Report::default() };
    let registers = workspace.registers();
    let known = |path: &str| checked.iter().any(|file| file.source.path() == path);
    let registers: Vec<Checked> = registers
        .into_iter()
        .filter(|(source, _)| !known(source.path()))
        .map(|(source, report)| Checked { source, report })
        .collect();
    for file in checked.into_iter().chain(registers) {
        report.summary.add(&file.report);
        if !file.report.diagnostics.is_empty() {
            report.files.push(file);
        }
    }
    report.files.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    report
}
