//! The usage files of `paysched bills`: text or workbooks, each read whole or refused.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::stream::stderr;
use crate::cli::tables::TableFile;
use crate::cli::{Common, Failure};
use crate::marketplace::reports::{MAX_BYTES, Note, UsageLine, UsageReport, read_usage};
use crate::text::sanitize::line;

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
        let report = match TableFile::read(path, common, MAX_BYTES)? {
            TableFile::Workbook(name, bytes) => of_workbook(&name, &bytes)?,
            TableFile::Text(file) => {
                read_usage(&file).map_err(|error| Failure::message(error.to_string()))?
            }
        };
        say(&report.path, &report.notes)?;
        lines.extend(report.lines);
    }
    Ok(Some(lines))
}

fn say(path: &str, notes: &[Note]) -> Result<(), Failure> {
    let mut err = stderr();
    for note in notes {
        writeln!(err, "{}:{}: {}", line(path), note.line, line(&note.words().to_string()))?;
    }
    Ok(())
}

#[cfg(not(feature = "xlsx"))]
fn of_workbook(name: &str, _: &[u8]) -> Result<UsageReport, Failure> {
    Err(crate::cli::tables::no_workbooks(name))
}

/// The usage of the first sheet in sight that has any.
#[cfg(feature = "xlsx")]
fn of_workbook(name: &str, bytes: &[u8]) -> Result<UsageReport, Failure> {
    use crate::cli::tables::{BookFile, BookSheet};
    use crate::marketplace::reports::{ReportReason, usage_of};
    use crate::offer::table::DateHabits;

    let mut book = BookFile::open(name, bytes)?;
    let mut first = None;
    for (sheet, hidden) in book.sheets() {
        if hidden {
            continue;
        }
        let BookSheet { shown, rows, counted, said } = book.sheet(&sheet)?;
        match usage_of(&shown, &rows, DateHabits { counted, ..DateHabits::default() }) {
            Ok(mut report) => {
                let note = |(line, text): (u32, String)| {
                    let text = crate::text::message::Message::verbatim(text);
                    Note { line, text, more: 0 }
                };
                report.notes.splice(0..0, said.into_iter().map(note));
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
