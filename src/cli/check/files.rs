//! Each file of a check: read, fixed if requested, linted, all in parallel.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use super::Args;
use crate::cli::progress::in_order;
use crate::cli::reading::{Trouble, open};
use crate::cli::walking::{paths_or_here, walk};
use crate::cli::{Failure, write};
use crate::lint::fixes::{Fixed, fix};
use crate::lint::rules::CHANGED;
use crate::lint::{Agreement, Checked, Overlap, Related, Settings, check, overlaps};
use crate::offer::quote;
use crate::output::findings::CheckedFile;
use crate::text::diagnostic::{Applicability, Diagnostic};
use crate::text::source::SourceFile;
use crate::workspace::{Counterparts, Input, LeftOut, Seen, Walk, Workspace, is_yaml, is_yaml_or_json, tidy};

/// A file that was checked, after fixes if requested.
pub(super) struct FileDone {
    /// Its path for display.
    pub(super) shown: String,
    pub(super) checked: CheckedFile,
    /// How many fixes were applied, or would be.
    pub(super) fixed: usize,
    /// The text before and after, if it changed and is still needed.
    pub(super) change: Option<(String, String)>,
    /// What was left undone, one line each: references that could not be compared, fixes that would harm.
    pub(super) unread: Vec<String>,
    /// Its offers, as far as they are found again in a revision.
    pub(super) offers: Vec<Seen>,
    agreements: Vec<Agreement>,
    /// With `--changed`: the files that its offers refer to, or that stand in a finding about both.
    pub(super) names: BTreeSet<PathBuf>,
}

/// The files of a run.
pub(super) struct AllFiles {
    /// Those that were checked, in order of their paths.
    pub(super) done: Vec<FileDone>,
    /// What could not be read, a sentence each.
    pub(super) unreadable: Vec<String>,
    /// What was left out of folders.
    pub(super) skipped: Vec<(String, LeftOut)>,
    /// What was found at first in the files that were checked again.
    pub(super) at_first: BTreeMap<String, Vec<Diagnostic>>,
}

impl From<FileDone> for AllFiles {
    fn from(done: FileDone) -> Self {
        Self { done: vec![done], unreadable: Vec::new(), skipped: Vec::new(), at_first: BTreeMap::new() }
    }
}

/// Checks every file that the command line names or that is in its folders, and hands it to `shown`, in
/// order of the paths.
pub(super) fn check_files(
    args: &Args,
    workspace: &Workspace,
    mut shown: impl FnMut(CheckStep<'_>) -> io::Result<()>,
) -> Result<AllFiles, Failure> {
    let Walk { inputs, skipped, errors, .. } =
        walk(args.paths_or_here(), workspace.configurations(), &args.common, args.walked())?;
    let mut unreadable: Vec<String> = errors.iter().map(ToString::to_string).collect();
    // A configuration that cannot be used stops the command before anything is shown.
    for of_folder in inputs.chunk_by(|one, other| one.path.parent() == other.path.parent()) {
        let settings = of_folder.first().map(|input| workspace.settings_of(&input.path));
        settings.transpose().map_err(|error| args.common.settings_failure(error))?;
    }
    shown(CheckStep::Settled)?;
    let mut done = Vec::with_capacity(inputs.len());
    let read = |_, input: &Input| check_one(args, input, workspace);
    in_order(&inputs, args.common.quiet, read, |files: Vec<Result<FileDone, Trouble>>| {
        for file in files {
            match file {
                Ok(file) => {
                    shown(CheckStep::File(&file))?;
                    done.push(file);
                }
                Err(Trouble::File(text)) => unreadable.push(text),
                Err(Trouble::Settings(error)) => return Err(args.common.settings_failure(*error)),
            }
        }
        Ok(shown(CheckStep::Part)?)
    })?;
    let at_first = check_twins(args, workspace, &inputs, &mut done);
    Ok(AllFiles { done, unreadable, skipped, at_first })
}

/// How far a check has come.
pub(super) enum CheckStep<'f> {
    /// The configurations are read.
    Settled,
    /// A file is checked.
    File(&'f FileDone),
    /// Others are still to come.
    Part,
}

/// Checks files again that have an offer with the id of another one, one that overlaps with another
/// one, or one that is compared with the wrong one of the revision: all are known only now. Gives what was
/// found in them at first.
fn check_twins(
    args: &Args,
    workspace: &Workspace,
    inputs: &[Input],
    done: &mut [FileDone],
) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut at_first = BTreeMap::new();
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
    let overlaps = overlaps(done.iter().flat_map(|file| file.agreements.clone()).collect());
    let counterparts = counterparts(workspace, done);
    if twins.is_empty() && overlaps.is_empty() && counterparts.is_empty() {
        return at_first;
    }
    let beside = beside(workspace, &twins, &overlaps);
    let places = twins.keys().chain(overlaps.keys()).chain(counterparts.keys());
    let paths: BTreeSet<String> = places.map(|(path, _)| path.clone()).collect();
    let workspace = &workspace.with_twins(twins, overlaps, counterparts.clone());
    // A file that could not be read is in the one list only.
    let inputs: BTreeMap<&str, &Input> = inputs.iter().map(|input| (input.shown.as_str(), input)).collect();
    for file in done.iter_mut().filter(|file| paths.contains(&file.shown)) {
        let Some(input) = inputs.get(file.shown.as_str()) else { continue };
        if let Ok(again) = check_one(args, input, workspace) {
            let fixed = file.fixed + again.fixed;
            let change = file.change.take().or(again.change);
            file.names.extend(beside.get(file.shown.as_str()).into_iter().flatten().cloned());
            let names = std::mem::take(&mut file.names);
            let before = std::mem::take(&mut file.checked.report.diagnostics);
            at_first.insert(file.shown.clone(), before);
            *file = FileDone { fixed, change, names, ..again };
        }
        for offer in &mut file.offers {
            if let Some(before) = counterparts.get(&(file.shown.clone(), offer.document())) {
                offer.continuing(before.as_ref().map(|before| before.document));
            }
        }
    }
    at_first
}

