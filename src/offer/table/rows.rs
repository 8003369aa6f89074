//! The rows of separated text, with the lines on which they begin.

use csv::{ReaderBuilder, StringRecord};

use crate::text::source::SourceFile;

/// What may part the cells of a row, in the order in which they are tried.
pub const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

/// The rows of a text, split at a separator; quotes are those of RFC 4180.
#[derive(Debug)]
pub struct SplitRows<'f> {
    file: &'f SourceFile,
    /// Where the rows begin in the file, in bytes: after a byte order mark.
    offset: u64,
    rows: csv::Reader<&'f [u8]>,
}

/// A row that is not blank.
#[derive(Debug, Clone)]
pub struct SplitRow {
    /// The line of the file on which it begins, from 1.
    pub line: u32,
    /// The line on which it ends.
    pub end: u32,
    /// Its cells.
    pub cells: StringRecord,
}

impl<'f> SplitRows<'f> {
    /// The rows of a file's text.
    pub fn new(file: &'f SourceFile, separator: u8) -> Self {
        let bare = file.text().trim_start_matches('\u{feff}');
        let offset = u64::try_from(file.text().len() - bare.len()).unwrap_or(0);
        let rows = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(bare.as_bytes());
        Self { file, offset, rows }
    }

    /// The next row that is not blank; `None` at the end.
    ///
    /// # Errors
    /// When the rows cannot be split.
    pub fn next_row(&mut self) -> Result<Option<SplitRow>, csv::Error> {
        let mut cells = StringRecord::new();
        loop {
            if !self.rows.read_record(&mut cells)? {
                return Ok(None);
            }
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                break;
            }
        }
        let start = cells.position().map_or(0, csv::Position::byte);
        let line = self.line(self.without_breaks(start));
        let end = self.line(self.rows.position().byte().saturating_sub(1));
        Ok(Some(SplitRow { line, end, cells }))
    }

    /// All rows that are not blank.
    ///
    /// # Errors
    /// When they cannot be split.
    pub fn all(mut self) -> Result<Vec<SplitRow>, csv::Error> {
        std::iter::from_fn(|| self.next_row().transpose()).collect()
    }

    fn line(&self, byte: u64) -> u32 {
        let line = self.file.lines().line_of(u32::try_from(byte + self.offset).unwrap_or(u32::MAX));
        u32::try_from(line + 1).unwrap_or(u32::MAX)
    }

    /// The first byte from `start` on that is not a line break: where a row after empty lines begins.
    fn without_breaks(&self, start: u64) -> u64 {
        let from = usize::try_from(start + self.offset).unwrap_or(usize::MAX);
        let rest = self.file.text().get(from..).unwrap_or("");
        start + u64::try_from(rest.len() - rest.trim_start_matches(['\r', '\n']).len()).unwrap_or(0)
    }
}
