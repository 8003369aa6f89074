//! A neutral sheet of typed cells: what tables have in common before they are drawn.

use chrono::NaiveDate;
use serde::{Serialize, Serializer};
use unicode_width::UnicodeWidthStr;

use crate::offer::{Amount, Currency};
use crate::text::message::{Message, Words, word};
use crate::text::sanitize::line;

/// On which side a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text and dates.
    Left,
    /// Numbers.
    Right,
}

/// What stands in one place of a sheet or of a record. Every writer knows from it whether it writes a
/// text, a real date or a real number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Something that is not known: `unknown` for people, nothing for programs.
    Unknown,
    /// Words of the user's, as they are.
    Text(String),
    /// A sentence of ours.
    Message(Message),
    /// Fixed words of ours; programs read them in English, with `_` for each blank.
    Words(&'static str),
    /// How many.
    Count(i64),
    /// Whether.
    Bool(bool),
    /// A civil date.
    Date(NaiveDate),
    /// A period by its first day, and its name.
    Period(NaiveDate, String),
    /// An amount.
    Money(Amount, Currency),
    /// An amount whose currency is not known.
    Bare(Amount),
    /// The sum of the amounts above it in its column; a spreadsheet gets a formula.
    Sum(Amount, Currency),
    /// Several, in order.
    List(Vec<Cell>),
    /// Several under names of their own, for JSON and YAML only.
    Fields(Vec<(&'static str, Cell)>),
}

impl Cell {
    /// A text on one line, clean; nothing if it is blank.
    pub fn text(text: &str) -> Self {
        match line(text) {
            line if line.is_empty() => Self::Empty,
            line => Self::Text(line),
        }
    }

    /// A message; nothing if it is blank.
    pub fn message(message: Message) -> Self {
        if message.to_string().trim().is_empty() { Self::Empty } else { Self::Message(message) }
    }

    /// How many.
    pub fn count(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A date that may not be known.
    pub fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Unknown, Self::Date)
    }

    /// The cell as people read it, on one line: `60,000.00`.
    pub fn words(&self) -> String {
        match self {
            Self::Unknown => "unknown".to_owned(),
            Self::Text(text) => line(text),
            Self::Message(message) => line(&message.to_string()),
            Self::Words(words) => (*words).to_owned(),
            Self::Money(amount, currency) | Self::Sum(amount, currency) => grouped(&currency.digits(*amount)),
            Self::Bare(amount) => grouped(&amount.to_string()),
            Self::List(cells) => cells.iter().map(Self::words).collect::<Vec<_>>().join(", "),
            other => other.plain(),
        }
    }

    /// The cell as programs read it: `60000.00`.
    pub fn plain(&self) -> String {
        match self {
            Self::Empty | Self::Unknown | Self::Fields(_) => String::new(),
            Self::Text(text) | Self::Period(_, text) => text.clone(),
            Self::Message(message) => message.to_string(),
            Self::Words(words) => words.replace(' ', "_"),
            Self::Count(count) => count.to_string(),
            Self::Bool(whether) => whether.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Money(amount, currency) | Self::Sum(amount, currency) => currency.digits(*amount),
            Self::Bare(amount) => amount.to_string(),
            Self::List(cells) => cells.iter().map(Self::plain).collect::<Vec<_>>().join("; "),
        }
    }

    /// The cell as people read it in the words of a catalogue.
    fn translated(self, words: Words) -> Self {
        match self {
            Self::Unknown => Self::Words(words.wording(word!("unknown"))),
            Self::Words(own) => Self::Words(words.wording(own)),
            Self::Message(message) => Self::Message(message.translated(words)),
            Self::List(cells) => Self::List(cells.into_iter().map(|cell| cell.translated(words)).collect()),
            other => other,
        }
    }

    /// Whether a writer sets it as running text, which may break.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Message(_) | Self::Words(_) | Self::List(_) | Self::Unknown)
    }
}

/// As JSON and YAML hold it: counts are numbers, dates and amounts text, nothing is null.
impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty | Self::Unknown => serializer.serialize_none(),
            Self::Count(count) => serializer.serialize_i64(*count),
            Self::Bool(whether) => serializer.serialize_bool(*whether),
            Self::List(cells) => serializer.collect_seq(cells),
            Self::Fields(fields) => serializer.collect_map(fields.iter().map(|(name, cell)| (name, cell))),
            Self::Text(text) => serializer.serialize_str(text),
            other => serializer.serialize_str(&other.plain()),
        }
    }
}

