//! A workbook and its sheets.

use crate::cli::Failure;
use crate::offer::quote;
use crate::offer::table::{DayCount, SplitRow, Workbook, WorkbookError};

/// A workbook that was opened.
pub(in crate::cli) struct BookFile<'b> {
    name: &'b str,
    book: Workbook<'b>,
}

/// A sheet of it.
pub(in crate::cli) struct BookSheet {
    /// The file and the sheet, for display.
    pub(in crate::cli) shown: String,
    /// Its rows.
    pub(in crate::cli) rows: Vec<SplitRow>,
    /// How its numbers count days.
    pub(in crate::cli) counted: DayCount,
    /// What was decided while it was read, each with its row.
    pub(in crate::cli) said: Vec<(u32, String)>,
}

impl<'b> BookFile<'b> {
    /// Opens a workbook; `name` is its name for display.
    ///
    /// # Errors
    /// When it is none, is damaged, or has a password.
    pub(in crate::cli) fn open(name: &'b str, bytes: &'b [u8]) -> Result<Self, Failure> {
        Ok(Self { name, book: Workbook::open(bytes).map_err(|error| refused(name, &error))? })
    }

    /// The names of its sheets, each with whether it is hidden.
    pub(in crate::cli) fn sheets(&self) -> Vec<(String, bool)> {
        self.book.sheets().to_vec()
    }

    /// Reads a sheet.
    ///
    /// # Errors
    /// When there is no such sheet, or it is damaged.
    pub(in crate::cli) fn sheet(&mut self, sheet: &str) -> Result<BookSheet, Failure> {
        let read = self.book.sheet(sheet).map_err(|error| refused(self.name, &error))?;
        Ok(BookSheet {
            shown: format!("{}, sheet {}", self.name, quote(sheet)),
            rows: read.rows,
            counted: if read.from_1904 { DayCount::From1904 } else { DayCount::From1900 },
            said: read.said,
        })
    }
}

fn refused(name: &str, error: &WorkbookError) -> Failure {
    Failure::message(format!("{name}: {error}"))
}
