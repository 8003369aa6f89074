//! Why a table gives no installments.

use super::column::StyleConflict;
use super::dates::DayError;
use super::numbers::NumberError;
use crate::offer::{Amount, quote};

/// Why a table gives no installments. Columns are named by their headings, else `column 2`.
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
    /// A row has a cell more than the headings, as an amount with commas has that stands without quotes.
    #[error(
        "line {line} has more cells than the headings: put an amount with commas in quotes, as \"6,000.00\""
    )]
    MoreCells {
        /// The line.
        line: u32,
    },
    /// The heading says that the amounts are thousands or millions.
    #[error("{column} counts in {unit}; write the amounts in full, and the heading without it")]
    InThousands {
        /// The column.
        column: String,
        /// What its heading says.
        unit: &'static str,
    },
    /// The heading names another currency than the offer has.
    #[error("{column} is not in {currency}")]
    OtherCurrency {
        /// The column.
        column: String,
        /// The currency.
        currency: String,
    },
    /// A cell of a column of currencies names none.
    #[error("line {line}: {column}: {} is no currency's code", quote(text))]
    NoCurrency {
        /// The line.
        line: u32,
        /// The column.
        column: String,
        /// What the cell says.
        text: String,
    },
    /// Shares that are neither fractions of the whole nor percentages.
    #[error("{column} adds up to {sum}; write percentages, which add up to 100")]
    NoShares {
        /// The column.
        column: String,
        /// What its cells add up to.
        sum: Amount,
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
    /// A cell has a formula instead of its value.
    #[error(
        "cell {cell} is the formula {}, whose value is not in the file; open it in a spreadsheet, and save it",
        quote(formula)
    )]
    NeverCalculated {
        /// The cell, such as `B3`.
        cell: String,
        /// The formula.
        formula: String,
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
    /// A row that calls itself a total is not the sum of those before it.
    #[error("line {line}: the total is {total}, but the rows before it add up to {sum}")]
    TotalDiffers {
        /// The line.
        line: u32,
        /// What it says.
        total: Amount,
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
