//! Books as a workbook for Excel and LibreOffice: real dates and numbers, totals as formulas.

mod names;
mod style;
mod total;

use std::io::{self, Write};

use crate::offer::Amount;
use chrono::{Datelike, NaiveDate};
use names::{Names, fronts, units};
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Formula, IgnoreError, RowNum, Workbook, Worksheet, XlsxError,
};

use super::book::Book;
use super::sheet::{Align, Cell, Look, Row, Sheet};
use crate::text::message::{Message, Words, msg, word};
use crate::text::sanitize::line;

/// The most sheets of one workbook: more are unusable, and each costs a thread while it is written.
const MOST_SHEETS: usize = 1000;

/// Says that a number of a sheet is text.
const ROUNDED: &str =
    word!("Amounts of more than 15 digits are written as text: a spreadsheet would round them as numbers.");

/// Writes the books in order: each sheet on a separate worksheet; the title with the facts first, the
/// notes under the first sheet. A sheet whose columns have no titles is a page under the book's title.
/// `created` is the creation date in the file; the same books and day give the same bytes.
///
/// # Errors
/// When there are more sheets, rows or characters than a workbook can hold, or `out` cannot be
/// written to.
pub fn write(books: &[Book], created: NaiveDate, words: Words, out: &mut dyn Write) -> io::Result<()> {
    let books: Vec<Book> = books.iter().map(|book| book.clone().translated(words)).collect();
    let pages: Vec<Vec<SheetPage<'_>>> = books.iter().map(|book| pages(book, words)).collect();
    let count: usize = pages.iter().map(Vec::len).sum();
    if count > MOST_SHEETS {
        let message = format!("{count} sheets are more than one workbook is good for, {MOST_SHEETS}");
        return Err(io::Error::other(message));
    }
    let bytes = workbook(&books, &pages, created).map_err(|error| io::Error::other(reason(&error)))?;
    out.write_all(&bytes)
}

/// A sheet with what surrounds its table.
struct SheetPage<'a> {
    title: &'a Message,
    sheet: Sheet,
    notes: Vec<String>,
}

/// The sheets of a book, its facts as the first.
fn pages(book: &Book, words: Words) -> Vec<SheetPage<'_>> {
    let mut sheets = book.sheets.clone();
    if !book.facts.is_empty() || sheets.is_empty() {
        let cell = |message: &Message| Cell::message(message.clone());
        let facts = book.facts.iter().map(|(word, fact)| Row::item(vec![cell(word), cell(fact)]));
        let columns = vec![("", Align::Left); 2];
        sheets.insert(0, Sheet { name: msg!("Overview").translated(words), columns, rows: facts.collect() });
    }
    let page = |(at, sheet)| {
        let notes = if at == 0 { book.notes.as_slice() } else { &[] };
        let rounded = is_rounded(&sheet).then(|| words.wording(ROUNDED).to_owned());
        let notes = notes.iter().map(|note| line(&note.to_string())).chain(rounded).collect();
        SheetPage { title: &book.title, sheet, notes }
    };
    sheets.into_iter().enumerate().map(page).collect()
}

