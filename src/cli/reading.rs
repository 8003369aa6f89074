//! Reads the one offer file that a command works on, and refuses it where it has errors.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use super::{Common, Failure};
use crate::lint::{Found, Settings, lint};
use crate::output::findings::human;
use crate::text::diagnostic::Severity;
use crate::text::sanitize::blanks;
use crate::text::source::{SourceFile, load};
use crate::text::words::count;
use crate::workspace::Workspace;

/// The file at `path` and its settings; standard input where it is `-`.
///
/// # Errors
/// When the file or its configuration cannot be read.
pub(super) fn read(
    common: &Common,
    path: &Path,
    workspace: &Workspace,
) -> Result<(SourceFile, Arc<Settings>), Failure> {
    let stdin = path == Path::new("-");
    let name = if stdin { common.stdin_filename.as_deref().unwrap_or(path) } else { path };
    let settings = workspace.settings_of(name).map_err(|error| common.settings_failure(error))?;
    if stdin {
        return Ok((common.stdin(settings.max_file_bytes)?, settings));
    }
    let shown = crate::workspace::shown(path, &Common::working_directory()?);
    let source = load(path, &shown, settings.max_file_bytes)
        .map_err(|error| super::common::cannot_read(&shown, &error))?;
    Ok((source, settings))
}

/// Shows the errors of a file on standard error, with what becomes of it; whether there are any.
///
/// # Errors
/// When standard error cannot be written to.
pub(super) fn refuse(
    common: &Common,
    source: &SourceFile,
    settings: &Settings,
    workspace: &Workspace,
    then: &str,
) -> Result<bool, Failure> {
    let mut report = lint(source, Found::Named, settings, workspace);
    report.diagnostics.retain(|finding| finding.severity == Severity::Error);
    let errors = report.diagnostics.len();
    if errors == 0 {
        return Ok(false);
    }
    let mut err = io::stderr().lock();
    human::write_findings(source, &report.diagnostics, common.style(&io::stderr()), &mut err)?;
    writeln!(err, "{}: {}; {then}", blanks(source.path()), count(errors, "error"))?;
    Ok(true)
}
