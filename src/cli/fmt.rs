//! `paysched fmt`: formats offer files and account registers, in place or as a diff.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::patch;
use super::reading::{Trouble, open, unmarked};
use super::stream::stderr;
use super::walking::{Walking, paths_or_here, walk};
use super::{Color, Common, Failure, Outcome, write};
use crate::lint::{Found, Settings, check};
use crate::offer::accounts;
use crate::offer::layout::{Refusal, format};
use crate::text::sanitize::blanks;
use crate::text::source::SourceFile;
use crate::text::words::count;
use crate::workspace::{Input, Walk, Workspace, is_yaml};

/// Format offer files and account registers
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files and folders to format; `-` reads standard input and writes standard output [default: the
    /// current folder]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Change nothing; list the files that would change and exit with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Change nothing; show what would change as a diff and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
    /// Use this configuration file for every file
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    isolated: bool,
    #[command(flatten)]
    walking: Walking,
    /// The path to show, and to look for a configuration from, when reading standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

/// What became of one file.
struct FormattedFile {
    source: SourceFile,
    result: Result<String, Refusal>,
    /// A line for each document of a folder that looks like an offer and is none.
    unmarked: Vec<String>,
    /// Whether it is what is formatted, or may be.
    counts: bool,
}

impl FormattedFile {
    /// A file that was named.
    fn new(source: SourceFile) -> Self {
        Self { result: format(&source), source, unmarked: Vec::new(), counts: true }
    }

    /// A file that may have been come upon in a folder.
    fn found(source: SourceFile, settings: &Settings) -> Self {
        if settings.found == Found::Named {
            return Self::new(source);
        }
        let checked = check(&source, settings);
        let unmarked = unmarked(&source, &checked).into_iter().map(|(_, line)| line).collect();
        let counts = !checked.report.passed_over || source.text().contains(accounts::MARKER);
        Self { unmarked, counts, ..Self::new(source) }
    }

    /// The new text, if it changed.
    fn change(&self) -> Option<&str> {
        self.result.as_deref().ok().filter(|text| *text != self.source.text())
    }
}

impl Args {
    fn only_shows(&self) -> bool {
        self.check || self.diff
    }

    fn paths_or_here(&self) -> &[PathBuf] {
        paths_or_here(&self.paths)
    }

    /// The options of the other commands: no layout depends on the day.
    fn common(&self) -> Common {
        Common {
            as_of: Some(NaiveDate::default()),
            config: self.config.clone(),
            isolated: self.isolated,
            color: Color::Auto,
            stdin_filename: self.stdin_filename.clone(),
        }
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let common = args.common();
    let workspace = common.workspace()?;
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return from_stdin(args, &common, &workspace, out);
    }
    let (done, errors_shown) = all_files(args, &common, &workspace)?;
    args.walking
        .verify(args.paths_or_here(), !errors_shown.is_empty() || done.iter().any(|file| file.counts))?;
    show(args, &done, out)?;
    out.flush()?;
    left_alone(&done)?;
    if !errors_shown.is_empty() {
        // What could be formatted is done, but the work is incomplete.
        return Err(Failure::all(&errors_shown));
    }
    Ok(outcome(args, &done))
}

fn outcome(args: &Args, done: &[FormattedFile]) -> Outcome {
    let fails = |file: &FormattedFile| {
        file.result.is_err() || !file.unmarked.is_empty() || (args.only_shows() && file.change().is_some())
    };
    if done.iter().any(fails) { Outcome::Findings } else { Outcome::Clean }
}

/// Standard input formatted, or unchanged if it cannot be, since an editor replaces its text with the
/// output.
fn from_stdin(
    args: &Args,
    common: &Common,
    workspace: &Workspace,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    if args.paths.len() > 1 {
        return Err(Failure::message("`-` reads standard input and cannot stand beside other paths"));
    }
    let failure = |error| common.settings_failure(error);
    let name = common.stdin_filename.as_deref().unwrap_or(Path::new("-"));
    let settings = workspace.settings_of(name).map_err(failure)?;
    let source = common.stdin(settings.max_file_bytes)?;
    if source.unreadable().is_some() && !args.only_shows() {
        // Not all of it was kept, so it cannot be written back.
        return Err(Failure::message(format!("{}: {}", source.path(), Refusal::Errors)));
    }
    let done = [FormattedFile::new(source)];
    if args.only_shows() {
        show(args, &done, out)?;
    } else {
        let text = done.iter().map(|file| file.result.as_deref().unwrap_or(file.source.text()));
        out.write_all(text.collect::<String>().as_bytes())?;
    }
    out.flush()?;
    left_alone(&done)?;
    Ok(outcome(args, &done))
}

/// Every file that was laid out, in order of its path, and what could not be read or written.
fn all_files(
    args: &Args,
    common: &Common,
    workspace: &Workspace,
) -> Result<(Vec<FormattedFile>, Vec<String>), Failure> {
    let Walk { inputs, errors, .. } =
        walk(args.paths_or_here(), workspace.configurations(), common, is_yaml)?;
    let mut errors_shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let results: Vec<_> = inputs.par_iter().map(|input| one_file(args, input, workspace)).collect();
    let mut done = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(file) => done.push(file),
            Err(Trouble::File(text)) => errors_shown.push(text),
            Err(Trouble::Settings(error)) => return Err(common.settings_failure(*error)),
        }
    }
    Ok((done, errors_shown))
}

fn one_file(args: &Args, input: &Input, workspace: &Workspace) -> Result<FormattedFile, Trouble> {
    let (source, settings) = open(input, workspace)?;
    let done = FormattedFile::found(source, &settings);
    if let (false, Some(text)) = (args.only_shows(), done.change()) {
        write::put(&input.path, text.as_bytes())
            .map_err(|error| Trouble::File(format!("{}: {error}", input.shown)))?;
    }
    Ok(done)
}

/// Writes what changed or would change, and how many files there are of each kind.
fn show(args: &Args, done: &[FormattedFile], out: &mut dyn Write) -> io::Result<()> {
    let changed: Vec<_> = done.iter().filter_map(|file| Some((&file.source, file.change()?))).collect();
    if args.diff {
        for (source, text) in changed {
            patch::write(source.path(), source.text(), text, out)?;
        }
        return Ok(());
    }
    let verb = if args.check { "would change" } else { "laid out" };
    for (source, _) in &changed {
        writeln!(out, "{}: {verb}", blanks(source.path()))?;
    }
    let same = done.iter().filter(|file| file.result.is_ok()).count() - changed.len();
    match (changed.len(), same) {
        // Only files left alone, which standard error reports.
        (0, 0) if !done.is_empty() => Ok(()),
        (0, _) => writeln!(out, "nothing to change in {}", count(same, "file")),
        (changed, 0) => writeln!(out, "{} {verb}", count(changed, "file")),
        (changed, 1) => writeln!(out, "{} {verb}, 1 as it should be", count(changed, "file")),
        (changed, same) => writeln!(out, "{} {verb}, {same} as they should be", count(changed, "file")),
    }
}

fn left_alone(done: &[FormattedFile]) -> io::Result<()> {
    let mut err = stderr();
    for file in done {
        for line in &file.unmarked {
            writeln!(err, "{}", blanks(line))?;
        }
        if let Err(refusal) = file.result {
            writeln!(err, "{}: left alone, {refusal}", blanks(file.source.path()))?;
        }
    }
    Ok(())
}
