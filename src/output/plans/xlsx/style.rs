//! How a workbook's cells look: number formats, sides, emphasis, widths.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{ColNum, Format, FormatAlign, FormatBorder};
use unicode_width::UnicodeWidthStr;

use crate::offer::{Amount, Currency};
use crate::output::plans::sheet::{Align, Cell, Look, Row, Sheet};

/// The widest column, in characters; longer texts wrap in their cell.
const WIDEST: usize = 60;

/// The height of a line in points: the usual one, and with characters of double width.
const LINE: u32 = 15;
const WIDE_LINE: u32 = 18;

/// The highest row, in points. Source: Microsoft Support, Excel specifications and limits.
const HIGHEST: u32 = 409;

/// The format of a cell. `word` says what is beside it.
pub(super) fn of(cell: &Cell, align: Align, column: ColNum, row: &Row, word: bool) -> Format {
    let plain = side(align, column, 0).set_align(FormatAlign::VerticalCenter);
    let format = match cell {
        Cell::Date(date) if serial(*date).is_some() => plain.set_num_format("yyyy-mm-dd"),
        Cell::Period(date, name) if serial(*date).is_some() => plain.set_num_format(period(*date, name)),
        Cell::Money(amount, currency) | Cell::Sum(amount, currency) => {
            plain.set_num_format(money(*amount, *currency))
        }
        cell if cell.is_text() => plain.set_text_wrap(),
        Cell::Count(_) => plain.set_num_format("0"),
        _ => plain,
    };
    let format = match (row.total, word) {
        (true, _) => format.set_bold().set_border_top(FormatBorder::Thin),
        (_, true) => format.set_font_color(0x0059_5959),
        _ => format,
    };
    match fill(row.look) {
        Some(colour) => format.set_background_color(colour),
        None => format,
    }
}

/// The colour behind a row; black text on it has more than the contrast that WCAG 2.2 asks for.
fn fill(look: Look) -> Option<u32> {
    match look {
        Look::Plain | Look::Heading => None,
        Look::Subtotal => Some(0x00F0_F3F6),
        Look::Wrong => Some(0x00FC_E4E1),
        Look::Off => Some(0x00FD_F0D8),
        Look::Explained => Some(0x00E2_EFF3),
    }
}

/// The format of a column's title, which leaves room for the button of the filter at its right.
pub(super) fn head(align: Align, column: ColNum) -> Format {
    let format = side(align, column, 2).set_bold().set_background_color(0x00E7_ECF2);
    format.set_border_bottom(FormatBorder::Thin)
}

/// The format of a page's title.
pub(super) fn title() -> Format {
    Format::new().set_bold().set_font_size(14)
}

/// The format of a sentence under a table.
pub(super) fn note() -> Format {
    Format::new().set_italic()
}

/// Aligned in the column, `distance` from the right; texts keep a distance from the numbers before them.
fn side(align: Align, column: ColNum, distance: u8) -> Format {
    match align {
        Align::Left => Format::new().set_align(FormatAlign::Left).set_indent(u8::from(column > 0)),
        Align::Right => Format::new().set_align(FormatAlign::Right).set_indent(distance),
    }
}

/// The number format of an amount: `#,##0.00 [$USD]`, with as many decimals as the currency has, or the
/// amount if it has more. The brackets make it a currency in Excel and LibreOffice.
fn money(amount: Amount, currency: Currency) -> String {
    let digits = currency.digits(amount);
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let point = if decimals > 0 { "." } else { "" };
    format!("#,##0{point}{} [${currency}]", "0".repeat(decimals))
}

/// The number format of a period's first day: a month as `2027-03`, others with their name before it. It
/// is a format of dates in any case, by which spreadsheets sort and filter.
fn period(first: NaiveDate, name: &str) -> String {
    match name == first.format("%Y-%m").to_string() {
        true => "yyyy-mm".to_owned(),
        false => format!("\"{name} (\"yyyy-mm\")\""),
    }
}

/// The number of a day in a workbook, counted from 1899-12-30; `None` before March 1900, where
/// spreadsheets count differently because Excel has a 29 February 1900, and after 9999. Source:
/// Microsoft Learn, Excel incorrectly assumes that the year 1900 is a leap year.
pub(super) fn serial(date: NaiveDate) -> Option<i32> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let march = NaiveDate::from_ymd_opt(1900, 3, 1)?;
    let days = date.num_days_from_ce().checked_sub(zero.num_days_from_ce())?;
    (date >= march && date.year() <= 9999).then_some(days)
}

/// The width of a column in characters; characters of double width count twice.
pub(super) fn width(sheet: &Sheet, column: usize, table: bool) -> u32 {
    let cells = sheet.rows.iter().filter_map(|row| row.cells.get(column));
    let shown = |cell: &Cell| match cell {
        Cell::Money(..) | Cell::Sum(..) => cell.words().width() + " USD".len(),
        Cell::Period(..) => cell.words().width() + " (2027-01)".len(),
        cell => cell.words().width(),
    };
    let widest = cells.map(shown).max().unwrap_or(0);
    // Beside its title, a column has the button of the filter.
    let title = sheet.columns.get(column).map_or(0, |(title, _)| title.width() + 3);
    let width = widest.max(if table { title } else { 0 }).min(WIDEST);
    u32::try_from(width + 3).unwrap_or(10)
}

/// The height of a row in points, if not the usual one: not every program adjusts rows to several lines
/// of text, or to characters of double width, when it opens a file.
pub(super) fn height(row: &Row) -> Option<u32> {
    let words: Vec<String> = row.cells.iter().map(Cell::words).collect();
    let wide = words.iter().any(|words| words.width() > words.chars().count());
    // Lines break between words, before they are full.
    let lines = words.iter().map(|words| words.width().div_ceil(WIDEST - 8)).max().unwrap_or(1).max(1);
    let height = u32::try_from(lines).ok()?.checked_mul(if wide { WIDE_LINE } else { LINE })?;
    (height != LINE).then_some(height.min(HIGHEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_formatted_with_its_own_decimals() {
        let format =
            |amount: &str, code: &str| money(Amount::parse(amount).unwrap(), Currency::parse(code).unwrap());
        assert_eq!(format("5", "USD"), "#,##0.00 [$USD]");
        assert_eq!(format("5.005", "USD"), "#,##0.000 [$USD]");
        assert_eq!(format("5.00", "JPY"), "#,##0 [$JPY]");
        assert_eq!(format("5", "KWD"), "#,##0.000 [$KWD]");
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let day = |y, m, d| serial(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(day(1900, 3, 1), Some(61));
        assert_eq!(day(1900, 2, 28), None);
        assert_eq!(day(2026, 12, 31), Some(46387));
        assert_eq!(day(9999, 12, 31), Some(2_958_465));
        assert_eq!(day(10_000, 1, 1), None);
    }
}
