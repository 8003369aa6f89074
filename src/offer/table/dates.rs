//! A column of days: one order of day, month and year for all its cells.

use chrono::NaiveDate;

use super::column::{Decision, StyleConflict, StyledCell, TableCell, value};
use super::days::{DateHabits, DateOrder, DayForm, Readings, readings};
use super::digits::bare_number;
use crate::offer::day_count::{DayCount, counted};
use crate::offer::quote;

/// A column of days, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateColumn {
    habits: DateHabits,
    /// The cell that rules out each order of [`DateOrder::ALL`].
    ruled_out: [Option<(u32, String)>; 3],
    decisions: Vec<Decision>,
}

/// The day of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether it was read by habit, as no cell of the column tells its order.
    pub by_habit: bool,
}

/// Why a cell of a column of days cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// It names no day.
    #[error("{} is not a day", quote(.0))]
    NotADay(String),
    /// It has two readings, and no cell of the column tells which.
    #[error("{} may be {one} or {other}", quote(text))]
    TwoDays {
        /// What it says.
        text: String,
        /// The earlier reading.
        one: NaiveDate,
        /// The later reading.
        other: NaiveDate,
    },
    /// A program rounded the number of seconds, so that the day cannot be told.
    #[error("{} lost its last digits in a spreadsheet: its day cannot be told", quote(.0))]
    Rounded(String),
}

impl DateColumn {
    /// Judges a column by all its cells, each looked at once.
    ///
    /// # Errors
    /// When two cells cannot have been written in one order.
    pub fn judge<'t>(
        cells: impl Iterator<Item = TableCell<'t>>,
        habits: DateHabits,
    ) -> Result<Self, StyleConflict> {
        let mut column = Self { habits, ruled_out: [None, None, None], decisions: Vec::new() };
        let mut settled: Option<Decision> = None;
        let mut forms: Vec<(DayForm, Decision)> = Vec::new();
        for cell in cells {
            let Some((text, read)) = value(cell.text).and_then(|text| Some((text, readings(text, habits)?)))
            else {
                continue;
            };
            if matches!(read.form, DayForm::Order | DayForm::Dashes) {
                let before = column.orders().count();
                column.hold(cell.line, text, &read)?;
                match (&mut settled, column.orders().next()) {
                    (Some(decision), _) => decision.more += 1,
                    (None, Some(order)) if before > 1 && column.orders().count() == 1 => {
                        let text = format!("read as {}, from {}", order.words(), quote(text));
                        settled = Some(Decision { line: cell.line, text, more: 0 });
                    }
                    _ => {}
                }
            } else if let Some((_, known)) = forms.iter_mut().find(|(form, _)| *form == read.form) {
                known.more += 1;
            } else if let Some(words) = column.said(text, &read) {
                forms.push((read.form, Decision { line: cell.line, text: words, more: 0 }));
            }
        }
        // A settled order is about the column; that other cells follow it needs no count.
        let settled = settled.map(|decision| Decision { more: 0, ..decision });
        column.decisions =
            settled.into_iter().chain(forms.into_iter().map(|(_, decision)| decision)).collect();
        Ok(column)
    }

    /// Whether a cell names a day in any order.
    pub(super) fn is_day(cell: &str, habits: DateHabits) -> bool {
        value(cell).is_some_and(|text| readings(text, habits).is_some())
    }

    /// What was decided, each with its cell.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The day of a cell, which has a value.
    ///
    /// # Errors
    /// When it names no day, or may name two.
    pub fn read(&self, cell: &str) -> Result<ReadDay, DayError> {
        let text = value(cell).unwrap_or("");
        let Some(read) = readings(text, self.habits) else {
            let rounded = bare_number(text).is_some_and(|number| number.rounded_by > 1);
            let owned = text.to_owned();
            return Err(if rounded { DayError::Rounded(owned) } else { DayError::NotADay(owned) });
        };
        let of = |order: DateOrder| DateOrder::ALL.iter().zip(read.days).find(|(o, _)| **o == order)?.1;
        let mut days: Vec<NaiveDate> = self.orders().filter_map(of).collect();
        days.sort_unstable();
        days.dedup();
        let of_dashes = self.habits.dashes.filter(|_| read.form == DayForm::Dashes);
        let habit = self.habits.order.or(of_dashes).filter(|order| self.orders().any(|o| o == *order));
        match (days.as_slice(), habit.and_then(of)) {
            ([day], _) => Ok(ReadDay { day: *day, by_habit: false }),
            ([_, ..], Some(day)) => Ok(ReadDay { day, by_habit: true }),
            ([one, .., other], None) => {
                Err(DayError::TwoDays { text: text.to_owned(), one: *one, other: *other })
            }
            ([], _) => Err(DayError::NotADay(text.to_owned())),
        }
    }

    /// The orders that no cell rules out.
    fn orders(&self) -> impl Iterator<Item = DateOrder> {
        DateOrder::ALL.into_iter().zip(&self.ruled_out).filter(|(_, by)| by.is_none()).map(|(order, _)| order)
    }

    /// Rules out the orders in which a cell cannot be written.
    fn hold(&mut self, line: u32, text: &str, read: &Readings) -> Result<(), StyleConflict> {
        let possible = || read.days.iter().zip(&self.ruled_out).filter(|(day, _)| day.is_some());
        if !possible().any(|(_, by)| by.is_none()) {
            let Some((known_line, known)) = possible().find_map(|(_, by)| by.as_ref()) else { return Ok(()) };
            let cell = |line, text: &str| {
                Box::new(StyledCell { line, text: text.to_owned(), style: self.words_of(text) })
            };
            return Err(StyleConflict {
                one: cell(*known_line, known),
                other: cell(line, text),
                way_out: "one column has one order: write its days as 2026-12-31",
            });
        }
        for (day, by) in read.days.iter().zip(&mut self.ruled_out) {
            if day.is_none() && by.is_none() {
                *by = Some((line, text.to_owned()));
            }
        }
        Ok(())
    }

    /// The orders in which a text can be written: `is month/day/year`.
    fn words_of(&self, text: &str) -> String {
        let days = readings(text, self.habits).map_or([None; 3], |read| read.days);
        let orders = DateOrder::ALL.iter().zip(days).filter(|(_, day)| day.is_some());
        format!("is {}", orders.map(|(order, _)| order.words()).collect::<Vec<_>>().join(" or "))
    }

    /// What is worth a word about a cell that has one reading.
    fn said(&self, text: &str, read: &Readings) -> Option<String> {
        let day = read.days.iter().flatten().next()?;
        let shown = quote(text);
        match read.form {
            DayForm::Plain | DayForm::Order | DayForm::Dashes => None,
            DayForm::Seconds if self.habits.seconds => None,
            DayForm::Words => Some(format!("{shown} read as {day}")),
            DayForm::Seconds => Some(format!("{shown} read as {day}, seconds since 1970")),
            DayForm::Milliseconds => Some(format!("{shown} read as {day}, milliseconds since 1970")),
            DayForm::DayNumber => {
                let number = bare_number(text).and_then(|number| number.floor)?;
                let (from, other, day_by_other) = match self.habits.counted {
                    DayCount::From1900 => ("1900", "1904", counted(number, DayCount::From1904)?),
                    DayCount::From1904 => ("1904", "1900", counted(number, DayCount::From1900)?),
                };
                Some(format!(
                    "{shown} read as {day}, a spreadsheet's day counted from {from} (from {other} it would be {day_by_other})"
                ))
            }
        }
    }
}
