//! A payment plan as a table or as pasted rows: its installments, with or without headings.

use chrono::NaiveDate;

use super::column::{Decision, value};
use super::dates::{DateColumn, DayError};
use super::days::DateHabits;
use super::numbers::{NumberColumn, NumberError, ReadNumber};
use super::pasted::parted;
use super::plan_columns::{PlanColumns, cell, is_total, said_unit};
use super::plan_error::PlanRowsError;
use super::rows::SplitRow;
use crate::offer::{Amount, Currency, Entry, Portion, Share, Single, parse_percent};
use crate::text::source::SourceFile;

/// The installments of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRows {
    /// They, in the order of their days.
    pub rows: Vec<PlanRow>,
    /// What was decided, each with its line: how days and amounts are written, what was passed over.
    pub decisions: Vec<(u32, String)>,
    /// Which column is what, and which ones are passed over, in one line.
    pub columns: String,
    /// The currency that the table names, where none was known.
    pub currency: Option<Currency>,
    /// The total that a last row gives.
    pub total: Option<Amount>,
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
    /// Reads the installments of a text: comma-, semicolon- or tab-separated, a table of Markdown, or pasted
    /// with blanks between its columns. Rows with the sum of the amounts are passed over, and said.
    /// `currency` is that of the amounts, where it is known.
    ///
    /// # Errors
    /// When a cell has no reading, or several that no other cell settles.
    pub fn read(
        file: &SourceFile,
        currency: Option<Currency>,
        habits: DateHabits,
    ) -> Result<Self, PlanRowsError> {
        let mut first = PlanRowsError::NoCells;
        for table in parted(file) {
            let table = table.map_err(|error| PlanRowsError::Rows(error.to_string()))?;
            match Self::judged(&table.rows, currency, habits, table.by_comma) {
                // Another mark may be the one that parts the cells.
                Err(error) if first == PlanRowsError::NoCells => first = error,
                Err(_) => {}
                read => return read,
            }
        }
        Err(first)
    }

    /// As [`read`](Self::read), of rows that are cells already; their first cell is that of column A.
    ///
    /// # Errors
    /// As there.
    pub fn of(
        rows: &[SplitRow],
        currency: Option<Currency>,
        habits: DateHabits,
    ) -> Result<Self, PlanRowsError> {
        Self::judged(rows, currency, habits, false)
    }

    fn judged(
        rows: &[SplitRow],
        currency: Option<Currency>,
        habits: DateHabits,
        by_comma: bool,
    ) -> Result<Self, PlanRowsError> {
        let columns = PlanColumns::find(rows, habits, by_comma)?;
        let named = columns.currency(currency)?;
        let words = columns.words(named.as_ref());
        let known = currency.or(named.as_ref().map(|(currency, _)| *currency));
        let plan = JudgedPlan::new(columns, known, habits)?;
        let mut read = Self {
            rows: Vec::new(),
            decisions: plan.decisions(),
            columns: words,
            currency: named.map(|(currency, _)| currency),
            total: None,
        };
        let (mut sums, mut labelled) = (Sums::default(), false);
        for row in plan.columns.rows {
            match plan.row(row)? {
                ReadRow::Installment(installment, number) => {
                    sums.add(number)?;
                    // A sum that nothing names, and that rows follow, is that of a part.
                    if !number.percent && !labelled {
                        read.total = None;
                    }
                    read.rows.push(installment);
                }
                ReadRow::Nothing(_) if let Some((column, unit)) = row.cells.iter().find_map(said_unit) => {
                    return Err(PlanRowsError::InThousands { column, unit });
                }
                ReadRow::Nothing(why) => read.decisions.push((row.line, format!("{why}, passed over"))),
                ReadRow::Undated(number, error) if !sums.knows(number) => return Err(error),
                ReadRow::Sum(number) | ReadRow::Undated(number, _) => {
                    labelled = row.cells.iter().any(is_total);
                    let why = sums.explain(row, number, &mut read.total)?;
                    read.decisions.push((row.line, why));
                }
            }
        }
        if read.rows.is_empty() {
            return Err(PlanRowsError::NoColumn("dates"));
        }
        read.take_shares_of_one(&sums, plan.columns.are_shares());
        let is_part =
            |row: &PlanRow| matches!(&row.portion, Portion::Fixed(amount) if *amount <= Amount::from(1));
        if plan.columns.are_shares() && read.rows.iter().all(is_part) {
            let (column, sum) = (plan.columns.name(plan.columns.amount), sums.amounts);
            return Err(PlanRowsError::NoShares { column, sum });
        }
        if !read.rows.is_sorted_by_key(|row| row.date) {
            let late = read.rows.windows(2).find_map(|pair| match pair {
                [one, other] if other.date < one.date => Some(other.line),
                _ => None,
            });
            read.decisions
                .push((late.unwrap_or(1), "the rows are put in the order of their dates".to_owned()));
            read.rows.sort_by_key(|row| row.date);
        }
        Ok(read)
    }

    /// Amounts that add up to 1 are shares of the total, as a spreadsheet keeps percentages.
    fn take_shares_of_one(&mut self, sums: &Sums, named: bool) {
        if sums.amounts != Amount::from(1) || !(named || self.rows.len() > 1) {
            return;
        }
        let share = |row: &PlanRow| match &row.portion {
            Portion::Fixed(amount) => percent(amount.times(100)?),
            _ => None,
        };
        let shares: Option<Vec<Share>> = self.rows.iter().map(share).collect();
        if let Some(shares) = shares {
            let line = self.rows.first().map_or(1, |row| row.line);
            self.decisions.push((line, "the amounts add up to 1, read as shares of the total".to_owned()));
            self.total = None;
            for (row, share) in self.rows.iter_mut().zip(shares) {
                row.portion = Portion::Share(share);
            }
        }
    }
}

