//! `paysched check`: all files in parallel, one report.

mod changed;
mod early;
mod files;
mod gone;
mod known;
mod listing;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::beside_json::JsonGaps;
use super::deliver::{Kind, may_be_written};
use super::earlier::may_be_replaced;
use super::format::Format;
use super::output::Outputs;
use super::patch;
use super::stream::stderr;
use super::walking::Walking;
use super::ways_out::of_git;
use super::{Common, Failure, Outcome};
use crate::lint::baseline::{self, Baseline};
use crate::lint::rules;
use crate::output::findings::human::Style;
use crate::output::findings::{CheckedFile, Report};
use crate::text::diagnostic::{Severity, closest};
use crate::text::sanitize::blanks;
use crate::workspace::{Configurations, Earlier, EarlierError, Gone, Revision, Workspace};

use changed::Affected;
use early::Early;
use files::{AllFiles, FileDone, check_files, check_stdin};

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
    /// List the files that would be looked at, one a line, and check nothing
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline", "watch", "list_skipped"])]
    list_files: bool,
    /// With --list-files: end each name with a zero byte instead of a line break
    #[arg(long, short = '0', requires = "list_files")]
    null: bool,
    /// List what is not looked at or holds no offer, each with the reason
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline", "watch"])]
    list_skipped: bool,
    #[command(flatten)]
    walking: Walking,
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
    /// Report only on files that changed since the work tree branched off from a revision of git, or that
    /// depend on what did [default revision: the branch that others merge into]
    #[arg(long, value_name = "REV", num_args = 0..=1, conflicts_with_all = ["fix", "diff", "list_files", "list_skipped", "write_baseline"])]
    changed: Option<Option<String>>,
    /// Exit with 1 if there are findings of this severity or above
    #[arg(long, value_enum, default_value = "error", value_name = "SEVERITY")]
    fail_on: FailOn,
    #[command(flatten)]
    wanted: CheckSettings,
    /// Write all findings to a baseline, and exit with 0
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = baseline::FILE_NAME, conflicts_with_all = ["baseline", "fix", "diff"])]
    write_baseline: Option<PathBuf>,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["fix", "diff", "write_baseline"])]
    watch: bool,
    #[command(flatten)]
    common: Common,
}

/// Which findings are wanted.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct CheckSettings {
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
    args.verify(&[])?;
    if args.list_files {
        return listing::files(args, out);
    }
    if args.watch { watch::run(args) } else { once(args, &workspace(args)?, out) }
}

/// The settings of the check.
fn workspace(args: &Args) -> Result<Workspace, Failure> {
    against(args, args.wanted.configurations(&args.common)?)
}

/// The check of folders as it is if nothing else is said: every file with findings, in order of their paths.
///
/// # Errors
/// When a configuration cannot be used; what cannot be read is passed over.
#[cfg(feature = "lsp")]
pub(super) fn folders(paths: Vec<PathBuf>, workspace: &Workspace) -> Result<Vec<CheckedFile>, Failure> {
    #[derive(clap::Parser)]
    struct Alone {
        #[command(flatten)]
        args: Args,
    }
    let alone = <Alone as clap::Parser>::try_parse_from(["check"]);
    let args = Args { paths, ..alone.map_err(|error| Failure::message(error.to_string()))?.args };
    let AllFiles { done, .. } = check_files(&args, workspace, |_| Ok(()))?;
    let done = (done, Vec::new(), &Affected::All);
    Ok(gather(workspace.configurations().as_of(), workspace, None, done)?.files)
}