/// A line of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A cell for each column.
    pub cells: Vec<Cell>,
    /// Whether it sums up the rows above it.
    pub total: bool,
    /// How it stands out, where there is colour.
    pub look: Look,
}

/// How a line of a sheet stands out. It only repeats what its words say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Not at all.
    #[default]
    Plain,
    /// It names the group of the rows below it; only its first cell is filled.
    Heading,
    /// It sums up the rows of its group.
    Subtotal,
    /// Something is wrong.
    Wrong,
    /// Something is off, but costs nothing.
    Off,
    /// Something is wrong for a known reason.
    Explained,
}

impl Row {
    /// One thing among others.
    pub fn item(cells: Vec<Cell>) -> Self {
        Self { cells, total: false, look: Look::Plain }
    }

    /// The sum of the rows above it.
    pub fn total(cells: Vec<Cell>) -> Self {
        Self { cells, total: true, look: Look::Plain }
    }
}

/// A table of typed cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// What it shows, in a word or two.
    pub name: Message,
    /// The titles of the columns and their sides.
    pub columns: Vec<(&'static str, Align)>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// The sheet in the words of a catalogue, after which its columns have other titles.
    #[must_use]
    pub(crate) fn translated(self, words: Words) -> Self {
        let row = |Row { cells, total, look }| Row {
            cells: cells.into_iter().map(|cell: Cell| cell.translated(words)).collect(),
            total,
            look,
        };
        Self {
            name: self.name.translated(words),
            columns: self.columns.into_iter().map(|(title, align)| (words.wording(title), align)).collect(),
            rows: self.rows.into_iter().map(row).collect(),
        }
    }

    /// Adds the sum of the rows above it: these cells in the columns of these titles.
    pub fn add_total(&mut self, cells: &[(&str, Cell)]) {
        self.rows.push(Row::total(self.line_of(cells)));
    }

    /// Adds the sum of the rows above it that belong together, as [`add_total`](Self::add_total) does.
    pub fn add_subtotal(&mut self, cells: &[(&str, Cell)]) {
        self.rows.push(Row { look: Look::Subtotal, ..Row::total(self.line_of(cells)) });
    }

    /// A cell for each column: these in the columns of these titles.
    fn line_of(&self, cells: &[(&str, Cell)]) -> Vec<Cell> {
        let of = |title: &str| cells.iter().find(|(own, _)| *own == title).map(|(_, cell)| cell.clone());
        self.columns.iter().map(|(title, _)| of(title).unwrap_or(Cell::Empty)).collect()
    }

    /// Puts the columns of these titles behind the first, in this order, where a narrow page shows them.
    pub fn lead_with(&mut self, titles: &[&str]) {
        let place = |title: &str| titles.iter().position(|lead| *lead == title);
        let key = |at: usize, title: &str| match (at, place(title)) {
            (0, _) => (0, 0),
            (_, Some(place)) => (1, place),
            (_, None) => (2, at),
        };
        let titles: Vec<&str> = self.columns.iter().map(|(title, _)| *title).collect();
        let mut order: Vec<usize> = (0..titles.len()).collect();
        order.sort_by_key(|at| key(*at, titles.get(*at).copied().unwrap_or_default()));
        self.columns = order.iter().filter_map(|at| self.columns.get(*at).copied()).collect();
        for row in &mut self.rows {
            row.cells = order.iter().map(|at| row.cells.get(*at).cloned().unwrap_or(Cell::Empty)).collect();
        }
    }

    /// Leaves the column of that title out, if there is one.
    pub fn drop_column(&mut self, title: &str) {
        let Some(at) = self.columns.iter().position(|(own, _)| *own == title) else { return };
        self.columns.remove(at);
        for row in self.rows.iter_mut().filter(|row| at < row.cells.len()) {
            row.cells.remove(at);
        }
    }

    /// Draws the sheet with aligned columns, titles and a rule under them; characters of double
    /// width count twice. Each line ends with a line break and has no blanks at its end. What is wider
    /// than `most`, the columns of a terminal, is drawn as several tables, each with the first column.
    pub fn draw(&self, most: Option<usize>) -> String {
        let titles: Vec<String> = self.columns.iter().map(|(title, _)| (*title).to_owned()).collect();
        let rows = self.rows.iter().map(|row| row.cells.iter().map(Cell::words).collect());
        let mut lines: Vec<Vec<String>> = vec![titles];
        lines.extend(rows);
        let width = |at: usize| lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.width()).max();
        let widths: Vec<usize> = (0..self.columns.len()).map(|at| width(at).unwrap_or(0)).collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        lines.insert(1, rule);
        let draw = |part: &Vec<usize>| lines.iter().map(|line| self.line(line, &widths, part)).collect();
        parts(&widths, most.unwrap_or(usize::MAX)).iter().map(draw).collect::<Vec<String>>().join("\n")
    }

    fn line(&self, cells: &[String], widths: &[usize], part: &[usize]) -> String {
        let mut line = String::new();
        for at in part {
            let (Some(cell), Some(width), Some((_, align))) =
                (cells.get(*at), widths.get(*at), self.columns.get(*at))
            else {
                continue;
            };
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            if *at > 0 {
                line.push_str(GAP);
            }
            match align {
                Align::Left => line.push_str(&format!("{cell}{blanks}")),
                Align::Right => line.push_str(&format!("{blanks}{cell}")),
            }
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }
}

