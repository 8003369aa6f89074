//! Sheets of xlsx workbooks.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetVisible, Style};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::format::Dress;
use super::xml::{self, Parts, attribute, number};
use super::{Gathered, HiddenPlaces, MAX_MERGED, WorkbookError, WorkbookSheet};

/// An xlsx workbook.
#[derive(Debug)]
pub(super) struct Xlsx<'b> {
    book: OpenBook<'b>,
    parts: Parts<'b>,
}

struct OpenBook<'b>(calamine::Xlsx<Cursor<&'b [u8]>>);

impl std::fmt::Debug for OpenBook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.sheet_names()).finish()
    }
}

impl<'b> Xlsx<'b> {
    pub(super) fn open(bytes: &'b [u8], parts: Parts<'b>) -> Result<Self, WorkbookError> {
        let book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(WorkbookError::damaged)?;
        Ok(Self { book: OpenBook(book), parts })
    }

    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let sheets = self.book.0.sheets_metadata().iter();
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
    }

    pub(super) fn sheet(&mut self, name: &str) -> Result<WorkbookSheet, WorkbookError> {
        let book = &mut self.book.0;
        let mut gathered = Gathered::new(name);
        // What has no value may have a formula that no spreadsheet has worked out.
        let mut formulas = Vec::new();
        let mut cells = book.worksheet_cells_reader(name).map_err(WorkbookError::damaged)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(WorkbookError::damaged)? {
            if let (DataRef::Empty, Some(formula)) = (&cell.value, &cell.formula) {
                formulas.push((cell.pos, format!("= {}", words(formula))));
            }
        }
        drop(cells);
        let mut formulas = formulas.into_iter().peekable();
        let mut cells = book.worksheet_cells_reader(name).map_err(WorkbookError::damaged)?;
        let format =
            |style: &Style| style.number_format.as_ref().map_or(Dress::Plain, |f| Dress::of(&f.format_code));
        let dresses: Vec<Dress> = cells.styles().iter().map(format).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(WorkbookError::damaged)? {
            let (row, column) = cell.get_position();
            let formula = formulas.next_if(|(place, _)| *place == (row, column));
            let dress = dresses.get(style).unwrap_or(&Dress::Plain);
            let text = formula.map_or_else(|| typed(cell.get_value(), dress), |(_, formula)| formula);
            gathered.put(row + 1, place(column), text)?;
        }
        drop(cells);
        let merged = book.merge_cells_by_sheet_name(name).map_err(WorkbookError::damaged)?;
        for merged in merged.into_iter().take(MAX_MERGED) {
            gathered.merge((merged.start.0 + 1, merged.end.0 + 1), place(merged.start.1))?;
        }
        let from_1904 = book.has_1904_epoch();
        Ok(gathered.finish(self.hidden(name).unwrap_or_default(), from_1904))
    }

    /// What the sheet hides; `None` where its part is not found.
    fn hidden(&mut self, name: &str) -> Option<HiddenPlaces> {
        let id = self.find("xl/workbook.xml", "sheet", ("name", name), "r:id")?;
        let target = self.find("xl/_rels/workbook.xml.rels", "Relationship", ("Id", &id), "Target")?;
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let mut hidden = HiddenPlaces::default();
        each_start(&mut self.parts, &part, |start| {
            let name = start.local_name();
            let is_hidden = || matches!(attribute(start, "hidden").as_deref(), Some("1" | "true"));
            match name.as_ref() {
                "row" if is_hidden() => {
                    if let Some(row) = number(start, "r") {
                        hidden.row(row, row);
                    }
                }
                "col" if is_hidden() => {
                    if let (Some(from), Some(to)) = (number(start, "min"), number(start, "max")) {
                        let column = |number: u32| place(number.saturating_sub(1));
                        hidden.columns.push((column(from), column(to)));
                    }
                }
                _ => {}
            }
        })?;
        Some(hidden)
    }

    /// An attribute of the first element of a part that has another attribute with a value.
    fn find(&mut self, part: &str, tag: &str, (key, value): (&str, &str), wanted: &str) -> Option<String> {
        let mut found = None;
        each_start(&mut self.parts, part, |start| {
            let is_it = found.is_none() && start.local_name().as_ref() == tag;
            if is_it && attribute(start, key).as_deref() == Some(value) {
                found = attribute(start, wanted);
            }
        })?;
        found
    }
}

fn place(column: u32) -> usize {
    usize::try_from(column).unwrap_or(usize::MAX)
}

/// The text of a cell as it would be typed.
fn typed(value: &DataRef<'_>, dress: &Dress) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => dress.typed(*number),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(moment) => Dress::Plain.typed(moment.as_f64()),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// The text of a formula; one that is shared by several cells stands at the first of them.
fn words(formula: &calamine::XlsxFormulaMetadata) -> &str {
    match formula {
        calamine::XlsxFormulaMetadata::Normal { formula }
        | calamine::XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => "…",
    }
}

/// Calls `each` with every element of a part; `None` if it is missing or not XML.
fn each_start(parts: &mut Parts<'_>, part: &str, mut each: impl FnMut(&BytesStart<'_>)) -> Option<()> {
    let text = xml::part(parts, part).ok()?;
    let mut reader = Reader::from_str(&text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => each(&start),
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}
