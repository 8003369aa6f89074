//! The formats of what is shown as books, and who writes each.

use std::io::{self, Write};

use chrono::NaiveDate;
use clap::ValueEnum;

use super::Failure;
use crate::render::book::Book;
use crate::render::markdown;
#[cfg(feature = "xlsx")]
use crate::render::xlsx;

/// The formats of a command whose result is books of dated rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people
    #[value(alias = "txt", alias = "text")]
    Table,
    /// One JSON object, or a list for several
    Json,
    /// Rows of comma-separated values
    Csv,
    /// The JSON objects as YAML
    #[value(alias = "yml")]
    Yaml,
    /// Tables for a pull request or a wiki
    #[value(alias = "md")]
    Markdown,
    /// A calendar of the days
    #[value(alias = "ical", alias = "icalendar")]
    Ics,
    /// A workbook for Excel and LibreOffice
    Xlsx,
}

/// What a command shows, in each form that a format asks for.
pub(super) trait Shown {
    /// As books, for people.
    fn books(&self) -> Vec<Book>;
    /// The day as of which it holds: the one of a workbook's properties.
    fn day(&self) -> Option<NaiveDate>;
    /// As JSON.
    fn json(&self, out: &mut dyn Write) -> io::Result<()>;
    /// As YAML.
    fn yaml(&self, out: &mut dyn Write) -> io::Result<()>;
    /// As CSV.
    fn csv(&self, out: &mut dyn Write) -> io::Result<()>;
    /// As a calendar.
    fn ics(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes it in a format.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn write(format: Format, shown: &dyn Shown, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => shown.json(out),
        Format::Csv => shown.csv(out),
        Format::Yaml => shown.yaml(out),
        Format::Ics => shown.ics(out),
        Format::Markdown => markdown::write(&shown.books(), out),
        Format::Xlsx => workbook(&shown.books(), shown.day(), out),
        Format::Table => table(&shown.books(), out),
    }
}

/// Draws books one below the other, an empty line between them.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn table(books: &[Book], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = books.iter().map(Book::draw).collect();
    out.write_all(texts.join("\n").as_bytes())
}

/// Why no workbook can be written to where the output goes, before anything is read.
///
/// # Errors
/// When it would go to a terminal, or this build has no workbooks.
pub(super) fn refuse_workbook(to_terminal: bool) -> Result<(), Failure> {
    if !cfg!(feature = "xlsx") {
        let message = "this build of paysched writes no workbooks; build it with `--features xlsx`";
        return Err(Failure::message(message));
    }
    if to_terminal {
        return Err(Failure::message("a workbook is no text for a terminal; write `--output plan.xlsx`"));
    }
    Ok(())
}

/// Writes books as one workbook.
///
/// # Errors
/// When `out` cannot be written to.
#[cfg(feature = "xlsx")]
pub(super) fn workbook(books: &[Book], created: Option<NaiveDate>, out: &mut dyn Write) -> io::Result<()> {
    xlsx::write(books, created.unwrap_or_default(), out)
}

/// Stands where [`refuse_workbook`] has been passed by.
#[cfg(not(feature = "xlsx"))]
pub(super) fn workbook(_: &[Book], _: Option<NaiveDate>, _: &mut dyn Write) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