fn percent(amount: Amount) -> Option<Share> {
    parse_percent(&format!("{}%", amount.normalized())).ok()
}

/// What a row is.
enum ReadRow {
    /// An installment, and what its amount says.
    Installment(PlanRow, ReadNumber),
    /// A number without a date.
    Sum(ReadNumber),
    /// A number beside a text that is no day: a sum in other words, or a mistake.
    Undated(ReadNumber, PlanRowsError),
    /// Neither; with what it is.
    Nothing(&'static str),
}

/// The sums of the rows so far.
#[derive(Default)]
struct Sums {
    amounts: Amount,
    percents: Amount,
    /// The amounts since the last sum.
    since: Amount,
    count: usize,
    shares: usize,
}

impl Sums {
    fn add(&mut self, number: ReadNumber) -> Result<(), PlanRowsError> {
        let add =
            |sum: &mut Amount| sum.plus(number.amount).map(|more| *sum = more).ok_or(PlanRowsError::TooLarge);
        self.count += 1;
        if number.percent {
            self.shares += 1;
            return add(&mut self.percents);
        }
        add(&mut self.since)?;
        add(&mut self.amounts)
    }

    /// Whether a number is a sum of the rows so far.
    fn knows(&self, number: ReadNumber) -> bool {
        let sums = if number.percent { [self.percents; 2] } else { [self.amounts, self.since] };
        self.count > 1 && sums.contains(&number.amount)
    }

    /// Which sum a number without a date is, in words; the whole one is the total.
    fn explain(
        &mut self,
        row: &SplitRow,
        number: ReadNumber,
        total: &mut Option<Amount>,
    ) -> Result<String, PlanRowsError> {
        let (line, amount) = (row.line, number.amount);
        let labelled = row.cells.iter().any(is_total);
        let sum = if number.percent { self.percents } else { self.amounts };
        if self.count == 0 {
            return Err(PlanRowsError::NoDate { line, amount, sum });
        }
        if !number.percent && self.shares > 0 && labelled {
            *total = Some(amount);
            return Ok(format!("{amount} is the total, of which the percentages are shares"));
        }
        if amount == sum {
            if !number.percent {
                *total = Some(sum);
            }
            self.since = Amount::ZERO;
            let sign = if number.percent { "%" } else { "" };
            return Ok(format!("{sum}{sign} is the sum of the rows before it, passed over"));
        }
        if !number.percent && amount == self.since {
            self.since = Amount::ZERO;
            return Ok(format!("{amount} is the sum of the rows since the sum before it, passed over"));
        }
        Err(if labelled {
            PlanRowsError::TotalDiffers { line, total: amount, sum }
        } else {
            PlanRowsError::NoDate { line, amount, sum }
        })
    }
}

/// The columns of a payment plan, judged.
struct JudgedPlan<'r> {
    columns: PlanColumns<'r>,
    days: DateColumn,
    amounts: NumberColumn,
    /// Whether bare numbers are percentages, as the heading says.
    in_percent: bool,
    currency: Option<Currency>,
}

