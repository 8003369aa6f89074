//! The one grid: a list of typed columns, written as tables for people and as records for programs.

use std::borrow::Cow;
use std::io::{self, Write};
use std::marker::PhantomData;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

use super::sheet::{Align, Cell, Row, Sheet};
use crate::offer::{Amount, Currency, Money, Rate};
use crate::output::escape;
use crate::text::message::Message;
use crate::text::sanitize;

/// A type that a column can hold: how it becomes a cell, and its alignment.
pub trait IntoCell {
    /// The alignment; numbers are on the right.
    const ALIGN: Align = Align::Left;
    /// The value as a cell.
    fn cell(self) -> Cell;
}

impl IntoCell for Cell {
    fn cell(self) -> Cell {
        self
    }
}

impl IntoCell for &str {
    fn cell(self) -> Cell {
        Cell::Text(self.to_owned())
    }
}

impl IntoCell for String {
    fn cell(self) -> Cell {
        Cell::Text(self)
    }
}

impl IntoCell for Message {
    fn cell(self) -> Cell {
        Cell::Message(self)
    }
}

impl IntoCell for NaiveDate {
    fn cell(self) -> Cell {
        Cell::Date(self)
    }
}

impl IntoCell for bool {
    fn cell(self) -> Cell {
        Cell::Bool(self)
    }
}

impl IntoCell for usize {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        Cell::count(self)
    }
}

impl IntoCell for u32 {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        Cell::Count(self.into())
    }
}

impl IntoCell for i64 {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        Cell::Count(self)
    }
}

/// A rate without its currencies, as a plain number.
impl IntoCell for Rate {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        Cell::Text(self.value.to_string())
    }
}

impl IntoCell for Money {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        Cell::Money(self.amount, self.currency)
    }
}

/// An amount, whose currency may be unknown.
impl<C: Into<Option<Currency>>> IntoCell for (Amount, C) {
    const ALIGN: Align = Align::Right;
    fn cell(self) -> Cell {
        match self.1.into() {
            Some(currency) => Cell::Money(self.0, currency),
            None => Cell::Bare(self.0),
        }
    }
}

impl<V: IntoCell> IntoCell for Option<V> {
    const ALIGN: Align = V::ALIGN;
    fn cell(self) -> Cell {
        self.map_or(Cell::Empty, V::cell)
    }
}

impl<V: IntoCell> IntoCell for Vec<V> {
    fn cell(self) -> Cell {
        Cell::List(self.into_iter().map(V::cell).collect())
    }
}

type Of<'a, R> = Box<dyn Fn(&R) -> Cell + 'a>;

/// A column of rows `R`: its name for programs, its title for people, and the cell of each row.
pub struct Column<'a, R> {
    csv: Option<&'static str>,
    json: Option<&'static str>,
    title: Option<(&'static str, Align)>,
    align: Align,
    wanted: bool,
    /// Omitted from a JSON record if its cell is empty.
    if_given: bool,
    cell: Of<'a, R>,
    /// What tables show in its place.
    seen: Option<Of<'a, R>>,
}

/// Makes columns of rows `R`, so that the row type is given once.
pub struct Columns<R>(PhantomData<R>);

impl<R> Columns<R> {
    /// For rows of this kind.
    pub fn of() -> Self {
        Self(PhantomData)
    }

    /// A column of CSV, JSON and YAML under the name `key`.
    pub fn named<'a, V: IntoCell>(&self, key: &'static str, of: impl Fn(&R) -> V + 'a) -> Column<'a, R> {
        let cell = Box::new(move |row: &R| of(row).cell());
        let (csv, json) = (Some(key), Some(key));
        Column { csv, json, title: None, align: V::ALIGN, wanted: true, if_given: false, cell, seen: None }
    }

    /// A column of tables only.
    pub fn people<'a, V: IntoCell>(&self, title: &'static str, of: impl Fn(&R) -> V + 'a) -> Column<'a, R> {
        let title = Some((title, V::ALIGN));
        Column { csv: None, json: None, title, ..self.named("", of) }
    }
}

impl<'a, R: 'a> Column<'a, R> {
    /// Also in tables, under this title.
    pub fn titled(self, title: &'static str) -> Self {
        Self { title: Some((title, self.align)), ..self }
    }

    /// Also in tables, showing this in each row.
    pub fn seen_as<V: IntoCell>(self, title: &'static str, of: impl Fn(&R) -> V + 'a) -> Self {
        Self { title: Some((title, V::ALIGN)), seen: Some(Box::new(move |row| of(row).cell())), ..self }
    }

    /// In tables only if `seen`.
    pub fn seen_if(self, seen: bool) -> Self {
        Self { title: self.title.filter(|_| seen), ..self }
    }

    /// Tables show `unknown` if it has no value.
    pub fn or_unknown(self) -> Self {
        let cell = self.cell;
        let cell = Box::new(move |row: &R| match cell(row) {
            Cell::Empty => Cell::Unknown,
            known => known,
        });
        Self { cell, ..self }
    }

    /// Its texts are numbers, aligned right.
    pub fn right(self) -> Self {
        Self { title: self.title.map(|(title, _)| (title, Align::Right)), ..self }
    }

    /// Not in JSON and YAML.
    pub fn not_in_json(self) -> Self {
        Self { json: None, ..self }
    }

    /// Not in CSV.
    pub fn not_in_csv(self) -> Self {
        Self { csv: None, ..self }
    }

    /// In CSV under another name.
    pub fn csv_name(self, name: &'static str) -> Self {
        Self { csv: Some(name), ..self }
    }

    /// Nowhere unless `wanted`.
    pub fn only_if(self, wanted: bool) -> Self {
        Self { wanted: self.wanted && wanted, ..self }
    }

    /// Omitted from JSON records without a value.
    pub fn if_given(self) -> Self {
        Self { if_given: true, ..self }
    }
}

