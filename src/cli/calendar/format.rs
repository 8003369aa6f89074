//! The formats of `paysched calendar`.

use std::io::Write;

use clap::ValueEnum;

use crate::cli::books::tables;
use crate::cli::{Failure, workbook};
use crate::output::plans::portfolio::{Shown, book, write_csv, write_json};
use crate::output::plans::{html, markdown};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables for people
    #[value(alias = "txt", alias = "text")]
    Table,
    /// One JSON object
    Json,
    /// A row for each month, and for each stretch of days to come
    Csv,
    /// Tables for a pull request or a wiki
    #[value(alias = "md")]
    Markdown,
    /// A calendar of every invoice day and due date
    #[value(alias = "ical", alias = "icalendar")]
    Ics,
    /// One page for a browser or a printer
    #[value(alias = "htm")]
    Html,
    /// A workbook for Excel and LibreOffice
    Xlsx,
}

/// Why a format cannot be written to where the output goes, before anything is read.
///
/// # Errors
/// When it is no text and would go to a terminal, or this build does not have it.
pub(super) fn refuse(format: Format, to_terminal: bool) -> Result<(), Failure> {
    if format == Format::Xlsx { workbook::refuse(to_terminal, "calendar.xlsx") } else { Ok(()) }
}

/// The sums in a format.
///
/// # Errors
/// When a total is too large, or the format cannot hold them.
pub(super) fn write(format: Format, shown: Shown<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let book = || book(shown).map_err(|error| Failure::message(error.to_string()));
    match format {
        Format::Json => write_json(shown, out)?,
        Format::Csv => write_csv(shown, false, out)?,
        Format::Markdown => markdown::write(&[book()?], out)?,
        Format::Html => html::write_books(&[book()?], out)?,
        Format::Xlsx => workbook::write(&[book()?], Some(shown.portfolio.as_of), out)?,
        // Events have been written as they were planned.
        Format::Table | Format::Ics => tables(&[book()?], out)?,
    }
    Ok(())
}
