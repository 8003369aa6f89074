//! The writers of the library, which are in English.

use std::io::{self, Write};

use super::book::Book;
use super::{html, ics, markdown};
use crate::plan::Plan;
use crate::text::message::English;

/// Writes one page of all plans and their renewed terms, in order, in English.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_html(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    html::write(plans, &English, out)
}

/// Writes the plans as one calendar, in English: an event for each invoice, and one for each due date
/// that is known.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_ics(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    ics::write(plans, &English, out)
}

/// Writes the books in order, in English, each with its title as a heading, its facts as a list and
/// its sheets as tables.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_markdown(books: &[Book], out: &mut dyn Write) -> io::Result<()> {
    markdown::write(books, &English, out)
}

/// Writes the books in order as a workbook, in English. `created` is the creation date in the file.
///
/// # Errors
/// When there are more sheets, rows or characters than a workbook can hold, or `out` cannot be
/// written to.
#[cfg(feature = "xlsx")]
pub fn write_xlsx(books: &[Book], created: chrono::NaiveDate, out: &mut dyn Write) -> io::Result<()> {
    super::xlsx::write(books, created, &English, out)
}
