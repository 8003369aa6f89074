//! The formats of `paysched reconcile`.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::cli::{Failure, workbook};
use crate::output::plans::reconcile::{self, Shown, book, write_csv, write_json};
use crate::output::plans::{html, markdown};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables for people
    #[value(alias = "txt", alias = "text")]
    Table,
    /// One JSON object
    Json,
    /// A row for each installment and each line
    Csv,
    /// Tables for a pull request or a wiki
    #[value(alias = "md")]
    Markdown,
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
    if format == Format::Xlsx { workbook::refuse(to_terminal, "billing.xlsx") } else { Ok(()) }
}

/// The comparison in a format.
pub(super) fn write(format: Format, shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => write_json(shown, out),
        Format::Csv => write_csv(shown, false, out),
        Format::Markdown => markdown::write(&[book(shown)], out),
        Format::Html => html::write_books(&[book(shown)], out),
        Format::Xlsx => workbook::write(&[reconcile::workbook(shown)], shown.result.up_to, out),
        Format::Table => out.write_all(book(shown).draw().as_bytes()),
    }
}
