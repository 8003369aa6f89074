//! The formats in which every command writes its books: table, Markdown, page and workbook.

use std::io::{self, Write};

use chrono::NaiveDate;

use super::Failure;
use crate::render::book::Book;
#[cfg(feature = "xlsx")]
use crate::render::xlsx;

/// Why a workbook cannot be written to where the output goes, before anything is read. `example` is
/// the name of a file to suggest.
///
/// # Errors
/// When it would go to a terminal, or this build does not have it.
pub(super) fn refuse_workbook(to_terminal: bool, example: &str) -> Result<(), Failure> {
    if !cfg!(feature = "xlsx") {
        let message = "this build of paysched writes no workbooks; build it with `--features xlsx`";
        return Err(Failure::message(message));
    }
    if to_terminal {
        let message = format!("a workbook is no text for a terminal; write `--output {example}`");
        return Err(Failure::message(message));
    }
    Ok(())
}

/// The books as tables, an empty line between them.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn tables(books: &[Book], out: &mut dyn Write) -> io::Result<()> {
    let texts: Vec<String> = books.iter().map(Book::draw).collect();
    out.write_all(texts.join("\n").as_bytes())
}

/// The books as a workbook made on the day `created`.
///
/// # Errors
/// When it cannot hold them, or `out` cannot be written to.
#[cfg(feature = "xlsx")]
pub(super) fn workbook(books: &[Book], created: Option<NaiveDate>, out: &mut dyn Write) -> io::Result<()> {
    xlsx::write(books, created.unwrap_or_default(), out)
}

/// Stands where [`refuse_workbook`] has been passed by.
#[cfg(not(feature = "xlsx"))]
pub(super) fn workbook(_: &[Book], _: Option<NaiveDate>, _: &mut dyn Write) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
