//! `check --against REV`: the released offers that are no longer there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::files::FileDone;
use super::{Args, not_read};
use crate::cli::Failure;
use crate::lint::FileReport;
use crate::output::findings::CheckedFile;
use crate::text::source::Span;
use crate::workspace::{Configurations, Gone, Workspace};

/// The released offers of the revision that have gone.
pub(super) fn find(args: &Args, workspace: &Workspace, done: &[FileDone]) -> Result<Vec<Gone>, Failure> {
    let Some(earlier) = workspace.earlier() else { return Ok(Vec::new()) };
    let seen = done.iter().map(|file| (PathBuf::from(&file.shown), file.offers.clone())).collect();
    let gone = earlier.gone(workspace.configurations(), args.paths_or_here(), &seen);
    let mut gone = gone.map_err(|error| not_read(args, error))?;
    // A file that cannot be read any more has a finding of its own.
    let is_broken = |file: &&FileDone| file.offers.is_empty() && file.checked.report.has_errors();
    let broken: BTreeSet<&str> = done.iter().filter(is_broken).map(|file| file.shown.as_str()).collect();
    gone.retain(|gone| !broken.contains(gone.source.path()));
    Ok(gone)
}

/// What the revision says nothing of, one line each.
pub(super) fn uncompared(workspace: &Workspace, done: &[FileDone]) -> Vec<String> {
    let Some(earlier) = workspace.earlier() else { return Vec::new() };
    let here = workspace.configurations().working_directory();
    let offers = done.iter().filter(|file| !file.offers.is_empty());
    let apart = offers.filter_map(|file| earlier.uncompared(file.shown.as_ref(), here));
    let words = |place| {
        let revision = earlier.name();
        format!("{place}: nothing is compared with `{revision}`, which is of another repository")
    };
    apart.map(words).collect()
}

/// Adds the finding of an offer that has gone to those of its file, or of what its file was.
pub(super) fn add(gone: Gone, configurations: &Configurations, files: &mut BTreeMap<String, CheckedFile>) {
    let path = gone.source.path().to_owned();
    let mut found = vec![gone.finding];
    if let Ok(settings) = configurations.settings_of(path.as_ref()) {
        settings.levels.apply(&mut found);
    }
    match files.get_mut(&path) {
        Some(file) => {
            // The file has become another one, so the place in its earlier text is none.
            for finding in &mut found {
                finding.labels.iter_mut().for_each(|label| label.span = Span::default());
            }
            file.report.passed_over &= found.is_empty();
            file.report.diagnostics.splice(0..0, found);
        }
        None => {
            let report = FileReport { diagnostics: found, ..FileReport::default() };
            files.insert(path, CheckedFile { source: gone.source, report });
        }
    }
}
