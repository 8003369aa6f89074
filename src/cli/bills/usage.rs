//! The usage files of `paysched bills`: text or workbooks, each read whole or refused.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::common::cannot_read;
use crate::cli::stream::stderr;
use crate::cli::{Common, Failure};
use crate::marketplace::reports::{MAX_BYTES, Note, UsageLine, UsageReport, read_usage};
use crate::text::sanitize::line;
use crate::text::source::SourceFile;
use crate::workspace::{bytes, shown};

/// The lines of all files, in their order; `None` if no file is named. What was decided is said on standard
/// error.
///
/// # Errors
/// When a file, or a line of it, cannot be read.
pub(super) fn read(paths: &[PathBuf], common: &Common) -> Result<Option<Vec<UsageLine>>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    let mut lines = Vec::new();
    for path in paths {
        let (name, bytes) = if path == Path::new("-") {
            common.stdin_bytes(MAX_BYTES)?
        } else {
            let name = shown(path, &Common::working_directory()?);
            match bytes(path, MAX_BYTES) {
                Err(error) => return Err(cannot_read(&name, &error)),
                Ok(Ok(bytes)) => (name, bytes),
                Ok(Err(size)) => {
                    let file = SourceFile::too_large(name, size, MAX_BYTES);
                    return read_text(&file).map(|report| Some(report.lines));
                }
            }
        };
        let is_workbook = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0");
        let report = match is_workbook {
            true => of_workbook(&name, &bytes)?,
            false => read_text(&SourceFile::from_bytes(name, bytes, MAX_BYTES))?,
        };
        say(&report.path, &report.notes)?;
        lines.extend(report.lines);
    }
    Ok(Some(lines))
}

fn read_text(file: &SourceFile) -> Result<UsageReport, Failure> {
    read_usage(file).map_err(|error| Failure::message(error.to_string()))
}

fn say(path: &str, notes: &[Note]) -> Result<(), Failure> {
    let mut err = stderr();
    for Note { line: at, text, more } in notes {
        let more = if *more > 0 { format!(" (and {more} more)") } else { String::new() };
        writeln!(err, "{}:{at}: {}{more}", line(path), line(&text.to_string()))?;
    }
    Ok(())
}

#[cfg(not(feature = "xlsx"))]
fn of_workbook(name: &str, _: &[u8]) -> Result<UsageReport, Failure> {
    Err(Failure::message(format!(
        "{name}: this build of paysched reads no workbooks; save the sheet as CSV, or build it with `--features xlsx`"
    )))
}

/// The usage of the first sheet in sight that has any.
#[cfg(feature = "xlsx")]
fn of_workbook(name: &str, bytes: &[u8]) -> Result<UsageReport, Failure> {
    use crate::marketplace::reports::{ReportReason, usage_of};
    use crate::offer::table::{DateHabits, DayCount, Workbook, WorkbookError};

    let refused = |error: WorkbookError| Failure::message(format!("{name}: {error}"));
    let mut book = Workbook::open(bytes).map_err(refused)?;
    let mut first = None;
    for (sheet, hidden) in book.sheets().to_vec() {
        if hidden {
            continue;
        }
        let read = book.sheet(&sheet).map_err(refused)?;
        let counted = if read.from_1904 { DayCount::From1904 } else { DayCount::From1900 };
        let shown = format!("{name}, sheet {}", crate::offer::quote(&sheet));
        match usage_of(&shown, &read.rows, DateHabits { counted, ..DateHabits::default() }) {
            Ok(mut report) => {
                let note = |(line, text): (u32, String)| {
                    let text = crate::text::message::Message::verbatim(text);
                    Note { line, text, more: 0 }
                };
                report.notes.splice(0..0, read.said.into_iter().map(note));
                return Ok(report);
            }
            Err(error) if matches!(error.reason, ReportReason::NoUsage(_)) => {
                first.get_or_insert(error);
            }
            Err(error) => return Err(Failure::message(error.to_string())),
        }
    }
    let none = || format!("{name}: no sheet in sight has rows");
    Err(Failure::message(first.map_or_else(none, |error| error.to_string())))
}