/// What stands between two columns.
const GAP: &str = "  ";

/// The columns of each table that a sheet is drawn as: all in one, if it is not wider than `most`.
fn parts(widths: &[usize], most: usize) -> Vec<Vec<usize>> {
    let first = widths.first().copied().unwrap_or(0);
    let mut parts = vec![vec![0]];
    let mut wide = first;
    for (at, width) in widths.iter().enumerate().skip(1) {
        let more = GAP.len() + width;
        match parts.last_mut() {
            // A column that is too wide by itself stands alone with the first.
            Some(part) if wide + more <= most || part.len() == 1 => {
                part.push(at);
                wide += more;
            }
            _ => {
                parts.push(vec![0, at]);
                wide = first + more;
            }
        }
    }
    parts
}

/// An amount as people read it, with its currency: `60,000.00 USD`.
pub fn money(amount: Amount, currency: Currency) -> String {
    format!("{} {currency}", grouped(&currency.digits(amount)))
}

/// Digits with thousands grouped by commas: `60000.00` is `60,000.00`.
///
/// ```
/// assert_eq!(paysched::internals::output::plans::sheet::grouped("1234567.50"), "1,234,567.50");
/// assert_eq!(paysched::internals::output::plans::sheet::grouped("-999"), "-999");
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
        let yen = Currency::parse("JPY").unwrap();
        let row = |note: &str, amount| Row::item(vec![Cell::text(note), Cell::Money(amount, yen)]);
        let sheet = Sheet {
            name: Message::default(),
            columns: vec![("note", Align::Left), ("amount", Align::Right)],
            rows: vec![row("着手金", Amount::from(1000)), row("rest", Amount::from(20))],
        };
        assert_eq!(sheet.draw(None), "note    amount\n──────  ──────\n着手金   1,000\nrest        20\n");
    }

    #[test]
    fn a_narrow_terminal_gets_several_tables_with_the_first_column() {
        let row = |cells: [&str; 4]| Row::item(cells.map(Cell::text).to_vec());
        let sheet = Sheet {
            name: Message::default(),
            columns: vec![
                ("#", Align::Right),
                ("date", Align::Left),
                ("amount", Align::Right),
                ("n", Align::Left),
            ],
            rows: vec![
                row(["1", "2027-01-31", "10.00", "a note that is long"]),
                row(["12", "x", "9.00", ""]),
            ],
        };
        let wide = sheet.draw(None);
        assert_eq!(wide, sheet.draw(Some(wide.lines().map(UnicodeWidthStr::width).max().unwrap())));
        let narrow = [
            " #  date        amount\n──  ──────────  ──────\n 1  2027-01-31   10.00\n12  x             9.00\n",
            " #  n\n──  ───────────────────\n 1  a note that is long\n12\n",
        ];
        assert_eq!(sheet.draw(Some(22)), narrow.join("\n"));
        assert_eq!(
            sheet.draw(Some(1)).matches('#').count(),
            3,
            "a column that never fits is drawn all the same"
        );
    }

    #[test]
    fn an_empty_first_cell_keeps_the_columns() {
        let sheet = Sheet {
            name: Message::default(),
            columns: vec![("a", Align::Left), ("b", Align::Left)],
            rows: vec![Row::item(vec![Cell::Empty, Cell::text("x")])],
        };
        assert_eq!(sheet.draw(None), "a  b\n─  ─\n   x\n");
    }
}
