//! A neutral sheet of cells: what tables have in common before they are drawn.

use unicode_width::UnicodeWidthStr;

/// On which side a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table of text cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// The titles of the columns and their sides.
    pub columns: Vec<(&'static str, Align)>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Draws the sheet with aligned columns, titles and a rule under them; characters of double
    /// width count twice. Each line ends with a line break and has no blanks at its end.
    pub fn draw(&self) -> String {
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (title, _))| {
                let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width());
                cells.chain([title.width()]).max().unwrap_or(0)
            })
            .collect();
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| (*title).to_owned()).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let mut text = String::new();
        for row in [&titles, &rule].into_iter().chain(&self.rows) {
            let mut line = String::new();
            for ((cell, width), (_, align)) in row.iter().zip(&widths).zip(&self.columns) {
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                if !line.is_empty() {
                    line.push_str("  ");
                }
                match align {
                    Align::Left => line.push_str(&format!("{cell}{blanks}")),
                    Align::Right => line.push_str(&format!("{blanks}{cell}")),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// Digits with thousands grouped by commas: `60000.00` is `60,000.00`.
///
/// ```
/// assert_eq!(paysched::render::sheet::grouped("1234567.50"), "1,234,567.50");
/// assert_eq!(paysched::render::sheet::grouped("-999"), "-999");
/// ```
pub fn grouped(digits: &str) -> String {
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let (sign, whole) = match whole.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", whole),
    };
    let mut text = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_keep_the_columns() {
        let sheet = Sheet {
            columns: vec![("note", Align::Left), ("amount", Align::Right)],
            rows: vec![vec!["着手金".into(), "1,000".into()], vec!["rest".into(), "20".into()]],
        };
        assert_eq!(sheet.draw(), "note    amount\n──────  ──────\n着手金   1,000\nrest        20\n");
    }
}
