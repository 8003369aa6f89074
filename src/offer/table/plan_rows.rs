//! A payment plan as a table or as pasted rows: its installments, with or without headings.

use chrono::NaiveDate;

use super::column::{ColumnCells, Decision, StyleConflict, TableCell, value};
use super::dates::{DateColumn, DayError};
use super::days::DateHabits;
use super::headings::{PlanHeading, columns};
use super::numbers::{NumberColumn, NumberError};
use super::rows::{SplitRow, SplitRows};
use crate::offer::{Amount, Currency, Entry, Portion, Single, parse_percent, quote};
use crate::text::source::SourceFile;

/// How many rows may precede the headings.
const MAX_BEFORE: usize = 10;

/// The installments of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRows {
    /// They, in the order of the rows.
    pub rows: Vec<PlanRow>,
    /// What was decided, each with its line: how days and amounts are written, what was passed over.
    pub decisions: Vec<(u32, String)>,
}

/// An installment of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// The line on which its row begins, from 1.
    pub line: u32,
    /// Its invoice date.
    pub date: NaiveDate,
    /// An amount, or a share of the total where the cell is a percentage.
    pub portion: Portion,
    /// The text beside it.
    pub note: Option<String>,
    /// The buyer's purchase order number.
    pub purchase_order: Option<String>,
}

/// Why a table gives no installments. PlanColumns are named by their headings, else `column 2`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRowsError {
    /// There is no row of two cells.
    #[error("no row has two cells; part the date and the amount by a tab, a semicolon or a comma")]
    NoCells,
    /// No column holds what is needed.
    #[error("no column holds {0}; write a heading above each column, such as `Invoice date` and `Amount`")]
    NoColumn(&'static str),
    /// Two columns may be meant.
    #[error("both {one} and {other} may be the one that is meant; leave one of them out")]
    TwoColumns {
        /// The first column.
        one: String,
        /// The second column.
        other: String,
    },
    /// A column is written in two styles.
    #[error("{column}: {why}")]
    TwoStyles {
        /// The column.
        column: String,
        /// The two cells.
        why: StyleConflict,
    },
    /// A cell names no day, or may name two.
    #[error("line {line}: {column}: {error}")]
    Day {
        /// The line.
        line: u32,
        /// The column.
        column: String,
        /// What is wrong.
        error: DayError,
    },
    /// A cell is not an amount.
    #[error("line {line}: {column}: {error}")]
    Amount {
        /// The line.
        line: u32,
        /// The column.
        column: String,
        /// What is wrong.
        error: NumberError,
    },
    /// An installment is negative.
    #[error("line {line}: {} is below zero, which no installment can be", quote(text))]
    Negative {
        /// The line.
        line: u32,
        /// What the cell says.
        text: String,
    },
    /// A date without an amount.
    #[error("line {0} has a date and no amount")]
    NoAmount(u32),
    /// An amount without a date, which is not the sum of those before it.
    #[error("line {line} has no date; if {amount} is a total: the rows before it add up to {sum}")]
    NoDate {
        /// The line.
        line: u32,
        /// Its amount.
        amount: Amount,
        /// The sum of the rows before it.
        sum: Amount,
    },
    /// The amounts are too large to be added exactly.
    #[error("the amounts are too large to be added exactly")]
    TooLarge,
    /// The rows cannot be split.
    #[error("{0}")]
    Rows(String),
}

impl PlanRow {
    /// The installment as an entry of an offer.
    pub fn entry(&self) -> Entry {
        Entry::Single(Single {
            invoice_date: self.date.into(),
            amount: self.portion.clone().into(),
            note: self.note.clone().into(),
            purchase_order: self.purchase_order.clone().into(),
            ..Single::default()
        })
    }
}

impl PlanRows {
    /// Reads the installments of a table: comma-, semicolon- or tab-separated, or pasted out of a
    /// spreadsheet. A last row with the sum of the amounts is passed over, and said. `currency` is that of
    /// the amounts, where it is known.
    ///
    /// # Errors
    /// When a cell has no reading, or several that no other cell settles.
    pub fn read(
        file: &SourceFile,
        currency: Option<Currency>,
        habits: DateHabits,
    ) -> Result<Self, PlanRowsError> {
        let rows = split(file)?;
        let plan = JudgedPlan::new(PlanColumns::find(&rows, habits)?, currency, habits)?;
        let mut read = Self { rows: Vec::new(), decisions: plan.decisions() };
        let mut sum = Amount::ZERO;
        for row in plan.columns.rows {
            match plan.installment(row)? {
                Ok(installment) => {
                    if let Portion::Fixed(amount) = installment.portion {
                        sum = sum.plus(amount).ok_or(PlanRowsError::TooLarge)?;
                    }
                    read.rows.push(installment);
                }
                Err(None) => {
                    read.decisions.push((row.line, "neither a date nor an amount, passed over".to_owned()));
                }
                Err(Some(total)) if total == sum && !read.rows.is_empty() => {
                    read.decisions
                        .push((row.line, format!("{sum} is the sum of the rows before it, passed over")));
                }
                Err(Some(amount)) => return Err(PlanRowsError::NoDate { line: row.line, amount, sum }),
            }
        }
        if read.rows.is_empty() { Err(PlanRowsError::NoColumn("dates")) } else { Ok(read) }
    }
}

