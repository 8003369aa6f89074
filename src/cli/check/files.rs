//! Each file of a check: read, mended where asked for, linted, all in parallel.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Args;
use crate::cli::{Common, Failure, write};
use crate::lint::fixes;
use crate::lint::{Found, Settings, lint};
use crate::output::findings::Checked;
use crate::text::diagnostic::Applicability;
use crate::text::source::{SourceFile, load};
use crate::workspace::{Input, SettingsError, Workspace, files};

/// A file that was checked, after its fixes where they were asked for.
pub(super) struct Done {
    /// Its path as people see it.
    pub(super) shown: String,
    pub(super) checked: Checked,
    /// How many fixes were applied, or would be.
    pub(super) fixed: usize,
    /// The text before and after, where it changed and is still needed.
    pub(super) change: Option<(String, String)>,
}

/// Why a file could not be checked.
enum Trouble {
    Unreadable(String),
    Settings(Box<SettingsError>),
}

/// Every file that was checked, in order of its path, and what could not be read.
pub(super) fn check_files(args: &Args, workspace: &Workspace) -> Result<(Vec<Done>, Vec<String>), Failure> {
    let (inputs, errors) = files(args.paths_or_here(), &Common::working_directory()?);
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
    check_twins(args, workspace, &inputs, &mut done);
    Ok((done, unreadable))
}

/// Checks files again that hold an offer whose id another offer has: only now is it known.
fn check_twins(args: &Args, workspace: &Workspace, inputs: &[Input], done: &mut [Done]) {
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
    workspace.set_twins(twins);
    for (file, input) in done.iter_mut().zip(inputs).filter(|(file, _)| paths.contains(&file.shown)) {
        if let Ok(again) = check_one(args, input, workspace) {
            let fixed = file.fixed + again.fixed;
            let change = file.change.take().or(again.change);
            *file = Done { fixed, change, ..again };
        }
    }
}

fn check_one(args: &Args, input: &Input, workspace: &Workspace) -> Result<Done, Trouble> {
    let settings = workspace.settings_of(&input.path).map_err(|error| Trouble::Settings(Box::new(error)))?;
    let trouble = |error: io::Error| Trouble::Unreadable(format!("{}: {error}", input.shown));
    let source = load(&input.path, &input.shown, settings.max_file_bytes).map_err(trouble)?;
    let mut done = mend(args, source, input.found, &settings, workspace);
    if let (true, Some((_, after))) = (args.fix, &done.change) {
        write::put(&input.path, after.as_bytes())
            .map_err(|error| Trouble::Unreadable(format!("{}: {error}", input.shown)))?;
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

pub(super) fn check_stdin(args: &Args, workspace: &Workspace) -> Result<Done, Failure> {
    if args.paths.len() > 1 {
        return Err(Failure::message("`-` reads standard input and cannot stand beside other paths"));
    }
    let failure = |error| args.common.settings_failure(error);
    let name = args.common.stdin_filename.as_deref().unwrap_or(Path::new("-"));
    let settings = workspace.settings_of(name).map_err(failure)?;
    let source = args.common.stdin(settings.max_file_bytes)?;
    Ok(mend(args, source, Found::Named, &settings, workspace))
}

/// Checks a file, after its fixes where they are asked for.
fn mend(args: &Args, source: SourceFile, found: Found, settings: &Settings, workspace: &Workspace) -> Done {
    let shown = source.path().to_owned();
    let allow = match (args.fix || args.diff, args.unsafe_fixes) {
        (true, true) => Some(Applicability::Unsafe),
        (true, false) => Some(Applicability::Safe),
        (false, _) => None,
    };
    let Some(allow) = allow else {
        let report = lint(&source, found, settings, workspace);
        return Done { shown, checked: Checked { source, report }, fixed: 0, change: None };
    };
    let fixed = fixes::fix(&source, found, settings, workspace, allow);
    let before = source.text().to_owned();
    let changed = fixed.applied > 0;
    let source = if changed { SourceFile::new(shown.clone(), fixed.text.clone()) } else { source };
    let report = lint(&source, found, settings, workspace);
    let change = changed.then_some((before, fixed.text));
    Done { shown, checked: Checked { source, report }, fixed: fixed.applied, change }
}

impl Args {
    /// The paths of the command line, or the current folder.
    pub(super) fn paths_or_here(&self) -> &[PathBuf] {
        static HERE: std::sync::LazyLock<[PathBuf; 1]> = std::sync::LazyLock::new(|| [PathBuf::from(".")]);
        if self.paths.is_empty() { &*HERE } else { &self.paths }
    }
}
