//! Workbooks as an output: where they cannot go, and builds that write none.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Failure;
use crate::output::plans::book::Book;

/// Why no workbook can be written, before anything is read. `name` is a file that one may say.
///
/// # Errors
/// When it would go to a terminal, or this build writes none.
pub(super) fn refuse(to_terminal: bool, name: &str) -> Result<(), Failure> {
    if !cfg!(feature = "xlsx") {
        let message = "this build of paysched writes no workbooks; build it with `--features xlsx`";
        return Err(Failure::message(message));
    }
    if to_terminal {
        return Err(Failure::message(format!(
            "a workbook is no text for a terminal; write `--output {name}`"
        )));
    }
    Ok(())
}

/// Writes the books as one workbook; `created` stands in it as the day on which it was made.
///
/// # Errors
/// When `out` cannot be written to, or the books are more than a workbook can hold.
#[cfg(feature = "xlsx")]
pub(super) fn write(books: &[Book], created: Option<NaiveDate>, out: &mut dyn Write) -> io::Result<()> {
    crate::output::plans::xlsx::write(books, created.unwrap_or_default(), out)
}

/// Stands where [`refuse`] has been passed by.
#[cfg(not(feature = "xlsx"))]
pub(super) fn write(_: &[Book], _: Option<NaiveDate>, _: &mut dyn Write) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
