//! Workbooks as rows of text: which sheets they have, and how much of them is read.

mod format;
mod ods;
mod xlsx;
mod xml;

use std::io::{self, Cursor, Read};

use csv::StringRecord;
use zip::ZipArchive;

use super::numbers::NumberColumn;
use super::plan_columns::letters;
use super::rows::SplitRow;
use xml::Parts;

/// The most bytes that the parts of a workbook may unpack to. A plan of 250,000 rows has 30 million.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;

/// The most cells of a sheet, counted from its first column to the last one of each row.
const MAX_CELLS: usize = 4_000_000;

/// The most rows of a merged cell, and the most of these cells, that are filled.
const MAX_MERGED: usize = 1_000;

/// The most columns that are read; what stands further right is said.
const MAX_COLUMNS: usize = 256;

/// A workbook that is open.
#[derive(Debug)]
pub struct Workbook<'b> {
    sheets: Vec<(String, bool)>,
    kind: WorkbookKind<'b>,
}

#[derive(Debug)]
enum WorkbookKind<'b> {
    Xlsx(Box<xlsx::Xlsx<'b>>),
    Ods(Parts<'b>),
}

/// A sheet as rows of text. A row's line is its number in the sheet, and its first cell that of column A.
#[derive(Debug, Clone, Default)]
pub struct WorkbookSheet {
    /// The rows that are not blank.
    pub rows: Vec<SplitRow>,
    /// What a reader does not see in them, each with its row: hidden rows and columns, merged cells.
    pub said: Vec<(u32, String)>,
    /// Whether its days count from 1904.
    pub from_1904: bool,
}

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// It is of a kind that is not read.
    #[error(
        "it has a password, or is not an xlsx or ods workbook; save it as one of these without a password"
    )]
    Unknown,
    /// It would fill the memory.
    #[error("it unpacks to more than {} MB; save the sheet with the plan alone", MAX_UNPACKED / 1024 / 1024)]
    TooLarge,
    /// A sheet has more cells than any plan.
    #[error("sheet `{0}` has more than {MAX_CELLS} cells; save the plan alone")]
    TooManyCells(String),
    /// No sheet has the name.
    #[error("it has no sheet `{wanted}`; there are {}", list(.there))]
    NoSheet {
        /// The name.
        wanted: String,
        /// The names that there are.
        there: Vec<String>,
    },
    /// Something in it is not as it should be.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| crate::offer::quote(name)).collect();
    quoted.join(", ")
}

impl WorkbookError {
    fn damaged(error: impl ToString) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl<'b> Workbook<'b> {
    /// Opens an xlsx or ods workbook, once it is known to how much it unpacks.
    ///
    /// # Errors
    /// When it is neither, has a password, is damaged, or unpacks to more than is read.
    pub fn open(bytes: &'b [u8]) -> Result<Self, WorkbookError> {
        let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| WorkbookError::Unknown)?;
        bounded(&mut parts)?;
        let has = |name: &str| parts.index_for_name(name).is_some();
        if has("content.xml") {
            let sheets = ods::names(&mut parts)?;
            return Ok(Self { sheets, kind: WorkbookKind::Ods(parts) });
        }
        if !has("[Content_Types].xml") {
            return Err(WorkbookError::Unknown);
        }
        let book = xlsx::Xlsx::open(bytes, parts)?;
        Ok(Self { sheets: book.sheets(), kind: WorkbookKind::Xlsx(Box::new(book)) })
    }

    /// Its sheets in their order: the name of each, and whether it is hidden.
    pub fn sheets(&self) -> &[(String, bool)] {
        &self.sheets
    }

    /// Reads a sheet.
    ///
    /// # Errors
    /// When there is none of this name, it has more cells than are read, or it is damaged.
    pub fn sheet(&mut self, name: &str) -> Result<WorkbookSheet, WorkbookError> {
        if !self.sheets.iter().any(|(known, _)| known == name) {
            let there = self.sheets.iter().map(|(known, _)| known.clone()).collect();
            return Err(WorkbookError::NoSheet { wanted: name.to_owned(), there });
        }
        match &mut self.kind {
            WorkbookKind::Xlsx(book) => book.sheet(name),
            WorkbookKind::Ods(parts) => ods::sheet(parts, name),
        }
    }
}

/// Unpacks every part that will be read, to know that none is larger than it says and all are within the
/// limit.
fn bounded(parts: &mut Parts<'_>) -> Result<(), WorkbookError> {
    let mut left = MAX_UNPACKED;
    for at in 0..parts.len() {
        let part = parts.by_index(at).map_err(|_| WorkbookError::Unknown)?;
        if part.encrypted() {
            return Err(WorkbookError::Unknown);
        }
        let name = part.name().map_err(WorkbookError::damaged)?;
        if ![".xml", ".rels"].iter().any(|ending| name.ends_with(ending)) {
            continue;
        }
        if part.size() > left {
            return Err(WorkbookError::TooLarge);
        }
        let unpacked = io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(WorkbookError::damaged)?;
        left = left.checked_sub(unpacked).ok_or(WorkbookError::TooLarge)?;
    }
    Ok(())
}