/// The files that findings about two offers name, by the file that has the finding.
fn beside(
    workspace: &Workspace,
    twins: &BTreeMap<(String, usize), String>,
    overlaps: &BTreeMap<(String, usize), Overlap>,
) -> BTreeMap<String, Vec<PathBuf>> {
    let here = workspace.configurations().working_directory();
    let mut beside: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let twins = twins.iter().map(|((path, _), other)| (path, other.as_str()));
    let overlaps = overlaps.iter().map(|((path, _), overlap)| (path, overlap.path.as_str()));
    for (path, other) in twins.chain(overlaps) {
        beside.entry(path.clone()).or_default().push(tidy(&here.join(other)));
    }
    beside
}

/// What the offers continue of the files in which something frozen seems to have changed.
fn counterparts(workspace: &Workspace, done: &[FileDone]) -> Counterparts {
    let Some(earlier) = workspace.earlier() else { return Counterparts::new() };
    let ids =
        done.iter().flat_map(|file| file.offers.iter().filter_map(|offer| offer.id().cloned())).collect();
    let is_changed = |file: &&FileDone| {
        let mut rules = file.checked.report.diagnostics.iter().map(|finding| finding.rule);
        rules.any(|rule| rule == CHANGED)
    };
    let mut found = Counterparts::new();
    for file in done.iter().filter(is_changed) {
        let path = workspace.configurations().working_directory().join(&file.shown);
        let Ok(settings) = workspace.settings_of(&path) else { continue };
        let now = Related::read_all(&file.checked.source, &settings.holidays);
        let theirs = earlier.counterparts(&path, &now, &ids).into_iter();
        found.extend(theirs.map(|(document, before)| ((file.shown.clone(), document), before)));
    }
    found
}

fn check_one(args: &Args, input: &Input, workspace: &Workspace) -> Result<FileDone, Trouble> {
    let noting = args.changed.is_some().then(|| workspace.noting());
    let (source, mut settings) = open(input, noting.as_ref().map_or(workspace, |(noting, _)| noting))?;
    settings.beside_json = args.beside_json.values();
    let mut done = fixed(args, source, &settings);
    if let Some((_, noted)) = noting {
        done.names.append(&mut noted.lock().unwrap_or_else(PoisonError::into_inner));
    }
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
    let Fixed { source, checked, applied, dropped } = fix(source, settings, allow);
    let change = (applied > 0).then(|| (before, source.text().to_owned()));
    let mut done = FileDone { fixed: applied, change, ..FileDone::new(shown, source, checked) };
    done.unread.extend(dropped.into_iter().map(|finding| {
        let (shown, rule) = (&done.shown, finding.rule);
        format!("{shown}: a fix of {rule} is left out: the file would be worse with it ({})", finding.message)
    }));
    done
}

impl FileDone {
    fn new(shown: String, source: SourceFile, checked: Checked) -> Self {
        let unread = checked.unread.iter().map(|unread| {
            let (named, why) = (quote(&unread.reference), &unread.error);
            format!("{shown}: nothing is compared with {named}: {why}")
        });
        let unread = unread.collect();
        let folder = Path::new(&shown).parent().unwrap_or(Path::new(""));
        let beside = |named: &str| crate::workspace::shown(&tidy(&folder.join(named)), Path::new(""));
        let agreements = checked.offers().filter_map(|offer| Agreement::of(offer, &shown, beside)).collect();
        let offers = checked.numbers().map(|(number, id)| Seen::new(number, id.cloned())).collect();
        let checked = CheckedFile { source, report: checked.report };
        Self { shown, checked, fixed: 0, change: None, unread, offers, agreements, names: BTreeSet::new() }
    }
}

impl Args {
    /// Which files of a folder are checked.
    pub(super) fn walked(&self) -> fn(&Path) -> bool {
        if self.json { is_yaml_or_json } else { is_yaml }
    }

    /// The paths of the command line, or the current folder.
    pub(super) fn paths_or_here(&self) -> &[PathBuf] {
        paths_or_here(&self.paths)
    }
}
