//! Pasted text as rows of cells, by each mark that may part the cells.

use csv::StringRecord;
use unicode_width::UnicodeWidthChar;

use super::rows::{SplitRow, SplitRows};
use crate::text::source::SourceFile;

/// What parts the cells of a row, in the order in which it is tried; none is runs of blanks.
const MARKS: [Option<u8>; 5] = [Some(b'\t'), Some(b'|'), Some(b';'), Some(b','), None];

/// The rows of a text, and what parted their cells.
pub(super) struct Parted {
    pub(super) rows: Vec<SplitRow>,
    /// Whether it was a comma, which an amount may have as well.
    pub(super) by_comma: bool,
}

/// The rows of a text by each mark that gives most of them two cells, one mark at a time. Lines that only
/// draw a table are no rows.
///
/// An item is an error where the rows cannot be split.
pub(super) fn parted(file: &SourceFile) -> impl Iterator<Item = Result<Parted, csv::Error>> {
    MARKS.into_iter().filter_map(|mark| by(file, mark).transpose())
}

/// The rows of a text by a mark; `None` if it gives too few of them two cells.
fn by(file: &SourceFile, mark: Option<u8>) -> Result<Option<Parted>, csv::Error> {
    let mut rows = match mark {
        // Tables are drawn with other bars, too.
        Some(b'|') => {
            let drawn = file.text().replace(['│', '┃', '｜'], "|");
            by_mark(&SourceFile::new(file.path(), drawn), b'|')?
        }
        Some(mark) => by_mark(file, mark)?,
        None => by_blanks(file.text()),
    };
    rows.retain(|row| !row.cells.iter().all(draws));
    if mark == Some(b'|') {
        let is_open = |row: &SplitRow| row.cells.get(0).is_none_or(|cell| cell.trim().is_empty());
        let skipped = usize::from(rows.iter().all(is_open));
        for row in &mut rows {
            // Emphasis of Markdown.
            let bare = |cell: &str| cell.trim().trim_matches(['*', '`']).to_owned();
            row.cells = row.cells.iter().skip(skipped).map(bare).collect();
        }
    }
    let parted = rows.iter().filter(|row| row.cells.len() > 1).count() * 2 > rows.len();
    Ok(parted.then(|| Parted { rows, by_comma: mark == Some(b',') }))
}

fn by_mark(file: &SourceFile, mark: u8) -> Result<Vec<SplitRow>, csv::Error> {
    if !file.text().contains(char::from(mark)) {
        return Ok(Vec::new());
    }
    SplitRows::new(file, mark).all()
}

/// Whether a cell is only a part of a line between rows, as in `|---|:--:|`.
fn draws(cell: &str) -> bool {
    cell.trim()
        .chars()
        .all(|c| matches!(c, '-' | '=' | '_' | '+' | ':' | '|' | ' ' | '\u{2500}'..='\u{257f}'))
}

/// A cell and the columns of the screen that it takes: the first, and the one after the last.
struct Placed<'t> {
    from: usize,
    to: usize,
    text: &'t str,
}

/// Cells are parted by at least two blanks, or one that is as wide. Where a cell is left out, the places of
/// the others on the screen tell their columns, which are those of the rows that have every cell.
fn by_blanks(text: &str) -> Vec<SplitRow> {
    let lines: Vec<Vec<Placed<'_>>> = text.trim_start_matches('\u{feff}').lines().map(placed).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    let full = lines.iter().filter(|cells| cells.len() == most);
    let mut bands: Vec<(usize, usize)> = vec![(usize::MAX, 0); most];
    for (band, cell) in full.flat_map(|cells| cells.iter().enumerate()) {
        if let Some(band) = bands.get_mut(band) {
            *band = (band.0.min(cell.from), band.1.max(cell.to));
        }
    }
    let apart = bands.windows(2).all(|pair| matches!(pair, [one, other] if one.1 <= other.0));
    let rows = (1..).zip(&lines).filter(|(_, cells)| !cells.is_empty());
    rows.map(|(line, cells)| {
        let record =
            Some(cells).filter(|cells| apart && cells.len() > 1).and_then(|cells| in_bands(cells, &bands));
        let record = record.unwrap_or_else(|| cells.iter().map(|cell| cell.text).collect());
        SplitRow { line, end: line, cells: StringRecord::from(record) }
    })
    .collect()
}

/// The cells of a line, each in the band that it shares most columns with or is nearest to; `None` if two
/// are in one.
fn in_bands<'t>(cells: &[Placed<'t>], bands: &[(usize, usize)]) -> Option<Vec<&'t str>> {
    let mut record = vec![""; bands.len()];
    for cell in cells {
        let shared = |band: &(usize, usize)| cell.to.min(band.1).saturating_sub(cell.from.max(band.0));
        let between = |band: &(usize, usize)| cell.from.max(band.0).saturating_sub(cell.to.min(band.1));
        let nearest = |(_, band): &(usize, &(usize, usize))| (shared(band), std::cmp::Reverse(between(band)));
        let (at, _) = bands.iter().enumerate().max_by_key(nearest)?;
        let place = record.get_mut(at).filter(|place| place.is_empty())?;
        *place = cell.text;
    }
    Some(record)
}

/// The cells of a line.
fn placed(line: &str) -> Vec<Placed<'_>> {
    let mut cells: Vec<Placed<'_>> = Vec::new();
    // Where the cell begins in bytes, and the column after its last letter.
    let (mut start, mut column, mut end) = (0, 0, 0);
    for (at, c) in line.char_indices() {
        let width = c.width().unwrap_or(0);
        if !c.is_whitespace() {
            let known = cells.last_mut().filter(|_| column < end + 2);
            let to = at + c.len_utf8();
            match known {
                Some(cell) => (cell.to, cell.text) = (column + width, line.get(start..to).unwrap_or("")),
                None => {
                    start = at;
                    cells.push(Placed {
                        from: column,
                        to: column + width,
                        text: line.get(at..to).unwrap_or(""),
                    });
                }
            }
            end = column + width;
        }
        column += width;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let by_first = parted(&SourceFile::new("rows", text)).next().unwrap().unwrap();
        by_first
            .rows
            .iter()
            .map(|row| row.cells.iter().map(str::trim).collect::<Vec<_>>().join("/"))
            .collect()
    }

    #[test]
    fn a_drawn_table_is_rows_without_its_lines() {
        let markdown = "| Date | Amount |\n|------|-------:|\n| 1 | 2 |\n";
        assert_eq!(rows(markdown), ["Date/Amount/", "1/2/"]);
        let drawn = "┌───┬───┐\n│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n└───┴───┘\n";
        assert_eq!(rows(drawn), ["a/b/", "1/2/"]);
    }

    #[test]
    fn blanks_part_cells_and_their_places_tell_which_are_left_out() {
        let text =
            "  Date        Amount  Note   PO\n  2027-01-15    5.00         77\n  日付　　　　  6.00  x\n";
        assert_eq!(rows(text), ["Date/Amount/Note/PO", "2027-01-15/5.00//77", "日付/6.00/x/"]);
    }
}