fn workbook(books: &[Book], pages: &[Vec<SheetPage<'_>>], created: NaiveDate) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(books, created)?);
    let longest = pages.iter().flatten().map(|page| units(&page.sheet.name.to_string())).max().unwrap_or(0);
    let mut names = Names::default();
    for (front, pages) in fronts(books, longest).iter().zip(pages) {
        for page in pages {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(names.give(front, &page.sheet.name.to_string()))?;
            draw(page, worksheet)?;
        }
    }
    workbook.save_to_buffer()
}

fn properties(books: &[Book], created: NaiveDate) -> Result<DocProperties, XlsxError> {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(created.year()).unwrap_or(0);
    // If the day is out of range, any fixed date will do.
    let day = ExcelDateTime::from_ymd(year, small(created.month()), small(created.day()))
        .or_else(|_| ExcelDateTime::from_ymd(1900, 1, 1))?;
    let title = match books {
        [book] => line(&book.title.to_string()),
        _ => String::new(),
    };
    Ok(DocProperties::new().set_title(title).set_author("paysched").set_creation_datetime(&day))
}

/// The number of A4 paper. Source: ECMA-376, 18.3.1.63 (pageSetup).
const A4: u8 = 9;

fn draw(page: &SheetPage<'_>, to: &mut Worksheet) -> Result<(), XlsxError> {
    let sheet = &page.sheet;
    let table = sheet.columns.iter().any(|(title, _)| !title.is_empty());
    let first: RowNum = if table { 1 } else { 2 };
    let end = first.saturating_add(RowNum::try_from(sheet.rows.len()).unwrap_or(RowNum::MAX));
    let last_column = ColNum::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(ColNum::MAX);
    match table {
        true => head(sheet, to, end, last_column)?,
        false => {
            to.write_string_with_format(0, 0, line(&page.title.to_string()), &style::title())?;
            to.set_screen_gridlines(false);
            // A whole letter, not only its head.
            if sheet.columns.len() > 2 {
                to.set_paper_size(A4).set_landscape();
            }
        }
    }
    for (row, line) in (first..).zip(&sheet.rows) {
        if let Some(height) = style::height(line) {
            to.set_row_height(row, height)?;
        }
    }
    outline(sheet, first, to)?;
    for ((column, (_, align)), at) in (0..).zip(&sheet.columns).zip(0..) {
        to.set_column_width(column, style::width(sheet, at, table))?;
        for ((row, line), at_row) in (first..).zip(&sheet.rows).zip(0..) {
            let word = !table && column == 0;
            let cell = line.cells.get(at).unwrap_or(&Cell::Empty);
            let place = Place { row, column, first, look: style::of(cell, *align, column, line, word) };
            put(cell, &place, || total::addends(sheet, at, at_row), to)?;
        }
    }
    notes(page, end.saturating_add(1), to)?;
    // An account or a year is text on purpose.
    to.ignore_error_range(0, 0, end, last_column, IgnoreError::NumberStoredAsText)?;
    to.set_print_fit_to_pages(1, 0).set_footer("&L&A&R&P / &N");
    Ok(())
}

/// The rows above each subtotal, as a group that can be folded up.
fn outline(sheet: &Sheet, first: RowNum, to: &mut Worksheet) -> Result<(), XlsxError> {
    let mut from = first;
    for (row, _) in (first..).zip(&sheet.rows).filter(|(_, row)| row.look == Look::Subtotal) {
        to.group_rows(from, row.saturating_sub(1))?;
        from = row.saturating_add(1);
    }
    Ok(())
}

/// The titles of the columns, which stay visible on the screen and are repeated on every printed page.
fn head(sheet: &Sheet, to: &mut Worksheet, end: RowNum, last_column: ColNum) -> Result<(), XlsxError> {
    for (column, (title, align)) in (0..).zip(&sheet.columns) {
        to.write_string_with_format(0, column, *title, &style::head(*align, column))?;
    }
    to.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?.set_landscape();
    // The totals under the rows are not affected by the filter.
    let totals = sheet.rows.iter().rev().take_while(|row| row.total && row.look != Look::Subtotal).count();
    let last = end.saturating_sub(1).saturating_sub(RowNum::try_from(totals).unwrap_or(0));
    if last > 0 {
        to.autofilter(0, 0, last, last_column)?;
    }
    Ok(())
}

/// The position and format of a cell.
struct Place {
    row: RowNum,
    column: ColNum,
    /// The first row below the titles.
    first: RowNum,
    look: rust_xlsxwriter::Format,
}

fn put(
    cell: &Cell,
    place: &Place,
    addends: impl FnOnce() -> Option<Vec<(usize, usize)>>,
    to: &mut Worksheet,
) -> Result<(), XlsxError> {
    let Place { row, column, look, .. } = place;
    match cell {
        Cell::Empty => to.write_blank(*row, *column, look)?,
        Cell::Count(count) => match i32::try_from(*count) {
            Ok(count) => to.write_number_with_format(*row, *column, count, look)?,
            Err(_) => to.write_string_with_format(*row, *column, cell.plain(), look)?,
        },
        Cell::Date(date) | Cell::Period(date, _) => match style::serial(*date) {
            Some(serial) => to.write_number_with_format(*row, *column, serial, look)?,
            None => to.write_string_with_format(*row, *column, cell.plain(), look)?,
        },
        Cell::Money(amount, currency) | Cell::Sum(amount, currency) => match number(*amount) {
            None => {
                let text = format!("{} {currency}", cell.words());
                to.write_string_with_format(*row, *column, text, look)?
            }
            Some(number) => match addends().filter(|_| matches!(cell, Cell::Sum(..))) {
                Some(runs) => {
                    let sum = Formula::new(total::formula(&runs, place.first, *column));
                    to.write_formula_with_format(*row, *column, sum.set_result(cell.plain()), look)?
                }
                None => to.write_number_with_format(*row, *column, number, look)?,
            },
        },
        _ => to.write_string_with_format(*row, *column, cell.words(), look)?,
    };
    Ok(())
}

/// Whether an amount of the sheet is written as text.
fn is_rounded(sheet: &Sheet) -> bool {
    sheet.rows.iter().flat_map(|row| &row.cells).any(|cell| match cell {
        Cell::Money(amount, _) | Cell::Sum(amount, _) => number(*amount).is_none(),
        _ => false,
    })
}

fn notes(page: &SheetPage<'_>, mut row: RowNum, to: &mut Worksheet) -> Result<(), XlsxError> {
    for note in &page.notes {
        to.write_string_with_format(row, 0, note, &style::note())?;
        row = row.saturating_add(1);
    }
    Ok(())
}

/// The number that represents an amount in a file; `None` if the amount has more than 15 digits, the
/// most that a spreadsheet shows and that a binary number preserves. Source: Microsoft Support, Excel
/// specifications and limits, Number precision.
fn number(amount: Amount) -> Option<f64> {
    let amount = amount.normalized();
    let fits = amount.abs().units(amount.scale()) < 1_000_000_000_000_000_i64.into();
    fits.then(|| amount.to_string().parse().ok()).flatten()
}

fn reason(error: &XlsxError) -> String {
    match error {
        XlsxError::RowColumnLimitError => "a sheet has at most 1,048,576 rows".to_owned(),
        XlsxError::MaxStringLengthExceeded => "a cell holds at most 32,767 characters".to_owned(),
        other => other.to_string(),
    }
}
