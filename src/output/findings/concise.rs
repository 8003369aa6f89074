//! `check --format concise`: one line per finding, `path:line:column: severity[rule] message`.

use std::io::{self, Write};

use super::Report;
use crate::text::diagnostic::Diagnostic;
use crate::text::sanitize::marked_line;
use crate::text::source::SourceFile;

/// Writes one line for each finding, and nothing if there is none.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.findings().try_for_each(|(file, finding)| writeln!(out, "{}", line(file, finding)))
}

/// The line of a finding, without a line break.
pub(crate) fn line(file: &SourceFile, finding: &Diagnostic) -> String {
    let place = file.position(finding.span().start());
    let message = finding.message.to_string();
    let (path, message) = (marked_line(file.path()), marked_line(&message));
    let severity = finding.severity.word();
    format!("{path}:{}:{}: {severity}[{}] {message}", place.line, place.column, finding.rule)
}