/// The columns of a payment plan, judged.
struct JudgedPlan<'r> {
    columns: PlanColumns<'r>,
    days: DateColumn,
    amounts: NumberColumn,
    currency: Option<Currency>,
}

impl<'r> JudgedPlan<'r> {
    fn new(
        columns: PlanColumns<'r>,
        currency: Option<Currency>,
        habits: DateHabits,
    ) -> Result<Self, PlanRowsError> {
        let conflict = |at: usize, why| PlanRowsError::TwoStyles { column: columns.name(at), why };
        let days = DateColumn::judge(cells(columns.rows, columns.date).iter(), habits);
        let days = days.map_err(|why| conflict(columns.date, why))?;
        let amounts = NumberColumn::judge(cells(columns.rows, columns.amount).iter(), None);
        let amounts = amounts.map_err(|why| conflict(columns.amount, why))?;
        Ok(Self { columns, days, amounts, currency })
    }

    fn decisions(&self) -> Vec<(u32, String)> {
        let say =
            |at: usize| move |one: &Decision| (one.line, format!("{} {}", self.columns.name(at), one.text));
        let days = self.days.decisions().iter().map(say(self.columns.date));
        let amounts = self.amounts.decision();
        let amounts = amounts.iter().map(say(self.columns.amount));
        self.columns.said.iter().cloned().chain(days).chain(amounts).collect()
    }

    /// The installment of a row; for a row without a date its amount, if it has one.
    fn installment(&self, row: &SplitRow) -> Result<Result<PlanRow, Option<Amount>>, PlanRowsError> {
        let (line, columns) = (row.line, &self.columns);
        let wrong = |error| PlanRowsError::Amount { line, column: columns.name(columns.amount), error };
        let text = value(cell(row, columns.amount));
        let number = text.map(|text| self.amounts.read(text, self.currency)).transpose().map_err(wrong)?;
        let Some(day) = value(cell(row, columns.date)).filter(|day| !is_total(day)) else {
            return Ok(Err(number.map(|number| number.amount)));
        };
        let (Some(text), Some(number)) = (text, number) else { return Err(PlanRowsError::NoAmount(line)) };
        let day = self.days.read(day);
        let day =
            day.map_err(|error| PlanRowsError::Day { line, column: columns.name(columns.date), error })?;
        if number.amount.is_negative() {
            return Err(PlanRowsError::Negative { line, text: text.to_owned() });
        }
        let portion = if number.percent {
            let share = parse_percent(&format!("{}%", number.amount));
            Portion::Share(share.map_err(|_| wrong(NumberError::NotAnAmount(text.to_owned())))?)
        } else {
            Portion::Fixed(number.amount)
        };
        let text_of = |at: Option<usize>| at.and_then(|at| value(cell(row, at))).map(str::to_owned);
        let (note, purchase_order) = (text_of(columns.note), text_of(columns.purchase_order));
        Ok(Ok(PlanRow { line, date: day.day, portion, note, purchase_order }))
    }
}

/// Whether a text names the row of the sum.
fn is_total(text: &str) -> bool {
    ["total", "grand total", "sum", "合計", "総計", "計"]
        .contains(&text.trim_end_matches(':').to_lowercase().as_str())
}

/// The rows by the first separator that parts most of them.
fn split(file: &SourceFile) -> Result<Vec<SplitRow>, PlanRowsError> {
    for separator in [b'\t', b';', b','] {
        let mut rows = SplitRows::new(file, separator);
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().map_err(|error| PlanRowsError::Rows(error.to_string()))? {
            all.push(row);
        }
        if all.iter().filter(|row| row.cells.len() > 1).count() * 2 > all.len() {
            return Ok(all);
        }
    }
    Err(PlanRowsError::NoCells)
}

fn cell(row: &SplitRow, at: usize) -> &str {
    row.cells.get(at).unwrap_or("")
}

fn cells(rows: &[SplitRow], at: usize) -> ColumnCells {
    let mut column = ColumnCells::default();
    rows.iter().for_each(|row| column.push(TableCell { line: row.line, text: cell(row, at) }));
    column
}