/// One check of everything.
fn once(args: &Args, workspace: &Workspace, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let baseline = args.wanted.baseline()?;
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let mut early = Early::of(args);
    let AllFiles { done, mut unreadable, skipped, at_first } = match stdin {
        true => check_stdin(args, workspace)?.into(),
        false => check_files(args, workspace, |shown| {
            early.as_mut().map_or(Ok(()), |early| early.show(workspace, &shown, out))
        })?,
    };
    if done.is_empty() && !unreadable.is_empty() {
        return Err(Failure::all(&unreadable));
    }
    if args.list_skipped {
        return listing::skipped(&done, skipped, out);
    }
    // What cannot be read may be an offer.
    let found = !unreadable.is_empty()
        || done.iter().any(|file| file.checked.report.offers > 0 || file.checked.report.has_errors());
    let found = args.walking.verify(args.paths_or_here(), found);
    if args.diff || args.write_baseline.is_some() {
        found?;
    } else if let Err(Failure::Message(none)) = found {
        unreadable.push(none);
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
    let gone = if stdin { Vec::new() } else { gone::find(args, workspace, &done)? };
    let affected = changed::find(args, workspace, &done)?;
    let uncompared = gone::uncompared(workspace, &done);
    for line in done
        .iter()
        .filter(|file| affected.has(&file.shown))
        .flat_map(|file| &file.unread)
        .chain(&uncompared)
        .collect::<BTreeSet<_>>()
    {
        writeln!(stderr(), "paysched: {}", blanks(line))?;
    }
    args.verify(&workspace.named())?;
    args.outputs.replace_reports()?;
    if let Some(file) = &args.write_baseline {
        may_be_replaced(file, Format::Json, args.outputs.force)?;
    }
    let mut report = gather(args.common.as_of()?, workspace, baseline, (done, gone, &affected))?;
    if let Some(path) = &args.write_baseline {
        let count = known::write(path, &report)?;
        writeln!(out, "{count} findings written to {}", super::common::name(path))?;
        return Ok(Outcome::Clean);
    }
    affected.say(&mut stderr())?;
    let outcome = args.fail_on.outcome(&report);
    if let Some(early) = early {
        early.rest(&mut report, &at_first);
    }
    let unwritten = if affected.is_nothing() && args.outputs.is_for_people() {
        // What was said is all there is to say.
        args.write(&report, args.common.style(&io::stdout()), &mut io::sink())?
    } else if fixed_stdin {
        args.write(&report, args.common.style(&io::stderr()), &mut stderr())?
    } else {
        args.write(&report, args.common.style(&io::stdout()), out)?
    };
    // What could be done is done, but the work is incomplete.
    let undone = [unreadable, unwritten].concat();
    if !undone.is_empty() {
        out.flush()?;
        return Err(Failure::all(&undone));
    }
    Ok(outcome)
}

impl CheckSettings {
    /// The configurations of a run, of which only the rules run that are selected.
    ///
    /// # Errors
    /// When one of them is no rule, or cannot be ignored.
    pub(super) fn configurations(&self, common: &Common) -> Result<Configurations, Failure> {
        let configurations = common.configurations()?;
        let unknown = self.select.iter().chain(&self.ignore).find(|name| rules::find(name).is_none());
        if let Some(name) = unknown {
            let help = match closest(name, rules::names()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`paysched rules` lists them all".to_owned(),
            };
            return Err(Failure::message(format!("there is no rule `{name}`; {help}")));
        }
        let lowerable = |name: &&String| rules::find(name).is_some_and(|rule| rule.lowerable);
        if let Some(name) = self.ignore.iter().find(|name| !lowerable(name)) {
            return Err(Failure::message(format!(
                "`{name}` cannot be ignored: it says that a file could not be read"
            )));
        }
        let configurations = if self.ready { configurations.ready() } else { configurations };
        Ok(configurations.selecting(self.select.clone(), self.ignore.clone()))
    }

    /// The same, for a run in any folder; a baseline is relative to `here`.
    #[cfg(feature = "lsp")]
    #[must_use]
    pub(super) fn from(self, here: &Path) -> Self {
        Self { baseline: self.baseline.map(|path| here.join(path)), ..self }
    }

    /// The findings that are accepted for now, if any are.
    ///
    /// # Errors
    /// When their file cannot be read.
    pub(super) fn baseline(&self) -> Result<Option<(PathBuf, Baseline)>, Failure> {
        self.baseline.as_deref().map(known::read).transpose()
    }
}

impl Args {
    /// Refuses outputs that would overwrite one another or a file that must stay, such as those `named` by
    /// what is checked.
    fn verify(&self, named: &[PathBuf]) -> Result<(), Failure> {
        let mut inputs = [self.paths.as_slice(), named].concat();
        inputs.extend([&self.wanted.baseline, &self.common.config].into_iter().flatten().cloned());
        self.outputs.verify(&inputs)?;
        self.write_baseline.as_ref().map_or(Ok(()), |file| may_be_written(file, Kind::Report, false, &inputs))
    }

    /// The folder that the first path is in: that of the repository to compare with.
    fn first_folder(&self) -> &Path {
        let named = match self.paths.first() {
            Some(dash) if dash == Path::new("-") => self.common.stdin_filename.as_deref(),
            path => path.map(PathBuf::as_path),
        };
        let folder = named.map(|path| if path.is_dir() { path } else { path.parent().unwrap_or(path) });
        folder.filter(|folder| folder.is_dir()).unwrap_or(Path::new(""))
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
    let folder = configurations.working_directory().join(args.first_folder());
    let revision = Revision::find(&folder, name).map_err(|error| Failure::message(of_git(&error)))?;
    let earlier = Earlier::read(revision, &configurations).map_err(|error| not_read(args, error))?;
    Ok(Workspace::against(configurations, earlier))
}

fn not_read(args: &Args, error: EarlierError) -> Failure {
    match error {
        EarlierError::Git(error) => Failure::message(of_git(&error)),
        EarlierError::Settings(error) => args.common.settings_failure(error),
    }
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
            patch::write(file.checked.source.path(), before, after, out)?;
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn gather(
    as_of: chrono::NaiveDate,
    workspace: &Workspace,
    baseline: Option<(PathBuf, Baseline)>,
    (done, gone, affected): (Vec<FileDone>, Vec<Gone>, &Affected),
) -> Result<Report, Failure> {
    let mut report = Report { as_of, ..Report::default() };
    let mut changed: BTreeSet<String> =
        done.iter().map(|file| &file.shown).filter(|shown| affected.has(shown)).cloned().collect();
    changed.extend(gone.iter().map(|gone| gone.source.path().to_owned()));
    report.summary.fixed = done.iter().map(|file| file.fixed).sum();
    // Its findings are the same whether a register is only reached through the configuration, come upon
    // in a folder and passed over there, or named itself.
    let mut files: BTreeMap<String, CheckedFile> =
        done.into_iter().map(|file| (file.shown, file.checked)).collect();
    for gone in gone {
        gone::add(gone, workspace.configurations(), &mut files);
    }
    for register in workspace.configurations().registers() {
        let path = register.source.path().to_owned();
        if affected.has_register(&path) {
            changed.insert(path.clone());
        }
        if files.get(&path).is_none_or(|file| file.report.passed_over) {
            let (source, report) = (register.source.clone(), register.report.clone());
            files.insert(path, CheckedFile { source, report });
        }
    }
    let is_changed = |file: &CheckedFile| changed.contains(file.source.path());
    let mut files: Vec<CheckedFile> = files.into_values().collect();
    report.summary.in_baseline = known::apply(baseline, &mut files, is_changed)?;
    for file in files.into_iter().filter(is_changed) {
        report.summary.add(&file.report);
        if !file.report.diagnostics.is_empty() {
            report.files.push(file);
        }
    }
    Ok(report)
}
