//! The formats of `paysched reconcile`.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::render::markdown;
use crate::render::reconcile::{Shown, book, write_csv, write_json};

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
}

/// The comparison in a format.
pub(super) fn write(format: Format, shown: Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => write_json(shown, out),
        Format::Csv => write_csv(shown, out),
        Format::Markdown => markdown::write(&[book(shown)], out),
        Format::Table => out.write_all(book(shown).draw().as_bytes()),
    }
}
