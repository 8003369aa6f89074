//! `paysched check`: all files in parallel, one report.

mod files;
mod known;
mod watch;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::beside_json::JsonGaps;
use super::deliver::{Kind, may_be_written};
use super::output::Outputs;
use super::patch::unified;
use super::{Common, Failure, Outcome};
use crate::lint::baseline::{self, Baseline};
use crate::lint::rules;
use crate::output::findings::human::Style;
use crate::output::findings::{CheckedFile, Report};
use crate::text::diagnostic::{Severity, closest};
use crate::text::sanitize::blanks;
use crate::workspace::{Configurations, Earlier, EarlierError, Revision, Workspace};

use files::{FileDone, check_files, check_stdin};

/// Find every mistake in offer files.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders to check; `-` reads standard input [default: the current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// In folders, also check JSON of the marketplace: change sets, offers, authorizations, agreements
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    beside_json: JsonGaps,
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
    /// Exit with 1 if there are findings of this severity or above
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Take every offer that lacks what its release needs for an error
    #[arg(long)]
    ready: bool,
    /// Run only these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Leave out the findings of this baseline, and name those that no longer occur
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = baseline::FILE_NAME)]
    baseline: Option<PathBuf>,
    /// Write all findings to a baseline, and exit with 0
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = baseline::FILE_NAME, conflicts_with_all = ["baseline", "fix", "diff"])]
    write_baseline: Option<PathBuf>,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline"])]
    watch: bool,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    /// Exit with 0 whatever the findings
    Never,
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Failure::message("--unsafe-fixes goes with --fix or --diff"));
    }
    args.verify()?;
    if args.watch { watch::run(args, out) } else { once(args, &workspace(args)?, out) }
}

/// The settings of the check.
fn workspace(args: &Args) -> Result<Workspace, Failure> {
    against(args, selected(args, args.common.configurations()?)?)
}

/// One check of everything.
fn once(args: &Args, workspace: &Workspace, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let baseline = known::read(args)?;
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let (done, unreadable) =
        if stdin { (vec![check_stdin(args, workspace)?], Vec::new()) } else { check_files(args, workspace)? };
    if done.is_empty() && !unreadable.is_empty() {
        return Err(Failure::all(&unreadable));
    }
    if args.diff {
        return show_changes(&done, out);
    }
    // The fixed text of standard input is the result, so the report goes to standard error.
    let fixed_stdin = stdin && args.fix;
    if fixed_stdin {
        let text = done.first().map_or("", |done| done.checked.source.text());
        out.write_all(text.as_bytes())?;
    }
    for line in done.iter().flat_map(|file| &file.unread).collect::<BTreeSet<_>>() {
        writeln!(io::stderr(), "paysched: {}", blanks(line))?;
    }
    let report = gather(args.common.as_of()?, workspace, baseline, done)?;
    if let Some(path) = &args.write_baseline {
        let count = known::write(path, &report)?;
        writeln!(out, "{count} findings written to {}", super::common::name(path))?;
        return Ok(Outcome::Clean);
    }
    let unwritten = if fixed_stdin {
        args.write(&report, args.common.style(&io::stderr()), &mut io::stderr().lock())?
    } else {
        args.write(&report, args.common.style(&io::stdout()), out)?
    };
    // What could be done is done, but the work is incomplete.
    let undone = [unreadable, unwritten].concat();
    if !undone.is_empty() {
        out.flush()?;
        return Err(Failure::all(&undone));
    }
    Ok(args.fail_on.outcome(&report))
}

/// Runs only the rules that the command line selects.
fn selected(args: &Args, configurations: Configurations) -> Result<Configurations, Failure> {
    let unknown = args.select.iter().chain(&args.ignore).find(|name| rules::find(name).is_none());
    if let Some(name) = unknown {
        let help = match closest(name, rules::names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "`paysched rules` lists them all".to_owned(),
        };
        return Err(Failure::message(format!("there is no rule `{name}`; {help}")));
    }
    let lowerable = |name: &&String| rules::find(name).is_some_and(|rule| rule.lowerable);
    if let Some(name) = args.ignore.iter().find(|name| !lowerable(name)) {
        return Err(Failure::message(format!(
            "`{name}` cannot be ignored: it says that a file could not be read"
        )));
    }
    let configurations = if args.ready { configurations.ready() } else { configurations };
    Ok(configurations.selecting(args.select.clone(), args.ignore.clone()))
}

impl Args {
    /// Refuses outputs that would overwrite one another or a file that must stay.
    fn verify(&self) -> Result<(), Failure> {
        let mut inputs = self.paths.clone();
        inputs.extend([&self.baseline, &self.common.config].into_iter().flatten().cloned());
        self.outputs.verify(&inputs)?;
        self.write_baseline.as_ref().map_or(Ok(()), |file| may_be_written(file, Kind::Report, false, &inputs))
    }

    fn write(&self, report: &Report, style: Style, stream: &mut dyn Write) -> Result<Vec<String>, Failure> {
        // With `--fail-on never`, the reader of the report decides what fails.
        let least = self.fail_on.least().unwrap_or(Severity::Error);
        self.outputs.write(report, least, &self.common, style, stream)
    }
}

/// Reads the other revision's offers, if there is one to compare with.
fn against(args: &Args, configurations: Configurations) -> Result<Workspace, Failure> {
    let Some(name) = &args.against else { return Ok(Workspace::new(configurations)) };
    let revision = Revision::find(configurations.working_directory(), name)
        .map_err(|error| Failure::message(error.to_string()))?;
    let earlier = Earlier::read(&revision, &configurations).map_err(|error| match error {
        EarlierError::Git(error) => Failure::message(error.to_string()),
        EarlierError::Settings(error) => args.common.settings_failure(error),
    })?;
    Ok(Workspace::against(configurations, earlier))
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

/// Writes what would change; any change counts as a finding.
fn show_changes(done: &[FileDone], out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::Clean;
    for file in done {
        if let Some((before, after)) = &file.change {
            out.write_all(unified(file.checked.source.path(), before, after).as_bytes())?;
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn gather(
    as_of: chrono::NaiveDate,
    workspace: &Workspace,
    baseline: Option<(PathBuf, Baseline)>,
    done: Vec<FileDone>,
) -> Result<Report, Failure> {
    let mut report = Report { as_of, ..Report::default() };
    report.summary.fixed = done.iter().map(|file| file.fixed).sum();
    let known: BTreeSet<String> = done.iter().map(|file| file.shown.clone()).collect();
    let registers = workspace.configurations().registers();
    let registers = registers.iter().filter(|register| !known.contains(register.source.path()));
    let registers = registers
        .map(|register| CheckedFile { source: register.source.clone(), report: register.report.clone() });
    let mut files: Vec<CheckedFile> = done.into_iter().map(|file| file.checked).chain(registers).collect();
    report.summary.in_baseline = known::apply(baseline, &mut files)?;
    for file in files {
        report.summary.add(&file.report);
        if !file.report.diagnostics.is_empty() {
            report.files.push(file);
        }
    }
    report.files.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    Ok(report)
}
