//! The cells of one column, what was decided about it, and two cells that no one style can explain.

use std::fmt::{self, Display, Formatter};

use crate::offer::quote;

/// Words that fill a cell without a value. Source: the SQL of the billed revenue report, which
/// fills text columns with them (github.com/aws-samples/aws-marketplace-api-samples).
const FILLERS: [&str; 5] = ["not applicable", "not available", "not provided", "n/a", "null"];

/// The text of a cell, without blanks and the marks with which spreadsheets keep a text a text (`'5`,
/// `="5"`); `None` if there is no value.
pub fn value(cell: &str) -> Option<&str> {
    let text = cell.trim().trim_start_matches('\'');
    let text = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    let filler = FILLERS.iter().any(|filler| text.eq_ignore_ascii_case(filler));
    (!filler && !text.is_empty()).then_some(text)
}

/// A cell with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableCell<'t> {
    /// The line of the file on which its row begins, from 1.
    pub line: u32,
    /// Its text as written.
    pub text: &'t str,
}

/// The cells of one column, one after another in one text.
#[derive(Debug, Clone, Default)]
pub struct ColumnCells {
    text: String,
    ends: Vec<usize>,
    lines: Vec<u32>,
}

impl ColumnCells {
    /// Adds the cell of the next row.
    pub fn push(&mut self, cell: TableCell<'_>) {
        self.text.push_str(cell.text);
        self.ends.push(self.text.len());
        self.lines.push(cell.line);
    }

    /// The text of a row's cell, by the number of the row from 0; empty if there is no such row.
    pub fn text(&self, row: usize) -> &str {
        let end = self.ends.get(row).copied().unwrap_or(0);
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or("")
    }

    /// All cells in order.
    pub fn iter(&self) -> impl Iterator<Item = TableCell<'_>> {
        self.lines.iter().enumerate().map(|(row, line)| TableCell { line: *line, text: self.text(row) })
    }
}

/// What was decided about a column, and the cell that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The line of that cell.
    pub line: u32,
    /// What was decided, in words that follow the column's title: `read as day/month/year, from …`.
    pub text: String,
    /// How many later cells it is about as well.
    pub more: usize,
}

/// A cell with its style, for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StyledCell {
    /// Its line.
    pub line: u32,
    /// What it says.
    pub text: String,
    /// Its style as a verb and an object: `is day/month/year`.
    pub style: String,
}

impl Display for StyledCell {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} in line {} {}", quote(&self.text), self.line, self.style)
    }
}

/// Two cells of one column that are written in two styles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{one}, {other}; {way_out}")]
pub struct StyleConflict {
    /// The earlier cell.
    pub one: Box<StyledCell>,
    /// The later one.
    pub other: Box<StyledCell>,
    /// What to do.
    pub way_out: &'static str,
}
