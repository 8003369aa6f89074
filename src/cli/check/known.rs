//! `--baseline` and `--write-baseline`: findings that a repository has accepted for now.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::common::name;
use crate::cli::stream::stderr;
use crate::cli::{Failure, write};
use crate::lint::baseline::{Applied, Baseline};
use crate::output::findings::{CheckedFile, Report};
use crate::text::sanitize::blanks;

/// The most stale entries that are named one by one.
const MOST: usize = 5;

/// Reads a baseline.
pub(super) fn read(path: &Path) -> Result<(PathBuf, Baseline), Failure> {
    let shown = name(path);
    let text =
        std::fs::read_to_string(path).map_err(|error| crate::cli::common::cannot_read(&shown, &error))?;
    let baseline = Baseline::parse(&text).map_err(|why| Failure::message(format!("{shown}: {why}")))?;
    Ok((path.to_path_buf(), baseline))
}

/// Removes the known findings from every file, and names the entries that no longer occur. Says how many
/// were removed from files that are `reported`.
pub(super) fn apply(
    known: Option<(PathBuf, Baseline)>,
    files: &mut [CheckedFile],
    reported: impl Fn(&CheckedFile) -> bool,
) -> Result<usize, Failure> {
    let Some((path, baseline)) = known else { return Ok(0) };
    let (mut applied, mut hidden) = (Applied::default(), 0);
    for file in files {
        let before = applied.hidden;
        baseline.apply(&file.source, &mut file.report, &mut applied);
        hidden += if reported(file) { applied.hidden - before } else { 0 };
    }
    let stale = baseline.stale(&applied, |path| Path::new(path).exists());
    let mut err = stderr();
    for known in stale.iter().take(MOST) {
        writeln!(
            err,
            "paysched: {}: no longer found in {}: {}",
            name(&path),
            blanks(&known.path),
            known.rule
        )?;
    }
    if stale.len() > MOST {
        writeln!(err, "paysched: {}: and {} more are no longer found", name(&path), stale.len() - MOST)?;
    }
    if !stale.is_empty() {
        writeln!(err, "paysched: --write-baseline writes the baseline anew")?;
    }
    Ok(hidden)
}

/// Writes a baseline of all findings.
pub(super) fn write(path: &Path, report: &Report) -> Result<usize, Failure> {
    let baseline = Baseline::of(report.files.iter().map(|file| (&file.source, &file.report)));
    write::put(path, baseline.text().as_bytes())
        .map_err(|error| Failure::message(format!("{} cannot be written: {error}", name(path))))?;
    Ok(baseline.len())
}