impl<'r> JudgedPlan<'r> {
    fn new(
        columns: PlanColumns<'r>,
        currency: Option<Currency>,
        habits: DateHabits,
    ) -> Result<Self, PlanRowsError> {
        let conflict = |at: usize, why| PlanRowsError::TwoStyles { column: columns.name(at), why };
        let days = DateColumn::judge(columns.cells(columns.date).iter(), habits);
        let days = days.map_err(|why| conflict(columns.date, why))?;
        let amounts = NumberColumn::judge(columns.cells(columns.amount).iter(), None);
        let amounts = amounts.map_err(|why| conflict(columns.amount, why))?;
        let dated = columns.rows.iter().filter(|row| DateColumn::is_day(cell(row, columns.date), habits));
        let shares = dated.filter_map(|row| amounts.read(cell(row, columns.amount), None).ok());
        let shares: Vec<Amount> = shares.filter(|read| !read.percent).map(|read| read.amount).collect();
        let in_percent = columns.are_shares()
            && shares.iter().max().is_some_and(|most| Amount::from(1) < *most && *most <= Amount::from(100));
        Ok(Self { columns, days, amounts, in_percent, currency })
    }

    fn decisions(&self) -> Vec<(u32, String)> {
        let say =
            |at: usize| move |one: &Decision| (one.line, format!("{} {}", self.columns.name(at), one.text));
        let days = self.days.decisions().iter().map(say(self.columns.date));
        let amounts = self.amounts.decision();
        let amounts = amounts.iter().map(say(self.columns.amount));
        self.columns.said.iter().cloned().chain(days).chain(amounts).collect()
    }

    fn row(&self, row: &SplitRow) -> Result<ReadRow, PlanRowsError> {
        const NEITHER: ReadRow = ReadRow::Nothing("neither a date nor an amount");
        let (line, columns) = (row.line, &self.columns);
        if columns.are_titles(row) {
            return Ok(ReadRow::Nothing("the headings again"));
        }
        if let Some((cell, formula)) = columns.formula(row) {
            return Err(PlanRowsError::NeverCalculated { cell, formula });
        }
        let wrong = |error| PlanRowsError::Amount { line, column: columns.name(columns.amount), error };
        let text = value(cell(row, columns.amount));
        let number = text.map(|text| self.amounts.read(text, self.currency)).transpose().map_err(wrong);
        let number = number.map(|number| {
            let is_share = |number: &ReadNumber| self.in_percent && number.amount <= Amount::from(100);
            number.map(|number| ReadNumber { percent: number.percent || is_share(&number), ..number })
        });
        let Some(day) = value(cell(row, columns.date)).filter(|day| !is_total(day)) else {
            return match number {
                Err(_) if !row.cells.iter().any(is_total) => Ok(NEITHER),
                number => Ok(number?.map_or(NEITHER, ReadRow::Sum)),
            };
        };
        let day = self.days.read(day);
        let (text, number) = match (text, number?) {
            (Some(text), Some(number)) => (text, number),
            _ if matches!(day, Err(DayError::NotADay(_))) => return Ok(NEITHER),
            _ => return Err(PlanRowsError::NoAmount(line)),
        };
        let no_day = |error| PlanRowsError::Day { line, column: columns.name(columns.date), error };
        let day = match day {
            Err(error @ DayError::NotADay(_)) => return Ok(ReadRow::Undated(number, no_day(error))),
            day => day.map_err(no_day)?,
        };
        if number.amount.is_negative() {
            return Err(PlanRowsError::Negative { line, text: text.to_owned() });
        }
        let portion = if number.percent {
            let share = percent(number.amount);
            Portion::Share(share.ok_or_else(|| wrong(NumberError::NotAnAmount(text.to_owned())))?)
        } else {
            Portion::Fixed(number.amount)
        };
        let text_of = |at: Option<usize>| at.and_then(|at| value(cell(row, at))).map(str::to_owned);
        let (note, purchase_order) = (text_of(columns.note), text_of(columns.purchase_order));
        let installment = PlanRow { line, date: day.day, portion, note, purchase_order };
        Ok(ReadRow::Installment(installment, number))
    }
}