/// The rows of a sheet as they are read, from left to right and top to bottom.
#[derive(Default)]
struct Gathered<'n> {
    sheet: &'n str,
    rows: Vec<(u32, Vec<String>)>,
    cells: usize,
    /// Whether a cell stands too far right to be read.
    wide: bool,
    said: Vec<(u32, String)>,
}

impl<'n> Gathered<'n> {
    fn new(sheet: &'n str) -> Self {
        Self { sheet, ..Self::default() }
    }

    /// Takes a cell of a row, counted from 1, and a column, counted from 0.
    fn put(&mut self, row: u32, column: usize, text: String) -> Result<(), WorkbookError> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            if !std::mem::replace(&mut self.wide, true) {
                let last = letters(MAX_COLUMNS - 1);
                self.said.push((row, format!("what stands right of column {last} is passed over")));
            }
            return Ok(());
        }
        if self.rows.last().is_none_or(|(last, _)| *last < row) {
            self.rows.push((row, Vec::new()));
        }
        let at = self.rows.partition_point(|(known, _)| *known < row);
        let Some((_, cells)) = self.rows.get_mut(at).filter(|(known, _)| *known == row) else {
            return Err(WorkbookError::Damaged(format!("row {row} stands out of its order")));
        };
        let before = cells.len();
        if before <= column {
            cells.resize(column + 1, String::new());
        }
        self.cells += cells.len() - before;
        if self.cells > MAX_CELLS {
            return Err(WorkbookError::TooManyCells(self.sheet.to_owned()));
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    /// Fills a merged cell's text into its other rows, where it is no number: an amount counts once.
    fn merge(&mut self, rows: (u32, u32), column: usize) -> Result<(), WorkbookError> {
        let (first, last) = rows;
        let at = |row: u32| self.rows.partition_point(|(known, _)| *known < row);
        let (from, to) = (at(first), at(last.saturating_add(1)));
        let Some([(row, cells), below @ ..]) = self.rows.get(from..to) else { return Ok(()) };
        let text = cells.get(column).filter(|text| *row == first && !text.trim().is_empty()).cloned();
        let Some(text) = text.filter(|_| first < last) else { return Ok(()) };
        let place = letters(column);
        let range = format!("{place}{first}:{place}{last} is one cell");
        if NumberColumn::is_number(&text) || below.len() > MAX_MERGED {
            self.said.push((first, format!("{range}; it counts for its first row alone")));
            return Ok(());
        }
        self.said.push((first, format!("{range}; it stands for each of its rows")));
        let below: Vec<u32> = below.iter().map(|(row, _)| *row).collect();
        below.into_iter().try_for_each(|row| self.put(row, column, text.clone()))
    }

    fn finish(mut self, hidden: HiddenPlaces, from_1904: bool) -> WorkbookSheet {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return WorkbookSheet { from_1904, ..WorkbookSheet::default() };
        };
        let (first, last) = (first.0, last.0);
        let rows = hidden.rows.into_iter().filter(|(from, to)| *to >= first && *from <= last);
        self.said.extend(rows.map(|(from, to)| {
            let to = to.min(last);
            let words = if from == to {
                format!("row {from} is hidden")
            } else {
                format!("rows {from} to {to} are hidden")
            };
            (from, format!("{words}, and read all the same"))
        }));
        let width = self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let columns = hidden.columns.into_iter().filter(|(from, _)| *from < width);
        self.said.extend(columns.map(|(from, to)| {
            let to = to.min(width - 1);
            let words = if from == to {
                format!("column {} is hidden", letters(from))
            } else {
                format!("columns {} to {} are hidden", letters(from), letters(to))
            };
            (first, format!("{words}, and read all the same"))
        }));
        let row = |(line, cells): (u32, Vec<String>)| SplitRow {
            line,
            end: line,
            cells: StringRecord::from(cells),
        };
        WorkbookSheet { rows: self.rows.into_iter().map(row).collect(), said: self.said, from_1904 }
    }
}

/// What a sheet hides: ranges of rows, counted from 1, and of columns, from 0; the last ones included.
#[derive(Debug, Default)]
struct HiddenPlaces {
    rows: Vec<(u32, u32)>,
    columns: Vec<(usize, usize)>,
}

impl HiddenPlaces {
    /// Adds rows below the ones before.
    fn row(&mut self, from: u32, to: u32) {
        match self.rows.last_mut().filter(|(_, last)| last.checked_add(1) == Some(from)) {
            Some(range) => range.1 = to,
            None => self.rows.push((from, to)),
        }
    }
}
