//! `paysched check`: all files in parallel, one report.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::output::Outputs;
use super::{Common, Failure, Outcome, write};
use crate::diagnostic::{Applicability, Severity};
use crate::discover::{Earlier, EarlierError, Input, Revision, SettingsError, Workspace, files};
use crate::fix;
use crate::lint::{Found, Settings, lint};
use crate::report::human::Style;
use crate::report::{Checked, Report};
use crate::source::{SourceFile, load};

/// Find every mistake in offer files.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders to check; `-` reads standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    /// Apply every safe fix, and report what is left
    #[arg(long)]
    fix: bool,
    /// With --fix or --diff: also apply fixes that change what is billed
    #[arg(long)]
    unsafe_fixes: bool,
    /// Show what --fix would change as a diff, and change nothing
    #[arg(long, conflicts_with = "fix")]
    diff: bool,
    /// Compare with a revision of git: released schedules must not change
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "origin/main")]
    against: Option<String>,
    /// Exit with 1 where there are findings of this severity or a worse one
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    /// Exit with 0 whatever is found
    Never,
}

/// A file that was checked, after its fixes where they were asked for.
struct Done {
    checked: Checked,
    /// How many fixes were applied, or would be.
    fixed: usize,
    /// The text before and after, where it changed and is still needed.
    change: Option<(String, String)>,
}

/// Why a file could not be checked.
enum Trouble {
    Unreadable(String),
    Settings(Box<SettingsError>),
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Failure::message("--unsafe-fixes goes with --fix or --diff"));
    }
    args.outputs.verify()?;
    let workspace = against(args, args.common.workspace()?)?;
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let (done, unreadable) = if stdin {
        (vec![check_stdin(args, &workspace)?], Vec::new())
    } else {
        check_files(args, &workspace)?
    };
    if done.is_empty() && !unreadable.is_empty() {
        return Err(Failure::message(unreadable.join("\npaysched: ")));
    }
    if args.diff {
        return show_changes(&done, out);
    }
    // The mended text of standard input is the result, so the report goes beside it.
    let mended = stdin && args.fix;
    if mended {
        let text = done.first().map_or("", |done| done.checked.source.text());
        out.write_all(text.as_bytes())?;
    }
    let report = gather(args.common.as_of()?, &workspace, done);
    let unwritten = if mended {
        args.write(&report, args.common.style(&io::stderr()), &mut io::stderr().lock())?
    } else {
        args.write(&report, args.common.style(&io::stdout()), out)?
    };
    // What could be done is done; still, it is not the whole work.
    let undone = [unreadable, unwritten].concat();
    if !undone.is_empty() {
        out.flush()?;
        return Err(Failure::message(undone.join("\npaysched: ")));
    }
    Ok(args.fail_on.outcome(&report))
}

impl Args {
    fn write(&self, report: &Report, style: Style, stream: &mut dyn Write) -> Result<Vec<String>, Failure> {
        // Who never fails on findings leaves it to the reader of the report to do so.
        let least = self.fail_on.least().unwrap_or(Severity::Error);
        self.outputs.write(report, least, &self.common, style, stream)
    }
}

/// Reads the other revision's offers, where one is to be compared with.
fn against(args: &Args, workspace: Workspace) -> Result<Workspace, Failure> {
    let Some(name) = &args.against else { return Ok(workspace) };
    let revision = Revision::find(&Common::working_directory()?, name).map_err(Failure::message)?;
    let earlier = Earlier::read(&revision, &workspace).map_err(|error| match error {
        EarlierError::Git(why) => Failure::message(why),
        EarlierError::Settings(error) => args.common.settings_failure(error),
    })?;
    Ok(workspace.against(earlier))
}

impl FailOn {
    /// The least severity that makes the check fail.
    fn least(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }

    fn outcome(self, report: &Report) -> Outcome {
        let fails = self.least().is_some_and(|least| report.summary.worst() >= Some(least));
        if fails { Outcome::Findings } else { Outcome::Clean }
    }
}