/// The columns of one kind of row, each listed once.
pub struct Grid<'a, R>(Vec<Column<'a, R>>);

impl<'a, R: 'a> Grid<'a, R> {
    /// The columns in their order.
    pub fn new(columns: impl IntoIterator<Item = Column<'a, R>>) -> Self {
        Self(columns.into_iter().filter(|column| column.wanted).collect())
    }

    /// Adds the columns of another list.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The table of the columns that have a title.
    pub fn sheet(&self, name: Message, rows: impl IntoIterator<Item = R>) -> Sheet {
        let titled = || self.0.iter().filter_map(|column| Some((column, column.title?)));
        let cell = |column: &Column<'a, R>, row: &R| match column.seen.as_ref().unwrap_or(&column.cell)(row) {
            Cell::Text(text) => Cell::text(&text),
            Cell::Message(message) => Cell::message(message),
            Cell::Words("") => Cell::Empty,
            cell => cell,
        };
        let row = |row: R| Row::item(titled().map(|(column, _)| cell(column, &row)).collect());
        Sheet {
            name,
            columns: titled().map(|(_, title)| title).collect(),
            rows: rows.into_iter().map(row).collect(),
        }
    }

    /// The records of JSON and YAML, made while they are written.
    pub fn records(self, rows: impl IntoIterator<Item = R>) -> Records<'a, R> {
        Records { grid: self, rows: rows.into_iter().collect() }
    }

    /// Writes CSV (RFC 4180, but lines end with `\n`): the names of the columns, then a line for each
    /// row. `raw` leaves cells that a spreadsheet would run unchanged.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn csv(&self, rows: impl IntoIterator<Item = R>, raw: bool, out: &mut dyn Write) -> io::Result<()> {
        let mut lines = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(out);
        let columns = || self.0.iter().filter_map(|column| Some((column.csv?, &column.cell)));
        lines.write_record(columns().map(|(name, _)| name))?;
        for row in rows {
            for (_, cell) in columns() {
                let cell = cell(&row);
                let text = cell.plain();
                let text =
                    if cell.is_text() { escape::csv(&text, raw) } else { Cow::Borrowed(text.as_str()) };
                lines.write_field(text.as_bytes())?;
            }
            lines.write_record(None::<&[u8]>)?;
        }
        lines.flush()
    }
}

/// Rows as a list of records.
pub struct Records<'a, R> {
    grid: Grid<'a, R>,
    rows: Vec<R>,
}

impl<R> Serialize for Records<'_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.iter().map(|row| Record { grid: &self.grid, row }))
    }
}

struct Record<'r, 'a, R> {
    grid: &'r Grid<'a, R>,
    row: &'r R,
}

impl<R> Serialize for Record<'_, '_, R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.grid.0.iter().filter_map(|column| Some((column, column.json?)));
        let cells = named.map(|(column, name)| (column.if_given, name, (column.cell)(self.row)));
        let given = cells.filter(|(if_given, _, cell)| !(*if_given && *cell == Cell::Empty));
        serializer.collect_map(given.map(|(_, name, cell)| (name, cell)))
    }
}

/// Writes JSON: a single object directly, several as a list in order. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn json<T: Serialize>(objects: &[T], out: &mut dyn Write) -> io::Result<()> {
    match objects {
        [object] => escape::json(object, out),
        objects => escape::json(objects, out),
    }
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn yaml<T: Serialize>(objects: &[T], out: &mut dyn Write) -> io::Result<()> {
    let written = match objects {
        [object] => serde_yaml::to_string(object),
        objects => serde_yaml::to_string(objects),
    };
    // The library escapes control characters, but not all that turn the direction of writing.
    out.write_all(sanitize::lines(&written.map_err(io::Error::other)?).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Pair = (&'static str, Option<u32>);

    fn grid() -> Grid<'static, Pair> {
        let c = Columns::<Pair>::of();
        Grid::new([
            c.named("name", |row| row.0).titled("who"),
            c.named("units", |row| row.1).titled("#").or_unknown().csv_name("how_many"),
            c.people("share", |_| "all"),
            c.people("never", |_| "").only_if(false),
            c.named("more", |row| row.1.filter(|n| *n > 1)).if_given().not_in_csv(),
        ])
    }

    #[test]
    fn one_list_gives_the_table_the_rows_of_csv_and_the_records() {
        let rows = [("a\n=b", Some(2)), ("=b", None)];
        let table = "who         #  share\n────  ───────  ─────\na =b        2  all\n=b    unknown  all\n";
        assert_eq!(grid().sheet(Message::default(), rows).draw(None), table);
        let csv = |raw| {
            let mut out = Vec::new();
            grid().csv(rows, raw, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(csv(false), "name,how_many\na =b,2\n'=b,\n");
        assert_eq!(csv(true), "name,how_many\na =b,2\n=b,\n");
        let json = serde_json::to_string(&grid().records(rows)).unwrap();
        assert_eq!(json, r#"[{"name":"a\n=b","units":2,"more":2},{"name":"=b","units":null}]"#);
    }
}