/// Which column holds what.
struct PlanColumns<'r> {
    titles: Option<&'r SplitRow>,
    rows: &'r [SplitRow],
    date: usize,
    amount: usize,
    note: Option<usize>,
    purchase_order: Option<usize>,
    said: Vec<(u32, String)>,
}

impl<'r> PlanColumns<'r> {
    fn find(rows: &'r [SplitRow], habits: DateHabits) -> Result<Self, PlanRowsError> {
        for (at, titles) in rows.iter().take(MAX_BEFORE + 1).enumerate() {
            let words: Vec<&str> = titles.cells.iter().collect();
            let found = columns(&words).map_err(|(one, other)| two(Some(titles), one, other))?;
            let of =
                |heading: PlanHeading| found.iter().find(|(known, _)| *known == heading).map(|(_, at)| *at);
            if let (Some(date), Some(amount)) = (of(PlanHeading::Date), of(PlanHeading::Amount)) {
                let said =
                    rows.iter().take(at).map(|row| (row.line, "before the headings, passed over".to_owned()));
                return Ok(Self {
                    titles: Some(titles),
                    rows: rows.get(at + 1..).unwrap_or(&[]),
                    date,
                    amount,
                    note: of(PlanHeading::Note),
                    purchase_order: of(PlanHeading::PurchaseOrder),
                    said: said.collect(),
                });
            }
        }
        Self::by_content(rows, habits)
    }

    /// Without known headings: the column in which every cell is a day, and the one in which every cell is
    /// a number. What counts the rows is neither.
    fn by_content(rows: &'r [SplitRow], habits: DateHabits) -> Result<Self, PlanRowsError> {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let is_day = |text: &str| DateColumn::is_day(text, habits);
        let (titles, rows) = match rows {
            [first, rest @ ..]
                if !first.cells.iter().any(|cell| is_day(cell) || NumberColumn::is_number(cell)) =>
            {
                (Some(first), rest)
            }
            all => (None, all),
        };
        let every = |at: usize, fits: &dyn Fn(&str) -> bool| {
            let mut values = rows.iter().filter_map(|row| value(cell(row, at))).peekable();
            values.peek().is_some() && values.all(fits)
        };
        let counts = |at: usize| {
            rows.len() > 1
                && rows.iter().zip(1_usize..).all(|(row, number)| cell(row, at).trim() == number.to_string())
        };
        let is_date = |at: &usize| every(*at, &|text| is_day(text) || is_total(text));
        let is_number = |at: &usize| every(*at, &NumberColumn::is_number) && !counts(*at);
        // A spreadsheet's day is a number, too: a column of days in words goes first.
        let days: Vec<usize> = (0..width).filter(is_date).collect();
        let in_words: Vec<usize> = days.iter().copied().filter(|at| !is_number(at)).collect();
        let date = match (in_words.as_slice(), days.as_slice()) {
            ([one], _) | ([], [one]) => *one,
            ([one, other, ..], _) | ([], [one, other, ..]) => return Err(two(titles, *one, *other)),
            ([], []) => return Err(PlanRowsError::NoColumn("dates")),
        };
        let numbers: Vec<usize> = (0..width).filter(|at| *at != date).filter(is_number).collect();
        let amount = match numbers.as_slice() {
            [one] => *one,
            [one, other, ..] => return Err(two(titles, *one, *other)),
            [] => return Err(PlanRowsError::NoColumn("amounts")),
        };
        let others: Vec<usize> = (0..width)
            .filter(|at| *at != date && *at != amount && !counts(*at) && every(*at, &|_| true))
            .collect();
        let note = if let [one] = others.as_slice() { Some(*one) } else { None };
        let mut said: Vec<(u32, String)> =
            titles.iter().map(|row| (row.line, "taken for headings, passed over".to_owned())).collect();
        if note.is_none() {
            let line = rows.first().map_or(1, |row| row.line);
            said.extend(others.iter().map(|at| (line, format!("{} passed over", name(titles, *at)))));
        }
        Ok(Self { titles, rows, date, amount, note, purchase_order: None, said })
    }

    fn name(&self, at: usize) -> String {
        name(self.titles, at)
    }
}

fn name(titles: Option<&SplitRow>, at: usize) -> String {
    let title =
        titles.and_then(|titles| titles.cells.get(at)).map(str::trim).filter(|title| !title.is_empty());
    title.map_or_else(|| format!("column {}", at + 1), quote)
}

fn two(titles: Option<&SplitRow>, one: usize, other: usize) -> PlanRowsError {
    PlanRowsError::TwoColumns { one: name(titles, one), other: name(titles, other) }
}