/// Every file that was checked, in order of its path, and what could not be read.
fn check_files(args: &Args, workspace: &Workspace) -> Result<(Vec<Done>, Vec<String>), Failure> {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let (inputs, errors) = files(paths, &Common::working_directory()?);
    let mut unreadable: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let results: Vec<Result<Done, Trouble>> = match inputs.as_slice() {
        // Threads are not worth their start for one file.
        [one] => vec![check_one(args, one, workspace)],
        inputs => inputs.par_iter().map(|input| check_one(args, input, workspace)).collect(),
    };
    let mut done = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(file) => done.push(file),
            Err(Trouble::Unreadable(text)) => unreadable.push(text),
            Err(Trouble::Settings(error)) => return Err(args.common.settings_failure(*error)),
        }
    }
    Ok((done, unreadable))
}

fn check_one(args: &Args, input: &Input, workspace: &Workspace) -> Result<Done, Trouble> {
    let folder = input.path.parent().unwrap_or(Path::new(""));
    let settings = workspace.settings(folder).map_err(|error| Trouble::Settings(Box::new(error)))?;
    let trouble = |error: io::Error| Trouble::Unreadable(format!("{}: {error}", input.shown));
    let source = load(&input.path, &input.shown, settings.max_file_bytes).map_err(trouble)?;
    let mut done = mend(args, source, input.found, &settings, workspace);
    if let (true, Some((_, after))) = (args.fix, &done.change) {
        write::replace(&input.path, after.as_bytes()).map_err(trouble)?;
    }
    if !args.diff {
        done.change = None;
    }
    if done.checked.report.diagnostics.is_empty() {
        // The text of a file without findings is not needed again.
        done.checked.source = SourceFile::new("", "");
    }
    Ok(done)
}

fn check_stdin(args: &Args, workspace: &Workspace) -> Result<Done, Failure> {
    if args.paths.len() > 1 {
        return Err(Failure::message("`-` reads standard input and cannot stand beside other paths"));
    }
    let failure = |error| args.common.settings_failure(error);
    let settings = workspace.settings(args.common.stdin_folder()).map_err(failure)?;
    let source = args.common.stdin(settings.max_file_bytes)?;
    Ok(mend(args, source, Found::Named, &settings, workspace))
}

/// Checks a file, after its fixes where they are asked for.
fn mend(args: &Args, source: SourceFile, found: Found, settings: &Settings, workspace: &Workspace) -> Done {
    let allow = match (args.fix || args.diff, args.unsafe_fixes) {
        (true, true) => Some(Applicability::Unsafe),
        (true, false) => Some(Applicability::Safe),
        (false, _) => None,
    };
    let Some(allow) = allow else {
        let report = lint(&source, found, settings, workspace);
        return Done { checked: Checked { source, report }, fixed: 0, change: None };
    };
    let fixed = fix::fix(&source, found, settings, workspace, allow);
    let (before, path) = (source.text().to_owned(), source.path().to_owned());
    let changed = fixed.applied > 0;
    let source = if changed { SourceFile::new(path, fixed.text.clone()) } else { source };
    let report = lint(&source, found, settings, workspace);
    let change = changed.then_some((before, fixed.text));
    Done { checked: Checked { source, report }, fixed: fixed.applied, change }
}

/// Writes what would change; that something would is a finding.
fn show_changes(done: &[Done], out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Clean;
    for file in done {
        if let Some((before, after)) = &file.change {
            out.write_all(fix::diff(file.checked.source.path(), before, after).as_bytes())?;
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn gather(as_of: chrono::NaiveDate, workspace: &Workspace, done: Vec<Done>) -> Report {
    let mut report = Report { as_of, ..Report::default() };
    report.summary.fixed = done.iter().map(|file| file.fixed).sum();
    let checked: Vec<Checked> = done.into_iter().map(|file| file.checked).collect();
    let known = |path: &str| checked.iter().any(|file| file.source.path() == path);
    let registers: Vec<Checked> = workspace
        .registers()
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
