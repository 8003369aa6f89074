//! Each file of a check: read, fixed if requested, linted, all in parallel.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Args;
use crate::cli::reading::{Trouble, open};
use crate::cli::{Common, Failure, write};
use crate::lint::fixes::{Fixed, fix};
use crate::lint::{Checked, Settings, check};
use crate::offer::quote;
use crate::output::findings::CheckedFile;
use crate::text::diagnostic::Applicability;
use crate::text::source::SourceFile;
use crate::workspace::{Input, Workspace, files_of, is_yaml, is_yaml_or_json};

/// A file that was checked, after fixes if requested.
pub(super) struct FileDone {
    /// Its path for display.
    pub(super) shown: String,
    pub(super) checked: CheckedFile,
    /// How many fixes were applied, or would be.
    pub(super) fixed: usize,
    /// The text before and after, if it changed and is still needed.
    pub(super) change: Option<(String, String)>,
    /// The references of its offers that could not be compared, one line each.
    pub(super) unread: Vec<String>,
}

/// Every file that was checked, in order of its path, and what could not be read.
pub(super) fn check_files(
    args: &Args,
    workspace: &Workspace,
) -> Result<(Vec<FileDone>, Vec<String>), Failure> {
    let (inputs, errors) = files_of(args.paths_or_here(), &Common::working_directory()?, args.walked());
    let mut unreadable: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let results: Vec<Result<FileDone, Trouble>> = match inputs.as_slice() {
        // Threads are not worth starting for one file.
        [one] => vec![check_one(args, one, workspace)],
        inputs => inputs.par_iter().map(|input| check_one(args, input, workspace)).collect(),
    };
    let mut done = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok(file) => done.push(file),
            Err(Trouble::File(text)) => unreadable.push(text),
            Err(Trouble::Settings(error)) => return Err(args.common.settings_failure(*error)),
        }
    }
    check_twins(args, workspace, &inputs, &mut done);
    Ok((done, unreadable))
}

/// Checks files again that have an offer with the id of another one, which is known only now.
fn check_twins(args: &Args, workspace: &Workspace, inputs: &[Input], done: &mut [FileDone]) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    let mut twins = BTreeMap::new();
    for file in done.iter() {
        for (document, id) in &file.checked.report.offer_ids {
            match first.get(id.as_str()) {
                None => {
                    first.insert(id, &file.shown);
                }
                Some(path) => {
                    twins.insert((file.shown.clone(), *document), (*path).to_owned());
                }
            }
        }
    }
    if twins.is_empty() {
        return;
    }
    let paths: Vec<String> = twins.keys().map(|(path, _)| path.clone()).collect();
    let workspace = &workspace.with_twins(twins);
    for (file, input) in done.iter_mut().zip(inputs).filter(|(file, _)| paths.contains(&file.shown)) {
        if let Ok(again) = check_one(args, input, workspace) {
            let fixed = file.fixed + again.fixed;
            let change = file.change.take().or(again.change);
            *file = FileDone { fixed, change, ..again };
        }
    }
}

fn check_one(args: &Args, input: &Input, workspace: &Workspace) -> Result<FileDone, Trouble> {
    let (source, mut settings) = open(input, workspace)?;
    settings.beside_json = args.beside_json.values();
    let mut done = fixed(args, source, &settings);
    if let (true, Some((_, after))) = (args.fix, &done.change) {
        write::put(&input.path, after.as_bytes())
            .map_err(|error| Trouble::File(format!("{}: {error}", input.shown)))?;
    }
    if !args.diff {
        done.change = None;
    }
    if done.checked.report.diagnostics.is_empty() {
        // The text of a file without findings is not needed again.
        done.checked.source = SourceFile::new(done.shown.clone(), "");
    }
    Ok(done)
}

pub(super) fn check_stdin(args: &Args, workspace: &Workspace) -> Result<FileDone, Failure> {
    if args.paths.len() > 1 {
        return Err(Failure::message("`-` reads standard input and cannot stand beside other paths"));
    }
    let failure = |error| args.common.settings_failure(error);
    let name = args.common.stdin_filename.as_deref().unwrap_or(Path::new("-"));
    let mut settings = workspace.settings_of(name).map_err(failure)?;
    settings.beside_json = args.beside_json.values();
    let source = args.common.stdin(settings.max_file_bytes)?;
    Ok(fixed(args, source, &settings))
}

/// Checks a file, after fixes if requested.
fn fixed(args: &Args, source: SourceFile, settings: &Settings) -> FileDone {
    let shown = source.path().to_owned();
    let allow = match (args.fix || args.diff, args.unsafe_fixes) {
        (true, true) => Applicability::Unsafe,
        (true, false) => Applicability::Safe,
        (false, _) => {
            let checked = check(&source, settings);
            return FileDone::new(shown, source, checked);
        }
    };
    let before = source.text().to_owned();
    let Fixed { source, checked, applied } = fix(source, settings, allow);
    let change = (applied > 0).then(|| (before, source.text().to_owned()));
    FileDone { fixed: applied, change, ..FileDone::new(shown, source, checked) }
}

impl FileDone {
    fn new(shown: String, source: SourceFile, checked: Checked) -> Self {
        let unread = checked.unread.iter().map(|unread| {
            let (named, why) = (quote(&unread.reference), &unread.error);
            format!("{shown}: nothing is compared with {named}: {why}")
        });
        let unread = unread.collect();
        let checked = CheckedFile { source, report: checked.report };
        Self { shown, checked, fixed: 0, change: None, unread }
    }
}

impl Args {
    /// Which files of a folder are checked.
    pub(super) fn walked(&self) -> fn(&Path) -> bool {
        if self.json { is_yaml_or_json } else { is_yaml }
    }

    /// The paths of the command line, or the current folder.
    pub(super) fn paths_or_here(&self) -> &[PathBuf] {
        static HERE: std::sync::LazyLock<[PathBuf; 1]> = std::sync::LazyLock::new(|| [PathBuf::from(".")]);
        if self.paths.is_empty() { &*HERE } else { &self.paths }
    }
}
