//! `paysched fmt`: formats offer files and account registers, in place or as a diff.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::patch;
use super::progress::in_order;
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
use chrono::NaiveDate;

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
    /// Do not show at a terminal how far a long run is
    #[arg(long, short)]
    quiet: bool,
}

/// What became of all files so far.
#[derive(Debug, Default)]
struct Formatted {
    changed: usize,
    same: usize,
    /// Whether any of them is what is formatted, or may be.
    counts: bool,
    /// A line for each that was left alone.
    left_alone: Vec<String>,
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

    /// What becomes of a file that is not as it should be.
    fn verb(&self) -> &'static str {
        if self.check { "would change" } else { "laid out" }
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
            quiet: self.quiet,
        }
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let common = args.common();
    let workspace = common.workspace()?;
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return from_stdin(args, &common, &workspace, out);
    }
    let mut done = Formatted::default();
    let errors_shown = all_files(args, (&common, &workspace), &mut done, out)?;
    args.walking.verify(args.paths_or_here(), !errors_shown.is_empty() || done.counts)?;
    done.close(args, out)?;
    if !errors_shown.is_empty() {
        // What could be formatted is done, but the work is incomplete.
        return Err(Failure::all(&errors_shown));
    }
    Ok(done.outcome(args))
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
    let (file, mut done) = (FormattedFile::new(source), Formatted::default());
    if args.only_shows() {
        done.add(args, &file, out)?;
        done.close(args, out)?;
    } else {
        out.write_all(file.result.as_deref().unwrap_or(file.source.text()).as_bytes())?;
        out.flush()?;
        done.add(args, &file, &mut io::sink())?;
        done.close(args, &mut io::sink())?;
    }
    Ok(done.outcome(args))
}

/// Formats every file and shows what changed or would change, in order of the paths. Gives what could not be
/// read or written.
fn all_files(
    args: &Args,
    (common, workspace): (&Common, &Workspace),
    done: &mut Formatted,
    out: &mut dyn Write,
) -> Result<Vec<String>, Failure> {
    let Walk { inputs, errors, .. } =
        walk(args.paths_or_here(), workspace.configurations(), common, is_yaml)?;
    // A configuration that cannot be used stops the command before anything is done.
    for input in &inputs {
        workspace.settings_of(&input.path).map_err(|error| common.settings_failure(error))?;
    }
    let mut errors_shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let read = |_, input: &Input| one_file(args, input, workspace);
    in_order(&inputs, args.quiet, read, |files: Vec<Result<FormattedFile, Trouble>>| {
        for file in files {
            match file {
                Ok(file) => done.add(args, &file, out)?,
                Err(Trouble::File(text)) => errors_shown.push(text),
                Err(Trouble::Settings(error)) => return Err(common.settings_failure(*error)),
            }
        }
        Ok(out.flush()?)
    })?;
    Ok(errors_shown)
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

impl Formatted {
    /// Counts a file, and writes what changed in it or would change.
    fn add(&mut self, args: &Args, file: &FormattedFile, out: &mut dyn Write) -> io::Result<()> {
        let path = blanks(file.source.path());
        self.counts |= file.counts;
        self.left_alone.extend(file.unmarked.iter().map(|line| blanks(line).into_owned()));
        match (&file.result, file.change()) {
            (Err(refusal), _) => self.left_alone.push(format!("{path}: left alone, {refusal}")),
            (Ok(_), None) => self.same += 1,
            (Ok(_), Some(text)) => {
                self.changed += 1;
                match args.diff {
                    true => patch::write(file.source.path(), file.source.text(), text, out)?,
                    false => writeln!(out, "{path}: {}", args.verb())?,
                }
            }
        }
        Ok(())
    }

    /// Writes how many files there are of each kind, and which were left alone.
    fn close(&self, args: &Args, out: &mut dyn Write) -> io::Result<()> {
        let verb = args.verb();
        match (self.changed, self.same) {
            _ if args.diff => {}
            // Only files left alone, which standard error reports.
            (0, 0) if !self.left_alone.is_empty() => {}
            (0, same) => writeln!(out, "nothing to change in {}", count(same, "file"))?,
            (changed, 0) => writeln!(out, "{} {verb}", count(changed, "file"))?,
            (changed, 1) => writeln!(out, "{} {verb}, 1 as it should be", count(changed, "file"))?,
            (changed, same) => {
                writeln!(out, "{} {verb}, {same} as they should be", count(changed, "file"))?;
            }
        }
        out.flush()?;
        let mut err = stderr();
        self.left_alone.iter().try_for_each(|line| writeln!(err, "{line}"))
    }

    fn outcome(&self, args: &Args) -> Outcome {
        let fails = !self.left_alone.is_empty() || (args.only_shows() && self.changed > 0);
        if fails { Outcome::Findings } else { Outcome::Clean }
    }
}
