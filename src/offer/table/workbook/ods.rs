//! Sheets of ods workbooks: rows and cells of their one part, OpenDocument 1.3, part 3, 9.1.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use super::format::Dress;
use super::xml::{Parts, attribute, number, part};
use super::{Gathered, HiddenPlaces, MAX_COLUMNS, MAX_MERGED, WorkbookError, WorkbookSheet};

const CONTENT: &str = "content.xml";

/// The sheets of a workbook: the name of each, and whether it is hidden.
pub(super) fn names(parts: &mut Parts<'_>) -> Result<Vec<(String, bool)>, WorkbookError> {
    let text = part(parts, CONTENT)?;
    let mut reader = Reader::from_str(&text);
    let (mut sheets, mut style, mut hidden) = (Vec::new(), None, Vec::new());
    loop {
        match reader.read_event().map_err(WorkbookError::damaged)? {
            Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                "style:style" => style = attribute(&start, "style:name"),
                "style:table-properties"
                    if attribute(&start, "table:display").as_deref() == Some("false") =>
                {
                    hidden.extend(style.take());
                }
                "table:table" => {
                    let is_hidden =
                        attribute(&start, "table:style-name").is_some_and(|name| hidden.contains(&name));
                    sheets.extend(attribute(&start, "table:name").map(|name| (name, is_hidden)));
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// Reads a sheet.
pub(super) fn sheet(parts: &mut Parts<'_>, name: &str) -> Result<WorkbookSheet, WorkbookError> {
    let text = part(parts, CONTENT)?;
    let mut reader = Reader::from_str(&text);
    let mut sheet = OdsSheet { gathered: Gathered::new(name), ..OdsSheet::default() };
    let mut inside = false;
    loop {
        match reader.read_event().map_err(WorkbookError::damaged)? {
            Event::Start(start) if start.name().as_ref() == "table:table" => {
                inside = attribute(&start, "table:name").as_deref() == Some(name);
            }
            Event::End(end) if inside && end.name().as_ref() == "table:table" => break,
            Event::Eof => break,
            event if inside => sheet.take(event)?,
            _ => {}
        }
    }
    let OdsSheet { mut gathered, hidden, merged, .. } = sheet;
    for (rows, column) in merged.into_iter().take(MAX_MERGED) {
        gathered.merge(rows, column)?;
    }
    Ok(gathered.finish(hidden, false))
}

/// A sheet that is being read.
#[derive(Default)]
struct OdsSheet<'n> {
    gathered: Gathered<'n>,
    hidden: HiddenPlaces,
    merged: Vec<((u32, u32), usize)>,
    /// How many columns are declared so far.
    columns: usize,
    /// How many rows stand above.
    above: u32,
    row: OdsRow,
    cell: OdsCell,
    /// How deep in a comment or a drawing the reader is: its texts are not the cell's.
    aside: usize,
}

/// The row that is being read.
#[derive(Default)]
struct OdsRow {
    repeated: u32,
    cells: Vec<(usize, String)>,
    width: usize,
}

/// The cell that is being read.
#[derive(Default)]
struct OdsCell {
    repeated: usize,
    /// What its attributes say; `None` if its text does.
    typed: Option<String>,
    /// Its value, if it is a number that only its text dresses.
    bare: Option<f64>,
    text: String,
    covered: bool,
}

impl OdsSheet<'_> {
    fn take(&mut self, event: Event<'_>) -> Result<(), WorkbookError> {
        match event {
            Event::Start(start) if self.aside > 0 || is_aside(&start) => self.aside += 1,
            Event::End(_) if self.aside > 0 => self.aside -= 1,
            _ if self.aside > 0 => {}
            Event::Start(start) => self.open(&start),
            Event::Empty(start) if !is_aside(&start) => {
                self.open(&start);
                return self.close(start.name().as_ref());
            }
            Event::End(end) => return self.close(end.name().as_ref()),
            Event::Text(text) => self.cell.text.push_str(&text.xml10_content()),
            Event::CData(text) => self.cell.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let of_code = reference.resolve_char_ref().ok().flatten();
                let named = resolve_predefined_entity(&reference);
                self.cell.text.extend(of_code);
                self.cell.text.push_str(named.unwrap_or_default());
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        let hides = || matches!(attribute(start, "table:visibility").as_deref(), Some("collapse" | "filter"));
        let columns = || {
            number(start, "table:number-columns-repeated")
                .and_then(|many| usize::try_from(many).ok())
                .unwrap_or(1)
        };
        match start.name().as_ref() {
            "table:table-column" => {
                let after = self.columns.saturating_add(columns());
                if hides() {
                    self.hidden.columns.push((self.columns, after.saturating_sub(1)));
                }
                self.columns = after;
            }
            "table:table-row" => {
                let repeated = number(start, "table:number-rows-repeated").unwrap_or(1);
                self.row = OdsRow { repeated, ..OdsRow::default() };
                if hides() {
                    self.hidden.row(self.above.saturating_add(1), self.above.saturating_add(repeated));
                }
            }
            tag @ ("table:table-cell" | "table:covered-table-cell") => {
                let covered = tag == "table:covered-table-cell";
                self.cell = OdsCell {
                    repeated: columns(),
                    typed: typed(start),
                    bare: bare(start),
                    text: String::new(),
                    covered,
                };
                if let Some(rows) = number(start, "table:number-rows-spanned").filter(|rows| *rows > 1) {
                    let first = self.above.saturating_add(1);
                    self.merged.push(((first, first.saturating_add(rows - 1)), self.row.width));
                }
            }
            "text:p" if !self.cell.text.is_empty() => self.cell.text.push(' '),
            "text:s" | "text:tab" | "text:line-break" => self.cell.text.push(' '),
            _ => {}
        }
    }

    fn close(&mut self, tag: &str) -> Result<(), WorkbookError> {
        match tag {
            "table:table-cell" | "table:covered-table-cell" => {
                let OdsCell { repeated, typed, bare, text, covered } = std::mem::take(&mut self.cell);
                let dressed = bare.map(|number| Dress::shown(number, &text).typed(number));
                let text = dressed.or(typed).unwrap_or(text);
                let end = self.row.width.saturating_add(repeated);
                if !covered && !text.trim().is_empty() {
                    let columns = self.row.width..end.min(self.row.width.max(MAX_COLUMNS) + 1);
                    self.row.cells.extend(columns.map(|column| (column, text.clone())));
                }
                self.row.width = end;
            }
            "table:table-row" => {
                let OdsRow { repeated, cells, .. } = std::mem::take(&mut self.row);
                let end = self.above.saturating_add(repeated);
                if !cells.is_empty() {
                    for row in self.above + 1..=end {
                        cells
                            .iter()
                            .try_for_each(|(column, text)| self.gathered.put(row, *column, text.clone()))?;
                    }
                }
                self.above = end;
            }
            _ => {}
        }
        Ok(())
    }
}

/// A comment or a drawing.
fn is_aside(start: &BytesStart<'_>) -> bool {
    let name = start.name();
    name.as_ref() == "office:annotation"
        || name.as_ref() == "table:shapes"
        || name.as_ref().starts_with("draw:")
}

/// A number that has no dress but the text that is shown.
fn bare(start: &BytesStart<'_>) -> Option<f64> {
    let is_bare = attribute(start, "office:value-type").as_deref() == Some("float");
    attribute(start, "office:value").filter(|_| is_bare)?.parse().ok()
}

/// A cell's value as it would be typed; `None` if its text is the value.
fn typed(start: &BytesStart<'_>) -> Option<String> {
    let value = || attribute(start, "office:value")?.parse::<f64>().ok();
    match attribute(start, "office:value-type").as_deref() {
        Some("percentage") => Some(Dress::Percent.typed(value()?)),
        Some("currency") => {
            let dress = attribute(start, "office:currency").map_or(Dress::Plain, Dress::Currency);
            Some(dress.typed(value()?))
        }
        Some("date") => {
            let moment = attribute(start, "office:date-value")?;
            Some(moment.split('T').next().unwrap_or("").to_owned())
        }
        // What no spreadsheet has worked out has neither a type nor a text.
        None => {
            let formula = attribute(start, "table:formula")?;
            Some(format!("= {}", formula.trim_start_matches("of:").trim_start_matches('=')))
        }
        Some(_) => None,
    }
}
